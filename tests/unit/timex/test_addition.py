"""Ages added to dates: months on the calendar, wall clocks across a change, civil periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedsvc.model.times import AgeBounds, Elapsed, Span
from feedsvc.timex import addition, laws

ROME = ZoneInfo("Europe/Rome")


def added(at: datetime, by: Elapsed, *, wall_clock: bool = False) -> datetime:
    first, last = addition.clocks(AgeBounds(by, by, (), wall_clock), Span.instant(at), ROME)
    assert first == last
    return first


def test_months_are_added_on_the_calendar_and_wall_clocks_across_a_change_of_the_hour() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=ROME)
    assert added(before, Elapsed(months=1)) == datetime(2026, 4, 28, 12, 0, tzinfo=ROME)
    day = Elapsed(seconds=86_400.0)
    assert added(before, day, wall_clock=True) == datetime(2026, 3, 29, 12, 0, tzinfo=ROME)
    assert added(before, day) == datetime(2026, 3, 29, 13, 0, tzinfo=ROME)


def test_a_civil_day_before_the_clocks_own_is_any_time_of_the_day_after() -> None:
    noon = Span.instant(datetime(2026, 1, 9, 12, tzinfo=ROME))
    yesterday = laws.civil("d", 1)
    midnight = datetime(2026, 1, 10, tzinfo=ROME)
    assert addition.clocks(yesterday, noon, ROME) == (midnight, midnight + timedelta(days=1))
    first, last = addition.clocks(yesterday, noon, None)
    assert first < midnight.astimezone(UTC)
    assert last > midnight.astimezone(UTC) + timedelta(days=1)


def test_an_hour_that_clocks_show_twice_counts_twice() -> None:
    before = datetime(2025, 10, 26, 0, 10, tzinfo=UTC)  # 02:10, for the first time
    twenty = AgeBounds(Elapsed(20 * 60.0), Elapsed(21 * 60.0), (), wall_clock=True)
    first, last = addition.clocks(twenty, Span.instant(before), ROME)
    assert first <= before + timedelta(minutes=20)
    assert last >= before + timedelta(minutes=80)
