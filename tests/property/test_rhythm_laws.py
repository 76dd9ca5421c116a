"""Laws of the rhythm: bounds are kept whatever was before, and the visits to a source fill the hour."""

import random
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feedsvc import rhythm

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEN, SIX_HOURS = 10 * MINUTE, 6 * HOUR
lengths = st.timedeltas(timedelta(), timedelta(days=60))
throws = st.floats(0, 1, exclude_max=True)
pasts = st.lists(lengths, max_size=rhythm.REMEMBERED + 1).map(lambda ago: tuple(sorted(ago)))


@given(st.none() | lengths, lengths, st.integers(0, 40), pasts, throws)
def test_no_wait_is_shorter_or_longer_than_allowed(gap, quiet, failures, ago, dice):
    chosen = rhythm.wait(gap, quiet, failures=failures, shortest=TEN, longest=SIX_HOURS, asked=None, ago=ago, dice=dice)
    assert TEN <= chosen <= SIX_HOURS


@given(lengths, lengths, pasts, throws)
def test_the_wish_of_the_server_wins(gap, asked, ago, dice):
    chosen = rhythm.wait(gap, timedelta(), failures=1, shortest=TEN, longest=SIX_HOURS, asked=asked, ago=ago, dice=dice)
    assert chosen >= min(asked, rhythm.LONGEST_ASKED)


@given(st.floats(5, 300), st.integers(0, 10**9))
def test_waits_lie_around_the_plan_and_in_the_mean_on_it(plan, seed):
    waits = [after - before for before, after in pairwise(visits(plan * MINUTE, 60, seed))]
    assert all(plan / 2 <= wait / MINUTE <= plan * 1.5 for wait in waits)
    assert 0.8 <= sum(waits, timedelta()) / len(waits) / MINUTE / plan <= 1.3


@given(st.floats(5, 300), st.integers(0, 10**9))
def test_two_dozen_visits_leave_no_large_part_of_the_hour_unmet(plan, seed):
    """Thrown by dice alone, they leave more than ten minutes in every second case."""
    assert all(largest_gap(visits(plan * MINUTE, 40, seed)[first : first + 24]) <= 15 * MINUTE for first in (0, 8, 16))


def test_the_hour_is_filled_twice_as_evenly_as_by_dice():
    gaps = [largest_gap(visits(plan * MINUTE, 24, plan)) for plan in range(5, 181)]
    assert sum(gaps, timedelta()) / len(gaps) < 6 * MINUTE


def test_plans_that_change_and_visits_that_come_late_leave_it_filled():
    gaps = [largest_gap(visits(30 * MINUTE, 24, seed, unrest=0.5)) for seed in range(200)]
    assert sum(gaps, timedelta()) / len(gaps) < 7 * MINUTE


def test_sources_that_begin_together_do_not_stay_together():
    minutes = Counter(at // MINUTE for seed in range(300) for at in visits(20 * MINUTE, 30, seed, first=timedelta()))
    late = [count for minute, count in minutes.items() if 5 * 60 <= minute < 8 * 60]
    assert max(late) < 4 * sum(late) / 180


def visits(plan, count, seed, unrest=0.0, first=None):
    """The moments of visits to a source whose plan and punctuality may vary."""
    dice = random.Random(seed)
    at = [dice.random() * HOUR if first is None else first]
    while len(at) < count:
        ago = tuple(at[-1] - before for before in reversed(at[-rhythm.REMEMBERED - 1 :]))
        gap = 2 * plan * (1 + unrest * (2 * dice.random() - 1))
        wait = rhythm.wait(
            gap,
            timedelta(),
            failures=0,
            shortest=MINUTE,
            longest=SIX_HOURS * 2,
            asked=None,
            ago=ago,
            dice=dice.random(),
        )
        at.append(at[-1] + wait + unrest * dice.random() * MINUTE)
    return at


def largest_gap(moments):
    hands = sorted(at % HOUR for at in moments)
    return max(after - before for before, after in pairwise((*hands, hands[0] + HOUR)))
