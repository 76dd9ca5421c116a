"""One visit becomes rows, in one transaction: entries, identities, sections, feed revisions, history, state, status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from feedsvc.errors import StoreConflictError
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry
from feedsvc.model.feeds import Announcement
from feedsvc.model.visits import SourceState, StatusEvent, Visit
from feedsvc.store.codec import decode_fields, encode, encode_fields
from feedsvc.store.rows import CHANGING, NARROWING, digest, entry_key, entry_row, narrowed_row
from feedsvc.store.running import chunks, each, insert_where_missing
from feedsvc.store.shelving import Place, Touches, touch_feeds
from feedsvc.store.tables import (
    announcements,
    entries,
    entry_keys,
    entry_sections,
    source_states,
    sources,
    status_events,
    visits,
)

_FIXED = frozenset({"id", "key", "source_id"})
_BY_THE_STORE = frozenset({"source_id", "entries", "version"})

# Statements are made once: making one costs as much as running it.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_ROW = entries.c.number == bindparam("row_number")
_SHELF = entry_sections.c.entry == bindparam("row_entry")
_NUMBERS = select(entries.c.id, entries.c.number, entries.c.published_at).where(entries.c.key.in_(_KEYS))
_KEPT = _NUMBERS.add_columns(entry_sections.c.slug).outerjoin(
    entry_sections, entry_sections.c.entry == entries.c.number
)
_CHANGE = update(entries).where(_ROW).values({name: bindparam(name) for name in CHANGING})
_NARROW = update(entries).where(_ROW).values({name: bindparam(name) for name in NARROWING})
_LEAVE = delete(entry_sections).where(_SHELF, entry_sections.c.slug == bindparam("row_slug"))
_MOVE = update(entry_sections).where(_SHELF).values(published_at=bindparam("moved_to"))
_SEE = (
    update(entries)
    .where(entries.c.key.in_(_KEYS), entries.c.last_seen_at < bindparam("at"))
    .values(last_seen_at=bindparam("at"))
)
LOCK = select(source_states).where(source_states.c.source_id == bindparam("id")).with_for_update()
"""Gives a source's state and holds it: whoever writes what belongs to a source asks this first."""
_SET_STATE = (
    update(source_states)
    .where(source_states.c.source_id == bindparam("id"))
    .values({name: bindparam(name) for name in ("version", "next_visit_at", "document")})
)


def record(connection: Connection, visit: Visit, changes: Changes | None, state: SourceState) -> None:
    """Write one visit; raises StoreConflictError where the state was not made from the newest one kept."""
    previous = _write_state(connection, state)
    if state.retry_at is not None:
        _leave_host_alone(connection, state.source_id, state.retry_at)
    _write_status(connection, visit, previous, state)
    connection.execute(insert(visits), _visit_row(visit))
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
    # The feeds' rows are shared by all visits: held for the whole writing only where ordinals are given.
    arrivals = touch_feeds(connection, touches, visit.at) if touches.bring_arrivals else {}
    _insert_entries(connection, arriving, visit.source_id, arrivals)
    kept |= _numbers(connection, arriving)
    _update_entries(connection, [entry for entry in staying if entry.id not in narrowed], kept)
    _narrow_entries(connection, [entry for entry in staying if entry.id in narrowed], kept)
    _write_sections(connection, [*arriving, *staying], kept, arrivals)
    _write_keys(connection, given.values(), kept)
    _write_sightings(connection, [seen for seen in changes.seen_ids if seen not in given], changes.seen_at)
    if not touches.bring_arrivals:
        touch_feeds(connection, touches, visit.at)


def _kept(connection: Connection, ids: Iterable[str]) -> dict[str, Kept]:
    kept: dict[str, Kept] = {}
    for chunk in chunks(map(entry_key, ids)):
        for row in connection.execute(_KEPT, {"keys": chunk}):
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
    found = {}
    for chunk in chunks(entry_key(entry.id) for entry in arrived):
        for row in connection.execute(_NUMBERS, {"keys": chunk}):
            found[row.id] = Kept(row.number, row.published_at, frozenset())
    return found


