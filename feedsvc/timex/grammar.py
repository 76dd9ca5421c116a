"""Reads the one expression of time that begins at an offset of a folded text: an age, or something on the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from feedsvc.model.times import (
    CalendarPeriod,
    CivilDate,
    ClockTime,
    Expression,
    Grain,
    Instant,
    RelativeDay,
    Role,
    Span,
    TimeOfDay,
    Weekday,
)
from feedsvc.timex import ages, dates
from feedsvc.timex.ages import FoundAge
from feedsvc.timex.calendars import USUAL_YEAR, from_jalali
from feedsvc.timex.clocktimes import Clock
from feedsvc.timex.dates import Parts
from feedsvc.timex.lexicon import Kind
from feedsvc.timex.words import Words

_HOUR = 3600
_DAY = 24 * _HOUR
_HALVES = {Kind.AM: (5 * _HOUR, 12 * _HOUR), Kind.PM: (12 * _HOUR, _DAY)}
"""What words for the halves of a day mean without an hour: parts of it."""
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?(?![\d:])"
)


_FIRST_UNSPACED = "\u0e00"
"""From here on the letters of scripts that put no blank between words."""


@dataclass(frozen=True, slots=True)
class Parse:
    """An expression in a folded text: ``text[start:end]`` are its words.

    ``weak`` marks words that mean a time only when nothing else is said beside them ("ieri", "10:41", "lunedì").
    """

    expression: Expression
    start: int
    end: int
    rule: str
    role: Role = Role.UNSTATED
    needs_support: bool = False
    weak: bool = False
    head: int = -1
    """Where the words that lead on to the expression begin ("il", "on"); -1: with it."""

    @property
    def begins(self) -> int:
        """Where the expression begins, with the words that lead on to it."""
        return self.start if self.head < 0 else self.head


def _hour(hour: int, half: Kind | None) -> int:
    if half is Kind.PM and hour < 12:
        return hour + 12
    return 0 if half is Kind.AM and hour == 12 else hour


def _within(hour: int, part: tuple[int, int]) -> int:
    """Return the hour, counted to 24, at which a 12-hour clock shows it in a part of the day ("晚上8点")."""
    for later in (hour, hour + 12):
        if hour <= 12 and part[0] <= later * _HOUR < part[1] and later < 24:
            return later
    if hour < 12 and part[0] >= 12 * _HOUR and part[1] <= _DAY:
        return hour + 12  # "下午6:30", past the afternoon's end
    return 0 if hour == 12 and part[0] >= 20 * _HOUR else hour


def _time_of_day(parts: Parts) -> TimeOfDay | None:
    if parts.clock is None:
        part = parts.part or (_HALVES[parts.half] if parts.half else None)
        return TimeOfDay(*part) if part else None
    clock = parts.clock
    half = clock.half or parts.half
    hour = _hour(clock.hour, half)
    if half is None and parts.part is not None:
        hour = _within(clock.hour, parts.part)
    return _stretch(hour, clock, parts.offset)


def _stretch(hour: int, clock: Clock, offset: int | None) -> TimeOfDay:
    start = hour % 24 * _HOUR + (clock.minute or 0) * 60 + min(clock.second or 0, 59)
    length = 1 if clock.second is not None else 60
    return TimeOfDay(start, start + length, offset)


def _civil(parts: Parts, time: TimeOfDay | None) -> CivilDate | None:
    year, month, day = parts.year, parts.month, parts.day
    if parts.jalali and month and day:
        found = from_jalali(year or USUAL_YEAR, month, day)
        if found is None:
            return None
        year, month, day = (found.year if year else None), found.month, found.day
    elif parts.jalali:
        return None
    return CivilDate(year, month, day, time, parts.weekday)


def _instant(civil: CivilDate, offset: int, *, seconds: bool) -> Instant | None:
    if civil.year is None or civil.month is None or civil.day is None or civil.time is None:
        return None
    midnight = datetime(civil.year, civil.month, civil.day, tzinfo=timezone(timedelta(minutes=offset)))
    start = midnight + timedelta(seconds=civil.time.start)
    grain = Grain.SECOND if seconds else Grain.MINUTE
    return Instant(Span(start, start + timedelta(seconds=civil.time.end - civil.time.start)), grain)


def american(standard: int, civil: CivilDate) -> int | None:
    """Return the offset of a North American zone on a day, from its standard one; None without a year.

    Summer time there runs from the second Sunday of March to the first of November (15 USC 260a, since 2007).
    """
    if civil.year is None or civil.month is None or civil.day is None:
        return None
    spring, autumn = _first_sunday(civil.year, 3) + 7, _first_sunday(civil.year, 11)
    summer = (3, spring) <= (civil.month, civil.day) < (11, autumn)
    return standard + 60 * summer


def _first_sunday(year: int, month: int) -> int:
    return 7 - date(year, month, 1).weekday()


def _dated(parts: Parts, time: TimeOfDay | None) -> tuple[Expression, str] | None:
    civil = _civil(parts, time) if dates.real_day(parts) else None
    if civil is None:
        return None
    if parts.american is not None and time is not None:
        time = replace(time, offset=american(parts.american, civil))
        civil = replace(civil, time=time)
    if time is not None and time.offset is not None and parts.clock is not None:
        instant = _instant(civil, time.offset, seconds=parts.clock.second is not None)
        if instant:
            return instant, "date and time with offset"
    return civil, "date and time" if time else "date"


def _meaning(parts: Parts, order: str, *, apart: bool) -> tuple[Expression, str] | None:
    """Return what the parts say together, None where they do not make an expression; ``apart``: the last by itself."""
    time = _time_of_day(parts)
    if parts.bare == "loose" and time is None and parts.weekday is None:
        return None
    if parts.dated:
        return _dated(parts, time)
    if parts.month is not None:
        whole = parts.year is not None and parts.day is None and time is None and parts.weekday is None
        return (CivilDate(parts.year, parts.month, None), "month") if whole and not parts.jalali else None
    if parts.day is not None:
        alone = parts.weekday is not None and parts.year is None and order == "dmy" and time is None and apart
        return (CivilDate(None, None, parts.day, None, parts.weekday), "weekday and day") if alone else None
    if parts.year is not None:
        return None
    return _counted_back(parts, time)


def _counted_back(parts: Parts, time: TimeOfDay | None) -> tuple[Expression, str] | None:
    if parts.days_ago is not None:
        return RelativeDay(parts.days_ago, time), "day counted back"
    if parts.weekday is not None:
        return Weekday(parts.weekday, time, parts.last), "weekday"
    return (ClockTime(time), "time of day") if time and parts.clock and not parts.last else None


def _is_weak(parts: Parts, expression: Expression) -> bool:
    match expression:
        case RelativeDay() | Weekday():
            return parts.clock is None
        case ClockTime():
            return True
        case CivilDate(month=None) | CivilDate(day=None):
            return True
        case _:
            return bool(parts.bare)


def _needs_support(parts: Parts, time: TimeOfDay | None) -> bool:
    return bool(parts.bare) and time is None and parts.weekday is None


_NO_PARTS = Parts()
_LINKED = frozenset({"on", "of", ", on", ", of"})
"""What stands in a gap where a word leads on to the next part."""


def calendar(words: Words, start: int) -> Parse | None:
    """Return the longest calendar expression that begins at an offset."""
    at, gap = _opening(words, start)
    found = _longest(words, at, gap, _NO_PARTS)
    return _parsed(words, start, at, *found) if found else None


def _longest(words: Words, at: int, gap: str, parts: Parts) -> tuple[Parts, tuple[Expression, str], int] | None:
    """Return what the most parts say that go on from an offset, with the offset behind them."""
    found: tuple[Parts, tuple[Expression, str], int] | None = None
    for _ in range(12):
        taken = dates.step(words, at, parts, gap)
        if not taken:
            break
        apart = not words.text[at - 1 : at + 1].isalnum() and gap not in _LINKED  # not "Freitag, der 13."
        parts, end = taken
        if meaning := _meaning(parts, words.lexicon.order, apart=apart):
            found = (parts, meaning, end)
        at, gap = dates.pass_gap(words, end)
        gap = gap or words.text[end - 1 : end].strip()
    return found


def _parsed(words: Words, head: int, start: int, parts: Parts, meaning: tuple[Expression, str], end: int) -> Parse:
    expression, rule = meaning
    support = _needs_support(parts, _time_of_day(parts))
    end = _closed(words, start, words.trim(start, end))
    weak = _is_weak(parts, expression)
    return Parse(expression, start, end, rule, needs_support=support, weak=weak, head=head)


def _closed(words: Words, start: int, end: int) -> int:
    """Return the end moved behind the bracket that closes one within the expression ("2026年1月9日(金)")."""
    within = words.text[start:end]
    opened = within.count("(") > within.count(")") and words.text[end : end + 1] == ")"
    return end + 1 if opened else end


def _opening(words: Words, at: int) -> tuple[int, str]:
    on = at if dates.names_part(words, at) else words.skip(at, Kind.ON)
    return (on, "on") if on != at else (at, "")


def period(words: Words, start: int) -> Parse | None:
    """Return a week, month or year counted back from the clock's own."""
    found = words.one(start, Kind.PERIOD)
    if not found:
        return None
    (grain, ago), end = found
    return Parse(CalendarPeriod(grain, ago), start, words.trim(start, end), "calendar period", weak=True)


