"""Sources are declared, declared anew, removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from feedsvc.model.entries import Source
from feedsvc.store.codec import encode
from feedsvc.store.recording import LOCK
from feedsvc.store.running import insert_where_missing
from feedsvc.store.shelving import Touches, touch_feeds
from feedsvc.store.tables import EPOCH, feeds, sources

LISTED, ADDED = "listed", "added"
"""Where a source comes from: the operator's list, or a command while running."""


def list_sources(connection: Connection, listed: tuple[Source, ...]) -> None:
    """Declare the operator's whole list; sources that left it become inactive."""
    kept = _kept(connection)
    for position, source in enumerate(listed):
        _put(connection, kept.get(source.id), _row(source, position, LISTED))
    left = {row["id"] for row in kept.values() if row["origin"] == LISTED} - {source.id for source in listed}
    for source_id in sorted(left):
        connection.execute(update(sources).where(sources.c.id == source_id).values(active=False))


def add_source(connection: Connection, source: Source) -> None:
    """Declare one source: in its place where it is known, else behind all others."""
    kept = _kept(connection).get(source.id)
    last = connection.execute(select(func.max(sources.c.position))).scalar_one()
    position = kept["position"] if kept else 0 if last is None else last + 1
    _put(connection, kept, _row(source, position, kept["origin"] if kept else ADDED))


def remove_source(connection: Connection, source_id: str) -> None:
    """Remove a source with its entries; the feeds that held them change.

    Its own feeds' versions stay: should it come back, no reader holds a validator that fits other bytes.
    """
    connection.execute(LOCK, {"id": source_id})
    touches = Touches(source_id)
    held = select(feeds.c.slug, feeds.c.count).where(feeds.c.source_id == source_id, feeds.c.count > 0)
    for slug, count in connection.execute(held).all():
        touches.move([slug], removed=count)
    touch_feeds(connection, touches, EPOCH)
    connection.execute(delete(sources).where(sources.c.id == source_id))


def _kept(connection: Connection) -> dict[str, Any]:
    return {row["id"]: dict(row) for row in connection.execute(select(sources)).mappings()}


def _row(source: Source, position: int, origin: str) -> dict[str, Any]:
    return {
        "id": source.id,
        "position": position,
        "origin": origin,
        "active": True,
        "host": source.host,
        "document": encode(source),
    }


def _put(connection: Connection, kept: dict[str, Any] | None, row: dict[str, Any]) -> None:
    if kept is None:
        connection.execute(insert_where_missing(connection, sources), row)
        _add_feed(connection, row["id"])
    elif kept != row:
        connection.execute(update(sources).where(sources.c.id == row["id"]).values(**row))
        if kept["document"] != row["document"]:
            _touch_all(connection, row["id"])


def _add_feed(connection: Connection, source_id: str) -> None:
    row = {"source_id": source_id, "slug": "", "name": "", "revision": 0, "shown": 0}
    empty = row | {"changed_at": EPOCH, "count": 0, "arrivals": 0}
    connection.execute(insert_where_missing(connection, feeds), empty)


def _touch_all(connection: Connection, source_id: str) -> None:
    touches = Touches(source_id)
    slugs = connection.execute(select(feeds.c.slug).where(feeds.c.source_id == source_id, feeds.c.slug != "")).scalars()
    touches.mark(slugs, shown=True)
    touch_feeds(connection, touches, EPOCH)
