"""What is forgotten, and what never is: an entry that a feed still shows stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, or_, select

from feedsvc.store.recording import LOCK
from feedsvc.store.running import chunks
from feedsvc.store.shelving import Touches, touch_feeds
from feedsvc.store.statements import Shelf, nth_newest
from feedsvc.store.tables import EPOCH, entries, entry_sections, status_events, visits

BATCH = 500
"""Entries forgotten in one transaction: other writers never wait for long."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long entries, visits and status events are kept; None keeps them for ever.

    ``entry_age`` counts from the last visit that met an entry. ``entry_count`` and ``visit_count`` are per source.
    ``shown`` is how many entries a feed shows: the newest so many of every feed are never forgotten.
    """

    entry_age: timedelta | None = None
    entry_count: int | None = None
    visit_age: timedelta | None = timedelta(days=90)
    visit_count: int | None = 200
    event_age: timedelta | None = timedelta(days=365)
    shown: int = 50


_LINGER = timedelta(days=2)
"""An entry met this short before the last reading may still stand on a page of its source: it would come back."""

Position = tuple[datetime, int]
"""Where an entry stands in the order of entries: its moment of publication and its number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that is old enough to be forgotten, with the sections that hold it."""

    number: int
    published_at: datetime
    slugs: tuple[str, ...]


def forget_entries(connection: Connection, source_id: str, retention: Retention, now: datetime) -> int:
    """Forget one batch of a source's entries; return how many: 0 when there is nothing left to forget."""
    connection.execute(LOCK, {"id": source_id})  # before the feeds' rows, in the order in which visits lock them
    candidates = _candidates(connection, source_id, retention, now)
    slugs = {slug for candidate in candidates for slug in ("", *candidate.slugs)}
    shown = _oldest_shown(connection, source_id, slugs, retention.shown)
    forgotten = [candidate for candidate in candidates if not _is_shown(candidate, shown)][:BATCH]
    touches = Touches(source_id)
    for candidate in forgotten:
        touches.move(("", *candidate.slugs), removed=1)
    touch_feeds(connection, touches, now)
    for chunk in chunks(candidate.number for candidate in forgotten):
        connection.execute(delete(entries).where(entries.c.number.in_(chunk)))
    return len(forgotten)


def forget_visits(connection: Connection, source_id: str, retention: Retention) -> int:
    """Forget the visits to a source beyond their count; return how many."""
    if retention.visit_count is None:
        return 0
    of_source = visits.c.source_id == source_id
    newest = select(visits.c.number).where(of_source).order_by(visits.c.number.desc())
    last_kept = connection.execute(newest.offset(max(retention.visit_count, 1) - 1).limit(1)).scalar_one_or_none()
    if last_kept is None:
        return 0
    return connection.execute(delete(visits).where(of_source, visits.c.number < last_kept)).rowcount


def forget_history(connection: Connection, retention: Retention, now: datetime) -> int:
    """Forget one batch of visits and status events; return how many."""
    visited = _forget_before(connection, visits, retention.visit_age, now)
    return visited + _forget_before(connection, status_events, retention.event_age, now)


def _candidates(connection: Connection, source_id: str, retention: Retention, now: datetime) -> list[Candidate]:
    last_read_at = connection.execute(
        select(func.max(entries.c.last_seen_at).label("at")).where(entries.c.source_id == source_id)
    ).scalar_one()
    conditions = [*_too_old(retention, now), *_too_many(connection, source_id, retention)]
    if last_read_at is None or not conditions:
        return []
    rows = (
        select(entries.c.number, entries.c.published_at, entry_sections.c.slug)
        .outerjoin(entry_sections, entry_sections.c.entry == entries.c.number)
        .where(entries.c.source_id == source_id, entries.c.last_seen_at < last_read_at - _LINGER, or_(*conditions))
        .order_by(entries.c.published_at, entries.c.number)
    )
    found: dict[int, Candidate] = {}
    for number, published_at, slug in connection.execute(rows):
        slugs = found[number].slugs if number in found else ()
        found[number] = Candidate(number, published_at, slugs if slug is None else (*slugs, slug))
    return list(found.values())


def _too_old(retention: Retention, now: datetime) -> Iterable[ColumnElement[bool]]:
    if retention.entry_age is not None:
        yield entries.c.last_seen_at < now - retention.entry_age


def _too_many(connection: Connection, source_id: str, retention: Retention) -> Iterable[ColumnElement[bool]]:
    if retention.entry_count is None:
        return
    newest = (
        select(entries.c.published_at, entries.c.number)
        .where(entries.c.source_id == source_id)
        .order_by(entries.c.published_at.desc(), entries.c.number.desc())
    )
    last_kept = connection.execute(newest.offset(max(retention.entry_count, 1) - 1).limit(1)).one_or_none()
    if last_kept is not None:
        at, number = last_kept
        yield or_(entries.c.published_at < at, and_(entries.c.published_at == at, entries.c.number < number))


def _oldest_shown(
    connection: Connection, source_id: str, slugs: Iterable[str], shown: int
) -> dict[str, list[Position]]:
    """Return for each section the position of the last entry that each of its two feeds shows."""
    return {
        slug: [_nth(connection, Shelf(source, slug or None), shown) for source in (None, source_id)] for slug in slugs
    }


def _nth(connection: Connection, shelf: Shelf, nth: int) -> Position:
    row = connection.execute(nth_newest(shelf, nth)).mappings().one_or_none()
    return (EPOCH.replace(year=1), 0) if row is None else (row["published_at"], row["number"])


def _is_shown(candidate: Candidate, shown: dict[str, list[Position]]) -> bool:
    position = (candidate.published_at, candidate.number)
    return any(position >= last for slug in ("", *candidate.slugs) for last in shown[slug])


def _forget_before(connection: Connection, table: Table, age: timedelta | None, now: datetime) -> int:
    if age is None:
        return 0
    old = select(table.c.number).where(table.c.at < now - age).order_by(table.c.at).limit(BATCH)
    return connection.execute(delete(table).where(table.c.number.in_(old))).rowcount