def iso(words: Words, start: int) -> Parse | None:
    """Return an ISO 8601 (RFC 3339) date and time."""
    match = _ISO.match(words.text, start)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(match[i] or 0) for i in range(1, 7))
    if not 1900 <= year <= 2100:  # another calendar's
        return None
    try:
        civil = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        begin = civil - timedelta(minutes=_iso_offset(match[8] or "z"))
    except (ValueError, OverflowError):
        return None
    length = 60 if match[6] is None else 1
    if match[8] is None:
        time = TimeOfDay(start := hour * _HOUR + minute * 60 + second, start + length)
        return Parse(
            CivilDate(year, month, day, time), match.start(), words.trim(match.start(), match.end()), "ISO 8601"
        )
    span = Span(begin, begin + timedelta(seconds=length))
    return Parse(Instant(span, Grain.MINUTE if length == 60 else Grain.SECOND), start, match.end(), "ISO 8601")


def _iso_offset(text: str) -> int:
    if text[0] not in "+-":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    return minutes if text[0] == "+" else -minutes


def age(words: Words, start: int) -> Parse | None:
    """Return the age that begins at an offset."""
    found = ages.find(words, start) if words.tells_age() else None
    if not found:
        return None
    if found.days and (dated := _day_at(words, start, found)):
        return dated
    end = words.trim(start, found.end)
    rule = "age" if found.directed else "age without direction"
    single = words.token_end(start) >= end and words.text[start] < _FIRST_UNSPACED  # "now", "éve"
    weak = not found.directed or single
    return Parse(found.expression, start, end, rule, needs_support=not found.directed, weak=weak)


def _day_at(words: Words, start: int, found: FoundAge) -> Parse | None:
    """Return the day that an age counts back with the time of day that it names ("2 days ago at 10:30")."""
    at, gap = dates.pass_gap(words, found.end)
    if "at" not in gap and not words.one(at, Kind.AT):
        return None
    more = _longest(words, at, gap, Parts(days_ago=found.days))
    return _parsed(words, start, start, *more) if more and more[0].clock and not more[0].dated else None


def parse(words: Words, start: int) -> Parse | None:
    """Return the expression of time that begins at an offset, the longest of what it can be."""
    first = iso(words, start) or age(words, start)
    if first and not first.weak and (first.end == len(words.text) or first.rule == "ISO 8601"):
        return first
    found = [p for p in (first, period(words, start), calendar(words, start)) if p]
    return max(found, key=lambda p: (p.end, not p.weak, not p.needs_support), default=None)
