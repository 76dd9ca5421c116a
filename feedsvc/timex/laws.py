"""What humanizers mean: at which ages each dialect prints a number of units.

A dialect is one program with one setting ("moment/fromNow"). Its laws, compiled from the program's own output, are
lines: it prints n at the ages from ``a * n + b`` to ``a * n + c``, within its range of n. Months and years are seconds
for some dialects, calendar months for others, civil periods for a few.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from feedsvc.model.times import AgeBounds, Elapsed, Grain

GRAINS = {
    "s": Grain.SECOND, "m": Grain.MINUTE, "h": Grain.HOUR, "d": Grain.DAY, "w": Grain.WEEK, "M": Grain.MONTH,
    "y": Grain.YEAR,
}  # fmt: skip
LETTERS = {grain: letter for letter, grain in GRAINS.items()}
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "M": 2629746.0, "y": 31556952.0}

_WALL_CLOCK = "wordpress"
_FAR = 10**10

Length = tuple[float, int]
"""Seconds and calendar months."""
Bounds = tuple[Length, Length, bool, tuple[Grain, int] | None]
"""Youngest, oldest, whether wall clocks count, and the civil period, as AgeBounds has them; cheap to compare."""
Printed = tuple[Bounds, Iterable[str]]
"""Bounds with the dialects that print them."""


@dataclass(frozen=True, slots=True)
class Law:
    """The ages at which one dialect prints the number n of a unit; the shapes are those of the compiled tables."""

    dialect: str
    unit: str
    shape: str
    a: float
    b: float
    c: float
    least: int
    most: int
    lower: int
    upper: int
    step: int
    exceptions: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def wall_clock(self) -> bool:
        """Whether the program subtracts local wall clocks."""
        return self.dialect.startswith(_WALL_CLOCK)

    @property
    def numbers(self) -> tuple[object, ...]:
        """All but the dialect's name: laws with the same numbers say the same."""
        line = (self.unit, self.shape, self.a, self.b, self.c, self.least, self.most, self.lower, self.upper, self.step)
        return (*line, self.wall_clock, tuple((n, *ends) for n, ends in self.exceptions.items()))

    def at(self, n: int) -> Bounds | None:
        """Return the bounds of n, None where n is never printed."""
        exception = self.exceptions.get(str(n)) if self.exceptions else None
        if exception:
            return (exception[0], 0), (exception[1], 0), self.wall_clock, None
        if not self.least <= n <= self.most or n % self.step:
            return None
        if self.shape == "civil":
            return *_civil(self.unit, n), False, (GRAINS[self.unit], n)
        if self.shape == "calendar":
            return *self._calendar(n), self.wall_clock, None
        youngest, oldest = max(self.a * n + self.b, self.lower), min(self.a * n + self.c, self.upper)
        return ((youngest, 0), (oldest, 0), self.wall_clock, None) if youngest < oldest else None

    def certain(self) -> tuple[int, int]:
        """Return an interval, ends included, of which every n is printed and lies at elapsed ages; (1, 0) is none."""
        ends = self.least, self.most
        steady = self.step == 1 and self.shape != "civil"
        return ends if steady and (self.shape == "calendar" or all(map(self._is_printed, ends))) else (1, 0)

    def _is_printed(self, n: int) -> bool:
        """Whether a line and its range overlap at n; what holds at both ends of a line holds between them."""
        return max(self.a * n + self.b, self.lower) < min(self.a * n + self.c, self.upper)

    def _calendar(self, n: int) -> tuple[Length, Length]:
        """Return bounds in calendar months, but a threshold in seconds where the range ends before the line."""
        months = round(self.a) * n
        clipped_below, clipped_above = n == self.least and self.lower, n == self.most and self.upper < _FAR
        return (
            (self.lower, 0) if clipped_below else _length(months, self.b),
            (self.upper, 0) if clipped_above else _length(months, self.c),
        )


def _length(months: int, offset: float) -> Length:
    """Return months and an offset, the offset's whole months counted on the calendar too."""
    whole = round(offset / SECONDS["M"])
    rest = offset - whole * SECONDS["M"]
    return (0, months + whole) if abs(rest) < 3600 else (offset, months)


def mean_seconds(elapsed: Elapsed) -> float:
    """Return a length of time in seconds, calendar months at their mean length of 30.436875 days."""
    return elapsed.seconds + elapsed.months * SECONDS["M"]


def civil(unit: str, n: int) -> AgeBounds:
    """Return the bounds of words that mean the civil period n before the clock's own, as a person does."""
    return _age_bounds((*_civil(unit, n), False, (GRAINS[unit], n)), ())


def _civil(unit: str, n: int) -> tuple[Length, Length]:
    if unit in "My":
        months = 12 if unit == "y" else 1
        return (0, max(0, n - 1) * months), (0, (n + 1) * months)
    return (max(0, n - 1) * SECONDS[unit], 0), ((n + 1) * SECONDS[unit], 0)


def _age_bounds(bounds: Bounds, names: Iterable[str]) -> AgeBounds:
    youngest, oldest, wall_clock, period = bounds
    return AgeBounds(Elapsed(*youngest), Elapsed(*oldest), tuple(names), wall_clock, period)


