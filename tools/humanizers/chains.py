"""Laws for texts of two units: "1 hour, 5 minutes" is their sum, up to one more of the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tools.humanizers.laws import UNITS, Bounds

Point = tuple[tuple[int, ...], Bounds]
FIXED = {"M": 30 * 86400, "y": 365 * 86400}


@dataclass(frozen=True, slots=True)
class Chain:
    """Both unit letters; ``fixed`` months have 30 days and years 365, else both are the calendar's."""

    dialect: str
    units: str
    fixed: bool


def fit(dialect: str, points: list[Point]) -> Iterator[Chain]:
    """Yield the chains that the points show: two where one word stands for two units."""
    pairs = Counter(_pair(numbers, bounds) for numbers, bounds in points)
    for pair, _ in pairs.most_common(2):
        own = [(numbers, bounds) for numbers, bounds in points if _pair(numbers, bounds) == pair]
        yield Chain(dialect, pair, _is_fixed(pair, own))


def _is_fixed(pair: str, points: list[Point]) -> bool:
    sizes = [FIXED.get(unit, round(UNITS[unit])) for unit in pair]
    sums = (sum(n * size for n, size in zip(numbers, sizes, strict=False)) for numbers, _ in points)
    return not FIXED.keys().isdisjoint(pair) and all(
        total == bounds[0] for total, (_, bounds) in zip(sums, points, strict=True)
    )


def _pair(numbers: tuple[int, ...], bounds: Bounds) -> str:
    order = list(UNITS)
    best = min(
        (abs(numbers[0] * UNITS[a] + numbers[1] * UNITS[b] - bounds[0]), a + b)
        for i, b in enumerate(order)
        for a in order[i + 1 :]
    )
    return best[1]
