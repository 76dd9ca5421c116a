"""One visit becomes rows, in one transaction: entries, identities, sections, feed revisions, history, state, status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    bindparam,
    case,
    delete,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from feedsvc.errors import StoreConflictError
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section
from feedsvc.model.feeds import Announcement
from feedsvc.model.visits import SourceState, StatusEvent, Visit
from feedsvc.store.codec import decode_fields, encode, encode_fields
from feedsvc.store.rows import digest, entry_row, narrowed_row
from feedsvc.store.tables import (
    announcements,
    entries,
    entry_keys,
    entry_sections,
    feeds,
    source_states,
    status_events,
    visits,
)

CHUNK = 400
"""Values in one IN list: SQLite's oldest builds take 999 parameters."""

_STEP = 1_000_000
"""Microseconds."""
_FIXED = frozenset({"row_number", "id", "key", "source_id"})
_BY_THE_STORE = frozenset({"source_id", "entries", "version"})

Place = tuple[str, str]
"""A feed's key: source and slug, the empty string for all of them."""


@dataclass(slots=True)
class Touch:
    """What one transaction does to one feed."""

    name: str = ""
    shown: bool = False
    added: int = 0
    removed: int = 0


@dataclass(slots=True)
class Touches:
    """What one transaction does to all feeds of one source."""

    source_id: str
    feeds: dict[Place, Touch] = field(default_factory=dict)

    def mark(self, slugs: Iterable[str], *, shown: bool) -> None:
        """Note that an entry of these sections changed."""
        for place in self.places(slugs):
            touch = self.feeds.setdefault(place, Touch())
            touch.shown = touch.shown or shown

    def move(self, slugs: Iterable[str], *, added: int = 0, removed: int = 0) -> None:
        """Note that an entry arrived on exactly these shelves ("" is the shelf of all sections) or left them."""
        for slug in slugs:
            for source_id in ("", self.source_id):
                touch = self.feeds.setdefault((source_id, slug), Touch())
                touch.added, touch.removed, touch.shown = touch.added + added, touch.removed + removed, True

    def name(self, sections: Iterable[Section]) -> None:
        """Note what people call these sections."""
        for section in sections:
            for source_id in ("", self.source_id):
                touch = self.feeds.get((source_id, section.slug))
                if touch is not None:
                    touch.name = touch.name or section.name

    def places(self, slugs: Iterable[str]) -> Iterable[Place]:
        """Return the feeds that hold an entry of these sections."""
        return ((source_id, slug) for slug in ("", *slugs) for source_id in ("", self.source_id))


def record(connection: Connection, visit: Visit, changes: Changes | None, state: SourceState) -> None:
    """Write one visit; raises StoreConflictError where the state was not made from the newest one kept."""
    previous = _write_state(connection, state)
    _write_status(connection, visit, previous, state)
    connection.execute(insert(visits).values(**_visit_row(visit)))
    if changes is not None and changes.warning is None:
        _write_changes(connection, visit, changes)


# ---- entries --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an entry's row before the transaction."""

    number: int
    published_at: datetime
    slugs: frozenset[str]


def _write_changes(connection: Connection, visit: Visit, changes: Changes) -> None:
    given = {entry.id: entry for entry in (*changes.created, *changes.changed, *changes.narrowed)}
    kept = _kept(connection, tuple(given))
    # The foot of the page arrives first, so that arrivals of one moment stand in the page's own order.
    arriving = [entry for entry in reversed(tuple(given.values())) if entry.id not in kept]
    staying = [entry for entry in given.values() if entry.id in kept]
    narrowed = {entry.id for entry in changes.narrowed}
    touches = _touches(visit.source_id, arriving, staying, kept, narrowed)
    arrivals = touch_feeds(connection, touches, visit.at)
    _insert_entries(connection, arriving, visit.source_id, arrivals)
    kept |= _numbers(connection, arriving)
    _update_entries(connection, [entry for entry in staying if entry.id not in narrowed], kept)
    _narrow_entries(connection, [entry for entry in staying if entry.id in narrowed], kept)
    _write_sections(connection, [*arriving, *staying], kept, arrivals)
    _write_keys(connection, given.values(), kept)
    _write_sightings(connection, [seen for seen in changes.seen_ids if seen not in given], changes.seen_at)


