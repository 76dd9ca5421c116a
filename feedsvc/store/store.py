"""The store: what is kept, asked for and written, one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from feedsvc.errors import UnknownNameError
from feedsvc.model import feeds
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section, Source
from feedsvc.model.feeds import Announcement
from feedsvc.model.visits import Due, FeedState, SectionCount, SourceState, StatusEvent, Visit
from feedsvc.store import declaring, opening, recording, retention, running, statements
from feedsvc.store.codec import decode, decode_fields
from feedsvc.store.engine import Database
from feedsvc.store.leases import leases_of
from feedsvc.store.retention import Retention
from feedsvc.store.rows import digest, entry_of
from feedsvc.store.statements import Asked, Shelf
from feedsvc.store.versions import version_of


def open_store(url: str) -> Store:
    """Open the database of an address such as ``sqlite:///feedsvc.db``, ``sqlite://`` (in memory), ``postgresql+psycopg://…``.

    Makes it where it is missing and brings its schema up to date. Raises StoreError.
    """
    database = Database(url)
    try:
        return Store(database)
    except BaseException:
        database.close()
        raise


class Store:
    """All that is kept. Safe to share between threads and across forks; every method raises StoreError.

    Entries come newest first: by moment of publication, and of one moment the later arrival first.
    ``section`` is a slug everywhere; None stands for all sources and all sections.
    """

    def __init__(self, database: Database) -> None:
        self.instance_id = opening.prepare(database)
        self._database = database
        self._leases = leases_of(database)
        self._version = version_of(database)

    def close(self) -> None:
        """Close every connection and give back every lease."""
        self._leases.close()
        self._database.close()

    def ping(self) -> None:
        """Ask the database for the least that shows it answers."""
        with self._database.read() as connection:
            connection.execute(statements.fact(opening.INSTANCE)).scalar_one()

    def version(self) -> str:
        """Return a token that differs after any commit by any process (on PostgreSQL up to a second late)."""
        return self._version()

    # ---- sources ----------------------------------------------------------------------------------------------------

    def put_source(self, source: Source) -> None:
        """Declare one source, or declare it anew: its feeds get a new revision where anything changed."""
        with self._database.write() as connection:
            declaring.add_source(connection, source)

    def put_sources(self, sources: Iterable[Source]) -> None:
        """Declare the operator's whole list in its order; those that are as they were cost nothing.

        A source that left the list is visited no more; what came from it stays until ``remove_source``.
        """
        with self._database.write() as connection:
            declaring.list_sources(connection, tuple(sources))

    def remove_source(self, source_id: str) -> None:
        """Remove a source and everything that came from it."""
        with self._database.write() as connection:
            declaring.remove_source(connection, source_id)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources that are visited, in the operator's order."""
        with self._database.read() as connection:
            return tuple(decode(Source, row.document) for row in connection.execute(statements.all_sources()))

    def source(self, source_id: str) -> Source | None:
        """Return one source, also one that left the operator's list."""
        with self._database.read() as connection:
            document = connection.execute(statements.source(source_id)).scalar_one_or_none()
        return None if document is None else decode(Source, document)

    def source_state(self, source_id: str) -> SourceState:
        """Return what is known of a source; raises UnknownNameError for one never declared."""
        with self._database.read() as connection:
            row = connection.execute(statements.states(source_id)).mappings().one_or_none()
        if row is None:
            raise UnknownNameError(f"there is no source {source_id!r}")
        return _state(row)

    def source_states(self) -> tuple[SourceState, ...]:
        """Return what is known of every source, in the operator's order."""
        with self._database.read() as connection:
            return tuple(_state(row) for row in connection.execute(statements.states()).mappings())

    def due(self, now: datetime, limit: int) -> tuple[Due, ...]:
        """Return the sources to visit now: those never visited first, then the longest overdue."""
        with self._database.read() as connection:
            rows = connection.execute(statements.due(now, limit))
            return tuple(Due(row.id, row.host, row.next_visit_at) for row in rows)

    def next_due(self) -> datetime | None:
        """Return when the next visit of a source already visited is due."""
        with self._database.read() as connection:
            at: datetime | None = connection.execute(statements.next_due()).scalar_one()
        return at

    @contextmanager
    def lease(self, source_id: str) -> Iterator[bool]:
        """Hold a source for a visit: False inside the block where another thread, process or machine holds it.

        The lease ends with the block, and with the process at the latest.
        """
        name = f"{self.instance_id}/{source_id}"
        held = self._leases.acquire(name)
        try:
            yield held
        finally:
            if held:
                self._leases.release(name)

    # ---- visits -----------------------------------------------------------------------------------------------------

    def known(self, source_id: str, keys: Iterable[str]) -> tuple[Entry, ...]:
        """Return the source's entries that were ever met under one of these identities."""
        found: dict[str, Entry] = {}
        with self._database.snapshot() as connection:
            for chunk in running.chunks(dict.fromkeys(digest(key) for key in keys)):
                rows = connection.execute(statements.KNOWN, {"source": source_id, "digests": chunk}).mappings()
                found.update((row["id"], entry_of(dict(row))) for row in rows)
        return tuple(found.values())

    def departed(self, source_id: str, since: datetime, until: datetime) -> tuple[Entry, ...]:
        """Return those of a source's newest entries that were last met between two moments, both included."""
        with self._database.read() as connection:
            return _entries(connection, statements.departed(source_id, since, until))

    def record(self, source_id: str, visit: Visit, changes: Changes | None, state: SourceState) -> None:
        """Write one visit in one transaction: entries, identities, feed revisions, history, state, status.

        ``state`` is what is known after the visit, made from the one that ``source_state`` gave before it. Raises
        StoreConflictError, and writes nothing, where somebody else recorded on the source in between.
        """
        if not source_id == visit.source_id == state.source_id:
            raise ValueError("a visit, its source and its state belong together")
        with self._database.write() as connection:
            recording.record(connection, visit, changes, state)

    def visits(self, source_id: str | None = None, limit: int = 50) -> tuple[Visit, ...]:
        """Return the last visits, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(statements.recent_visits(source_id, limit))
            return tuple(decode(Visit, row.document) for row in rows)

    def events(self, limit: int = 50) -> tuple[StatusEvent, ...]:
        """Return the last moments at which sources broke, warned or recovered, newest first."""
        with self._database.read() as connection:
            return tuple(_event(row) for row in connection.execute(statements.events(limit)).mappings())

    def forget(self, rules: Retention, now: datetime) -> int:
        """Forget what the rules allow, a little at a time; return how many rows went. No feed loses what it shows."""
        forgotten = sum(self._forget_all(source.id, rules, now) for source in self.sources())
        while count := self._forget_history(rules, now):
            forgotten += count
        return forgotten

    def _forget_all(self, source_id: str, rules: Retention, now: datetime) -> int:
        with self._database.write() as connection:
            forgotten = retention.forget_visits(connection, source_id, rules)
        while True:
            with self._database.write() as connection:
                count = retention.forget_entries(connection, source_id, rules, now)
            if not count:
                return forgotten
            forgotten += count

    def _forget_history(self, rules: Retention, now: datetime) -> int:
        with self._database.write() as connection:
            return retention.forget_history(connection, rules, now)

    # ---- feeds ------------------------------------------------------------------------------------------------------

    def entries(
        self,
        *,
        source: str | None = None,
        section: str | None = None,
        limit: int = 50,
        before: str | None = None,
        query: str | None = None,
        author: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Entry, ...]:
        """Return entries, newest first.

        ``before`` is the id or key of the entry that the page before ended with; none follow one that is unknown.
        ``query`` holds words, "quoted phrases", -without, prefix*; it looks through the newest 20,000 entries.
        ``author`` holds words of the author's name in their order. ``since`` bounds the moment of publication.
        """
        with self._database.snapshot() as connection:
            place = None
            if before is not None:
                row = connection.execute(statements.place_of(before)).first()
                if row is None:
                    return ()
                place = (row.published_at, row.number)
            asked = Asked(limit, place, since, query, author)
            return _entries(connection, statements.newest(Shelf(source, section), asked))

    def entry(self, id_or_key: str) -> Entry | None:
        """Return an entry by its id, or by its key: the last part of the id."""
        with self._database.read() as connection:
            row = connection.execute(statements.entry(id_or_key)).mappings().first()
        return None if row is None else entry_of(dict(row))

    def feed_state(self, source: str | None = None, section: str | None = None) -> FeedState | None:
        """Return a feed's version, None for a feed that never was."""
        with self._database.read() as connection:
            row = connection.execute(statements.feed(Shelf(source, section))).mappings().first()
        return None if row is None else _feed_state(row)

    def feed(
        self, source: str | None = None, section: str | None = None, limit: int = 50
    ) -> tuple[FeedState, tuple[Entry, ...]] | None:
        """Return a feed's version and its newest entries, both of one moment; None for a feed that never was."""
        with self._database.snapshot() as connection:
            row = connection.execute(statements.feed(Shelf(source, section))).mappings().first()
            if row is None:
                return None
            return _feed_state(row), _entries(connection, statements.newest(Shelf(source, section), Asked(limit)))

    def feeds(self) -> tuple[tuple[str | None, str | None], ...]:
        """Return the source and the section of every feed that ever was."""
        with self._database.read() as connection:
            return tuple(
                (row.source_id or None, row.slug or None) for row in connection.execute(statements.all_feeds())
            )

    def unannounced(self, since: datetime, limit: int = 100) -> tuple[Announcement, ...]:
        """Return the feeds changed after ``since`` of which a hub is still to be told, the longest waiting first."""
        with self._database.read() as connection:
            rows = connection.execute(statements.unannounced(since, limit))
            return tuple(Announcement(feeds.Shelf(row.source_id, row.slug), row.shown) for row in rows)

    def announced(self, announcement: Announcement) -> None:
        """Keep that a hub was told of a version of a feed."""
        with self._database.write() as connection:
            recording.write_announcement(connection, announcement)

    def archive(self, source: str | None, section: str | None, number: int, size: int) -> tuple[Entry, ...]:
        """Return a page of a feed's archive (RFC 5005): page 1 holds the first ``size`` arrivals, and does so for ever.

        Latest arrival first. Pages up to ``FeedState.arrivals // size`` are full, less what retention forgot.
        """
        with self._database.read() as connection:
            return _entries(
                connection, statements.archived(Shelf(source, section), (number - 1) * size + 1, number * size)
            )

    def sections(self, source: str | None = None) -> tuple[SectionCount, ...]:
        """Return the sections that hold entries, by slug; of one source, or of all together."""
        with self._database.read() as connection:
            rows = connection.execute(statements.sections(source)).mappings().all()
        return tuple(_section_count(row, source) for row in rows)


def _entries(connection: Connection, rows: statements.Rows) -> tuple[Entry, ...]:
    return tuple(entry_of(dict(row)) for row in connection.execute(rows).mappings())


def _state(row: RowMapping) -> SourceState:
    kept = {
        "source_id": row["id"],
        "version": row["version"] or 0,
        "entries": row["count"] or 0,
        "next_visit_at": row["next_visit_at"],  # another source of the host may have put it off
    }
    document = {name: value for name, value in (row["document"] or {}).items() if name not in kept}
    return decode_fields(SourceState, document, kept)


def _section_count(row: RowMapping, source: str | None) -> SectionCount:
    return SectionCount(Section(row["slug"], row["name"]), row["count"], source)


def _event(row: RowMapping) -> StatusEvent:
    return decode_fields(StatusEvent, row["document"], {name: row[name] for name in ("number", "source_id", "at")})


def _feed_state(row: RowMapping) -> FeedState:
    return FeedState(**{name: row[name] for name in ("revision", "changed_at", "count", "shown", "arrivals")})
