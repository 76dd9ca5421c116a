"""Ages beside dates: what each pair says of the moment at which a page was made, and of the program that printed it.

All ages of a page come from one humanizer, so the moment and the humanizer are inferred together: under each that can
have printed the page's words, the pairs are intersected; those under which they agree remain, and the page was made
when any of them allows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import reduce
from math import ceil

from feedsvc.model.times import Age, Grain, RelativeDay, Role, Span
from feedsvc.reading.candidates import TimeSaid
from feedsvc.reading.moments import words
from feedsvc.timex import addition, dialects, laws

Dated = tuple[TimeSaid, Span]
"""A time that needs no clock, with its span."""

_SHARE = 0.7
_PRINTED = ("text", "label")
_LEAST_TRUSTED = 3
_SCHEDULE = 8
"""More times than this in one place are a timetable, no article's."""
_TICK = timedelta(seconds=2)
"""Servers and programs count whole seconds, and not all of them the same: ends that miss each other by less meet."""
_SKEW = timedelta(minutes=1)
"""So far may the clock of one machine be from another's: a humanizer is not ruled out by less."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An age and a date of one event, with their words."""

    words: str
    age: Age
    ends: tuple[addition.Ends, ...]
    """When the page was made by each of the age's bounds."""

    @property
    def span(self) -> Span:
        """When the page was made if any program at all printed the age."""
        return Span(min(lo for lo, _ in self.ends), max(hi for _, hi in self.ends))


@dataclass(frozen=True, slots=True)
class Opinion:
    """When a page was made if one of these humanizers printed it, and the places of the pairs that allow it.

    ``support`` is how many pairs allow one moment at most.
    """

    humanizers: tuple[str, ...]
    span: Span
    kept: frozenset[int]
    support: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a page's pairs say together under each humanizer that can have printed it.

    ``printed`` are the humanizers that its words alone leave, likelier ones first.
    """

    pairs: tuple[Pair, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def span(self) -> Span | None:
        """When the page was made under any of the humanizers that remain, None where no pair says."""
        return reduce(Span.hull, (opinion.span for opinion in self.opinions)) if self.opinions else None

    @property
    def kept(self) -> tuple[Pair, ...]:
        """The pairs that some humanizer that remains allows."""
        places = frozenset[int]().union(*(opinion.kept for opinion in self.opinions))
        return tuple(pair for place, pair in enumerate(self.pairs) if place in places)

    @property
    def dropped(self) -> tuple[Pair, ...]:
        """The pairs that contradict the others under every humanizer that remains."""
        places = frozenset[int]().union(*(opinion.kept for opinion in self.opinions))
        return tuple(pair for place, pair in enumerate(self.pairs) if place not in places)

    def within(self, span: Span) -> Agreement:
        """Return what remains where something more trusted says when the page was made; all where nothing would."""
        near = Span(span.earliest - _SKEW, span.latest + _SKEW)
        fitting = tuple(opinion for opinion in self.opinions if opinion.span.intersect(near))
        return replace(self, opinions=fitting) if fitting else self

    def humanizers(self, clock: Span) -> tuple[str, ...]:
        """Return the humanizers that can have printed the page when it was made then.

        Those that its words leave where its pairs do not agree among themselves or with the clock.
        """
        near = Span(clock.earliest - _SKEW, clock.latest + _SKEW)
        trusted = [o for o in self.opinions if o.span.intersect(near) and o.support >= _SHARE * len(self.pairs)]
        names = {name for opinion in trusted for name in opinion.humanizers}
        return tuple(name for name in self.printed if name in names) or self.printed


def agree(
    times: Sequence[Sequence[TimeSaid]],
    dates: Sequence[Sequence[Dated]],
    zone: tzinfo | None,
    humanizer: str | None,
    not_before: datetime,
) -> Agreement:
    """Return what a page's pairs say of its moment and its humanizer.

    ``times`` and ``dates`` hold, for each article, the times of its place and those of them that need no clock.
    ``not_before`` is a moment before which the page was not made, by its own word. A known ``humanizer`` leaves its
    own dialects only.
    """
    pairs = tuple(_find(times, dates, zone))
    ages = list({id(age): age for age in (*(pair.age for pair in pairs), *_ages(times))}.values())
    printers = dialects.printers(ages, humanizer)
    printed = dialects.ordered(name for printer in printers for name in printer.humanizers)
    place = {id(age): at for at, age in enumerate(ages)}
    places = [place[id(pair.age)] for pair in pairs]
    opinions: list[Opinion] = []
    for printer in printers if pairs else ():
        ends = [_meant(pair, printer.meanings[at]) for pair, at in zip(pairs, places, strict=True)]
        opinions += _opinions(printer.humanizers, ends, not_before)
    return Agreement(pairs, _most_supported(opinions, len(pairs)), printed)


# ---- pairs -----------------------------------------------------------------------------------------------------------


def _find(times: Sequence[Sequence[TimeSaid]], dates: Sequence[Sequence[Dated]], zone: tzinfo | None) -> Iterator[Pair]:
    for said, dated in zip(times, dates, strict=True):
        if len(said) > _SCHEDULE:
            continue
        for time in said:
            age = _as_age(time)
            date = _date_beside(time, dated) if age else None
            ends = _ends(age, date[1], zone) if age and date else None
            if age and date and ends:
                yield Pair(f"{words(time)} + {words(date[0])}", age, ends)


def _as_age(time: TimeSaid) -> Age | None:
    """Return the age that a time tells: "ieri" is one of a civil day."""
    expression = time.mention.expression if time.mention is not None else None
    if isinstance(expression, RelativeDay):
        return Age((laws.civil("d", expression.days_ago),), Grain.DAY)
    return expression if isinstance(expression, Age) else None


def _date_beside(age: TimeSaid, dated: Sequence[Dated]) -> Dated | None:
    """Return the finest date that speaks of the same event as the age: published, or updated.

    A form without direction ("4 min") beside a printed date is how long the article takes to read.
    """
    updated = age.role is Role.UPDATED
    bare = age.mention is not None and age.mention.needs_support
    same = [
        date
        for date in dated
        if (date[0].role is Role.UPDATED) is updated and not (bare and date[0].source in _PRINTED)
    ]
    return min(same, key=lambda date: date[1].width, default=None)


def _ends(age: Age, date: Span, zone: tzinfo | None) -> tuple[addition.Ends, ...] | None:
    """Return the clocks that each of the age's bounds allows, None where the calendar ends before."""
    try:
        return tuple(addition.clocks(bounds, date, zone) for bounds in age.bounds)
    except (OverflowError, ValueError):
        return None