def _kept(connection: Connection, ids: Iterable[str]) -> dict[str, Kept]:
    rows = select(entries.c.id, entries.c.number, entries.c.published_at, entry_sections.c.slug).outerjoin(
        entry_sections, entry_sections.c.entry == entries.c.number
    )
    kept: dict[str, Kept] = {}
    for chunk in chunks(ids):
        for row in connection.execute(rows.where(entries.c.id.in_(chunk))):
            slugs = kept[row.id].slugs if row.id in kept else frozenset()
            kept[row.id] = Kept(row.number, row.published_at, slugs | {row.slug} - {None})
    return kept


def _touches(
    source_id: str, arriving: list[Entry], staying: list[Entry], kept: Mapping[str, Kept], narrowed: set[str]
) -> Touches:
    touches = Touches(source_id)
    for entry in arriving:
        touches.move(("", *_slugs(entry)), added=1)
    for entry in staying:
        before, after = kept[entry.id].slugs, set(_slugs(entry))
        touches.mark(before | after, shown=entry.id not in narrowed)
        touches.move(after - before, added=1)
        touches.move(before - after, removed=1)
    for entry in (*arriving, *staying):
        touches.name(entry.sections)
    return touches


def _slugs(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(section.slug for section in entry.sections))


def _insert_entries(connection: Connection, arriving: list[Entry], source_id: str, arrivals: dict[Place, int]) -> None:
    rows = []
    for entry in arriving:
        row = entry_row(entry) | {"source_id": source_id}
        rows.append(row | {"arrival": _next(arrivals, ("", "")), "source_arrival": _next(arrivals, (source_id, ""))})
    if rows:
        connection.execute(insert(entries), rows)


def _numbers(connection: Connection, arrived: list[Entry]) -> dict[str, Kept]:
    rows = select(entries.c.id, entries.c.number, entries.c.published_at)
    found = (
        row
        for chunk in chunks(entry.id for entry in arrived)
        for row in connection.execute(rows.where(entries.c.id.in_(chunk)))
    )
    return {row.id: Kept(row.number, row.published_at, frozenset()) for row in found}


def _next(arrivals: dict[Place, int], place: Place) -> int:
    arrivals[place] += 1
    return arrivals[place]


def _update_entries(connection: Connection, staying: list[Entry], kept: Mapping[str, Kept]) -> None:
    _update(connection, [entry_row(entry) | {"row_number": kept[entry.id].number} for entry in staying])


def _narrow_entries(connection: Connection, narrowed: list[Entry], kept: Mapping[str, Kept]) -> None:
    _update(connection, [narrowed_row(entry) | {"row_number": kept[entry.id].number} for entry in narrowed])


def _update(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        names: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in _FIXED}
        connection.execute(update(entries).where(entries.c.number == bindparam("row_number")).values(**names), rows)


def _write_sections(
    connection: Connection, given: list[Entry], kept: Mapping[str, Kept], arrivals: dict[Place, int]
) -> None:
    added, moved, left = [], [], []
    for entry in given:
        known, after = kept[entry.id], _slugs(entry)
        left += [{"row_entry": known.number, "row_slug": slug} for slug in known.slugs.difference(after)]
        if known.slugs and known.published_at != entry.published_at:
            moved.append({"row_entry": known.number, "moved_to": entry.published_at})
        added += [_section_row(entry, known.number, slug, arrivals) for slug in after if slug not in known.slugs]
    _each(connection, delete(entry_sections).where(_this_entry(), entry_sections.c.slug == bindparam("row_slug")), left)
    _each(connection, update(entry_sections).where(_this_entry()).values(published_at=bindparam("moved_to")), moved)
    _each(connection, insert(entry_sections), added)


def _section_row(entry: Entry, number: int, slug: str, arrivals: dict[Place, int]) -> dict[str, Any]:
    return {
        "entry": number,
        "slug": slug,
        "source_id": entry.source_id,
        "published_at": entry.published_at,
        "arrival": _next(arrivals, ("", slug)),
        "source_arrival": _next(arrivals, (entry.source_id, slug)),
    }


def _this_entry() -> Any:
    return entry_sections.c.entry == bindparam("row_entry")


def _write_keys(connection: Connection, given: Iterable[Entry], kept: Mapping[str, Kept]) -> None:
    rows = [
        {"source_id": entry.source_id, "digest": digest(key), "entry": kept[entry.id].number}
        for entry in given
        for key in dict.fromkeys(entry.keys)
    ]
    _each(connection, insert_into(connection, entry_keys).on_conflict_do_nothing(), rows)


