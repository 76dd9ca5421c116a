from datetime import timedelta

import pytest

from feedsvc import rhythm

MINUTE, TEN, SIX_HOURS = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=6)


def wait(gap=timedelta(hours=1), quiet=timedelta(), **rest):
    given_ = {"failures": 0, "shortest": TEN, "longest": SIX_HOURS, "asked": None, "ago": (), "dice": 0.5, **rest}
    return rhythm.wait(gap, quiet, **given_)


def test_a_site_gets_two_visits_for_each_article_that_it_usually_has():
    assert wait() == timedelta(minutes=30)


def test_a_site_that_is_quiet_is_left_alone_for_longer():
    assert wait(quiet=timedelta(hours=8)) == timedelta(hours=2)


def test_failures_double_the_wait_up_to_the_longest():
    assert [wait(failures=n) for n in (1, 2)] == [timedelta(hours=1), timedelta(hours=2)]
    assert [wait(failures=9, dice=d) for d in (0.0, 1.0)] == [SIX_HOURS / 2, SIX_HOURS]


def test_the_wish_of_the_server_counts_more_than_the_plan():
    assert wait(asked=timedelta(hours=9)) == timedelta(hours=9)
    assert wait(asked=timedelta(seconds=5)) == timedelta(minutes=30)


def test_first_waits_are_spread_by_the_dice_from_half_to_one_and_a_half_of_the_plan():
    assert [wait(dice=d) for d in (0.0, 1.0)] == [timedelta(minutes=15), timedelta(minutes=45)]


def test_no_source_is_left_unvisited_for_longer_than_allowed():
    assert wait(quiet=timedelta(days=9), dice=1.0) == SIX_HOURS
    assert wait(shortest=SIX_HOURS, dice=1.0) == SIX_HOURS * 1.5


@pytest.mark.parametrize("last", [20, 25, 30])
def test_a_visit_comes_where_the_hand_is_far_from_where_it_stood_at_the_visits_before(last):
    ago = (timedelta(), last * MINUTE)
    plan = wait(timedelta(hours=2), ago=ago) / MINUTE
    assert min(abs(plan % 60 - hand) for hand in (0, 60, 60 - last)) > 12


def test_a_new_source_that_prints_ages_is_visited_closely_for_its_first_two_dozen_visits():
    def after(visits, **rest):
        return wait(timedelta(hours=2), ago=tuple(7 * MINUTE * n for n in range(visits)), **rest)

    assert TEN <= after(1, aged=True) <= after(1, aged=True, dice=1.0) <= 15 * MINUTE
    assert after(rhythm.FIRST_VISITS, aged=True) <= 15 * MINUTE
    assert after(rhythm.FIRST_VISITS + 1, aged=True) >= 30 * MINUTE
    assert after(1) >= 30 * MINUTE
    assert after(1, aged=True, asked=timedelta(hours=9)) == timedelta(hours=9)


def test_waits_that_were_longer_than_planned_are_followed_by_a_shorter_one():
    long_waits = (timedelta(), 42 * MINUTE, 87 * MINUTE)
    assert {wait(ago=long_waits, dice=n / 10) <= 30 * MINUTE for n in range(11)} == {True}
    short_waits = (timedelta(), 16 * MINUTE, 32 * MINUTE)
    assert {wait(ago=short_waits, dice=n / 10) >= 30 * MINUTE for n in range(11)} == {True}


def test_the_usual_gap_follows_what_visits_find():
    gap = None
    for _ in range(40):
        gap = rhythm.usual_gap(gap, timedelta(hours=1), 2)
    assert abs(gap - timedelta(minutes=30)) < timedelta(seconds=5)


def test_a_quiet_visit_tells_of_the_gap_only_when_it_was_longer_than_usual():
    usual = timedelta(hours=1)
    assert rhythm.usual_gap(usual, timedelta(minutes=20), 0) == usual
    assert rhythm.usual_gap(usual, timedelta(hours=6), 0) == timedelta(hours=2)
    assert rhythm.usual_gap(None, timedelta(hours=6), 0) is None


def test_a_server_that_asks_for_years_is_asked_again_the_next_day():
    assert wait(asked=timedelta(days=365 * 30)) == rhythm.LONGEST_ASKED == timedelta(days=1)
