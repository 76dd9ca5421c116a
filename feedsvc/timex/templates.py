"""Whole texts that a known humanizer prints, in each language: one look in a table.

A template is a folded text with ``#`` for each number ("# minuti fa"). A language's templates are read on first use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from feedsvc.model.times import Age, AgeBounds, Elapsed, Expression, Grain, RelativeDay, TimeOfDay, Weekday
from feedsvc.timex.laws import GRAINS, SECONDS, Key, civil, dialects, grouped, mean_seconds

_NUMBER = re.compile("[0-9]+")
_LONGEST_NUMBER = 5
_SHORTEST_MONTH = 28 * 86400
_UNDIRECTED = frozenset(
    {
        "django/timesince",
        "django/timesince_depth1",
        "gh-relative-time/micro",
        "javascript-time-ago/mini-minute-now",
        "javascript-time-ago/twitter",
    }
)
_CLDR = ("Intl/", "luxon/", "gh-relative-time/", "formatjs/", "javascript-time-ago/")
_SPOKEN = ("en", "zh", "es", "ar", "hi", "pt", "fr", "ru", "de", "ja", "id", "it", "tr", "vi", "ko", "pl", "uk", "nl")
"""Languages of the web, the most written first: which one a text is in that several could have printed."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a template says: the expression and the humanizers that print it."""

    expression: Expression
    humanizers: tuple[str, ...]
    words: int = 0
    """How many words a text without a number has; 0 for one with a number."""

    @property
    def is_vague(self) -> bool:
        """Whether the text says that it was just now, without a number."""
        return self.words > 0 and isinstance(self.expression, Age) and self.expression.grain is Grain.SECOND

    @property
    def undirected(self) -> bool:
        """Whether the text's place must say that it is an age.

        True of what only humanizers print that leave out "ago" ("3 h"), and of CLDR's bare word for now ("ora").
        """
        if all(name in _UNDIRECTED for name in self.humanizers):
            return True
        return self.is_vague and self.words == 1 and all(name.startswith(_CLDR) for name in self.humanizers)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have templates, as BCP 47 primary subtags."""
    tables = files("feedsvc.timex").joinpath("tables")
    return tuple(sorted(f.name[:-4] for f in tables.iterdir() if f.name.endswith(".tsv")))


@cache
def table(language: str) -> dict[str, int]:
    """Return one language's templates with the number of the set that says what each means; empty if unknown."""
    if language not in languages():
        return {}
    text = files("feedsvc.timex").joinpath("tables", f"{language}.tsv").read_text(encoding="utf-8")
    lines = (line.rpartition("\t") for line in text.splitlines())
    return {template: int(number) for template, _, number in lines}


def lookup(folded: str, language: str) -> Match | None:
    """Return what a folded text means if it is, as a whole, what a humanizer prints in this language."""
    number = table(language).get(_NUMBER.sub("#", folded))
    return None if number is None else meaning(number, tuple(_NUMBER.findall(folded)), folded.count(" ") + 1)


@cache
def _everywhere() -> dict[str, list[tuple[str, int]]]:
    """Return all languages' templates in one table, the most written languages first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for language in dict.fromkeys((*_SPOKEN, *languages())):
        for template, number in table(language).items():
            found.setdefault(template, []).append((language, number))
    return found


def anywhere(folded: str) -> tuple[tuple[str, Match], ...]:
    """Return what a text means in every language that prints it; nothing where two of them exclude each other."""
    entries = _everywhere().get(_NUMBER.sub("#", folded), ())
    digits = tuple(_NUMBER.findall(folded))
    found = tuple(
        (language, match) for language, number in entries if (match := meaning(number, digits, folded.count(" ") + 1))
    )
    return found if all(_agree(found[0][1], other) for _, other in found[1:]) else ()


def _agree(one: Match, other: Match) -> bool:
    """Return whether two readings of one text share an age."""
    if not isinstance(one.expression, Age) or not isinstance(other.expression, Age):
        return one.expression == other.expression
    return _youngest(one) < _oldest(other) and _youngest(other) < _oldest(one)


def _youngest(match: Match) -> float:
    assert isinstance(match.expression, Age)
    return min(mean_seconds(b.youngest) for b in match.expression.bounds)


def _oldest(match: Match) -> float:
    assert isinstance(match.expression, Age)
    return max(mean_seconds(b.oldest) for b in match.expression.bounds)


@lru_cache(maxsize=4096)
def meaning(number: int, digits: tuple[str, ...], words: int) -> Match | None:
    """Return what a set of laws says of a text's numbers, None where no dialect prints these numbers."""
    match = _meaning(number, digits)
    return replace(match, words=words) if match and not digits else match


