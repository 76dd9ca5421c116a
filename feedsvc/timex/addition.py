"""Adds an age to a date: the clocks at which a page that tells both can have been made.

The other way round from ``subtraction``, and its rules: a clock from which an age leads back to a date is among those
to which the age leads on from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import reduce

from feedsvc.model.times import AgeBounds, Grain, Span
from feedsvc.timex import civil
from feedsvc.timex.subtraction import CLOCK_CHANGE, walls

_MONTHS = {Grain.MONTH: 1, Grain.YEAR: 12}
_DAYS = {Grain.DAY: 1, Grain.WEEK: 7}
_NEAR = 2 * CLOCK_CHANGE
_CALM = 14 * 86_400
"""Seconds within which no zone changes its clocks and changes them back."""
_MOMENT = timedelta(microseconds=1)


Ends = tuple[datetime, datetime]
"""The first and the last moment of a span: a page has thousands of them to compare."""


def clocks(bounds: AgeBounds, date: Span, zone: tzinfo | None) -> Ends:
    """Return the clocks at which something that happened within ``date`` is between the youngest and the oldest age.

    Raises OverflowError or ValueError for what lies outside the calendar.
    """
    youngest, oldest = bounds.youngest, bounds.oldest
    if bounds.civil is not None and zone is not None:
        return _ends(_civil(*bounds.civil, date, zone))
    if youngest.months or oldest.months:
        return _ends(_months(bounds, date, zone))
    first = date.earliest + timedelta(seconds=youngest.seconds)
    last = date.latest + timedelta(seconds=oldest.seconds)
    if bounds.wall_clock and zone is not None and not _is_steady(zone, date, first, last):
        return _ends(_on_walls(bounds, date, zone))
    return (first, last) if bounds.civil is None else (first - CLOCK_CHANGE, last + CLOCK_CHANGE)


def sums(bounds: Sequence[AgeBounds], meanings: Iterable[tuple[int, ...]]) -> list[Sum]:
    """Return what to add for each meaning of an age, the places of its bounds that count: equal ones once."""
    found: dict[object, Sum] = {}
    for meaning in meanings:
        one = Sum([bounds[at] for at in meaning])
        found.setdefault(one.key, one).meanings.append(meaning)
    return list(found.values())


class Sum:
    """Some of an age's bounds, any of which may count: adds them to many dates faster than one by one."""

    def __init__(self, bounds: Sequence[AgeBounds]) -> None:
        """Sort out the bounds that are seconds and no more."""
        self.meanings: list[tuple[int, ...]] = []
        self._rest = [b for b in bounds if b.civil is not None or b.youngest.months or b.oldest.months]
        self._plain = [b for b in bounds if b.civil is None and not b.youngest.months and not b.oldest.months]
        youngest = min((b.youngest.seconds for b in self._plain), default=0.0)
        oldest = max((b.oldest.seconds for b in self._plain), default=0.0)
        self._youngest, self._oldest = timedelta(seconds=youngest), timedelta(seconds=oldest)
        self._walled = any(b.wall_clock for b in self._plain)
        self._is_calm = oldest - youngest <= _CALM
        rest = (id(b) for b in (*self._rest, *(self._plain if self._walled else ())))
        self.key = (bool(self._plain), youngest, oldest, *rest)
        """Equal for sums that allow the same."""

    def clocks(self, date: Span, zone: tzinfo | None) -> Ends:
        """Return the clocks that any of the bounds allows for a date.

        Raises OverflowError or ValueError for what lies outside the calendar.
        """
        ends = [clocks(each, date, zone) for each in self._rest]
        if self._plain:
            ends += self._added(date, zone)
        return ends[0] if len(ends) == 1 else (min(lo for lo, _ in ends), max(hi for _, hi in ends))

    def _added(self, date: Span, zone: tzinfo | None) -> Iterable[Ends]:
        """Return what bounds in seconds allow: together, unless a wall clock changed near their ends."""
        first, last = date.earliest + self._youngest, date.latest + self._oldest
        if self._walled and zone is not None and not (self._is_calm and _is_steady(zone, date, first, last)):
            return [clocks(each, date, zone) for each in self._plain]
        return [(first, last)]


def _ends(span: Span) -> Ends:
    return span.earliest, span.latest


