"""Every statement that reads, by name; what is written stands in ``recording`` and ``retention``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select

from feedsvc.store import search
from feedsvc.store.rows import entry_key
from feedsvc.store.tables import (
    announcements,
    entries,
    entry_keys,
    entry_sections,
    facts,
    feeds,
    source_states,
    sources,
    status_events,
    visits,
)

SEARCHED = 20_000
"""Of the newest entries, how many a question looks through: its cost must not grow with the store."""

DEPARTED = 100
"""Among so many of a source's newest entries those are looked for that left its page."""

Rows = Select[Any]

_IN_ORDER = (sources.c.origin.desc(), sources.c.position, sources.c.id)
"""The operator's list in its order, and behind it what was added while running."""

_STATE = (source_states.c.version, source_states.c.next_visit_at, source_states.c.document)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One feed's place: a source or all of them, a section or all of them."""

    source: str | None = None
    slug: str | None = None


def fact(name: str) -> Rows:
    """Return one fact of the database."""
    return select(facts.c.value).where(facts.c.name == name)


def all_sources() -> Rows:
    """Return the sources in the operator's order."""
    return select(sources.c.document).where(sources.c.active).order_by(*_IN_ORDER)


def source(source_id: str) -> Rows:
    """Return one source, active or not."""
    return select(sources.c.document).where(sources.c.id == source_id)


def states(source_id: str | None = None) -> Rows:
    """Return each source with its state and the number of its entries, NULL where it was never visited."""
    rows = (
        select(sources.c.id, *_STATE, feeds.c.count)
        .outerjoin(source_states, source_states.c.source_id == sources.c.id)
        .outerjoin(feeds, and_(feeds.c.source_id == sources.c.id, feeds.c.slug == ""))
        .order_by(*_IN_ORDER)
    )
    return rows.where(sources.c.active if source_id is None else sources.c.id == source_id)


def due(now: datetime, limit: int) -> Rows:
    """Return the sources whose visit is due: those never visited first, then the longest overdue.

    A source that was visited and has no next visit (a saved page that will not change) is never due.
    """
    never = source_states.c.source_id.is_(None)
    return (
        select(sources.c.id, sources.c.host, source_states.c.next_visit_at)
        .outerjoin(source_states, source_states.c.source_id == sources.c.id)
        .where(sources.c.active, or_(never, source_states.c.next_visit_at <= now))
        .order_by(never.desc(), source_states.c.next_visit_at, *_IN_ORDER)
        .limit(limit)
    )


def next_due() -> Rows:
    """Return when the next visit of a source already visited is due."""
    visited = source_states.join(sources, sources.c.id == source_states.c.source_id)
    return select(func.min(source_states.c.next_visit_at)).select_from(visited).where(sources.c.active)


def recent_visits(source_id: str | None, limit: int) -> Rows:
    """Return the last visits, newest first."""
    rows = select(visits.c.document).order_by(visits.c.number.desc()).limit(limit)
    return rows if source_id is None else rows.where(visits.c.source_id == source_id)


def events(limit: int) -> Rows:
    """Return the last status events, newest first."""
    return select(status_events).order_by(status_events.c.number.desc()).limit(limit)


def entry(id_or_key: str) -> Rows:
    """Return the entry of an id or of its key."""
    return select(entries).where(entries.c.key == entry_key(id_or_key))


KNOWN = (
    select(entries)
    .where(
        entries.c.number.in_(
            select(entry_keys.c.entry).where(
                entry_keys.c.source_id == bindparam("source"),
                entry_keys.c.digest.in_(bindparam("digests", expanding=True)),
            )
        )
    )
    .order_by(entries.c.number)
)
"""A source's entries that hold one of some identities; made once, since every visit asks it."""


def feed(shelf: Shelf) -> Rows:
    """Return one feed's state by its key."""
    rows = select(feeds).where(feeds.c.source_id == (shelf.source or ""), feeds.c.slug == (shelf.slug or ""))
    return rows if shelf.source is None else rows.where(exists().where(sources.c.id == shelf.source))


def all_feeds() -> Rows:
    """Return every feed's state."""
    declared = exists().where(sources.c.id == feeds.c.source_id)
    return select(feeds).where(or_(feeds.c.source_id == "", declared)).order_by(feeds.c.source_id, feeds.c.slug)