def _write_sightings(connection: Connection, ids: Iterable[str], seen_at: datetime) -> None:
    later = update(entries).where(entries.c.last_seen_at < seen_at).values(last_seen_at=seen_at)
    for chunk in chunks(ids):
        connection.execute(later.where(entries.c.id.in_(chunk)))


# ---- feeds ----------------------------------------------------------------------------------------------------------


def touch_feeds(connection: Connection, touches: Touches, at: datetime) -> dict[Place, int]:
    """Give each touched feed its new revision; return how many entries had arrived in each before."""
    arrivals = {}
    for place in sorted(touches.feeds):  # always in one order: two writers never wait for each other in a circle
        touch = touches.feeds[place]
        arrivals[place] = connection.execute(_touched(connection, place, touch, at)).scalar_one() - touch.added
    return arrivals


def _touched(connection: Connection, place: Place, touch: Touch, at: datetime) -> Any:
    row = insert_into(connection, feeds).values(
        source_id=place[0],
        slug=place[1],
        name=touch.name,
        revision=1,
        shown=1,
        changed_at=at,
        count=touch.added - touch.removed,
        arrivals=touch.added,
    )
    return row.on_conflict_do_update(
        index_elements=[feeds.c.source_id, feeds.c.slug],
        set_={
            "name": case((feeds.c.name == "", row.excluded.name), else_=feeds.c.name),
            "revision": feeds.c.revision + 1,
            "shown": feeds.c.shown + int(touch.shown),
            "changed_at": _later(row.excluded.changed_at),
            "count": feeds.c.count + (touch.added - touch.removed),
            "arrivals": feeds.c.arrivals + touch.added,
        },
    ).returning(feeds.c.arrivals)


def _later(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a moment later than the feed's last change by what an HTTP date can tell apart."""
    changed, stepped = type_coerce(at, BigInteger), type_coerce(feeds.c.changed_at, BigInteger) + _STEP
    return case((changed > stepped, changed), else_=stepped)


# ---- visits, state, status ------------------------------------------------------------------------------------------


def _visit_row(visit: Visit) -> dict[str, Any]:
    return {
        "source_id": visit.source_id,
        "at": visit.at,
        "outcome": visit.outcome.value,
        "document": encode(visit),
    }


def _write_state(connection: Connection, state: SourceState) -> SourceState:
    row = {
        "version": state.version + 1,
        "next_visit_at": state.next_visit_at,
        "document": encode_fields(state, _BY_THE_STORE),
    }
    _begin_state(connection, state.source_id)
    kept = connection.execute(_locked_state(state.source_id)).one()
    if kept.version != state.version:
        raise StoreConflictError(f"the source {state.source_id!r} was visited by somebody else at the same time")
    connection.execute(update(source_states).where(source_states.c.source_id == state.source_id).values(**row))
    return decode_fields(SourceState, kept.document, {"source_id": state.source_id})


def _begin_state(connection: Connection, source_id: str) -> None:
    row = insert_into(connection, source_states).values(source_id=source_id, version=0, document={})
    connection.execute(row.on_conflict_do_nothing())


def _locked_state(source_id: str) -> Any:
    return select(source_states).where(source_states.c.source_id == source_id).with_for_update()


def _write_status(connection: Connection, visit: Visit, previous: SourceState, state: SourceState) -> None:
    if {(fault.kind, fault.fails) for fault in previous.faults} == {
        (fault.kind, fault.fails) for fault in state.faults
    }:
        return
    event = StatusEvent(0, visit.source_id, visit.at, state.health, previous.health, state.faults)
    document = encode_fields(event, frozenset({"number", "source_id", "at"}))
    connection.execute(insert(status_events).values(source_id=visit.source_id, at=visit.at, document=document))


def write_announcement(connection: Connection, announcement: Announcement) -> None:
    """Keep that the hub was told of a version, unless it was told of a later one."""
    place = {"source_id": announcement.shelf.source, "slug": announcement.shelf.section}
    row = insert_into(connection, announcements).values(**place, shown=announcement.shown)
    later = row.excluded.shown > announcements.c.shown
    key = [announcements.c.source_id, announcements.c.slug]
    connection.execute(row.on_conflict_do_update(index_elements=key, set_={"shown": row.excluded.shown}, where=later))


# ---- how statements are run -----------------------------------------------------------------------------------------


def chunks(values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Cut values into lists that fit into one statement."""
    rest = iter(values)
    while chunk := tuple(islice(rest, CHUNK)):
        yield chunk


def _each(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def insert_into(connection: Connection, table: Table) -> Any:
    """Return an insert that can say what happens on a conflict, in the words of the database."""
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)
