"""Nouns of reading: a page as it came, what it shows, and what was read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from feedsvc.model.times import Evidence, PageClock, Timestamp


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back (RFC 9110 §8.8), exactly as the server gave it."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of when the bytes were made, before looking into them (RFC 9111 §4.2.3).

    Every instant has an offset. ``stated_at`` is the operator's word. ``date``, ``age`` (seconds) and
    ``last_modified`` are the HTTP fields. ``modified_at`` is a file's modification time.
    ``changed_since`` is the previous visit at which
    the body was another. ``behind`` is by how much at least and at most earlier visits leave the server's clock behind.
    """

    stated_at: datetime | None = None
    retrieved_at: datetime | None = None
    date: datetime | None = None
    age: float | None = None
    last_modified: datetime | None = None
    modified_at: datetime | None = None
    changed_since: datetime | None = None
    behind: tuple[timedelta, timedelta] = (timedelta(), timedelta())


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page with what came beside them. ``content_type`` is the HTTP field, None for a file."""

    body: bytes
    url: str | None = None
    content_type: str | None = None
    origin: Origin = Origin()
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server's word that the page is still the one that was kept (304), with fresher fields where it sent them."""

    origin: Origin
    validators: Validators


@dataclass(frozen=True, slots=True)
class Selectors:
    """An operator's CSS selectors; ``block`` names each article's element, the others are looked up inside it."""

    block: str | None = None
    title: str | None = None
    link: str | None = None
    section: str | None = None
    author: str | None = None
    time: str | None = None
    summary: str | None = None
    image: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What the operator, or what was learnt from earlier visits, says of a source; None is: find out."""

    zone: str | None = None
    language: str | None = None
    humanizer: str | None = None
    section: str | None = None
    selectors: Selectors | None = None
    site_language: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a field of an article has its value: the strategy, the evidence, what was rejected (``--explain``)."""

    field: str
    strategy: str
    evidence: str
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a page shows it: a teaser, or the whole of it where ``content`` is given.

    ``title``, ``author`` and ``section`` are plain text, ``summary`` plain text, ``content`` sanitised HTML.
    ``link`` and ``image`` are absolute. ``article_id`` is the site's own, where it shows one.
    ``position`` counts from 0 in reading order; ``listed`` names the block it stood in, ``ordered`` says that this
    block is sorted by time, newest first. ``time_text`` are the words of the page that tell the time.
    """

    title: str
    link: str | None = None
    section: str | None = None
    author: str | None = None
    time_text: str | None = None
    published: Timestamp | None = None
    updated: Timestamp | None = None
    summary: str | None = None
    content: str | None = None
    image: str | None = None
    language: str | None = None
    article_id: str | None = None
    position: int = 0
    listed: str | None = None
    ordered: bool = False
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something that looked like an article and is none, with the reason in a plain sentence."""

    title: str
    link: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link that the page names: a feed, a sitemap, a section; ``kind`` is a media type or a word."""

    name: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one page says. No articles: ``reason`` is a plain sentence that says why."""

    url: str | None
    language: str | None
    zone: str | None
    humanizer: str | None
    clock: PageClock | None
    articles: tuple[Article, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    passed_over: tuple[Unplaced, ...] = ()
    """Links of a listing that are no entries (``--explain``)."""
    feeds: tuple[NamedLink, ...] = ()
    sitemaps: tuple[NamedLink, ...] = ()
    sections: tuple[NamedLink, ...] = ()
    humanizers: tuple[str, ...] = ()
    """The humanizers that the page's texts leave possible, most likely first."""
    expected: tuple[str, ...] = ()
    """Those of the program that made the page, where it shows: enough to choose a moment by, not to narrow a span."""
    title: str | None = None
    site_name: str | None = None
    notes: tuple[Evidence, ...] = ()
    reason: str | None = None
