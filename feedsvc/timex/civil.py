"""The calendar and the wall clock of a zone: civil stretches into spans, and back."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from feedsvc.model.times import Span, TimeOfDay

_DAY = 86400
_WEST, _EAST, _STEP = -12 * 3600, 14 * 3600, 900
_EVERYWHERE = {seconds: timezone(timedelta(seconds=seconds)) for seconds in range(_WEST, _EAST + 1, _STEP)}
"""Every offset that a zone can have: quarters of an hour."""


def turning(instant: datetime, of_day: TimeOfDay | None) -> tuple[timezone, ...]:
    """Return the offsets among which words about a day mean the earliest and the latest at an instant of UTC.

    What such words mean moves with the offset, and jumps only where the wall clock passes midnight or the time of day
    that they name: the outermost offsets and those on both sides of each jump hold the extremes of all.
    """
    since_midnight = instant.hour * 3600 + instant.minute * 60 + instant.second
    found = {_WEST, _EAST}
    for passed in {0, of_day.start if of_day is not None else 0}:
        first = (passed - since_midnight - _WEST) % _DAY + _WEST
        for jump in range(first, _EAST + 1, _DAY):
            after = -(-jump // _STEP) * _STEP
            found.update(offset for offset in (after - _STEP, after) if offset in _EVERYWHERE)
    return tuple(_EVERYWHERE[offset] for offset in sorted(found))


def midnight(year: int, month: int = 1) -> datetime:
    """Return the first wall time of a year or a month."""
    return datetime.combine(date(year, month, 1), time())


def months_later(wall: datetime, months: int) -> datetime:
    """Return the same day so many months later, the last of a shorter month; raises ValueError outside the calendar."""
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    return wall.replace(year=year, month=month + 1, day=min(wall.day, monthrange(year, month + 1)[1]))


def utc_ends(wall: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first and the last instant at which a zone's clocks show a wall time.

    They differ in a fold. In a gap, which no clock shows, both are the wall time as the clocks before the gap would
    count on: shifted forward by the gap's width.
    """
    if isinstance(zone, timezone):
        only = (wall - zone.utcoffset(None)).replace(tzinfo=UTC)
        return only, only
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if first <= second else (first, first)


def outer_ends(wall: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return instants between which lie all at which a wall clock comes to show a time or skips it.

    They are those of ``utc_ends`` but in a gap: there the change itself lies between them.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(first, second), max(first, second)


def span(start: datetime, end: datetime, zone: tzinfo) -> Span:
    """Return the instants between two wall times of a zone; a fold counts whole."""
    earliest, latest = utc_ends(start, zone)[0], utc_ends(end, zone)[1]
    return Span(min(earliest, latest), latest)


def stretch(day: date, of_day: TimeOfDay | None, zone: tzinfo) -> Span:
    """Return a civil day, or a stretch of it, as a span."""
    midnight = datetime.combine(day, time())
    if of_day is None:
        return span(midnight, midnight + timedelta(days=1), zone)
    return span(midnight + timedelta(seconds=of_day.start), midnight + timedelta(seconds=of_day.end), zone)


def wall(instant: datetime, zone: tzinfo) -> datetime:
    """Return what a zone's clocks show at an instant, without offset."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)
