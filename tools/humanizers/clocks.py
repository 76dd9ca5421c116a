"""Laws for words with a clock time: "yesterday at 6:30 PM" is a day and where its hour and minute stand."""

from __future__ import annotations

from dataclasses import dataclass

from tools.humanizers.laws import REFERENCE, Bounds, target

Point = tuple[tuple[int, ...], Bounds]


@dataclass(frozen=True, slots=True)
class Clock:
    """A civil day (days ago, or a weekday) with the places of hour and minute among the text's numbers.

    ``half`` is 0 for a 24-hour clock, 1 for the first half of the day, 2 for the second.
    """

    dialect: str
    days_ago: int | None
    weekday: int | None
    half: int
    hour: int
    minute: int


def fit(dialect: str, points: list[Point]) -> set[Clock]:
    """Return the clocks that explain the points; empty where the numbers are not the target's hour and minute."""
    found = set()
    place = _places(points)
    if place is None:
        return found
    halves = _halves(points, place[0])
    for _, (lo, hi) in points:
        moment = target((lo + hi) // 2)
        days = (REFERENCE.date() - moment.date()).days
        day = (days, None) if days < 2 else (None, moment.weekday())
        found |= {Clock(dialect, *day, half, *place) for half in halves}
    return found


def _moments(points: list[Point]) -> list[tuple[tuple[int, ...], int, int]]:
    at = ((numbers, target((lo + hi) // 2)) for numbers, (lo, hi) in points)
    return [(numbers, moment.hour, moment.minute) for numbers, moment in at]


def _places(points: list[Point]) -> tuple[int, int] | None:
    moments = _moments(points)
    width = len(points[0][0])
    for hour in range(width):
        for minute in range(width):
            if hour != minute and all(n[minute] == m and n[hour] % 12 == h % 12 for n, h, m in moments):
                return hour, minute
    return None


def _halves(points: list[Point], place: int) -> set[int]:
    moments = _moments(points)
    if all(numbers[place] == hour for numbers, hour, _ in moments) and (
        any(hour > 12 or hour == 0 for _, hour, _ in moments)
    ):
        return {0}
    return {1 if hour < 12 else 2 for _, hour, _ in moments}
