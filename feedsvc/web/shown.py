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
from feedsvc.web.bar import Axis, Stroke, Tick
from feedsvc.web.saying import civil, say, say_ends, say_exactly, say_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from feedsvc.model.entries import Entry, Section, Source
    from feedsvc.model.times import Evidence, Timestamp
    from feedsvc.web.words import Words

LONGEST_TITLE = 300
"""Characters of a headline in a list; an entry's own page shows all of it."""
LONGEST_SUMMARY = 600
LONGEST_WORDS = 400
MOST_NAMED = 5
MOST_DRAWN = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the drawing: what it stands for, in words and as a stroke."""

    kind: str
    label: str
    said: str
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its kind, its words, the span it allows in words."""

    kind: str
    text: str
    said: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry has its time."""

    text: str | None
    clock: str | None
    span: str
    width: str | None
    at: str
    zone: str
    basis: str
    rule: str | None
    humanizers: str
    evidence: tuple[Reason, ...]
    dropped: tuple[Reason, ...]
    bars: tuple[Bar, ...]
    marker: float
    ticks: tuple[Tick, ...]


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
    said: str
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
        said=say(entry.published.span, entry.published.at, zone, words),
        iso=civil(entry.published.at, zone).isoformat(timespec="seconds"),
        updated=_updated(entry, zone, words),
        why=explain(entry.published, zone, words),
    )


def explain(published: Timestamp, zone: tzinfo, words: Words) -> Why:
    """Return why a moment was chosen, in words and as a drawing."""
    axis = Axis.around(published.span, *([published.clock] if published.clock else []))
    return Why(
        text=shorten(plain(published.text or ""), LONGEST_WORDS) or None,
        clock=say_ends(published.clock, zone, words) if published.clock else None,
        span=say_ends(published.span, zone, words),
        width=say_length(published.span.width, words) if published.span.width else None,
        at=say_exactly(published.at, zone, words),
        zone=str(zone),
        basis=kind_name(published.basis, words),
        rule=published.rule,
        humanizers=families(published.humanizers, words),
        evidence=tuple(_reason(each, zone, words) for each in published.evidence),
        dropped=tuple(_reason(each, zone, words) for each in published.dropped),
        bars=tuple(_bars(published, axis, zone, words)),
        marker=axis.place(published.at),
        ticks=axis.ticks(zone, words),
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


def families(humanizers: Iterable[str], words: Words) -> str:
    """Return which programs could have printed the words, their options left out: the first ones, and how many more."""
    names = list(dict.fromkeys(name.partition("/")[0] for name in humanizers))
    said = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return (
        words.count("%(names)s and %(n)s other", "%(names)s and %(n)s others", more, names=said) if more > 0 else said
    )


def direction(language: str | None) -> str:
    """Return the direction that a language is written in, as the ``dir`` attribute says it."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction if language else "auto"
    except (ValueError, UnknownLocaleError):
        return "auto"


def shorten(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words where it can be."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    cut = head.rpartition(" ")[0] or head
    return (cut if len(cut) > longest // 2 else head).rstrip() + "…"


def kind_name(kind: str, words: Words) -> str:
    """Return what a kind of evidence is called in front of people."""
    names: Mapping[str, str] = {
        "age": words("the age on the page"),
        "absence": words("it was not there on the visit before"),
        "cache stamp": words("a note that the cache left in the page"),
        "changed since": words("the page changed since the visit before"),
        "content": words("a machine-readable date on the page"),
        "data": words("a machine-readable date on the page"),
        "date": words("a date on the page"),
        "date after the page": words("a date later than the page itself"),
        "datetime": words("a machine-readable date on the page"),
        "file time": words("when the file was written"),
        "first sight": words("the first time we saw it"),
        "http": words("what the server said of the page’s age"),
        "json-ld": words("structured data in the page"),
        "label": words("a date on the page"),
        "microdata": words("structured data in the page"),
        "not before": words("the newest date on the page"),
        "opengraph": words("structured data in the page"),
        "pair": words("an age and a date side by side"),
        "pairs": words("ages and dates side by side"),
        "retrieval": words("the moment the page was fetched"),
        "stated": words("the operator’s word"),
        "text": words("a date on the page"),
        "title": words("a date on the page"),
        "url": words("the date in the address"),
    }
    return names.get(kind, kind)


def _updated(entry: Entry, zone: tzinfo, words: Words) -> str | None:
    if entry.updated_at - entry.published.span.latest < timedelta(minutes=1):
        return None
    return say_exactly(entry.updated_at, zone, words)


def _bars(published: Timestamp, axis: Axis, zone: tzinfo, words: Words) -> Iterable[Bar]:
    """Yield the lines of the drawing: what each piece of evidence allows, what they leave together, the clock."""
    rows = [("evidence", kind_name(each.kind, words), each.span) for each in _drawn(published)]
    rows.append(("published", words("published"), published.span))
    rows.append(("clock", words("the page was made"), published.clock))
    for kind, label, span in rows:
        stroke = axis.stroke(span) if span else None
        if stroke and span:
            yield Bar(kind, label, say_ends(span, zone, words), stroke)


def _drawn(published: Timestamp) -> list[Evidence]:
    """Return the evidence worth drawing: several pieces that each leave more open than all of them do together."""
    wide = [each for each in published.evidence if each.span and each.span.width > published.span.width]
    return wide[:MOST_DRAWN] if len(wide) > 1 else []


def _reason(evidence: Evidence, zone: tzinfo, words: Words) -> Reason:
    return Reason(
        kind=kind_name(evidence.kind, words),
        text=shorten(plain(evidence.text), LONGEST_WORDS),
        said=say_ends(evidence.span, zone, words) if evidence.span else None,
    )


def web_url(url: str | None) -> str | None:
    """Return an address that a browser may be sent to, None for any other scheme."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None