def unannounced(since: datetime, limit: int) -> Rows:
    """Return the feeds changed since then whose present version the hub was not told of, the longest waiting first."""
    told = and_(announcements.c.source_id == feeds.c.source_id, announcements.c.slug == feeds.c.slug)
    return (
        select(feeds.c.source_id, feeds.c.slug, feeds.c.shown)
        .outerjoin(announcements, told)
        .where(feeds.c.changed_at > since, feeds.c.shown > func.coalesce(announcements.c.shown, 0))
        .order_by(feeds.c.changed_at, feeds.c.source_id, feeds.c.slug)
        .limit(limit)
    )


def sections(source_id: str | None) -> Rows:
    """Return the sections that hold entries."""
    return (
        select(feeds.c.slug, feeds.c.name, feeds.c.count)
        .where(feeds.c.source_id == (source_id or ""), feeds.c.slug != "", feeds.c.count > 0)
        .order_by(feeds.c.slug)
    )


# ---- entries, newest first ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a shelf is asked for: conditions that all hold, and how many entries at most."""

    limit: int
    before: tuple[datetime, int] | None = None
    since: datetime | None = None
    question: str | None = None
    author: str | None = None


def newest(shelf: Shelf, asked: Asked) -> Rows:
    """Return a shelf's entries, newest first; of one moment, the later arrival first."""
    terms = _text_conditions(asked)
    if not terms:
        return _shelf_rows(shelf, asked, asked.limit)
    searched = _shelf_rows(shelf, asked, SEARCHED).subquery()
    return (
        select(*(searched.c[column.name] for column in entries.c))
        .where(*(condition(searched.c) for condition in terms))
        .order_by(searched.c.published_at.desc(), searched.c.number.desc())
        .limit(asked.limit)
    )


def archived(shelf: Shelf, first: int, last: int) -> Rows:
    """Return the entries that arrived on a shelf between two ordinals, both included, latest arrival first."""
    place = entries if shelf.slug is None else entry_sections
    arrival = place.c.arrival if shelf.source is None else place.c.source_arrival
    rows = select(entries).where(arrival.between(first, last)).order_by(arrival.desc())
    if shelf.slug is not None:
        rows = rows.join(entry_sections, entry_sections.c.entry == entries.c.number).where(place.c.slug == shelf.slug)
    return rows if shelf.source is None else rows.where(place.c.source_id == shelf.source)


def departed(source_id: str, since: datetime, until: datetime) -> Rows:
    """Return those among a source's newest entries that were last met between two moments, both included."""
    newest = _shelf_rows(Shelf(source_id, None), Asked(DEPARTED), DEPARTED).subquery()
    return select(*(newest.c[column.name] for column in entries.c)).where(newest.c.last_seen_at.between(since, until))


def nth_newest(shelf: Shelf, nth: int) -> Rows:
    """Return where the nth newest entry of a shelf stands, counted from 1."""
    rows = _shelf_rows(shelf, Asked(limit=1), 1).offset(nth - 1)
    return rows.with_only_columns(entries.c.published_at, entries.c.number, maintain_column_froms=True)


def place_of(id_or_key: str) -> Rows:
    """Return where an entry stands in the order of entries."""
    return select(entries.c.published_at, entries.c.number).where(entries.c.key == entry_key(id_or_key))


def _shelf_rows(shelf: Shelf, asked: Asked, limit: int) -> Rows:
    rows = select(entries)
    place, number = entries.c, entries.c.number
    if shelf.slug is not None:
        place, number = entry_sections.c, entry_sections.c.entry
        rows = rows.join(entry_sections, number == entries.c.number).where(place.slug == shelf.slug)
    if shelf.source is not None:
        rows = rows.where(place.source_id == shelf.source)
    if asked.before is not None:
        at, ordinal = asked.before
        rows = rows.where(or_(place.published_at < at, and_(place.published_at == at, number < ordinal)))
        rows = rows.where(place.published_at <= at)  # said apart: an index can use it
    if asked.since is not None:
        rows = rows.where(place.published_at >= asked.since)
    return rows.order_by(place.published_at.desc(), number.desc()).limit(limit)


def _text_conditions(asked: Asked) -> list[Any]:
    conditions: list[Any] = [_has(term) for term in search.terms(asked.question or "")]
    if asked.author is not None:
        conditions.append(_wrote(search.words(asked.author).strip()))
    return conditions


def _has(term: search.Term) -> Any:
    def condition(columns: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = columns.words.like(term.pattern, escape="\\")
        return ~found if term.absent else found

    return condition


def _wrote(author: str) -> Any:
    pattern = f"% {search.like(author)} %"
    return lambda columns: columns.author_words.like(pattern, escape="\\")
