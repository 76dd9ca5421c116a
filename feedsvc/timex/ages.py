"""Reads ages, "13 ore fa", and says what they mean when no known humanizer printed them.

Without a dialect an age of n units is the union over the dialects that exist: from rounding (n - 1/2) to flooring
(n + 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from feedsvc.model.times import Age, AgeBounds, Elapsed, Grain
from feedsvc.timex import laws
from feedsvc.timex.lexicon import Kind
from feedsvc.timex.quantities import Chain, Number, chain
from feedsvc.timex.words import Words

_DAY = 86400.0
_SECONDS = {
    Grain.SECOND: (1.0, 1.0),
    Grain.MINUTE: (60.0, 60.0),
    Grain.HOUR: (3600.0, 3600.0),
    Grain.DAY: (_DAY, _DAY),
    Grain.WEEK: (7 * _DAY, 7 * _DAY),
    Grain.MONTH: (30 * _DAY, 31 * _DAY),
    Grain.YEAR: (365 * _DAY, 366 * _DAY),
}
"""The shortest and the longest that each unit can be."""

OLDEST = 30 * 366 * _DAY
"""No page counts the age of an article in more than thirty years; what does speaks of history."""


@dataclass(frozen=True, slots=True)
class FoundAge:
    """An age in a text, up to the offset ``end``."""

    expression: Age
    end: int
    directed: bool
    days: int = 0
    """The days that it counts back, 0 where it is no whole number of them."""


def _slack(count: Number) -> tuple[float, float]:
    """Return how far below and above the number the age may lie, in units."""
    if count.low != count.high:
        return 0.5, 1.0
    if count.low % 1:
        return (0.25, 0.5) if count.low > 1 else (count.low / 4, count.low / 2)
    return 0.5, 1.0


def _plain_bounds(amounts: Chain) -> tuple[float, float]:
    low = sum(amount.number.low * _SECONDS[amount.grain][0] for amount in amounts)
    high = sum(amount.number.high * _SECONDS[amount.grain][1] for amount in amounts)
    last = amounts[-1]
    below, above = _slack(last.number)
    if last.number.open_ended:
        above = last.number.high
    return max(0.0, low - below * _SECONDS[last.grain][0]), high + above * _SECONDS[last.grain][1]


def _qualified(bounds: tuple[float, float], amounts: Chain, qualifier: str | None) -> tuple[float, float]:
    named = sum(amount.number.low * _SECONDS[amount.grain][0] for amount in amounts)
    unit = _SECONDS[amounts[-1].grain][1]
    if qualifier == "over":
        return named, bounds[1]
    if qualifier == "under":
        return (0.0, named) if len(amounts) == 1 and amounts[0].number.low <= 1 else (named - unit, named)
    if qualifier == "almost":
        return named - unit / 2, named
    return bounds


def _age(youngest: float, oldest: float, grain: Grain) -> Age:
    return Age((AgeBounds(Elapsed(youngest), Elapsed(oldest)),), grain)


def _is_of(bounds: AgeBounds, grain: Grain, count: float) -> bool:
    """Return whether bounds hold the count itself and are no wider than such a count can mean."""
    shortest, longest = _SECONDS[grain]
    youngest, oldest = (end.seconds + end.months * 30.44 * _DAY for end in (bounds.youngest, bounds.oldest))
    around = youngest <= count * longest and oldest > count * shortest
    return around and shortest / 4 < oldest - youngest < 3 * longest


@lru_cache(maxsize=1024)
def _meant(grain: Grain, count: float) -> tuple[AgeBounds, ...]:
    """Return what the humanizers mean by a count of units, in whatever words.

    None of them ("0 minuti fa") is less than one: programs that cut down print it, in more words than are known.
    """
    if count == 0:
        return (AgeBounds(Elapsed(0), Elapsed(_SECONDS[grain][1])),)
    known = laws.bounds(grain, count)
    return tuple(bounds for bounds in known if _is_of(bounds, grain, count)) or known


def _of_chain(amounts: Chain, qualifier: str | None) -> Age | None:
    youngest, oldest = _qualified(_plain_bounds(amounts), amounts, qualifier)
    if not youngest < oldest <= OLDEST:
        return None
    only = amounts[0]
    if qualifier is None and len(amounts) == 1 and only.number.plain:
        return Age(_meant(only.grain, only.number.low), only.grain)
    return _age(youngest, oldest, amounts[-1].grain)


def _qualifiers(words: Words, at: int) -> Iterator[tuple[str | None, int]]:
    yield from words.all(at, Kind.QUALIFIER)
    if words.text[at : at + 1] in {"~", "<", ">"}:
        yield {"~": "about", "<": "under", ">": "over"}[words.text[at]], words.blank(at + 1)
    yield None, at


def _openings(words: Words, at: int) -> Iterator[tuple[Kind | None, int]]:
    for kind in (Kind.BEFORE, Kind.AROUND):
        for _, end in words.all(at, kind):
            yield kind, end
    yield None, at


def _closed(words: Words, at: int, qualifier: str | None) -> tuple[bool, str | None, int]:
    """Return whether a word that looks back closes the age, any later qualifier, and the offset behind."""
    later, end = next(_qualifiers(words, at))
    found = words.one(end, Kind.AFTER)
    if not found:
        return False, later or qualifier, end
    last, end = next(_qualifiers(words, found[1]))
    return True, last or later or qualifier, end


def _heads(words: Words, at: int) -> Iterator[tuple[Kind | None, str | None, int]]:
    """Yield what may stand before the amount: a word that looks back and a qualifier, in either order."""
    for opening, start in _openings(words, at):
        for qualifier, behind in _qualifiers(words, start):
            yield opening, qualifier, behind
    for qualifier, behind in _qualifiers(words, at):
        if qualifier:
            yield from ((opening, qualifier, start) for opening, start in _openings(words, behind) if opening)


def _may_stand_bare(words: Words, at: int, end: int, number: Number) -> bool:
    """Return whether an age may be meant without a word that looks back: "45 Min.", "circa 7 anni", not "1990s".

    Nor "22'"; and a word in it that can as well look ahead (ro "peste", hi "से") does not stand for a past by itself.
    """
    if not number.digits or number.high >= 100 or words.text[at:end].rstrip().endswith("'"):
        return False
    return not any(words.one(start, Kind.REFUSE) for start in words.starts_within(at, end))


def _candidates(words: Words, at: int) -> Iterator[FoundAge]:
    for opening, qualifier, behind in _heads(words, at):
        for amounts, end in chain(words, behind):
            closed, qualified, end = _closed(words, end, qualifier)
            directed = closed or opening is Kind.BEFORE or amounts[-1].past
            age = _of_chain(amounts, qualified)
            bare = opening is None and not directed and _may_stand_bare(words, at, end, amounts[0].number)
            if age and (directed or bare):
                yield FoundAge(age, end, directed, _days(amounts) if directed and not qualified else 0)


def _days(amounts: Chain) -> int:
    whole = len(amounts) == 1 and amounts[0].grain is Grain.DAY and amounts[0].number.plain
    return int(amounts[0].number.low) if whole else 0


def _vague(words: Words, at: int) -> Iterator[FoundAge]:
    for (youngest, oldest), end in words.all(at, Kind.VAGUE):
        grain = Grain.SECOND if oldest <= 60 else Grain.MINUTE if oldest <= 3600 else Grain.HOUR
        yield FoundAge(_age(youngest, oldest, grain), end, directed=True)


def find(words: Words, at: int) -> FoundAge | None:
    """Return the age that begins at an offset: one that looks back before one that does not, then the longest."""
    found = (*_vague(words, at), *_candidates(words, at))
    return max(found, key=lambda age: (age.directed, age.end), default=None)
