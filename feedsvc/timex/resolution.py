"""What a time expression means against a page's clock: expression x clock x zone -> span, moment, rule.

The rules are written out in docs/time.md. Nothing here knows the machine's time or zone: an unknown zone widens the
span to every offset on Earth, and the rule says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import reduce
from typing import assert_never

from dateutil.relativedelta import relativedelta

from feedsvc.model.times import (
    Age,
    AgeBounds,
    CalendarPeriod,
    CivilDate,
    ClockTime,
    Expression,
    Grain,
    Instant,
    Mention,
    RelativeDay,
    Resolution,
    Span,
    TimeOfDay,
    Weekday,
)
from feedsvc.timex import civil, subtraction
from feedsvc.timex.best import Weighted, best
from feedsvc.timex.laws import LETTERS, SECONDS, mean_seconds, named, weight
from feedsvc.timex.subtraction import CLOCK_CHANGE

_NEAR = 3
"""Years among which a weekday beside a date chooses; where it fits none, it is a slip and the date alone counts."""
_YEARS_BACK = 28
"""A calendar repeats its weekdays after 28 years: no date without a year is older."""


def resolve(
    mention: Mention, clock: Span | None, zone: tzinfo | None, *, humanizer: str | frozenset[str] | None = None
) -> Resolution | None:
    """Return what a mention means when the page's clock and zone are these.

    None where it cannot be said: words that need a clock without one, or what lies outside the calendar. An age of a
    known ``humanizer`` has that humanizer's bounds, else the hull over all that could have printed it; ``at`` lies
    where most of them agree. Nothing is later than the clock but what the words themselves put there.
    """
    try:
        return _resolved(mention.expression, clock, zone, humanizer)
    except (OverflowError, ValueError):  # before the year 1 or after 9999 the calendar has no days
        return None


def _resolved(
    expression: Expression, clock: Span | None, zone: tzinfo | None, humanizer: str | frozenset[str] | None
) -> Resolution | None:
    match expression:
        case Instant():
            return _said(expression.span, expression.grain, clock, "says its own offset")
        case Age():
            return None if clock is None else _aged(expression, clock, zone, humanizer)
        case CivilDate(year=int()):
            return _civil(lambda _, z: _dated(expression, z), clock, zone, "civil date", expression.time)
        case CivilDate():
            rule = "newest such date not after the clock"
            return _clocked(_yearless(expression), clock, zone, rule, expression.time, timedelta())
        case RelativeDay():
            return _clocked(
                _relative_day(expression), clock, zone, "civil day counted from the clock's", expression.time
            )
        case Weekday():
            return _clocked(
                _weekday(expression), clock, zone, "newest such weekday not after the clock", expression.time
            )
        case ClockTime():
            return _clocked(
                _clock_time(expression), clock, zone, "newest such time not after the clock", expression.time
            )
        case CalendarPeriod():
            return _clocked(_period(expression), clock, zone, "civil period counted from the clock's", None)
        case _:
            assert_never(expression)


# ---- ages ----------------------------------------------------------------------------------------------------------


def printed_by(age: Age, humanizer: str | frozenset[str] | None) -> tuple[AgeBounds, ...]:
    """Return the bounds of one humanizer; all bounds where none is named or the named one prints no such words.

    Of a set of dialects that were inferred rather than named, what a person means by the words counts beside theirs.
    """
    if humanizer is None:
        return age.bounds
    names = named(humanizer) if isinstance(humanizer, str) else humanizer
    kept = tuple(_only(bounds, names) for bounds in age.bounds if not names.isdisjoint(bounds.humanizers))
    said = tuple(bounds for bounds in age.bounds if not bounds.humanizers) if isinstance(humanizer, frozenset) else ()
    return kept + said if kept else age.bounds


def _only(bounds: AgeBounds, names: frozenset[str]) -> AgeBounds:
    kept = tuple(name for name in bounds.humanizers if name in names)
    return AgeBounds(bounds.youngest, bounds.oldest, kept, bounds.wall_clock, bounds.civil)


def _aged(age: Age, clock: Span, zone: tzinfo | None, humanizer: str | frozenset[str] | None) -> Resolution:
    possible = printed_by(age, humanizer)
    weighted = [
        Weighted(_cut(_bounds_span(bounds, clock, zone), clock), weight(bounds.humanizers)) for bounds in possible
    ]
    hull = reduce(Span.hull, (w.span for w in weighted))
    likely = [w for w, bounds in zip(weighted, possible, strict=True) if _is_likely(bounds, age.grain)]
    names = tuple(dict.fromkeys(name for bounds in possible for name in bounds.humanizers))
    rule = "age before the clock" + _zone_note(zone, needed=any(_needs_zone(b) for b in possible))
    return Resolution(hull, best(likely or weighted), rule, names)


def _is_likely(bounds: AgeBounds, grain: Grain) -> bool:
    """Return whether bounds are wide enough for their words to be seen often.

    One that says whole hours only in their first minute ("2 hours", else "2 hours 5 minutes") is seldom whom one sees,
    and one that counts no further ("over a year ago" of all that is older) says next to nothing.
    """
    unit = SECONDS[LETTERS[grain]]
    return unit <= 4 * (mean_seconds(bounds.oldest) - mean_seconds(bounds.youngest)) <= 32 * unit


def _needs_zone(bounds: AgeBounds) -> bool:
    return bounds.civil is not None or bool(bounds.youngest.months or bounds.oldest.months)


def _zone_note(zone: tzinfo | None, *, needed: bool) -> str:
    if not needed:
        return ""
    return ", zone unknown: every offset on Earth" if zone is None else f", in {zone}"


def _bounds_span(bounds: AgeBounds, clock: Span, zone: tzinfo | None) -> Span:
    if bounds.civil is not None:
        return _hull(_civil_period(*bounds.civil), clock, zone)
    return subtraction.span(bounds, clock, zone)


def _civil_period(grain: Grain, periods: int) -> _Civil:
    if grain is Grain.DAY:
        return _relative_day(RelativeDay(periods))
    return _period(CalendarPeriod(grain, periods))


# ---- civil expressions ---------------------------------------------------------------------------------------------

_Civil = Callable[[datetime, tzinfo], Span]
"""From an instant of the clock and a zone to the span that the words mean then."""


def _clocked(
    meaning: _Civil,
    clock: Span | None,
    zone: tzinfo | None,
    rule: str,
    of_day: TimeOfDay | None,
    slack: timedelta = CLOCK_CHANGE,
) -> Resolution | None:
    return None if clock is None else _civil(meaning, clock, zone, rule, of_day, slack)


def _civil(
    meaning: _Civil,
    clock: Span | None,
    zone: tzinfo | None,
    rule: str,
    of_day: TimeOfDay | None,
    slack: timedelta = timedelta(),
) -> Resolution:
    if of_day is not None and of_day.offset is not None:
        zone, rule = timezone(timedelta(minutes=of_day.offset)), f"{rule}, in the offset that the text says"
    whole = _hull(meaning, clock or Span.instant(datetime(1970, 1, 1, tzinfo=UTC)), zone, of_day, slack)
    grain = Grain.DAY if of_day is None or of_day.end - of_day.start > 3600 else Grain.MINUTE
    return _said(whole, grain, clock, rule + _zone_note(zone, needed=True))


def _hull(
    meaning: _Civil,
    clock: Span,
    zone: tzinfo | None,
    of_day: TimeOfDay | None = None,
    slack: timedelta = CLOCK_CHANGE,
) -> Span:
    instants = {clock.earliest, clock.latest}
    if zone is not None:
        return reduce(Span.hull, (meaning(t, zone) for t in instants))
    whole = reduce(Span.hull, (meaning(t, z) for t in instants for z in civil.turning(t, of_day)))
    return Span(whole.earliest - slack, whole.latest + slack)


def _said(span: Span, grain: Grain, clock: Span | None, rule: str) -> Resolution:
    """Return a civil span with its moment: the start of a minute, the middle of a day, never after the clock."""
    cut = _cut(span, clock) if clock is not None else span
    whole_minute = grain <= Grain.MINUTE and span.width <= timedelta(hours=1)
    wish = span.earliest if whole_minute else span.centre
    return Resolution(cut, wish if wish in cut else cut.centre, rule)


def _cut(span: Span, clock: Span) -> Span:
    """Drop what lies after the clock; a span that lies after it whole stays, since the words say so."""
    if span.earliest > clock.latest:
        return span
    return Span(span.earliest, min(span.latest, clock.latest))


def _dated(expression: CivilDate, zone: tzinfo) -> Span:
    year = expression.year or 1
    if expression.month is None:
        return civil.span(civil.midnight(year), civil.midnight(year + 1), zone)
    if expression.day is None:
        start = civil.midnight(year, expression.month)
        return civil.span(start, start + relativedelta(months=1), zone)
    return civil.stretch(date(year, expression.month, expression.day), expression.time, zone)


def _yearless(expression: CivilDate) -> _Civil:
    if expression.month is None:
        return _day_of_month(expression)

    def meaning(instant: datetime, zone: tzinfo) -> Span:
        past = (span for span in _years(expression, instant, zone) if span.earliest <= instant)
        newest = next(past, None)
        return newest if newest is not None else next(_years(expression, instant, zone))

    return meaning


def _day_of_month(expression: CivilDate) -> _Civil:
    """Return the meaning of a day without a month ("mar 6"): the newest such day, on its weekday if it names one."""

    def meaning(instant: datetime, zone: tzinfo) -> Span:
        first = civil.wall(instant, zone).date().replace(day=1)
        months = (first - relativedelta(months=k) for k in range(12 * _YEARS_BACK))
        days = [month.replace(day=expression.day or 1) for month in months if _has_day(month, expression.day or 1)]
        past = [day for day in days if civil.stretch(day, expression.time, zone).earliest <= instant]
        fitting = [day for day in past if expression.weekday in (None, day.weekday())]
        return civil.stretch((fitting or past)[0], expression.time, zone)

    return meaning


def _has_day(month: date, day: int) -> bool:
    return (month + relativedelta(day=day)).day == day


def _years(expression: CivilDate, instant: datetime, zone: tzinfo) -> Iterator[Span]:
    """Yield the date in the clock's year and those before it, newest first; one with its weekday leads."""
    this_year = civil.wall(instant, zone).year
    dates = list(_dates(expression, this_year))[:_NEAR] if expression.weekday is not None else []
    fitting = [d for d in dates if d[1] is None or d[1].weekday() == expression.weekday]
    ordered = fitting or _dates(expression, this_year)
    for year, day in ordered:
        if day is None:
            yield _dated(CivilDate(year, expression.month, None), zone)
        else:
            yield civil.stretch(day, expression.time, zone)


