from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model.times import Span
from feedsvc.web.saying import say, say_ends, say_length, say_parts
from feedsvc.web.words import words

ROME = ZoneInfo("Europe/Rome")
EN, IT = words("en"), words("it")


def at(*parts):
    return datetime(*parts, tzinfo=ROME)


def said(first, last, moment=None, language=EN, zone=ROME):
    span = Span(first, last)
    return say(span, moment or span.centre, zone, language)


def test_a_span_within_a_minute_is_said_as_that_minute():
    assert said(at(2026, 1, 10, 6, 41), at(2026, 1, 10, 6, 41, 59)) == "10 January 2026, 06:41"


def test_half_a_minute_either_way_is_said_as_about():
    assert said(at(2026, 1, 10, 6, 40, 30), at(2026, 1, 10, 6, 41, 30)) == "10 January 2026, about 06:41"


def test_an_hour_is_said_with_what_to_give_or_take():
    first, last = at(2026, 1, 10, 6, 10), at(2026, 1, 10, 7, 10)
    assert said(first, last) == "10 January 2026, 06:40, give or take 30 minutes"


def test_the_tolerance_reaches_the_farther_end():
    first, last = at(2026, 1, 10, 6, 10), at(2026, 1, 10, 7, 10)
    assert said(first, last, first) == "10 January 2026, 06:10, give or take 60 minutes"


def test_half_a_day_is_said_between_its_ends():
    first, last = at(2026, 1, 10, 0, 48, 30), at(2026, 1, 10, 13, 30)
    assert said(first, last) == "10 January 2026, between 00:48 and 13:30"


def test_a_civil_day_is_said_as_the_day():
    assert said(at(2026, 1, 10), at(2026, 1, 10, 23, 59, 59)) == "10 January 2026"


def test_a_civil_day_that_ends_with_the_midnight_after_it_is_said_as_the_day():
    span = Span(at(2026, 1, 9), at(2026, 1, 10))
    assert said(at(2026, 1, 9), at(2026, 1, 10)) == say_ends(span, ROME, EN) == "9 January 2026"


def test_days_that_end_with_a_midnight_do_not_name_the_day_after():
    assert said(at(2026, 1, 5), at(2026, 1, 12)) == "5–11 January 2026"


def test_a_civil_day_of_twenty_three_hours_is_said_as_the_day():
    assert said(at(2026, 3, 29), at(2026, 3, 29, 23, 59, 59)) == "29 March 2026"


def test_a_day_from_some_time_to_midnight_does_not_name_the_day_after():
    span = Span(at(2026, 1, 9, 11, 18), at(2026, 1, 10))
    assert said(span.earliest, span.latest) == say_ends(span, ROME, EN) == "9 January 2026, after 11:18"
    assert said(span.earliest, span.latest, language=IT) == "9 gennaio 2026, dopo le 11:18"


def test_a_night_is_said_with_both_days_and_the_year_once():
    first, last = at(2026, 1, 9, 21, 48), at(2026, 1, 10, 10, 30)
    assert said(first, last) == "9–10 January 2026, from 21:48 to 10:30"


def test_a_night_between_two_years_names_both():
    first, last = at(2025, 12, 31, 21), at(2026, 1, 1, 3)
    assert said(first, last) == "31 December 2025 – 1 January 2026, from 21:00 to 03:00"


def test_days_are_said_as_days():
    assert "9" in said(at(2026, 1, 9, 13), at(2026, 1, 12, 4))
    assert ":" not in said(at(2026, 1, 9, 13), at(2026, 1, 12, 4))


@pytest.mark.parametrize(
    ("first", "last", "words_said"),
    [
        (at(2026, 1, 1), at(2026, 1, 31, 23, 59, 59), "January 2026"),
        (at(2026, 12, 1), at(2026, 12, 31, 23, 59, 59), "December 2026"),
        (at(2026, 1, 1), at(2026, 12, 31, 23, 59, 59), "2026"),
    ],
)
def test_whole_months_and_years_are_said_by_name(first, last, words_said):
    assert said(first, last) == words_said


def test_the_zone_decides_the_day():
    moment = at(2026, 1, 10, 0, 30)
    assert said(moment, moment, zone=ZoneInfo("UTC")) == "9 January 2026, 23:30"


def test_italian_is_said_in_italian():
    assert (
        said(at(2026, 1, 10, 6, 40, 30), at(2026, 1, 10, 6, 41, 30), language=IT) == "10 gennaio 2026, verso le 06:41"
    )


def test_an_italian_night_needs_no_articles_before_its_days():
    first, last = at(2026, 1, 7, 21, 48), at(2026, 1, 8, 10, 30)
    assert said(first, last, language=IT) == "7–8 gennaio 2026, dalle 21:48 alle 10:30"


def test_days_of_two_months_name_both_months():
    assert said(at(2026, 1, 30, 13), at(2026, 2, 2, 4)) == "30 January – 2 February 2026"


def test_the_day_is_told_apart_from_the_time():
    first, last = at(2026, 1, 10, 0, 48), at(2026, 1, 10, 13, 30)
    assert say_parts(Span(first, last), first, ROME, EN) == ("10 January 2026", "between 00:48 and 13:30")
    assert say_parts(Span(at(2026, 1, 10), at(2026, 1, 10, 23, 59, 59)), first, ROME, EN) == ("10 January 2026", "")


def test_whole_days_have_no_seconds():
    assert say_ends(Span(at(2026, 1, 10), at(2026, 1, 10, 23, 59, 59)), ROME, EN) == "10 January 2026"


def test_far_ends_are_said_each_with_its_day():
    span = Span(at(2026, 1, 1, 10), at(2026, 1, 10, 12, 0, 30))
    assert say_ends(span, ROME, EN) == "1 January 2026, 10:00 – 10 January 2026, 12:00:30"


def test_both_ends_are_said_to_the_second():
    span = Span(at(2026, 1, 10, 6, 40, 30), at(2026, 1, 10, 6, 41, 30))
    assert say_ends(span, ROME, EN) == "10 January 2026, between 06:40:30 and 06:41:30"


def test_an_instant_has_one_end():
    assert say_ends(Span.instant(at(2026, 1, 10, 7, 30)), ROME, EN) == "10 January 2026, 07:30"


@pytest.mark.parametrize(
    ("first", "last", "in_words"),
    [
        (datetime(1, 1, 3, tzinfo=UTC), at(2026, 1, 10, 7), "until 10 January 2026, 07:00"),
        (at(2026, 1, 10, 7), datetime(9999, 12, 29, tzinfo=UTC), "from 10 January 2026, 07:00 on"),
        (datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC), "at any time"),
    ],
)
def test_a_span_without_an_end_is_said_so(first, last, in_words):
    assert say_ends(Span(first, last), ROME, EN) == in_words


@pytest.mark.parametrize(
    ("length", "in_words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=12, minutes=41, seconds=29), "12 hours 41 minutes"),
        (timedelta(days=33, hours=15), "33 days 15 hours"),
        (timedelta(days=2, seconds=5), "2 days 5 seconds"),
    ],
)
def test_lengths_are_said_in_two_units(length, in_words):
    assert say_length(length, EN) == in_words
