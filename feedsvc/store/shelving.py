"""Feeds get a new version exactly when one of their rows changes: what a transaction does to them, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from feedsvc.model.entries import Section
from feedsvc.store.running import each, insert_where_missing
from feedsvc.store.tables import EPOCH, feeds

Place = tuple[str, str]
"""A feed's key: source and slug, the empty string for all of them."""

_STEP = timedelta(seconds=1)
"""How far apart two changes are at least: HTTP dates are no finer."""


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

    @property
    def bring_arrivals(self) -> bool:
        """True where an entry arrives on any shelf."""
        return any(touch.added for touch in self.feeds.values())

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


_SHELVES = (
    select(feeds)
    .where(feeds.c.source_id.in_(["", bindparam("this_source")]), feeds.c.slug.in_(bindparam("slugs", expanding=True)))
    .order_by(feeds.c.source_id, feeds.c.slug)
    .with_for_update()
)
"""Locked in one order always: two writers never wait for each other in a circle."""

_NEW_VERSION = (
    update(feeds)
    .where(feeds.c.source_id == bindparam("this_source"), feeds.c.slug == bindparam("this_slug"))
    .values({name: bindparam(name) for name in ("name", "revision", "shown", "changed_at", "count", "arrivals")})
)


def touch_feeds(connection: Connection, touches: Touches, at: datetime) -> dict[Place, int]:
    """Give each touched feed its new version; return how many entries had arrived in each before."""
    rows = _locked(connection, touches)
    versions = [_version(rows[place], touch, at) for place, touch in sorted(touches.feeds.items())]
    each(connection, _NEW_VERSION, versions)
    return {place: rows[place]["arrivals"] for place in touches.feeds}


def _locked(connection: Connection, touches: Touches) -> dict[Place, Mapping[str, Any]]:
    asked = {"this_source": touches.source_id, "slugs": sorted({slug for _, slug in touches.feeds})}
    rows = _rows(connection, asked)
    missing = sorted(touches.feeds.keys() - rows.keys())
    if not missing:
        return rows
    nothing = {"name": "", "revision": 0, "shown": 0, "changed_at": EPOCH, "count": 0, "arrivals": 0}
    added = [{"source_id": source_id, "slug": slug, **nothing} for source_id, slug in missing]
    each(connection, insert_where_missing(connection, feeds), added)
    return _rows(connection, asked)


def _rows(connection: Connection, asked: dict[str, Any]) -> dict[Place, Mapping[str, Any]]:
    if not asked["slugs"]:
        return {}
    return {(row["source_id"], row["slug"]): dict(row) for row in connection.execute(_SHELVES, asked).mappings()}


def _version(row: Mapping[str, Any], touch: Touch, at: datetime) -> dict[str, Any]:
    return {
        "this_source": row["source_id"],
        "this_slug": row["slug"],
        "name": row["name"] or touch.name,
        "revision": row["revision"] + 1,
        "shown": row["shown"] + touch.shown,
        "changed_at": max(at, row["changed_at"] + _STEP),
        "count": row["count"] + touch.added - touch.removed,
        "arrivals": row["arrivals"] + touch.added,
    }
