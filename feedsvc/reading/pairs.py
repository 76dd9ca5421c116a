"""Ages beside dates: what each pair says of the moment at which a page was made, and of the program that printed it.

All ages of a block come from one humanizer, so the moment and the humanizer are inferred together: under each that can
have printed the block's words, its pairs are intersected; those under which they agree remain. Another block may be
another program's, so blocks share nothing but the moment: the page was made when each allows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
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
    date: Span
    printed: str
    """The words of the age alone."""
    span: Span
    """When the page was made if any program at all that can have printed its block printed the age."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """When a page was made if one of these humanizers printed a block, and the places of its pairs that allow it.

    ``support`` is how many pairs allow one moment at most.
    """

    humanizers: tuple[str, ...]
    span: Span
    kept: frozenset[int]
    support: int


@dataclass(frozen=True, slots=True)
class Block:
    """What a block's pairs say together under each humanizer that can have printed it.

    ``printed`` are the humanizers that its words alone leave, likelier ones first.
    """

    pairs: tuple[Pair, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def span(self) -> Span | None:
        """When the page was made under any of the humanizers that remain, None where no pair says."""
        spans = [opinion.span for opinion in self.opinions]
        return Span(min(s.earliest for s in spans), max(s.latest for s in spans)) if spans else None

    @property
    def kept(self) -> tuple[Pair, ...]:
        """The pairs that some humanizer that remains allows."""
        places = frozenset[int]().union(*(opinion.kept for opinion in self.opinions))
        return tuple(pair for place, pair in enumerate(self.pairs) if place in places)

    def within(self, span: Span) -> Block:
        """Return what remains where something more trusted says when the page was made; all where nothing would."""
        near = Span(span.earliest - _SKEW, span.latest + _SKEW)
        fitting = tuple(opinion for opinion in self.opinions if _meet(opinion.span, near))
        return replace(self, opinions=fitting) if fitting else self

    def humanizers(self, clock: Span) -> tuple[str, ...]:
        """Return the humanizers that can have printed the block when its page was made then.

        Those that its words leave where its pairs do not agree among themselves or with the clock.
        """
        near = Span(clock.earliest - _SKEW, clock.latest + _SKEW)
        trusted = [o for o in self.opinions if o.support >= _SHARE * len(self.pairs) and _meet(o.span, near)]
        names = {name for opinion in trusted for name in opinion.humanizers}
        return tuple(name for name in self.printed if name in names) or self.printed


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the pairs of a page's blocks say together, each block by itself as to who printed it.

    ``span`` is when the page was made by all of them, None where no pair says; by 70 % of the pairs where blocks
    contradict each other.
    """

    blocks: Mapping[str | None, Block]
    span: Span | None
    kept: tuple[Pair, ...]

    @property
    def dropped(self) -> tuple[Pair, ...]:
        """The pairs that contradict the others."""
        kept = {id(pair) for pair in self.kept}
        return tuple(pair for block in self.blocks.values() for pair in block.pairs if id(pair) not in kept)

    def within(self, span: Span) -> Agreement:
        """Return what remains where something more trusted says when the page was made; all where nothing would."""
        return _together({name: block.within(span) for name, block in self.blocks.items()})

    def humanizers(self, clock: Span) -> Mapping[str | None, tuple[str, ...]]:
        """Return for each block with ages the humanizers that can have printed it when the page was made then."""
        return {name: block.humanizers(clock) for name, block in self.blocks.items()}


