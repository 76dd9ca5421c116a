"""What a template's laws say of its numbers: which humanizers print them, and at which ages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from feedsvc.model.times import Age, AgeBounds, Expression, Grain, RelativeDay, TimeOfDay, Weekday
from feedsvc.timex.laws import GRAINS, SECONDS, Bounds, Law, Printed, civil, dialects, grouped

_LONGEST_NUMBER = 5
_SHORTEST_MONTH = 28 * 86400
_FIXED = {"M": 30 * 86400.0, "y": 365 * 86400.0}
_UNDIRECTED = frozenset(
    {
        "discourse/medium",
        "discourse/tiny",
        "django/timesince",
        "django/timesince_depth1",
        "gh-relative-time/micro",
        "javascript-time-ago/mini-minute-now",
        "javascript-time-ago/twitter",
        "mastodon/short",
        "rails/distance_of_time_in_words",
        "react-timeago/strings_short",
        "timeago/jquery_short",
    }
)
_CLDR = ("Intl/", "luxon/", "gh-relative-time/", "formatjs/", "javascript-time-ago/")


@dataclass(frozen=True, slots=True)
class Match:
    """What a template says: the expression and the humanizers that print it."""

    expression: Expression
    humanizers: tuple[str, ...]
    vague: bool = False
    """Whether the text says that it was just now, without a number."""
    undirected: bool = False
    """Whether the text's place must say that it is an age.

    True of what only humanizers print that leave out "ago" ("3 h"), and of CLDR's bare word for now ("ora").
    """


@dataclass(slots=True)
class _Use:
    """One law as a template prints it, with all dialects that share its numbers."""

    law: Law
    slot: int | None
    """Which of the text's numbers is n; None where n stands in the words."""
    n: int
    dialects: list[str] = field(default_factory=list)

    def bounds(self, numbers: Sequence[int]) -> Bounds | None:
        """Return the ages that the law gives for the text's numbers, None where no dialect prints them."""
        return self.law.at(self.n if self.slot is None else numbers[self.slot])


@dataclass(frozen=True, slots=True)
class _Set:
    """All that one set says: laws, chains of two units, clock times."""

    uses: tuple[_Use, ...]
    chains: tuple[Any, ...]
    clocks: tuple[Any, ...]


@cache
def _set(number: int) -> _Set:
    known = dialects()
    uses: dict[tuple[int, int, int | None], _Use] = {}
    extras = []
    for code in known.sets[number]:
        if isinstance(code, int) and code < 0:
            extras.append(known.extras[-1 - code])
            continue
        place, n, slot = _decoded(code)
        law = known.laws[place]
        key = known.lines[place], n, slot
        if key not in uses:
            uses[key] = _Use(law, slot, n)
        uses[key].dialects.append(law.dialect)
    chains, clocks = ([e for e in extras if e[0] == kind] for kind in ("chain", "clock"))
    return _Set(tuple(uses.values()), tuple(chains), tuple(clocks))


def _decoded(code: Any) -> tuple[int, int, int | None]:
    """Return the law's place, n, and the slot of n; a bare number is a law whose n is the text's first number."""
    if isinstance(code, int):
        return code, 0, 0
    law, n, *slot = code
    return (law, 0, slot[0]) if slot else (law, n, None)


@lru_cache(maxsize=4096)
def meaning(number: int, digits: tuple[str, ...], words: int) -> Match | None:
    """Return what a set says of a text's numbers and count of words, None where no dialect prints these numbers."""
    if any(len(digit) > _LONGEST_NUMBER for digit in digits):
        return None
    numbers = tuple(map(int, digits))
    said = _set(number)
    match = _clock(said.clocks, numbers) if said.clocks else _age(said, numbers)
    return match and _judged(match, 0 if digits else words)


