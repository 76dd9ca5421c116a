"""Entries as the pages show them: words for people, made from the nouns; the templates only place them.

All text from pages is plain text here, escaped by the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

from feedsvc.feeds.text import plain
from feedsvc.web import addresses
from feedsvc.web.reasons import Why, explain, shorten
from feedsvc.web.saying import Said, civil, say_exactly, say_parts

if TYPE_CHECKING:
    from datetime import tzinfo

    from feedsvc.model.entries import Entry, Section, Source
    from feedsvc.web.words import Words

LONGEST_TITLE = 300
"""Characters of a headline in a list; an entry's own page shows all of it."""
LONGEST_SUMMARY = 600


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it."""

    title: str
    full_title: str
    path: str
    home_url: str | None
    home_host: str | None
    source_id: str
    source_name: str
    sections: tuple[Section, ...]
    author: str | None
    summary: str | None
    image: str | None
    language: str | None
    direction: str
    said: Said
    iso: str
    updated: str | None
    why: Why


def show(entry: Entry, source: Source | None, zone: tzinfo, words: Words) -> Shown:
    """Return an entry in the words of a page, its times in one zone."""
    full_title = plain(entry.title) or words("Untitled")
    return Shown(
        title=shorten(full_title, LONGEST_TITLE),
        full_title=full_title,
        path=addresses.entry(entry),
        home_url=web_url(entry.link),
        home_host=urlsplit(entry.link).hostname if entry.link and web_url(entry.link) else None,
        source_id=entry.source_id,
        source_name=plain(source.name) if source else entry.source_id,
        sections=entry.sections,
        author=shorten(plain(entry.author or ""), 120) or None,
        summary=shorten(plain(entry.summary or ""), LONGEST_SUMMARY) or None,
        image=web_url(entry.image),
        language=entry.language,
        direction=direction(entry.language),
        said=say_parts(entry.published.span, entry.published.at, zone, words),
        iso=civil(entry.published.at, zone).isoformat(timespec="seconds"),
        updated=_updated(entry, zone, words),
        why=explain(entry.published, zone, words),
    )


def zone_of(source: Source | None, learnt: str | None = None) -> tzinfo:
    """Return the zone of a source: the operator's word, then what was learnt, then UTC."""
    for name in (source.hints.zone if source else None, learnt):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return UTC


def direction(language: str | None) -> str:
    """Return the direction that a language is written in, as the ``dir`` attribute says it."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction if language else "auto"
    except (ValueError, UnknownLocaleError):
        return "auto"


def _updated(entry: Entry, zone: tzinfo, words: Words) -> str | None:
    if entry.updated_at - entry.published.span.latest < timedelta(minutes=1):
        return None
    return say_exactly(entry.updated_at, zone, words)


def web_url(url: str | None) -> str | None:
    """Return an address that a browser may be sent to, None for any other scheme."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None
