from datetime import UTC, datetime

import pytest

from feedsvc.merge import learning
from feedsvc.model.entries import History, Hypothesis
from feedsvc.model.times import Span
from tests.unit.merge.making import NOON

FLOORS, LATE = ("carbon/default", "luxon/toRelative"), ("gh-relative-time/long",)
BOTH = FLOORS + LATE


@pytest.mark.parametrize(
    ("language", "at", "zone"),
    [
        ("it", datetime(2026, 3, 29, 12), "Europe/Rome"),
        ("it-IT", datetime(2026, 3, 29, 12), "Europe/Rome"),
        ("en", datetime(2026, 3, 8, 12), "America/New_York"),
        ("en", datetime(2026, 3, 29, 12), "Europe/London"),
        ("en", datetime(2026, 4, 5, 12), "Australia/Sydney"),
        ("en", datetime(2026, 1, 10, 12), "America/New_York"),
        ("en-GB", datetime(2026, 3, 8, 12), "Europe/London"),
        ("pt_PT", datetime(2026, 3, 29, 12), "Europe/Lisbon"),
    ],
)
def test_of_the_zones_of_a_language_the_one_counts_that_changed_its_clocks_last(language, at, zone):
    assert str(learning.wall(language, at.replace(tzinfo=UTC))[0]) == zone


def test_after_a_change_of_clocks_all_zones_of_the_country_are_possible():
    zones = [str(zone) for zone in learning.wall("en", datetime(2026, 3, 8, 12, tzinfo=UTC))]
    assert zones == ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]
    assert len(learning.wall("en", datetime(2026, 1, 10, 12, tzinfo=UTC))) == 1
    assert len(learning.wall("it", datetime(2026, 3, 29, 12, tzinfo=UTC))) == 1


def test_a_language_without_a_summer_time_keeps_no_wall_clock_of_its_own():
    assert learning.wall("ja", datetime(2026, 3, 29, tzinfo=UTC)) == ()
    assert learning.wall(None, datetime(2026, 3, 29, tzinfo=UTC)) == ()


def told(names, count):
    return [History((Hypothesis(names, Span(NOON, NOON)),))] * count


@pytest.mark.parametrize(
    ("histories", "expected"),
    [
        ([*told(BOTH, 9), *told(FLOORS, 1)], set(FLOORS)),
        ([*told(BOTH, 8), *told(FLOORS, 1)], set(BOTH)),
        ([*told(BOTH, 9), *told(FLOORS, 1), *told(LATE, 1)], set(BOTH)),
        (told(BOTH, 10), set(BOTH)),
    ],
    ids=["contradicted once", "too few", "another is contradicted as well", "none contradicted"],
)
def test_one_contradiction_is_enough_not_to_be_named_where_others_explain_every_article(histories, expected):
    likely = learning.likeliest(frozenset(BOTH), histories)
    assert learning.candidates(frozenset(BOTH), likely, histories) == expected
    assert learning.remaining(frozenset(BOTH), histories) == set(BOTH)
