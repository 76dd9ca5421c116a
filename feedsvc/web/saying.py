"""Spans as a person says them: a moment as exactly as it is known, in the civil time of the place it comes from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_date, format_skeleton, format_time

if TYPE_CHECKING:
    from datetime import tzinfo

    from feedsvc.model.times import Span
    from feedsvc.web.words import Words

ABOUT = timedelta(minutes=5)
"""A span up to this width is said as "about" its moment."""
GIVE_OR_TAKE = timedelta(hours=2)
"""A span up to this width is said as its moment, give or take some minutes."""
_TWO_DATES = timedelta(hours=36)
"""A span from this width on is said with the date at both ends."""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


_FIRST = datetime(100, 1, 1, tzinfo=UTC)
_LAST = datetime(7000, 1, 1, tzinfo=UTC)
"""Calendars reach a little further; civil time in any zone, and a margin on a drawing, always have room in between."""


_ANCIENT, _REMOTE = 1000, 3000
"""Years beyond which an end says only that the span is open there."""


def civil(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in the civil time of a zone; one at the ends of the calendar is moved inside it."""
    return min(max(moment, _FIRST), _LAST).astimezone(zone)


class Said(NamedTuple):
    """A span in words: the day or the days, and the time in them, empty where whole days are meant."""

    day: str
    time: str

    def __str__(self) -> str:
        return f"{self.day}, {self.time}" if self.time else self.day


def say(span: Span, at: datetime, zone: tzinfo, words: Words) -> str:
    """Return when something was, said no more exactly than the span knows it."""
    return str(say_parts(span, at, zone, words))


def say_parts(span: Span, at: datetime, zone: tzinfo, words: Words) -> Said:
    """Return when something was, the day apart from the time."""
    first, last, moment = (civil(each, zone) for each in (span.earliest, span.latest, at))
    if _same_minute(first, last):
        return Said(_day(moment, words), _time(moment, words))
    if span.width <= ABOUT:
        return Said(_day(moment, words), words("about %(time)s", time=_time(moment, words)))
    if span.width <= GIVE_OR_TAKE:
        return Said(_day(moment, words), _give_or_take(span, moment, words))
    whole = _last_whole_day(first, last)
    if span.width < _TWO_DATES and not whole:
        return _between(first, last, _time(first, words), _time(last, words), words)
    return Said(say_days(first.date(), whole or last.date(), words), "")


def say_days(first: date, last: date, words: Words) -> str:
    """Return a stretch of whole civil days: a day, a month, a year, or from one day to another."""
    if first == last:
        return _day(first, words)
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and last + _DAY == _next_month(first):
        return format_skeleton("yMMMM", first, locale=words.locale)
    return f"{_first_day(first, last, words)}{_day(last, words)}"


def _first_day(first: date, last: date, words: Words) -> str:
    """Return the day that a stretch begins with, as far as the day that it ends with does not say it."""
    if first.year == last.year and words.locale.date_formats["long"].pattern.startswith("d"):
        if first.month == last.month:
            return f"{first.day}–"
        return f"{format_skeleton('MMMMd', first, locale=words.locale)} – "
    return f"{_day(first, words)} – "


def say_exactly(moment: datetime, zone: tzinfo, words: Words) -> str:
    """Return a moment to the second, or to the minute where it is a round one."""
    return _exactly(civil(moment, zone), words)


def say_ends(span: Span, zone: tzinfo, words: Words) -> str:
    """Return both ends of a span, to the second where they are no round minutes."""
    first, last = civil(span.earliest, zone), civil(span.latest, zone)
    if first.year < _ANCIENT or last.year > _REMOTE:
        return _open(first, last, words)
    if span.width < timedelta(seconds=1):
        return say_exactly(first, zone, words)
    if whole := _last_whole_day(first, last):
        return say_days(first.date(), whole, words)
    if span.width < _TWO_DATES:
        return str(_between(first, last, _finest(first), _finest(last), words))
    return f"{_exactly(first, words)} – {_exactly(last, words)}"


def _open(first: datetime, last: datetime, words: Words) -> str:
    """Return a span that goes on for ever on one side or both, as evidence may."""
    if first.year >= _ANCIENT:
        return words("from %(start)s on", start=_exactly(first, words))
    if last.year <= _REMOTE:
        return words("until %(end)s", end=_exactly(last, words))
    return words("at any time")


def say_length(length: timedelta, words: Words, units: int = 2) -> str:
    """Return how long something lasts, in so many of its largest units at most: "13 hours 40 minutes"."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = (
        words.count("%(n)s day", "%(n)s days", days) if days else "",
        words.count("%(n)s hour", "%(n)s hours", hours) if hours else "",
        words.count("%(n)s minute", "%(n)s minutes", minutes) if minutes else "",
        words.count("%(n)s second", "%(n)s seconds", seconds) if seconds else "",
    )
    return " ".join([part for part in parts if part][:units]) or words.count("%(n)s second", "%(n)s seconds", 0)


def _give_or_take(span: Span, moment: datetime, words: Words) -> str:
    reach = max(moment - span.earliest, span.latest - moment)
    minutes = -(-reach // _MINUTE)
    tolerance = words.count("give or take %(n)s minute", "give or take %(n)s minutes", minutes)
    return f"{_time(moment, words)}, {tolerance}"


def _between(first: datetime, last: datetime, start: str, end: str, words: Words) -> Said:
    """Return a stretch of some hours: within a day as between two times, up to midnight as after one.

    Over midnight it goes from a day and a time to another.
    """
    if first.date() == last.date():
        return Said(_day(first, words), words("between %(start)s and %(end)s", start=start, end=end))
    if (last.hour, last.minute) == (0, 0) and first.date() + _DAY == last.date():
        return Said(_day(first, words), words("after %(start)s", start=start))
    days = say_days(first.date(), last.date(), words)
    return Said(days, words("from %(start)s to %(end)s", start=start, end=end))


def _same_minute(first: datetime, last: datetime) -> bool:
    return first.replace(second=0, microsecond=0) == last.replace(second=0, microsecond=0)


def _last_whole_day(first: datetime, last: datetime) -> date | None:
    """Return the last day of a span that begins with a civil day and ends with one, or at the midnight after it."""
    end = last if (last.hour, last.minute) == (0, 0) else last + _MINUTE
    is_whole = (first.hour, first.minute, end.hour, end.minute) == (0, 0, 0, 0) and end.date() > first.date()
    return end.date() - _DAY if is_whole else None


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _day(day: date, words: Words) -> str:
    return str(format_date(day, "long", locale=words.locale))


def _time(moment: datetime, words: Words) -> str:
    return str(format_time(moment, "HH:mm", locale=words.locale))


def _exactly(moment: datetime, words: Words) -> str:
    return f"{_day(moment, words)}, {_finest(moment)}"


def _finest(moment: datetime) -> str:
    """Return the time of day, the seconds only where there are any."""
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