def agree(
    times: Sequence[Sequence[TimeSaid]],
    dates: Sequence[Sequence[Dated]],
    zone: tzinfo | None,
    humanizer: str | None,
    not_before: datetime,
    blocks: Sequence[str | None] = (),
) -> Agreement:
    """Return what a page's pairs say of its moment and its humanizers.

    ``times`` and ``dates`` hold, for each article, the times of its place and those of them that need no clock;
    ``blocks`` names the block that it stands in, () where all stand in one. ``not_before`` is a moment before which the
    page was not made, by its own word. A known ``humanizer`` leaves its own dialects only.
    """
    members: dict[str | None, list[int]] = {}
    for at, said in enumerate(times):
        if len(said) <= _SCHEDULE and any(_as_age(time) for time in said):
            members.setdefault(blocks[at] if blocks else None, []).append(at)
    page = _Page(zone, humanizer, not_before)
    return _together(
        {
            name: _block([times[at] for at in those], [dates[at] for at in those], page)
            for name, those in members.items()
        }
    )


def _together(blocks: Mapping[str | None, Block]) -> Agreement:
    said = [(block.span, block.kept) for block in blocks.values()]
    # A block speaks as often as it has pairs.
    ends = [(span.earliest, span.latest) for span, kept in said if span is not None for _ in kept]
    if not ends:
        return Agreement(blocks, None, ())
    span = _common(ends) or _favoured_span(ends)
    near = Span(span.earliest - _TICK, span.latest + _TICK)
    kept = tuple(pair for each, those in said if each is not None and each.intersect(near) for pair in those)
    return Agreement(blocks, span, kept)


class _Page:
    """What is known of all blocks of a page; what one block's ages mean is worked out once for all that print them.

    Ages are told apart by identity, which is quick: equal texts are read once, so that their ages are one object.
    Whatever an answer is kept for is kept with it, so that its identity stays its own.
    """

    def __init__(self, zone: tzinfo | None, humanizer: str | None, not_before: datetime) -> None:
        self.zone = zone
        self.not_before = not_before
        self._humanizer = humanizer
        self._printers: dict[tuple[float, ...], tuple[tuple[Age, ...], tuple[dialects.Printer, ...]]] = {}
        self._sums: dict[tuple[int, frozenset[tuple[int, ...]]], tuple[Age, list[addition.Sum]]] = {}

    def printers(self, ages: tuple[Age, ...], odd: float = dialects.ODD) -> tuple[dialects.Printer, ...]:
        """Return the hypotheses of who printed some ages (``dialects.printers``)."""
        key = (odd, *map(id, ages))
        if key not in self._printers:
            self._printers[key] = ages, dialects.printers(ages, self._humanizer, odd=odd)
        return self._printers[key][1]

    def sums(self, age: Age, meanings: frozenset[tuple[int, ...]]) -> list[addition.Sum]:
        """Return what to add for each meaning of an age (``addition.sums``)."""
        key = id(age), meanings
        if key not in self._sums:
            self._sums[key] = age, addition.sums(age.bounds, meanings)
        return self._sums[key][1]


def _block(times: Sequence[Sequence[TimeSaid]], dates: Sequence[Sequence[Dated]], page: _Page) -> Block:
    """Return what one block says; where no humanizer fits all its pairs, those count too that fit most of its words."""
    ages = {words(time): age for said in times for time in said if (age := _as_printed(time))}
    found = list(_find(times, dates))
    ages |= {printed: age for _, printed, age, _ in found}
    printers = page.printers(tuple(ages.values()))
    pairs, opinions = _weighed(found, ages, printers, page)
    if pairs and max((opinion.support for opinion in opinions), default=0) < len(pairs):
        printers = page.printers(tuple(ages.values()), odd=1 - _SHARE)
        pairs, opinions = _weighed(found, ages, printers, page)
    printed = dialects.ordered(name for printer in printers for name in printer.humanizers)
    return Block(pairs, _most_supported(opinions, len(pairs)), printed)


