"""Nouns of time: spans, time expressions, mentions, page clocks, timestamps.

A printed time is a set of instants, never one: everything here carries both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, IntEnum


class Grain(IntEnum):
    """The unit in which an expression speaks, from fine to coarse (TIMEX3, Duckling)."""

    SECOND = 1
    MINUTE = 2
    HOUR = 3
    DAY = 4
    WEEK = 5
    MONTH = 6
    YEAR = 7


@dataclass(frozen=True, slots=True)
class Span:
    """All instants from ``earliest`` to ``latest``, in UTC; both ends belong to it.

    Closed rather than half-open: humanizers and sites count whole seconds, so the excluded end of a half-open
    span is printed all the time (docs/decisions/0002). A span whose ends meet is one instant.

    Laws: intersection is commutative, associative, idempotent and never wider than either side; the hull contains both.
    Raises ValueError for a naive end or ends out of order.
    """

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError("a span's ends carry an offset")
        if self.earliest.tzinfo is not UTC or self.latest.tzinfo is not UTC:
            object.__setattr__(self, "earliest", self.earliest.astimezone(UTC))
            object.__setattr__(self, "latest", self.latest.astimezone(UTC))
        if self.earliest > self.latest:
            raise ValueError(f"a span ends before it begins: {self.earliest} > {self.latest}")

    @classmethod
    def instant(cls, at: datetime) -> Span:
        """Return the span that is one instant."""
        return cls(at, at)

    @property
    def width(self) -> timedelta:
        """How far apart the ends are."""
        return self.latest - self.earliest

    @property
    def centre(self) -> datetime:
        """The instant half way between the ends, to the microsecond below."""
        return self.earliest + self.width / 2

    def __contains__(self, instant: datetime) -> bool:
        return self.earliest <= instant <= self.latest

    def intersect(self, other: Span) -> Span | None:
        """Return what both allow, None where they exclude each other."""
        earliest, latest = max(self.earliest, other.earliest), min(self.latest, other.latest)
        return Span(earliest, latest) if earliest <= latest else None

    def hull(self, other: Span) -> Span:
        """Return the smallest span that contains both."""
        return Span(min(self.earliest, other.earliest), max(self.latest, other.latest))

    def shift(self, by: timedelta) -> Span:
        """Return the span moved by an elapsed time."""
        return Span(self.earliest + by, self.latest + by)

    def nearest(self, instant: datetime) -> datetime:
        """Return the instant of the span that lies nearest to the one given."""
        return min(max(instant, self.earliest), self.latest)


# ---- time expressions: what the words say, before any clock is known ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A length of time: calendar months (counted back on the calendar) and, after them, seconds."""

    seconds: float = 0.0
    months: int = 0


@dataclass(frozen=True, slots=True)
class AgeBounds:
    """The ages, half-open [youngest, oldest), at which these humanizers print the words."""

    youngest: Elapsed
    oldest: Elapsed
    humanizers: tuple[str, ...] = ()
    wall_clock: bool = False
    """True where the program subtracts two local wall clocks, so that a DST change counts."""
    civil: tuple[Grain, int] | None = None
    """Where the program counts civil days, months or years: which one before the clock's own; the bounds are then
    the ages that it can reach at any time of day ("yesterday" is DAY, 1: from just over 0 to 48 hours)."""


@dataclass(frozen=True, slots=True)
class Age:
    """An elapsed time before the page was made ("49 minuti fa"): one bounds per group of humanizers that agree."""

    bounds: tuple[AgeBounds, ...]
    grain: Grain


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A stretch of the civil day, in seconds after midnight, half-open: "18:30" is [66600, 66660).

    ``offset`` is what the text says of its own zone ("16:05 WIB"), in minutes east of UTC; None is the source's zone.
    """

    start: int
    end: int
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment that says its own offset ("2026-01-10T07:30:00+01:00"): needs neither clock nor zone."""

    span: Span
    grain: Grain


@dataclass(frozen=True, slots=True)
class CivilDate:
    """A date on the calendar; without a year it is the newest such day that is not after the clock.

    A day of None is the whole month ("gennaio 2026"), a month of None the whole year.
    """

    year: int | None
    month: int | None
    day: int | None
    time: TimeOfDay | None = None
    weekday: int | None = None
    """0 is Monday; where the text names it beside the date, it helps to choose the year."""


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A civil day counted back from the clock's own: 0 is today, 1 yesterday."""

    days_ago: int
    time: TimeOfDay | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """The newest such weekday not after the clock; with ``last`` the newest before the clock's day. 0 is Monday."""

    weekday: int
    time: TimeOfDay | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A bare time of day ("10:41"): the newest such moment that is not after the clock."""

    time: TimeOfDay


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """A civil week, month or year counted back from the clock's own ("la settimana scorsa" is WEEK, 1)."""

    grain: Grain
    periods_ago: int


Expression = Age | Instant | CivilDate | RelativeDay | Weekday | ClockTime | CalendarPeriod
"""The closed union of what words about time can say."""


class Role(Enum):
    """What a time speaks of, as a label beside it says ("Pubblicato", "Aggiornato")."""

    UNSTATED = "unstated"
    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Mention:
    """A time expression found in a text.

    ``text[start:end]`` of what was read are the words; ``rest`` is what else stood there, blanks trimmed.
    ``humanizers`` are the programs that could have printed the words, empty for words that no known program prints.
    ``needs_support`` marks a form without direction ("3 h"): the caller decides whether its place supports it.
    """

    text: str
    start: int
    end: int
    rest: str
    language: str
    rule: str
    expression: Expression
    humanizers: tuple[str, ...] = ()
    role: Role = Role.UNSTATED
    needs_support: bool = False

    def __hash__(self) -> int:
        """Return the hash of the words alone: they tell mentions apart, and an age's bounds by program are many."""
        return hash((self.text, self.start, self.end, self.language, self.rule, self.role))


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention means against a clock: the span, the best single moment in it, and the rule that led there."""

    span: Span
    at: datetime
    rule: str
    humanizers: tuple[str, ...] = ()


# ---- evidence, clocks, timestamps -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that says when: its kind ("cache stamp", "pair", "age", "datetime", "url"), its words, its span."""

    kind: str
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class PageClock:
    """When the page was made: a span, the kind of evidence that decided it, all that was used, all that was dropped."""

    span: Span
    basis: str
    evidence: tuple[Evidence, ...] = ()
    dropped: tuple[Evidence, ...] = ()
    humanizers: tuple[str, ...] = ()
    """The programs that can have printed all ages of a page made then, likelier ones first; () where none is known."""
    by_block: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict)
    """The programs that can have printed the ages of each block: a page's blocks may be several programs'."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment in an entry's life, with its reason.

    ``at`` is the one moment shown and lies in ``span``. ``basis`` names the deciding kind of evidence, ``text`` the
    words on the page, ``clock`` the page's own clock that relative words were resolved against.
    """

    span: Span
    at: datetime
    basis: str
    text: str | None = None
    rule: str | None = None
    humanizers: tuple[str, ...] = ()
    clock: Span | None = None
    evidence: tuple[Evidence, ...] = field(default=())
    dropped: tuple[Evidence, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.at not in self.span:
            raise ValueError(f"the moment shown lies outside its span: {self.at} not in {self.span}")
