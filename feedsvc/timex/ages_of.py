"""The ages that a mention can mean, without a clock."""

from __future__ import annotations

from feedsvc.model.times import Age, AgeBounds, Elapsed, Mention, RelativeDay
from feedsvc.timex.laws import SECONDS
from feedsvc.timex.resolution import printed_by

_DAY = 86400


def hull(mention: Mention, humanizer: str | None = None) -> AgeBounds | None:
    """Return the smallest bounds around all that a mention's words can mean; None for dates and clock times."""
    expression = mention.expression
    if isinstance(expression, RelativeDay):
        days = expression.days_ago
        return AgeBounds(Elapsed(max(0, days - 1) * _DAY), Elapsed((days + 1) * _DAY), mention.humanizers)
    if not isinstance(expression, Age):
        return None
    possible = printed_by(expression, humanizer)
    names = tuple(dict.fromkeys(name for bounds in possible for name in bounds.humanizers))
    return AgeBounds(
        min((b.youngest for b in possible), key=seconds),
        max((b.oldest for b in possible), key=seconds),
        names,
        any(b.wall_clock for b in possible),
        possible[0].civil if len(possible) == 1 else None,
    )


def seconds(elapsed: Elapsed) -> float:
    """Return a length of time in seconds, calendar months at their mean length."""
    return elapsed.seconds + elapsed.months * SECONDS["M"]
