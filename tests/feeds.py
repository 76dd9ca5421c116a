"""Entries to publish, made for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feedsvc.model.entries import Entry, Section
from feedsvc.model.feeds import Imprint
from feedsvc.model.times import Span, Timestamp

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
IMPRINT = Imprint("https://feeds.example.org")
NAMES = {"gazette": "The Gazette"}


def entry(number: int = 1, title: str = "A title", *, minutes: float | None = None, **fields: Any) -> Entry:
    """Return an entry published so many minutes before noon, by default as many as its number."""
    at = NOON - timedelta(minutes=number if minutes is None else minutes)
    fields = {
        "published": Timestamp(Span(at - timedelta(minutes=5), at), at, "age"),
        "updated_at": at,
        "sections": (Section("news", "News"),),
        **fields,
    }
    return Entry(
        id=f"tag:feeds.example.org,2026-01-01:gazette/{number:08x}",
        source_id="gazette",
        title=title,
        first_seen_at=NOON,
        last_seen_at=NOON,
        **fields,
    )
