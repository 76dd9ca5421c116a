"""Nouns of what is kept and served: sources, sections, entries, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from feedsvc.model.pages import Hints, Selectors
from feedsvc.model.times import Span, Timestamp


class ContentPolicy(Enum):
    """How much of an article a source's entries may republish."""

    FULL = "full"
    """The same as ``PAGE`` until teasers are followed to their articles."""
    PAGE = "page"
    """What the listing itself shows, whole articles included; nothing is followed."""
    SUMMARY = "summary"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """An address that is read: ``url`` or a ``path`` below the root of local pages, never both.

    ``every`` bounds the visits from below; None lets the rhythm of the site decide. ``home_url`` is where
    readers are sent.
    """

    id: str
    name: str
    url: str | None = None
    path: str | None = None
    home_url: str | None = None
    hints: Hints = Hints()
    every: timedelta | None = None
    content: ContentPolicy = ContentPolicy.PAGE
    robots: bool = True
    stated_at: datetime | None = None
    evidence: bool = True
    """Whether the feeds that the page names are asked for exact times."""
    rights: str | None = None
    """Under which rights it publishes, in the operator's words: a sentence for people."""

    @property
    def host(self) -> str | None:
        """The host that answers for it, in lower case, with its port; None for a saved page."""
        return urlsplit(self.url).netloc.rpartition("@")[2].lower() if self.url else None

    @property
    def selectors(self) -> Selectors | None:
        """The operator's selectors, where given."""
        return self.hints.selectors


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """A shelf that entries are published on: its slug is its name in addresses."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """When an entry was published if one of these humanizers printed its ages: what all visits together allow."""

    humanizers: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class History:
    """The evidence for an entry's publication that later visits need; bounded, whatever the number of visits.

    ``fixed`` is what everything but relative words allows, so that it holds under any humanizer; ``hypotheses`` are
    what the words allow beside it, apart for humanizers that mean different ages by them. ``digests`` stand for the
    forms in which its texts were seen, ``edits`` counts how often it changed between one visit and the next.
    """

    hypotheses: tuple[Hypothesis, ...] = ()
    fixed: Span | None = None
    digests: tuple[str, ...] = ()
    edits: int = 0
    moves: int = 0
    """How often the moment shown was moved."""
    not_before: datetime | None = None
    """What its ages allow under any humanizer, on pages made when they were asked for; where a cache hid, the two ends
    may cross."""
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is kept and served.

    ``id`` is a tag URI (RFC 4151), minted once. ``published`` narrows and never jumps; ``updated_at`` moves only when
    content changes. ``content`` is sanitised HTML. Sections are in order of first sight.
    ``revision`` grows with each change that a feed shows. ``keys`` are the identities it was ever met under.
    """

    id: str
    source_id: str
    title: str
    published: Timestamp
    updated_at: datetime
    first_seen_at: datetime
    last_seen_at: datetime
    link: str | None = None
    sections: tuple[Section, ...] = ()
    author: str | None = None
    summary: str | None = None
    content: str | None = None
    image: str | None = None
    language: str | None = None
    time_text: str | None = None
    article_id: str | None = None
    revision: int = 1
    republished: bool = False
    keys: tuple[str, ...] = ()
    history: History = History()

    @property
    def published_at(self) -> datetime:
        """The one moment that feeds show."""
        return self.published.at
