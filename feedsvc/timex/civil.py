"""The calendar and the wall clock of a zone: civil stretches into spans, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from feedsvc.model.times import Span, TimeOfDay

OUTERMOST = (timezone(timedelta(hours=-12)), UTC, timezone(timedelta(hours=14)))
"""The outermost offsets on Earth with UTC between them: enough for dates, which move with the offset."""
EVERYWHERE = tuple(timezone(timedelta(minutes=minutes)) for minutes in range(-12 * 60, 14 * 60 + 1, 15))
"""Every offset that a zone can have: what depends on the clock's own day jumps where its midnight passes."""


def midnight(year: int, month: int = 1) -> datetime:
    """Return the first wall time of a year or a month."""
    return datetime.combine(date(year, month, 1), time())


def utc_ends(wall: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first and the last instant at which a zone's clocks show a wall time.

    They differ in a fold. In a gap, which no clock shows, both are the wall time as the clocks before the gap would
    count on: shifted forward by the gap's width.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if first <= second else (first, first)


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
