"""Spans drawn on an axis of time: where each begins and ends in per cent of the width, and where the ticks stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_skeleton, format_time
from dateutil.relativedelta import relativedelta

from feedsvc.model.times import Span
from feedsvc.web.saying import civil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from feedsvc.web.words import Words

MAX_TICKS = 4
_MARGIN = 0.06
_NARROWEST = timedelta(minutes=1)
_WIDEST_MARGIN = timedelta(days=20 * 365)
_STEPS = (
    *(relativedelta(minutes=number) for number in (1, 5, 15, 30)),
    *(relativedelta(hours=number) for number in (1, 2, 4, 6, 12)),
    *(relativedelta(days=number) for number in (1, 2, 7, 14)),
    *(relativedelta(months=number) for number in (1, 3, 6)),
    *(relativedelta(years=number) for number in (1, 2, 5, 10, 25, 100, 500, 2500)),
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A span on the axis: both ends in per cent; ``open_left`` and ``open_right`` where it goes on beyond the axis."""

    start: float
    end: float
    open_left: bool = False
    open_right: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: its place in per cent and its label."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time that spans are drawn on."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, *spans: Span) -> Axis:
        """Return the axis that shows all of these spans, with a margin."""
        whole = spans[0]
        for span in spans[1:]:
            whole = whole.hull(span)
        margin = min(max(whole.width * _MARGIN, _NARROWEST / 2), _WIDEST_MARGIN)
        return cls(civil(whole.earliest, UTC) - margin, civil(whole.latest, UTC) + margin)

    def place(self, instant: datetime) -> float:
        """Return where an instant stands, in per cent from the left, never outside the axis."""
        share = (instant - self.start) / (self.end - self.start)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def stroke(self, span: Span) -> Stroke | None:
        """Return a span as drawn, None where it lies wholly outside."""
        if span.latest < self.start or span.earliest > self.end:
            return None
        return Stroke(
            self.place(span.earliest), self.place(span.latest), span.earliest < self.start, span.latest > self.end
        )

    def ticks(self, zone: tzinfo, words: Words) -> tuple[Tick, ...]:
        """Return at most MAX_TICKS marks at round civil moments of a zone."""
        width = self.end - self.start
        for step in _STEPS:
            if _about(step) * (MAX_TICKS + 2) < width:
                continue
            moments = list(self._moments(step, zone))
            if len(moments) <= MAX_TICKS:
                return tuple(Tick(self.place(moment), _label(moment, step, words)) for moment in moments)
        return ()

    def _moments(self, step: relativedelta, zone: tzinfo) -> Iterator[datetime]:
        """Yield round moments on the axis, one more than wanted at most."""
        moment = _floor(civil(self.start, zone), step)
        found = 0
        while moment <= self.end and found <= MAX_TICKS:
            if moment >= self.start:
                found += 1
                yield moment
            following = (moment.replace(tzinfo=None) + step).replace(tzinfo=zone)
            moment = following if following > moment else following + timedelta(hours=1)


@cache
def _about(step: relativedelta) -> timedelta:
    """Return how long a step is at most."""
    return timedelta(step.years * 366 + step.months * 31 + step.days, hours=step.hours, minutes=step.minutes)


def _floor(moment: datetime, step: relativedelta) -> datetime:
    """Return the round civil moment at or before the one given."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if step.years:
        return midnight.replace(year=max(1, moment.year - moment.year % step.years), month=1, day=1)
    if step.months:
        return midnight.replace(month=(moment.month - 1) // step.months * step.months + 1, day=1)
    if step.days:
        return midnight - timedelta(days=(moment.day - 1) % step.days)
    minutes = step.hours * 60 + step.minutes
    since = moment.hour * 60 + moment.minute
    return midnight + timedelta(minutes=since // minutes * minutes)


def _label(moment: datetime, step: relativedelta, words: Words) -> str:
    if step.years:
        return str(moment.year)
    if step.months:
        return str(format_skeleton("yMMM", moment, locale=words.locale))
    if step.days or (moment.hour, moment.minute) == (0, 0):
        return str(format_skeleton("MMMd", moment, locale=words.locale))
    return str(format_time(moment, "HH:mm", locale=words.locale))