@lru_cache(maxsize=4096)
def together(sets: tuple[int, ...], digits: tuple[str, ...], words: int) -> Match:
    """Return what sets say together of a text's numbers; raises ValueError where no dialect prints them.

    Ages are all of theirs; for other times, on which all agree, it is what the first says.
    """
    matches = [match for number in dict.fromkeys(sets) if (match := meaning(number, digits, words))]
    if not matches:
        raise ValueError(f"no dialect of the sets {sets} prints {digits}")
    first, ages = matches[0], [match.expression for match in matches if isinstance(match.expression, Age)]
    if len(matches) == 1 or len(ages) < len(matches):
        return first
    groups: dict[AgeBounds, dict[str, None]] = {}
    for bounds in (bounds for age in ages for bounds in age.bounds):
        groups.setdefault(replace(bounds, humanizers=()), {}).update(dict.fromkeys(bounds.humanizers))
    merged = tuple(replace(bounds, humanizers=tuple(names)) for bounds, names in groups.items())
    names = tuple(dict.fromkeys(name for bounds in merged for name in bounds.humanizers))
    undirected = any(match.undirected for match in matches)
    return Match(Age(merged, ages[0].grain), names, any(match.vague for match in matches), undirected)


def _judged(match: Match, words: int) -> Match:
    vague = words > 0 and isinstance(match.expression, Age) and match.expression.grain is Grain.SECOND
    bare = all(name in _UNDIRECTED for name in match.humanizers)
    now = vague and words == 1 and all(name.startswith(_CLDR) for name in match.humanizers)
    return replace(match, vague=vague, undirected=bare or now)


def _age(said: _Set, numbers: tuple[int, ...]) -> Match | None:
    found: list[Printed] = []
    units: Counter[str] = Counter()
    for use in said.uses:
        bounds = use.bounds(numbers)
        if bounds is not None:
            found.append((bounds, use.dialects))
            units[use.law.unit] += len(use.dialects)
    for _, dialect, pair, *fixed in said.chains:
        found.append(((_fixed_chain if fixed else _chain)(pair, numbers), [dialects().names[dialect]]))
        units[pair[1]] += 1
    if not found:
        return None
    unit = units.most_common(1)[0][0]
    found = [use for use in found if use[0][3] is None or use[0][3][0] is GRAINS[unit]] or found
    spoken = _spoken(said, unit) if not numbers and unit in "dwMy" else ()
    return _matched((*grouped(found), *spoken), GRAINS[unit])


def _spoken(said: _Set, unit: str) -> tuple[AgeBounds, ...]:
    """Return what people mean by words that they share with humanizers, such as "yesterday": the calendar's."""
    names = [name for use in said.uses for name in use.dialects]
    if any("_always_" in name for name in names) or not any("_auto_" in name for name in names):
        return ()
    return (civil(unit, min(use.n for use in said.uses)),)


def _matched(bounds: tuple[AgeBounds, ...], grain: Grain) -> Match:
    names = tuple(dict.fromkeys(name for b in bounds for name in b.humanizers))
    period = bounds[0].civil
    if period is not None and period[0] is Grain.DAY and all(b.civil == period for b in bounds):
        return Match(RelativeDay(period[1]), names)
    return Match(Age(bounds, grain), names)


def _chain(units: str, numbers: tuple[int, ...]) -> Bounds:
    """Return the bounds of two units ("1 year, 2 months"): months on the calendar, the rest in seconds."""
    seconds, months = 0.0, 0
    for unit, n in zip(units, numbers, strict=False):
        if unit in "yM":
            months += n * (12 if unit == "y" else 1)
        else:
            seconds += n * SECONDS[unit]
    end = seconds + SECONDS[units[1]]
    whole_month = units[1] == "M" or (units[0] == "M" and end > _SHORTEST_MONTH)
    oldest = (0.0, months + 1) if whole_month else (end, months)
    return (seconds, months), oldest, False, None


def _fixed_chain(units: str, numbers: tuple[int, ...]) -> Bounds:
    """Return the bounds of two units where a month has 30 days and a year 365: up to the next of the first unit."""
    size, step = (_FIXED.get(unit, SECONDS[unit]) for unit in units)
    youngest = numbers[0] * size + numbers[1] * step
    return (youngest, 0), (min(youngest + step, (numbers[0] + 1) * size), 0), False, None


def _clock(clocks: Iterable[Any], numbers: tuple[int, ...]) -> Match | None:
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
