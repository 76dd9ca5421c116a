"""Nouns of watching a source: visits, what is known of a source between visits, the state of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from feedsvc.model.entries import Section
from feedsvc.model.pages import NamedLink, Validators
from feedsvc.model.sentences import Sentence
from feedsvc.model.times import Span


class Outcome(Enum):
    """How a visit ended."""

    READ = "read"
    """The page was read and what it shows was merged."""
    UNCHANGED = "unchanged"
    """The server answered 304, or the body was the one already read."""
    REJECTED = "rejected"
    """The page was read, but its clock or dialect contradicts what is known: nothing was merged."""
    FAILED = "failed"
    """The page could not be retrieved or read."""


class Health(Enum):
    """How a source is doing, in the words of a health document."""

    PASS = "pass"  # noqa: S105 - a word of the health format, no password
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a source: its kind, a word that never changes, and the reason for a person."""

    kind: str
    reason: Sentence
    fails: bool = False
    """True where the source fails, False where it only warns."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to one source, as history keeps it.

    ``articles`` were read from the page, ``timed`` of them with a time; ``created`` and ``changed`` count entries.
    ``duration`` is elapsed time. ``error`` is a sentence, given exactly when the visit failed or was rejected.
    """

    source_id: str
    at: datetime
    outcome: Outcome
    duration: timedelta = timedelta()
    status: int | None = None
    size: int = 0
    articles: int = 0
    timed: int = 0
    created: int = 0
    changed: int = 0
    error: Sentence | None = None

    @property
    def succeeded(self) -> bool:
        """True where the source answered with what could be read, changed or not."""
        return self.outcome in (Outcome.READ, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two visits so far apart met pages that were equally old, to within so much: the ages of an article agreed."""

    apart: timedelta
    within: timedelta


@dataclass(frozen=True, slots=True)
class Claim:
    """When an article was published by a page that was not believed; ``id`` is its entry's."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Learnt:
    """What visits have taught about a site; the operator's own word always wins over it.

    ``humanizers`` are those still possible, most likely first. ``usual_articles`` is how many articles the page
    usually shows, ``usual_gap`` how long it usually is between two new ones. ``lagging`` are the blocks that are made
    before the page is: parts cached apart. ``hidden_cache`` says that pages come from a cache that does not say so,
    ``signs_of_cache`` how much lately spoke for one, ``cache_speaks`` that the cache says how old its pages are.
    ``doubt`` is how old a page may be although its server says that it was just made, ``agreements`` what has lessened
    it so far. ``rejections`` counts the pages in a row that contradicted what is known and agreed with each other,
    ``claims`` is what they said. ``server_lags`` are by how much the last answers' ``Date`` was older than a cache
    explains. ``relearnt_at`` is when the site was last seen to print its times otherwise,
    ``mistrusted`` whether what was known of its articles until then is no longer believed.
    """

    humanizer: str | None = None
    humanizers: tuple[str, ...] = ()
    zone: str | None = None
    language: str | None = None
    layout: str | None = None
    usual_articles: float | None = None
    usual_gap: timedelta | None = None
    lagging: tuple[str, ...] = ()
    hidden_cache: bool = False
    signs_of_cache: float = 0.0
    cache_speaks: bool = False
    doubt: timedelta = timedelta(hours=1)
    agreements: tuple[Agreement, ...] = ()
    rejections: int = 0
    claims: tuple[Claim, ...] = ()
    relearnt_at: datetime | None = None
    mistrusted: bool = False
    server_lags: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The last body that was read: its digest and what is known of the moment that it was made.

    ``made_at`` is the latest moment at which it can have been made, ``made_after`` the earliest; ``changed_since`` is
    the visit that last met another body, so that this one was made after it; ``seen_at`` the visit that last met it.
    ``address`` is where it was asked for, None for the source's own.
    """

    digest: str
    made_at: datetime
    changed_since: datetime | None = None
    made_after: datetime | None = None
    seen_at: datetime | None = None
    address: str | None = None
    validators: Validators = Validators()
    """What makes a request for a further address conditional; those of the source's own page are in its state."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source between two visits; a fresh one is the state of a source never visited.

    ``failures`` counts visits in a row. ``articles`` and ``timed`` speak of the last page read, ``entries`` of all
    that is kept. ``retry_at`` is the server's own wish. The store fills in ``entries`` and ``version``, which tells it
    whether somebody else recorded a visit in between.
    """

    source_id: str
    last_visit_at: datetime | None = None
    last_success_at: datetime | None = None
    last_change_at: datetime | None = None
    next_visit_at: datetime | None = None
    interval: timedelta | None = None
    retry_at: datetime | None = None
    failures: int = 0
    error: Sentence | None = None
    articles: int = 0
    timed: int = 0
    entries: int = 0
    faults: tuple[Fault, ...] = ()
    validators: Validators = Validators()
    body: Body | None = None
    others: tuple[Body, ...] = ()
    """The last bodies of further addresses of the source: listings, feeds, sitemaps; newest last."""
    learnt: Learnt = Learnt()
    feeds: tuple[NamedLink, ...] = ()
    sitemaps: tuple[NamedLink, ...] = ()
    site_name: str | None = None
    last_news_at: datetime | None = None
    """When a new article was last met."""
    layout_changed_at: datetime | None = None
    rejection: Sentence | None = None
    """Why the last page read was not merged."""
    emptiness: Sentence | None = None
    """Why the last page read shows no articles."""
    waits: tuple[timedelta, ...] = ()
    """The times between the last visits that succeeded, newest last."""
    version: int = 0

    @property
    def health(self) -> Health:
        """The worst that the faults say."""
        if any(fault.fails for fault in self.faults):
            return Health.FAIL
        return Health.WARN if self.faults else Health.PASS

    @property
    def ailments(self) -> frozenset[tuple[str, bool]]:
        """What is wrong, without the words: a change of it is news to the operator."""
        return frozenset((fault.kind, fault.fails) for fault in self.faults)

    def body_at(self, address: str | None) -> Body | None:
        """Return the last body read at an address of the source, by default its own."""
        if address is None:
            return self.body
        return next((body for body in self.others if body.address == address), None)

    @property
    def timed_share(self) -> float | None:
        """The share of the last page's articles that have a time, None where it showed none."""
        return self.timed / self.articles if self.articles else None


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose visit is due: since when, None for one never visited, and the host that will be asked."""

    source_id: str
    host: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """A moment at which a source broke, warned or recovered; ``number`` grows with time and is never used again."""

    number: int
    source_id: str
    at: datetime
    health: Health
    previous: Health
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedState:
    """The version of one feed.

    ``revision`` grows exactly when one of the feed's rows changes, ``shown`` only when what Atom and RSS show of them
    does (a span that narrowed is shown by JSON Feed alone). ``changed_at`` grows by a second at least with each
    revision, since HTTP dates are no finer, and can so run ahead of the clock while changes come faster.
    ``arrivals`` counts every entry that ever arrived in the feed, ``count`` those still kept.
    """

    revision: int
    changed_at: datetime
    count: int
    shown: int = 0
    arrivals: int = 0


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section with how many entries it holds."""

    section: Section
    count: int
    source_id: str | None = None

    @property
    def slug(self) -> str:
        """The section's name in addresses."""
        return self.section.slug

    @property
    def name(self) -> str:
        """The section's name for people."""
        return self.section.name
