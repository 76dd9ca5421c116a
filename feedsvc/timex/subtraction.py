"""Takes an age from a clock: seconds in UTC or between two wall clocks, months on a zone's calendar.

The truth is in the span however a program counts: the rules are written out in docs/time.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta, tzinfo
from functools import reduce

from feedsvc.model.times import AgeBounds, Span
from feedsvc.timex import civil

CLOCK_CHANGE = timedelta(hours=1)
"""How far a zone's clocks can have moved since the day that is spoken of, where the zone is not known."""


def span(bounds: AgeBounds, clock: Span, zone: tzinfo | None) -> Span:
    """Return the instants that lie between the youngest and the oldest age before a clock.

    Without a zone wall clocks count as elapsed time.
    """
    if zone is not None and bounds.wall_clock:
        return _wall_span(bounds, clock, zone)
    if bounds.youngest.months or bounds.oldest.months:
        return _calendar_span(bounds, clock, zone)
    return Span(
        clock.earliest - timedelta(seconds=bounds.oldest.seconds),
        clock.latest - timedelta(seconds=bounds.youngest.seconds),
    )


def _calendar_span(bounds: AgeBounds, clock: Span, zone: tzinfo | None) -> Span:
    """Return what months counted on a zone's calendar allow, on any zone's where it is unknown; seconds are UTC's."""
    oldest, youngest = (clock.shift(timedelta(seconds=-end.seconds)) for end in (bounds.oldest, bounds.youngest))
    if zone is not None:
        return _calendar_months(oldest, bounds.oldest.months, youngest, bounds.youngest.months, zone)
    turns = {z for t in (oldest.earliest, oldest.latest, youngest.latest) for z in civil.turning(t, None)}
    months = bounds.oldest.months, bounds.youngest.months
    whole = reduce(Span.hull, (_calendar_months(oldest, months[0], youngest, months[1], z) for z in turns))
    return Span(whole.earliest - CLOCK_CHANGE, whole.latest + CLOCK_CHANGE)


def _calendar_months(oldest: Span, most: int, youngest: Span, least: int, zone: tzinfo) -> Span:
    return _months_span(walls(oldest, zone), most, walls(youngest, zone)[1], least, zone)


def _wall_span(bounds: AgeBounds, clock: Span, zone: tzinfo) -> Span:
    """Return what an age between two wall clocks allows: months and seconds both count what clocks show."""
    first, last = walls(clock, zone)
    oldest, youngest = (timedelta(seconds=end.seconds) for end in (bounds.oldest, bounds.youngest))
    ends = (first - oldest, last - oldest), bounds.oldest.months, last - youngest, bounds.youngest.months
    return reduce(Span.hull, _ahead(bounds, {clock.earliest, clock.latest}, zone), _months_span(*ends, zone))


def _months_span(first: tuple[datetime, datetime], oldest: int, last: datetime, youngest: int, zone: tzinfo) -> Span:
    """Return the instants from ``oldest`` months before the wall times ``first`` to ``youngest`` before ``last``."""
    earliest = min(civil.outer_ends(_months_before(wall, oldest), zone)[0] for wall in _turns(*first))
    return Span(earliest, max(earliest, civil.outer_ends(_latest_before(last, youngest), zone)[1]))


def walls(clock: Span, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the earliest and the latest that a zone's clocks show within a span.

    Where clocks go back in it they show more than at its ends: up to as much as they go back.
    """
    first, last = civil.wall(clock.earliest, zone), civil.wall(clock.latest, zone)
    back = max(timedelta(), clock.width - (last - first))
    return first - back, last + back


def _ahead(bounds: AgeBounds, instants: Iterable[datetime], zone: tzinfo) -> Iterator[Span]:
    """Yield spans of what shows a later wall time than the page and yet was published before it.

    That is so in the hour after clocks went back: such programs then print the difference without its sign.
    """
    if bounds.youngest.months or bounds.oldest.months:
        return  # no clock goes back by a month
    for instant in instants:
        here = civil.wall(instant, zone)
        nearest = civil.utc_ends(here + timedelta(seconds=bounds.youngest.seconds), zone)[0]
        if bounds.youngest.seconds > 0 and nearest < instant:
            farthest = civil.utc_ends(here + timedelta(seconds=bounds.oldest.seconds), zone)[0]
            yield Span(nearest, max(nearest, min(farthest, instant)))


def _turns(first: datetime, last: datetime) -> Iterable[datetime]:
    """Return the wall times of a stretch of which one, months back, is the earliest.

    It is the first of all or a midnight: months back from the 30th and the 31st can be the same day.
    """
    return {first, min(datetime.combine(first.date() + timedelta(1), time()), last)}


def _months_before(wall: datetime, months: int) -> datetime:
    return civil.months_later(wall, -months) if months else wall


def _latest_before(wall: datetime, months: int) -> datetime:
    """Return the last wall time that lies so many months before another.

    Libraries differ where a month has no such day: who adds the months to the older date, cut to the month's end,
    counts a month from 31 January to 28 February, and one from any time of 28 February to 29 March.
    """
    past = _months_before(wall, months)
    after = civil.months_later(civil.midnight(past.year, past.month), 1)
    if past.day < wall.day:
        return after
    at_end = months and (wall + timedelta(days=1)).day == 1
    return datetime.combine(after.date() - timedelta(days=1), past.time()) if at_end else past
