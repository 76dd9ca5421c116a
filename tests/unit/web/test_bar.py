from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model.times import Span
from feedsvc.web.bar import MAX_TICKS, Axis
from feedsvc.web.words import words

EN = words("en")
ROME = ZoneInfo("Europe/Rome")
moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), moments, moments)


@given(spans, spans)
def test_what_an_axis_is_made_around_lies_on_it_in_order(one, other):
    axis = Axis.around(one, other)
    for span in (one, other):
        stroke = axis.stroke(span)
        assert 0 <= stroke.start <= stroke.end <= 100
        assert not stroke.open_left
        assert not stroke.open_right


@given(spans, st.sampled_from(["UTC", "Europe/Rome", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]))
def test_ticks_are_few_and_stand_in_order(span, zone):
    ticks = Axis.around(span).ticks(ZoneInfo(zone), EN)
    places = [tick.place for tick in ticks]
    assert len(ticks) <= MAX_TICKS
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert all(tick.label for tick in ticks)


def test_ticks_stand_at_round_civil_moments():
    start = datetime(2026, 1, 10, 6, 30, tzinfo=ROME)
    ticks = Axis.around(Span(start, start + timedelta(hours=1))).ticks(ROME, EN)
    assert [tick.label for tick in ticks] == ["06:30", "06:45", "07:00", "07:15"] or [tick.label for tick in ticks] == [
        "06:30",
        "07:00",
        "07:30",
    ]


def test_an_instant_has_an_axis_too():
    instant = datetime(2026, 1, 10, 7, 30, tzinfo=UTC)
    assert Axis.around(Span.instant(instant)).place(instant) == 50


def test_a_span_beyond_the_axis_is_not_drawn():
    day = datetime(2026, 1, 10, tzinfo=UTC)
    axis = Axis.around(Span(day, day + timedelta(hours=1)))
    assert axis.stroke(Span.instant(day + timedelta(days=1))) is None


def test_a_span_across_the_edge_says_that_it_goes_on():
    day = datetime(2026, 1, 10, tzinfo=UTC)
    stroke = Axis.around(Span(day, day + timedelta(hours=1))).stroke(Span(day - timedelta(days=1), day))
    assert stroke.open_left
    assert stroke.start == 0


def test_a_day_that_the_clocks_change_on_has_ticks():
    night = datetime(2026, 10, 25, 0, 0, tzinfo=ROME)
    assert Axis.around(Span(night, night + timedelta(hours=5))).ticks(ROME, EN)