def _next(arrivals: dict[Place, int], place: Place) -> int:
    arrivals[place] += 1
    return arrivals[place]


def _update_entries(connection: Connection, staying: list[Entry], kept: Mapping[str, Kept]) -> None:
    rows = [entry_row(entry) | {"row_number": kept[entry.id].number} for entry in staying]
    each(connection, _CHANGE, [{name: row[name] for name in row if name not in _FIXED} for row in rows])


def _narrow_entries(connection: Connection, narrowed: list[Entry], kept: Mapping[str, Kept]) -> None:
    each(connection, _NARROW, [narrowed_row(entry) | {"row_number": kept[entry.id].number} for entry in narrowed])


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
    each(connection, _LEAVE, left)
    each(connection, _MOVE, moved)
    each(connection, insert(entry_sections), added)


def _section_row(entry: Entry, number: int, slug: str, arrivals: dict[Place, int]) -> dict[str, Any]:
    return {
        "entry": number,
        "slug": slug,
        "source_id": entry.source_id,
        "published_at": entry.published_at,
        "arrival": _next(arrivals, ("", slug)),
        "source_arrival": _next(arrivals, (entry.source_id, slug)),
    }


def _write_keys(connection: Connection, given: Iterable[Entry], kept: Mapping[str, Kept]) -> None:
    rows = [
        {"source_id": entry.source_id, "digest": digest(key), "entry": kept[entry.id].number}
        for entry in given
        for key in dict.fromkeys(entry.keys)
    ]
    each(connection, insert_where_missing(connection, entry_keys), rows)


def _write_sightings(connection: Connection, ids: Iterable[str], seen_at: datetime) -> None:
    for chunk in chunks(map(entry_key, ids)):
        connection.execute(_SEE, {"keys": chunk, "at": seen_at})


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
    kept = connection.execute(LOCK, {"id": state.source_id}).one()
    if kept.version != state.version:
        raise StoreConflictError(f"the source {state.source_id!r} was visited by somebody else at the same time")
    connection.execute(_SET_STATE, row | {"id": state.source_id})
    return decode_fields(SourceState, kept.document, {"source_id": state.source_id})


def _begin_state(connection: Connection, source_id: str) -> None:
    row = {"source_id": source_id, "version": 0, "document": {}}
    connection.execute(insert_where_missing(connection, source_states), row)


def _leave_host_alone(connection: Connection, source_id: str, until: datetime) -> None:
    """Put off the other sources of a source's host: who is asked to come later (429, Retry-After) is the visitor."""
    host = select(sources.c.host).where(sources.c.id == source_id).scalar_subquery()
    others = select(sources.c.id).where(sources.c.host == host, sources.c.id != source_id, sources.c.active)
    visited = select(source_states.c.source_id)
    new = connection.scalars(others.where(sources.c.id.not_in(visited))).all()
    fresh = [{"source_id": other, "version": 0, "next_visit_at": until, "document": {}} for other in new]
    each(connection, insert_where_missing(connection, source_states), fresh)
    early = visited.where(source_states.c.source_id.in_(others), source_states.c.next_visit_at < until)
    # One that is being recorded right now hears from its host itself.
    chosen = early.with_for_update(skip_locked=True)
    connection.execute(update(source_states).where(source_states.c.source_id.in_(chosen)).values(next_visit_at=until))


def _write_status(connection: Connection, visit: Visit, previous: SourceState, state: SourceState) -> None:
    if previous.ailments == state.ailments:
        return
    event = StatusEvent(0, visit.source_id, visit.at, state.health, previous.health, state.faults)
    document = encode_fields(event, frozenset({"number", "source_id", "at"}))
    connection.execute(insert(status_events).values(source_id=visit.source_id, at=visit.at, document=document))


def write_announcement(connection: Connection, announcement: Announcement) -> None:
    """Keep that the hub was told of a version, unless it was told of a later one."""
    place = {"source_id": announcement.shelf.source, "slug": announcement.shelf.section}
    connection.execute(insert_where_missing(connection, announcements), {**place, "shown": 0})
    told = update(announcements).filter_by(**place).where(announcements.c.shown < announcement.shown)
    connection.execute(told.values(shown=announcement.shown))
