"""Turns harvested texts into laws: for which ages a humanizer prints which template.

A harvested row is what one dialect prints in one locale: ``[lo, hi, text]`` in whole seconds, both included, counted
back from REFERENCE. Its texts with their numbers taken out are templates; each template's points, number ->
``[lo, hi + 1)``, lie on a straight line, ``a * n + b``, or on the calendar; the few that do not are exceptions.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from math import gcd

from dateutil.relativedelta import relativedelta

from feedsvc.timex.normalise import fold

REFERENCE = datetime(2026, 1, 10, 14, 37, 23, tzinfo=UTC)
"""The instant that every harvest counts back from, a Saturday afternoon."""

NUMBER = re.compile(r"[0-9]+")
DAY = 86400
UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY, "w": 7 * DAY, "M": 30.4369 * DAY, "y": 365.2425 * DAY}
MONTHS = {"M": 1, "y": 12}
SINCE_MIDNIGHT = REFERENCE.hour * 3600 + REFERENCE.minute * 60 + REFERENCE.second
CALENDAR_SLACK = 2.6 * DAY
FAR = 10**10

Bounds = tuple[int, int]
Points = dict[int, Bounds]


@dataclass(slots=True)
class Law:
    """The ages at which one dialect prints the number n of a unit: [a * n + b, a * n + c), kept in [lower, upper).

    ``shape`` is "line" (a in seconds), "calendar" (a in months), "civil" (a in periods of the unit on the calendar)
    or "constant" (just [lower, upper)).
    """

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
    exceptions: dict[int, Bounds] = field(default_factory=dict)
    printed: set[int] = field(default_factory=set)

    @property
    def step(self) -> int:
        """What all printed numbers are multiples of: 5 where a dialect says 5, 10, 15 minutes."""
        regular = self.printed - self.exceptions.keys()
        return gcd(*regular) if len(regular) > 2 else 1

    @property
    def clips(self) -> tuple[int, int]:
        """Where the range ends before the line does: 0 and a far end where the line itself decides."""
        slack = CALENDAR_SLACK if self.shape == "calendar" else 1
        lo, hi = line(self, self.least)[0], line(self, self.most)[1]
        return (self.lower if self.lower > lo + slack else 0), (self.upper if self.upper < hi - slack else FAR)

    @property
    def key(self) -> tuple[object, ...]:
        """What two laws must share to be one law."""
        return (self.dialect, self.unit, self.shape, self.a, self.b, self.c)

    def at(self, n: int) -> Bounds | None:
        """Return the bounds that the law gives for a number, None where it says nothing."""
        if n in self.exceptions:
            return self.exceptions[n]
        if not self.least <= n <= self.most:
            return None
        lo, hi = line(self, n)
        return round(max(lo, self.lower)), round(min(hi, self.upper))


@cache
def months_ago(months: int) -> float:
    """Return the seconds from so many calendar months before REFERENCE to REFERENCE."""
    return (REFERENCE - (REFERENCE - relativedelta(months=months))).total_seconds()


def civil_bounds(unit: str, n: int, now: datetime = REFERENCE) -> Bounds:
    """Return the ages that fall into the civil day, month or year n before that of an instant."""
    midnight = now.replace(hour=0, minute=0, second=0)
    first = {"d": midnight, "M": midnight.replace(day=1), "y": midnight.replace(month=1, day=1)}[unit]
    step = {"d": relativedelta(days=1), "M": relativedelta(months=1), "y": relativedelta(years=1)}[unit]
    start, end = first - n * step, first - (n - 1) * step
    youngest = round((now - end).total_seconds()) + 1 if n else 0
    return youngest, round((now - start).total_seconds()) + 1


def line(law: Law, n: int) -> tuple[float, float]:
    """Return the bounds that a law's line gives for n, before any clipping."""
    base = months_ago(round(law.a) * n) if law.shape == "calendar" else law.a * n
    return base + law.b, base + law.c


def unit_of(n: int, bounds: Bounds) -> str:
    """Return the unit whose n-fold lies nearest to the middle of the bounds, in proportion."""
    middle = max((bounds[0] + bounds[1]) / 2, 0.5)
    if n == 0:
        return next((u for u in reversed(UNITS) if bounds[1] >= 0.45 * UNITS[u]), "s")
    return min(UNITS, key=lambda u: max(middle / (UNITS[u] * n), UNITS[u] * n / middle))


def _mode(values: Iterable[float]) -> float:
    return Counter(values).most_common(1)[0][0]


