"""The mission's own words through the public face of timex."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc import timex
from feedsvc.model.times import Span

ROME = ZoneInfo("Europe/Rome")
CLOCK = Span.instant(datetime.fromisoformat("2026-01-10T07:30:00+01:00"))


def resolved(text, humanizer=None, languages=("it",)):
    mention = timex.read(text, languages)
    assert mention is not None
    resolution = timex.resolve(mention, CLOCK, ROME, humanizer=humanizer)
    assert resolution is not None
    return resolution


def test_wordpress_rounds_minutes_half_up():
    found = resolved("49 minuti fa", "wordpress")
    assert found.span == Span(
        datetime.fromisoformat("2026-01-10T06:40:30+01:00"), datetime.fromisoformat("2026-01-10T06:41:30+01:00")
    )
    assert found.at == datetime.fromisoformat("2026-01-10T06:41:00+01:00")


def test_a_month_of_wordpress_is_30_to_45_days():
    age = timex.age(timex.read("1 mese fa", ["it-IT"]), "wordpress")
    assert (age.youngest.seconds, age.oldest.seconds) == (30 * 86400, 45 * 86400)


def test_without_a_humanizer_the_moment_lies_a_quarter_unit_below_the_number():
    found = resolved("13 ore fa")
    assert abs(CLOCK.earliest - timedelta(hours=13.25) - found.at) < timedelta(minutes=1)
    assert abs(found.span.width - timedelta(hours=1.5)) < timedelta(minutes=1)


@pytest.mark.parametrize("name", ["moment", "moment/fromNow", "moment fromNow", "MOMENT.fromnow", "momentjs", "Ghost"])
def test_a_humanizer_may_be_named_in_many_ways(name):
    assert timex.is_humanizer(name)
    assert timex.age(timex.read("13 hours ago", ["en"]), name).youngest.seconds == 12.5 * 3600


@pytest.mark.parametrize(("name", "first"), [("wordpres", "wordpress"), ("momment", "moment"), ("mastodn", "mastodon")])
def test_a_name_that_means_none_has_names_near_to_it(name, first):
    assert not timex.is_humanizer(name)
    assert timex.nearest_humanizers(name)[0] == first
    assert all(map(timex.is_humanizer, timex.nearest_humanizers(name)))


def test_a_name_like_no_other_has_none_near_to_it():
    assert timex.nearest_humanizers("xyzzy") == ()


def test_twenty_four_hours_leave_no_humanizer_that_cuts_down():
    mention = timex.read("24 ore fa", ["it"])
    assert "wordpress/core6.7+" in mention.humanizers
    assert not [name for name in mention.humanizers if "floor" in name or name.startswith("luxon")]


def test_words_that_need_a_clock_stay_unresolved_without_one():
    assert timex.resolve(timex.read("3 hours ago", ["en"]), None, ROME) is None


def test_a_megabyte_is_not_read():
    assert timex.read("49 minuti fa " * 100_000, ["it"]) is None


def test_a_program_that_counts_no_further_does_not_move_the_moment():
    found = resolved("over a year ago", languages=("en",))
    assert timedelta(days=365) < CLOCK.earliest - found.at < timedelta(days=2 * 366)
