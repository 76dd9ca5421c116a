"""A feed becomes a JSON Feed 1.1 document (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from feedsvc.model.feeds import Feed, FeedEntry, Imprint
from feedsvc.model.times import Timestamp

_ABOUT = "/feeds#json"
"""Where the service says what ``_feedsvc`` holds."""


def write(feed: Feed, imprint: Imprint) -> bytes:
    """Return the feed as UTF-8 JSON: the same titles, ids, moments and content as in the other formats.

    Each item's ``_feedsvc`` says why it has its moment: the words on the page, the span, what decided; and the feed's
    or the item's what may be done with it, where that is known.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": imprint.url(feed.home_path),
        "feed_url": imprint.url(f"{feed.self_path}.json{feed.query}"),
        "next_url": imprint.url(f"{feed.previous_archive_path}.json") if feed.previous_archive_path else None,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "hubs": [{"type": "WebSub", "url": imprint.hub}] if imprint.hub and not feed.current_path else None,
        "_feedsvc": {"about": imprint.url(_ABOUT), "rights": feed.rights} if feed.rights else None,
        "items": [_item(entry, feed.rights, imprint) for entry in feed.entries],
    }
    return (json.dumps(_present(document), ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: FeedEntry, said: str | None, imprint: Imprint) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "content_text": None if entry.content else entry.summary,
        "image": entry.image,
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.updated_at),
        "authors": [{"name": entry.author}],
        "tags": list(entry.categories) or None,
        "language": entry.language,
        "_feedsvc": _extension(entry, said, imprint),
    }
    return _present(item)


def _extension(entry: FeedEntry, said: str | None, imprint: Imprint) -> dict[str, Any] | None:
    """Return what JSON Feed has no words for: the reason for the moment, and rights other than the feed's."""
    reason = _reason(entry.published, entry.time_text) if entry.published else {}
    rights = {"rights": entry.rights} if entry.rights and entry.rights != said else {}
    return {"about": imprint.url(_ABOUT), **reason, **rights} if reason or rights else None


def _reason(published: Timestamp, time_text: str | None) -> dict[str, Any]:
    return _present(
        {
            "time_text": time_text,
            "earliest": moment(published.span.earliest),
            "latest": moment(published.span.latest),
            "basis": published.basis,
            "rule": published.rule,
        }
    )


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def moment(at: datetime) -> str:
    """Return the moment as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