def _dates(expression: CivilDate, newest: int) -> Iterator[tuple[int, date | None]]:
    for year in range(newest, max(newest - _YEARS_BACK, 1), -1):
        if expression.day is None:
            yield year, None
            continue
        for month in range(12, 0, -1) if expression.month is None else (expression.month,):
            with suppress(ValueError):  # 29 February of a common year
                yield year, date(year, month, expression.day)


def _relative_day(expression: RelativeDay) -> _Civil:
    def meaning(instant: datetime, zone: tzinfo) -> Span:
        day = civil.wall(instant, zone).date() - timedelta(days=expression.days_ago)
        return civil.stretch(day, expression.time, zone)

    return meaning


def _weekday(expression: Weekday) -> _Civil:
    def meaning(instant: datetime, zone: tzinfo) -> Span:
        today = civil.wall(instant, zone).date()
        back = (today.weekday() - expression.weekday) % 7
        if expression.last and back == 0:
            back = 7
        span = civil.stretch(today - timedelta(days=back), expression.time, zone)
        if span.earliest > instant:
            return civil.stretch(today - timedelta(days=back + 7), expression.time, zone)
        return span

    return meaning


def _clock_time(expression: ClockTime) -> _Civil:
    def meaning(instant: datetime, zone: tzinfo) -> Span:
        today = civil.wall(instant, zone).date()
        span = civil.stretch(today, expression.time, zone)
        return span if span.earliest <= instant else civil.stretch(today - timedelta(days=1), expression.time, zone)

    return meaning


def _period(expression: CalendarPeriod) -> _Civil:
    def meaning(instant: datetime, zone: tzinfo) -> Span:
        midnight = civil.wall(instant, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        start, step = _period_start(expression.grain, midnight)
        return civil.span(start - expression.periods_ago * step, start - (expression.periods_ago - 1) * step, zone)

    return meaning


def _period_start(grain: Grain, midnight: datetime) -> tuple[datetime, relativedelta]:
    match grain:
        case Grain.WEEK:
            return midnight - timedelta(days=midnight.weekday()), relativedelta(weeks=1)
        case Grain.MONTH:
            return midnight.replace(day=1), relativedelta(months=1)
        case Grain.YEAR:
            return midnight.replace(month=1, day=1), relativedelta(years=1)
        case _:
            return midnight, relativedelta(days=1)
