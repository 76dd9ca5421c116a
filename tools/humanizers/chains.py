"""Laws for texts of two units: "1 hour, 5 minutes" is their sum, up to one more of the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.humanizers.laws import UNITS, Bounds

Point = tuple[tuple[int, ...], Bounds]
FIXED: dict[str, float] = {"M": 30 * 86400, "y": 365 * 86400}


@dataclass(frozen=True, slots=True)
class Chain:
    """Both unit letters; ``fixed`` months have 30 days and years 365, else both are the calendar's."""

    dialect: str
    units: str
    fixed: bool


def fit(dialect: str, points: list[Point], *, fixed: bool) -> Iterator[Chain]:
    """Yield the chains that the points show: two where one word stands for two units."""
    pairs = Counter(_pair(numbers, bounds) for numbers, bounds in points)
    for pair, _ in pairs.most_common(2):
        yield Chain(dialect, pair, fixed and not FIXED.keys().isdisjoint(pair))


def has_fixed_months(templates: Iterable[list[Point]]) -> bool:
    """Return whether all that one dialect prints in two units counts months of 30 days; one or two do not tell."""
    points = [point for one in templates for point in one if len(point[0]) == 2]
    told = [(n, bounds[0]) for n, bounds in points if n[0] > 2 and _pair(n, bounds) == "Mw"]
    return bool(told) and all(n[0] * FIXED["M"] + n[1] * UNITS["w"] == youngest for n, youngest in told)


def _pair(numbers: tuple[int, ...], bounds: Bounds) -> str:
    """Return the units whose sum, at the calendar's mean lengths or at fixed ones, lies nearest to the youngest age."""
    order = list(UNITS)
    sums = (
        (abs(numbers[0] * sizes[a] + numbers[1] * sizes[b] - bounds[0]), a + b)
        for sizes in (UNITS, UNITS | FIXED)
        for i, b in enumerate(order)
        for a in order[i + 1 :]
    )
    return min(sums)[1]