def _ages(times: Sequence[Sequence[TimeSaid]]) -> Iterator[Age]:
    for said in times:
        for time in said if len(said) <= _SCHEDULE else ():
            if time.mention is not None and isinstance(time.mention.expression, Age):
                yield time.mention.expression


def _meant(pair: Pair, meaning: Sequence[int]) -> addition.Ends:
    """Return when the page was made by those of the age's bounds that count."""
    ends = [pair.ends[at] for at in meaning]
    return ends[0] if len(ends) == 1 else (min(lo for lo, _ in ends), max(hi for _, hi in ends))


# ---- agreement -------------------------------------------------------------------------------------------------------


def _opinions(humanizers: tuple[str, ...], ends: Sequence[addition.Ends], not_before: datetime) -> Iterator[Opinion]:
    """Yield what the pairs allow together; where some contradict others, the latest moment that 70 % of them allow.

    The latest, since contradictions are one-sided: a block cached apart, or an age of the update beside the date of
    publication, prints an age that is too small, and so a page that is too early. Where no moment is allowed by 70 %,
    the one that most allow. Pairs that put the page before something it says was published are left out, unless that
    is nearly all of them.
    """
    places = [place for place, (_, hi) in enumerate(ends) if hi >= not_before]
    if len(places) < (1 - _SHARE) * len(ends) and len(ends) >= _LEAST_TRUSTED:
        places = list(range(len(ends)))
    if not places:
        return
    possible = [ends[place] for place in places]
    first, last = max(lo for lo, _ in possible), min(hi for _, hi in possible)
    if first <= last + _TICK:
        yield Opinion(humanizers, Span(min(first, last), max(first, last)), frozenset(places), len(places))
        return
    at, support = favoured(possible)
    kept = frozenset(place for place, (lo, hi) in enumerate(ends) if lo <= at <= hi)
    yield Opinion(humanizers, Span(max(ends[place][0] for place in kept), at), kept, support)


def favoured(ends: Sequence[addition.Ends]) -> tuple[datetime, int]:
    """Return the latest end that enough spans contain, and how many contain one moment at most; O(n log n)."""
    starts = sorted(lo for lo, _ in ends)
    stops = sorted(hi for _, hi in ends)
    depth = [bisect_right(starts, end) - bisect_left(stops, end) for end in stops]
    need = min(ceil(_SHARE * len(ends)), max(depth))
    return max(end for end, allowed in zip(stops, depth, strict=True) if allowed >= need), max(depth)


def _most_supported(opinions: Sequence[Opinion], pairs: int) -> tuple[Opinion, ...]:
    """Return the opinions with which all pairs agree; of none such those of 70 %, else those of most."""
    most = max((opinion.support for opinion in opinions), default=0)
    need = most if most == pairs else min(most, ceil(_SHARE * pairs))
    return tuple(opinion for opinion in opinions if opinion.support >= need)