def _meaning(number: int, digits: tuple[str, ...]) -> Match | None:
    if any(len(digit) > _LONGEST_NUMBER for digit in digits):
        return None
    numbers = tuple(map(int, digits))
    uses = dialects().sets[number]
    extras = [dialects().extras[-1 - use] for use in uses if isinstance(use, int) and use < 0]
    clocks = [extra for extra in extras if extra[0] == "clock"]
    if clocks:
        return _clock(clocks, numbers)
    return _age([use for use in uses if not (isinstance(use, int) and use < 0)], extras, numbers)


def _age(uses: Iterable[Any], chains: Iterable[Any], numbers: tuple[int, ...]) -> Match | None:
    found: list[tuple[str, Key]] = []
    units: Counter[str] = Counter()
    counts: set[int] = set()
    for number, n in _counts(uses, numbers):
        law = dialects().laws[number]
        key = law.at(n)
        if key is not None:
            found.append((law.dialect, key))
            units[law.unit] += 1
            counts.add(n)
    for _, dialect, pair, *_ in chains:
        found.append((dialects().names[dialect], _chain(pair, numbers)))
        units[pair[1]] += 1
    if not found:
        return None
    unit = units.most_common(1)[0][0]
    spoken = (civil(unit, min(counts)),) if not numbers and unit in "dwMy" and _is_idiom(found) else ()
    return _matched((*grouped(found), *spoken), GRAINS[unit])


def _is_idiom(found: Iterable[tuple[str, Key]]) -> bool:
    """Whether these are words such as "yesterday" or "last week", which people use too, and mean the calendar's."""
    names = [name for name, _ in found]
    return any("_auto_" in name for name in names) and not any("_always_" in name for name in names)


def _counts(uses: Iterable[Any], numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield each law with the number that the text gives it."""
    for use in uses:
        if isinstance(use, int):
            yield use, numbers[0]
        else:
            law, n, *slot = use
            yield law, numbers[slot[0]] if slot else n


def _matched(bounds: tuple[AgeBounds, ...], grain: Grain) -> Match:
    names = tuple(dict.fromkeys(chain.from_iterable(b.humanizers for b in bounds)))
    periods = {b.civil for b in bounds}
    period = bounds[0].civil
    if len(periods) == 1 and period is not None and period[0] is Grain.DAY:
        return Match(RelativeDay(period[1]), names)
    return Match(Age(bounds, grain), names)


def _chain(units: str, numbers: tuple[int, ...]) -> Key:
    """Return the bounds of two units ("1 year, 2 months"): months on the calendar, the rest in seconds."""
    seconds, months = 0.0, 0
    for unit, n in zip(units, numbers, strict=False):
        if unit in "yM":
            months += n * (12 if unit == "y" else 1)
        else:
            seconds += n * SECONDS[unit]
    end = seconds + SECONDS[units[1]]
    whole_month = units[1] == "M" or (units[0] == "M" and end > _SHORTEST_MONTH)
    oldest = Elapsed(0.0, months + 1) if whole_month else Elapsed(end, months)
    return Elapsed(seconds, months), oldest, False, None


def _clock(clocks: list[Any], numbers: tuple[int, ...]) -> Match | None:
    fitting = [c for c in clocks if c[5] in (-1, numbers[c[6]] % 12)] or clocks
    names: dict[str, None] = {}
    expression: Expression | None = None
    for _, dialect, days_ago, weekday, half, _, hour, minute in sorted(fitting, key=lambda clock: clock[4]):
        time = _time(half, numbers[hour], numbers[minute])
        if time is not None:
            names[dialects().names[dialect]] = None
            day = Weekday(weekday, time, last=True) if days_ago is None else RelativeDay(days_ago, time)
            expression = expression or day
    return Match(expression, tuple(names)) if expression else None


def _time(half: int, hour: int, minute: int) -> TimeOfDay | None:
    """Return the minute that a clock shows; half 1 and 2 are the halves of a 12-hour day, 0 the whole of a day."""
    if minute > 59 or hour > (12 if half else 23):
        return None
    start = (hour % 12 + 12 * (half - 1) if half else hour) * 3600 + minute * 60
    return TimeOfDay(start, start + 60)