def close(one: Bounds | None, other: Bounds, slack: float = 1.01) -> bool:
    return one is not None and abs(one[0] - other[0]) <= slack and abs(one[1] - other[1]) <= slack


def fit(dialect: str, unit: str, points: Points) -> Law | None:
    """Return the law that the points of one template and unit obey, None where there is none."""
    ends = (min(lo for lo, _ in points.values()), max(hi for _, hi in points.values()))
    for candidate in _candidates(dialect, unit, points, ends):
        slack = CALENDAR_SLACK if candidate.shape == "calendar" else 1.01
        wrong = {n: p for n, p in points.items() if not close(candidate.at(n), p, slack)}
        if len(wrong) <= max(0, len(points) // 5) and candidate.b < candidate.c:
            # a translation that writes "10" as "1" and "0" apart says none of what is ten: a slip, not a law
            candidate.exceptions = {n: p for n, p in wrong.items() if n or p[0] < UNITS[unit]}
            return candidate
    return None


def _candidates(dialect: str, unit: str, points: Points, ends: Bounds) -> Iterator[Law]:
    def law(shape: str, a: float, b: float, c: float) -> Law:
        return Law(dialect, unit, shape, a, b, c, min(points), max(points), *ends, printed=set(points))

    # where the range is cut, the first and the last number say nothing of the line
    starts = [(n, lo) for n, (lo, _) in points.items() if lo != ends[0]]
    stops = [(n, hi) for n, (_, hi) in points.items() if hi != ends[1]]
    for a in _slopes(unit, points):
        b = _mode(round(lo - a * n) for n, (lo, _) in points.items())
        c = _mode(round(hi - a * n) for n, (_, hi) in points.items())
        yield law("line", a, b, c)
        if starts and stops:
            yield law(
                "line", a, _mode(round(lo - a * n) for n, lo in starts), _mode(round(hi - a * n) for n, hi in stops)
            )
    if unit in MONTHS:
        m = MONTHS[unit]
        inner = [p for p in points.items() if p[1][0] != ends[0]] or list(points.items())
        b = _median(lo - months_ago(n * m) for n, (lo, _) in inner)
        inner = [p for p in points.items() if p[1][1] != ends[1]] or list(points.items())
        c = _median(hi - months_ago(n * m) for n, (_, hi) in inner)
        yield law("calendar", m, _tidy(b), _tidy(c))


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return (ordered[0] + ordered[-1]) / 2


def _tidy(seconds: float) -> float:
    """Return an offset on the calendar as weeks or half months: what lies beneath is the lengths of months."""
    half = 30.4369 * DAY / 2
    near = min(
        (*(k * 7 * DAY for k in (0, 1, 2, 3)), *(k * half for k in range(-24, 25))), key=lambda x: abs(x - seconds)
    )
    return round(near) if abs(near - seconds) < 2 * DAY else round(seconds)


_FIXED_SLOPES = {
    "M": [30 * DAY, 365 * DAY / 12, 30.436875 * DAY, 30.4375 * DAY, 30.5 * DAY],
    "y": [365 * DAY, 360 * DAY, 365.25 * DAY, 365.2425 * DAY],
}


def _slopes(unit: str, points: Points) -> list[float]:
    steps: Counter[float] = Counter()
    for (n, one), (m, other) in pairwise(sorted(points.items())):
        steps.update([(other[0] - one[0]) / (m - n), (other[1] - one[1]) / (m - n)])
    near = [s for s, _ in steps.most_common(4) if 0.8 < s / UNITS[unit] < 1.2]
    return [*_FIXED_SLOPES.get(unit, [UNITS[unit]]), *near]


# ---- rows -> templates ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """What one dialect prints in one locale."""

    dialect: str
    locale: str
    now: datetime
    texts: tuple[tuple[int, int, str], ...]


def templates_of(row: Row) -> Mapping[str, list[tuple[tuple[int, ...], Bounds]]]:
    """Return the row's templates: folded text with # for each number, and its points in order of age."""
    found: dict[str, list[tuple[tuple[int, ...], Bounds]]] = defaultdict(list)
    for lo, hi, text in row.texts:
        folded = fold(text)
        if any(sign.isalpha() for sign in folded):  # a translation of mere figures says no unit
            numbers = tuple(int(n) for n in NUMBER.findall(folded))
            found[NUMBER.sub("#", folded)].append((numbers, (lo, hi + 1)))
    return found
