"""Laws for words with a clock time: "yesterday at 6:30 PM" is a day and where its hour and minute stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

from tools.humanizers.laws import Bounds

Point = tuple[tuple[int, ...], Bounds]


@dataclass(frozen=True, slots=True)
class Clock:
    """A civil day (days ago, or a weekday) with the places of hour and minute among the text's numbers.

    ``half`` is 0 for a 24-hour clock, 1 for the first half of the day, 2 for the second; on a 12-hour clock ``shown``
    is the hour, modulo 12, that the words go with ("in the morning" goes with 4 to 11), on a 24-hour clock -1.
    """

    dialect: str
    days_ago: int | None
    weekday: int | None
    half: int
    shown: int
    hour: int
    minute: int


def fit(dialect: str, now: datetime, points: list[Point]) -> set[Clock]:
    """Return the clocks that explain the points; empty where the numbers are not the target's hour and minute."""
    moments = [(numbers, now - timedelta(seconds=(lo + hi) // 2)) for numbers, (lo, hi) in points]
    place = _places(moments)
    if place is None:
        return set()
    whole_day = all(numbers[place[0]] == moment.hour for numbers, moment in moments) and (
        any(moment.hour > 12 or moment.hour == 0 for _, moment in moments)
    )
    return {_clock(dialect, now, moment, place, whole_day=whole_day) for _, moment in moments}


def _clock(dialect: str, now: datetime, moment: datetime, place: tuple[int, int], *, whole_day: bool) -> Clock:
    days = (now.date() - moment.date()).days
    half = 0 if whole_day else 1 if moment.hour < 12 else 2
    hour = -1 if whole_day else moment.hour % 12
    return Clock(dialect, days if days < 2 else None, moment.weekday() if days > 1 else None, half, hour, *place)


def _places(moments: list[tuple[tuple[int, ...], datetime]]) -> tuple[int, int] | None:
    for hour, minute in permutations(range(len(moments[0][0])), 2):
        if all(n[minute] == m.minute and n[hour] % 12 == m.hour % 12 for n, m in moments):
            return hour, minute
    return None