def _is_steady(zone: tzinfo, date: Span, first: datetime, last: datetime) -> bool:
    """Whether a zone's clocks show the difference that elapsed: no change lies between, or near, what is compared."""
    offset = date.earliest.astimezone(zone).utcoffset()
    others = date.latest, first - _NEAR, last + _NEAR
    return all(other.astimezone(zone).utcoffset() == offset for other in others)


def _months(bounds: AgeBounds, date: Span, zone: tzinfo | None) -> Span:
    if zone is not None:
        return _on_walls(bounds, date, zone) if bounds.wall_clock else _on_calendar(bounds, date, zone)
    zones = {z for t in (date.earliest, date.latest) for z in civil.turning(t, None)}
    whole = reduce(Span.hull, (_on_calendar(bounds, date, z) for z in zones))
    return Span(whole.earliest - CLOCK_CHANGE, whole.latest + CLOCK_CHANGE)


def _on_calendar(bounds: AgeBounds, date: Span, zone: tzinfo) -> Span:
    """Return what months counted on a zone's calendar allow, and seconds after them in UTC."""
    first, last = walls(date, zone)
    earliest = civil.outer_ends(_least_after(first, bounds.youngest.months), zone)[0]
    latest = civil.outer_ends(_most_after(last, bounds.oldest.months), zone)[1]
    return Span(
        earliest + timedelta(seconds=bounds.youngest.seconds), latest + timedelta(seconds=bounds.oldest.seconds)
    )


def _on_walls(bounds: AgeBounds, date: Span, zone: tzinfo) -> Span:
    """Return what an age between two wall clocks allows."""
    first, last = walls(date, zone)
    start = _least_after(first, bounds.youngest.months) + timedelta(seconds=bounds.youngest.seconds)
    end = _most_after(last, bounds.oldest.months) + timedelta(seconds=bounds.oldest.seconds)
    whole = Span(civil.outer_ends(start, zone)[0], civil.outer_ends(end, zone)[1])
    return reduce(Span.hull, _behind(bounds, date, zone), whole)


def _behind(bounds: AgeBounds, date: Span, zone: tzinfo) -> Iterable[Span]:
    """Yield clocks that show less than they did at the date, and yet are later: in the hour after they went back."""
    if bounds.youngest.months or bounds.oldest.months or bounds.youngest.seconds <= 0:
        return
    for instant in (date.earliest, date.latest):
        there = civil.wall(instant, zone)
        last = civil.utc_ends(there - timedelta(seconds=bounds.youngest.seconds), zone)[1]
        if last > instant:
            first = civil.utc_ends(there - timedelta(seconds=bounds.oldest.seconds), zone)[1]
            yield Span(min(max(first, instant), last), last)


def _least_after(wall: datetime, months: int) -> datetime:
    """Return the first wall time that lies so many months after another, to any program.

    The last day of a month is a month after all days that it lacks, and to some from its midnight on. A midnight may
    be the end of the day before it, which belongs to that day's span.
    """
    if not months:
        return wall
    later = civil.months_later(wall - _MOMENT if wall.time() == time() else wall, months)
    return datetime.combine(later.date(), time()) if (later + timedelta(days=1)).day == 1 else later


def _most_after(wall: datetime, months: int) -> datetime:
    """Return the last wall time that lies so many months after another: from a month's last day to a month's last."""
    later = civil.months_later(wall, months) if months else wall
    if not months or (wall + timedelta(days=1)).day != 1:
        return later
    after = civil.months_later(civil.midnight(later.year, later.month), 1)
    return datetime.combine(after.date() - timedelta(days=1), later.time())


def _civil(grain: Grain, periods: int, date: Span, zone: tzinfo) -> Span:
    """Return the civil day, week, month or year that lies so many after that of the date."""
    earliest, latest = walls(date, zone)
    # The end of a day is in its span, and yet is not of the day after.
    first, last = (datetime.combine(wall.date(), time()) for wall in (earliest, max(earliest, latest - _MOMENT)))
    if grain in _MONTHS:
        size = _MONTHS[grain]
        start, end = (wall.replace(day=1, month=wall.month if size == 1 else 1) for wall in (first, last))
        return civil.span(
            civil.months_later(start, size * periods), civil.months_later(end, size * (periods + 1)), zone
        )
    size = _DAYS[grain]
    start, end = (wall - timedelta(days=wall.weekday() if size > 1 else 0) for wall in (first, last))
    return civil.span(start + timedelta(days=size * periods), end + timedelta(days=size * (periods + 1)), zone)