def _weighed(
    found: Sequence[_Beside], ages: Mapping[str, Age], printers: Sequence[dialects.Printer], page: _Page
) -> tuple[tuple[Pair, ...], list[Opinion]]:
    place = {printed: at for at, printed in enumerate(ages)}
    meanings = {printed: frozenset(p.meanings[at] for p in printers) for printed, at in place.items()}
    sums = {printed: page.sums(ages[printed], told) for printed, told in meanings.items()}
    pairs, ends = [], []
    for said, printed, age, date in found:
        meant = _ends(sums[printed], date, page.zone)
        if meant is not None:
            whole = Span(min(lo for lo, _ in meant.values()), max(hi for _, hi in meant.values()))
            pairs.append(Pair(said, age, date, printed, whole))
            ends.append(meant)
    if not pairs:
        return (), []
    opinions = list(_unanimous(printers, pairs, ends, place, page.not_before))
    for printer in printers if not opinions else ():
        those = [meant[printer.meanings[place[pair.printed]]] for pair, meant in zip(pairs, ends, strict=True)]
        opinions += _opinions(printer.humanizers, those, page.not_before)
    return tuple(pairs), opinions


def _unanimous(
    printers: Sequence[dialects.Printer],
    pairs: Sequence[Pair],
    ends: Sequence[_Meant],
    place: Mapping[str, int],
    not_before: datetime,
) -> Iterator[Opinion]:
    """Yield the opinions with which all pairs agree: each text's pairs are intersected once, whoever printed them."""
    texts: dict[str, list[_Meant]] = {}
    for pair, meant in zip(pairs, ends, strict=True):
        texts.setdefault(pair.printed, []).append(meant)
    said = {
        place[printed]: {
            meaning: (max(meant[meaning][0] for meant in those), min(meant[meaning][1] for meant in those))
            for meaning in those[0]
        }
        for printed, those in texts.items()
    }
    every = frozenset(range(len(pairs)))
    for printer in printers:
        narrow = [by_meaning[printer.meanings[at]] for at, by_meaning in said.items()]
        first, last = max(lo for lo, _ in narrow), min(hi for _, hi in narrow)
        if last >= not_before and first <= last + _TICK:
            yield Opinion(printer.humanizers, Span(min(first, last), max(first, last)), every, len(every))


# ---- pairs -----------------------------------------------------------------------------------------------------------


_Meant = dict[tuple[int, ...], addition.Ends]
"""When the page was made by each meaning of a pair's age."""
_Beside = tuple[str, str, Age, Span]
"""The words of a pair, those of its age, the age and the date."""


def _find(times: Sequence[Sequence[TimeSaid]], dates: Sequence[Sequence[Dated]]) -> Iterator[_Beside]:
    for said, dated in zip(times, dates, strict=True):
        for time in said:
            age = _as_age(time)
            date = _date_beside(time, dated) if age else None
            if age and date:
                yield f"{words(time)} + {words(date[0])}", words(time), age, date[1]


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


def _ends(sums: Iterable[addition.Sum], date: Span, zone: tzinfo | None) -> _Meant | None:
    """Return when the page was made by each meaning of an age, None where the calendar ends before."""
    try:
        return {meaning: ends for each in sums for ends in [each.clocks(date, zone)] for meaning in each.meanings}
    except (OverflowError, ValueError):
        return None


def _as_printed(time: TimeSaid) -> Age | None:
    expression = time.mention.expression if time.mention is not None else None
    return expression if isinstance(expression, Age) else None


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
    common = _common(possible)
    if common is not None:
        yield Opinion(humanizers, common, frozenset(places), len(places))
        return
    at, support = favoured(possible)
    kept = frozenset(place for place, (lo, hi) in enumerate(ends) if lo <= at <= hi)
    yield Opinion(humanizers, Span(max(ends[place][0] for place in kept), at), kept, support)


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans have a moment in common; a page asks it of thousands, whose intersection it does not need."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def _common(ends: Sequence[addition.Ends]) -> Span | None:
    """Return what all of the spans allow, None where nothing."""
    first, last = max(lo for lo, _ in ends), min(hi for _, hi in ends)
    return Span(min(first, last), max(first, last)) if first <= last + _TICK else None


def _favoured_span(ends: Sequence[addition.Ends]) -> Span:
    at, _ = favoured(ends)
    return Span(max(lo for lo, hi in ends if lo <= at <= hi), at)


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
