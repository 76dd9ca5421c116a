"""What happened to sources becomes a feed for the operator: each entry a source that broke, warned or recovered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feedsvc.feeds.compose import NO_CHANGE_YET, distinct, feed_id
from feedsvc.feeds.text import excerpt, plain
from feedsvc.model.feeds import Feed, FeedEntry, Imprint
from feedsvc.model.visits import Health, StatusEvent

PATH = "/feeds/status"
_WORDS = {Health.PASS: "works again", Health.WARN: "needs a look", Health.FAIL: "has broken"}


def compose(events: Iterable[StatusEvent], imprint: Imprint, names: Mapping[str, str]) -> Feed:
    """Return the operator's feed, newest event first; content feeds never carry any of it."""
    entries = tuple(
        _entry(event, imprint, plain(names.get(event.source_id, "")) or event.source_id) for event in events
    )
    return Feed(
        id=feed_id(PATH, imprint),
        title=f"{plain(imprint.name)}: state of the sources",
        subtitle="Sources that broke, need a look, or work again.",
        self_path=PATH,
        home_path="/",
        updated_at=max((entry.updated_at for entry in entries), default=NO_CHANGE_YET),
        author=plain(imprint.name),
        language="en",
        entries=entries,
    )


def _entry(event: StatusEvent, imprint: Imprint, name: str) -> FeedEntry:
    entry_id = feed_id(f"/status/{event.number}", imprint)
    reasons = " ".join(plain(fault.reason) for fault in event.faults)
    return FeedEntry(
        id=entry_id,
        title=f"{name} {_WORDS[event.health]}",
        link=imprint.url(f"/sources/{event.source_id}"),
        published_at=event.at.replace(microsecond=0),
        updated_at=distinct(event.at, entry_id),
        author=plain(imprint.name),
        summary=excerpt(reasons, 2_000) or f"Before, its health was {event.previous.value}.",
        language="en",
        categories=(event.health.value,),
    )