@dataclass(frozen=True, slots=True)
class Dialects:
    """All that is known of the humanizers: names, laws, and the sets of laws that templates point at."""

    names: tuple[str, ...]
    laws: tuple[Law, ...]
    extras: tuple[Any, ...]
    sets: tuple[list[Any], ...]
    sources: dict[str, str]
    aliases: dict[str, list[str]]
    lines: tuple[int, ...]
    """For each law the number of the first law that says the same of another dialect, or its own."""


@cache
def dialects() -> Dialects:
    """Return the compiled dialects, read on first use."""
    raw = json.loads(files("feedsvc.timex").joinpath("tables", "dialects.json").read_bytes())
    names = tuple(raw["dialects"])
    laws = tuple(Law(names[row[0]], *row[1:]) for row in raw["laws"])
    first: dict[tuple[object, ...], int] = {}
    lines = tuple(first.setdefault(law.numbers, place) for place, law in enumerate(laws))
    return Dialects(names, laws, tuple(raw["extras"]), tuple(raw["sets"]), raw["sources"], raw["aliases"], lines)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


@cache
def _names() -> dict[str, frozenset[str]]:
    exact, loose = dict[str, set[str]](), dict[str, set[str]]()
    for name in dialects().names:
        lib, _, option = name.partition("/")
        for alias in (lib, name):
            exact.setdefault(_plain(alias), set()).add(name)
        for alias in (lib.removesuffix(".js"), f"{lib}js", lib.removesuffix(".js") + option, option):
            loose.setdefault(_plain(alias), set()).add(name)
    aliases = {_plain(alias): set(names) for alias, names in dialects().aliases.items()}
    return {alias: frozenset(names) for alias, names in (loose | aliases | exact).items()}


@cache
def named(name: str) -> frozenset[str]:
    """Return the dialects that a name means: "moment" is all of moment's, "moment/fromNow" or "moment fromNow" one.

    Case, blanks and signs do not count. An unknown name means none.
    """
    return _names().get(_plain(name), frozenset())


def nearest(name: str) -> tuple[str, ...]:
    """Return at most three known names that are spelled like one that is not known, the nearest first."""
    from difflib import get_close_matches

    libraries = (dialect.partition("/")[0] for dialect in dialects().names)
    spelled = {_plain(known): known for known in (*dialects().names, *libraries, *dialects().aliases)}
    return tuple(spelled[near] for near in get_close_matches(_plain(name), spelled, n=3))


_COMMON = {"wordpress": 8.0, "moment": 2.0, "date-fns": 2.0, "carbon": 1.5}
"""How much likelier than others a library is to have printed what a page shows."""


@cache
def _weights() -> dict[str, float]:
    options = Counter(name.partition("/")[0] for name in dialects().names)
    return {name: _COMMON.get(lib := name.partition("/")[0], 1.0) / options[lib] ** 0.5 for name in dialects().names}


def weight(names: Iterable[str]) -> float:
    """Return how likely it is that one of these dialects printed a text, in no unit; 1 for no names."""
    weights = _weights()
    return sum(weights[name] for name in names if name in weights) or 1.0


# ---- what a count of units can mean --------------------------------------------------------------------------------


def grouped(found: Iterable[Printed]) -> tuple[AgeBounds, ...]:
    """Return one bounds for each group of dialects that agree, in the order met."""
    groups: dict[Bounds, dict[str, None]] = {}
    for bounds, names in found:
        groups.setdefault(bounds, {}).update(dict.fromkeys(names))
    return tuple(_age_bounds(bounds, names) for bounds, names in groups.items())


@cache
def _laws_by_unit() -> dict[str, tuple[Law, ...]]:
    return {unit: tuple(law for law in dialects().laws if law.unit == unit) for unit in GRAINS}


def bounds(grain: Grain, count: float, *, oldest_count: float | None = None) -> tuple[AgeBounds, ...]:
    """Return what a count of units means to every dialect that prints it, whatever its words.

    Counts that no dialect prints (halves, ranges, "90 ore") mean what a person who rounds or cuts down would mean.
    """
    if oldest_count is None and float(count).is_integer():
        known = _counted(LETTERS[grain], int(count))
        if known:
            return known
    return _spoken(LETTERS[grain], count, oldest_count)


@cache
def _counted(unit: str, n: int) -> tuple[AgeBounds, ...]:
    at = ((law.at(n), (law.dialect,)) for law in _laws_by_unit()[unit])
    return grouped((found, names) for found, names in at if found is not None and _is_plain(unit, n, found))


def _is_plain(unit: str, n: int, found: Bounds) -> bool:
    """Whether bounds hold n units and lie around them: those of a text that names another unit in words do not."""
    youngest, oldest = (seconds + months * SECONDS["M"] for seconds, months in found[:2])
    holds = youngest <= 1.05 * n * SECONDS[unit] and oldest >= n * SECONDS[unit]
    return holds and youngest >= 0.9 * (n - 1) * SECONDS[unit] and oldest <= 1.1 * (n + 2) * SECONDS[unit]


def _spoken(unit: str, count: float, oldest_count: float | None) -> tuple[AgeBounds, ...]:
    last = count if oldest_count is None else oldest_count
    step = 0.5 if float(count).is_integer() else 0.25
    second = SECONDS[unit]
    rounds = AgeBounds(Elapsed(max(0.0, count - step) * second), Elapsed((last + step) * second))
    cuts = AgeBounds(Elapsed(count * second), Elapsed((last + 2 * step) * second))
    return rounds, cuts
