"""The ages that a mention can mean, without a clock."""

from __future__ import annotations

from datetime import timedelta

from feedsvc.model.times import Age, AgeBounds, CalendarPeriod, ClockTime, Elapsed, Grain, Mention, RelativeDay, Weekday
from feedsvc.timex.laws import mean_seconds
from feedsvc.timex.resolution import printed_by

_DAY = 86400
_DAYS = {Grain.WEEK: 7, Grain.MONTH: 31, Grain.YEAR: 366}


def hull(mention: Mention, humanizer: str | None = None) -> AgeBounds | None:
    """Return the smallest bounds around all that a mention's words can mean; None for dates and instants."""
    match mention.expression:
        case Age():
            return _hull(printed_by(mention.expression, humanizer))
        case RelativeDay(days_ago=days):
            return _days(days - 1, days + 1, mention)
        case Weekday(last=last):
            return _days(0, 8 if last else 7, mention)
        case ClockTime():
            return _days(0, 1, mention)
        case CalendarPeriod(grain=grain, periods_ago=periods):
            day = _DAYS.get(grain, 1)
            return _days((periods - 1) * day, (periods + 1) * day, mention)
        case _:
            return None


def _days(youngest: float, oldest: float, mention: Mention) -> AgeBounds:
    return AgeBounds(Elapsed(max(0, youngest) * _DAY), Elapsed(oldest * _DAY), mention.humanizers)


def _hull(possible: tuple[AgeBounds, ...]) -> AgeBounds:
    names = tuple(dict.fromkeys(name for bounds in possible for name in bounds.humanizers))
    return AgeBounds(
        min((b.youngest for b in possible), key=length),
        max((b.oldest for b in possible), key=length),
        names,
        any(b.wall_clock for b in possible),
        possible[0].civil if len(possible) == 1 else None,
    )


def length(elapsed: Elapsed) -> timedelta:
    """Return a length of time, calendar months at their mean length (30.436875 days)."""
    return timedelta(seconds=mean_seconds(elapsed))
