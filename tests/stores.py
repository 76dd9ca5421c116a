"""Stores for the tests, and values to put into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section, Source
from feedsvc.model.times import Span, Timestamp
from feedsvc.model.visits import Outcome, SourceState, Visit
from feedsvc.store import Store

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CRONACA, SPORT, POLITICA = Section("cronaca", "Cronaca"), Section("sport", "Sport"), Section("politica", "Politica")


def make_source(source_id: str = "site") -> Source:
    return Source(source_id, source_id.title(), url=f"https://{source_id}.example/")


def make_entry(
    name: str = "a", at: datetime = NOON, *sections: Section, source: str = "site", width: timedelta = HOUR, **given
) -> Entry:
    published = Timestamp(Span(at - width / 2, at + width / 2), at, "age")
    given.setdefault("keys", (f"link:https://{source}.example/{name}",))
    given.setdefault("title", f"Title of {name}")
    return Entry(
        id=f"tag:feeds.example,2026-01-01:{source}/{name}",
        source_id=source,
        published=published,
        updated_at=given.pop("updated_at", at),
        first_seen_at=given.pop("first_seen_at", at),
        last_seen_at=given.pop("last_seen_at", at),
        sections=sections,
        **given,
    )


def record(
    store: Store, *created: Entry, at: datetime = NOON, source: str = "site", **changes: Iterable
) -> SourceState:
    """Record a visit that created these entries, as a refresh would."""
    before = store.source_state(source)
    after = replace(before, last_visit_at=at, last_success_at=at, next_visit_at=at + HOUR)
    visit = Visit(source, at, Outcome.READ, created=len(created))
    store.record(source, visit, Changes(at, created=created, **changes), after)
    return store.source_state(source)


def ids(entries: Iterable[Entry]) -> list[str]:
    """Return the short names of entries."""
    return [entry.id.rsplit("/", 1)[-1] for entry in entries]
