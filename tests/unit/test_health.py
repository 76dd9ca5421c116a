from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc import health
from feedsvc.model.visits import Health, Learnt, SourceState

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL = SourceState(
    "site",
    last_visit_at=NOON,
    last_success_at=NOON,
    next_visit_at=NOON + HOUR,
    interval=HOUR,
    articles=20,
    timed=20,
    last_news_at=NOON,
    learnt=Learnt(usual_articles=20.0, usual_gap=HOUR),
)


def kinds(at=NOON, **changes):
    return [fault.kind for fault in health.faults(replace(WELL, **changes), at)]


def worst(**changes):
    return replace(WELL, faults=health.faults(replace(WELL, **changes), NOON)).health


def test_a_source_that_does_as_usual_is_well():
    assert kinds() == []
    assert worst() is Health.PASS


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"failures": 1, "error": "500"}, "failing"),
        ({"articles": 0, "timed": 0}, "empty"),
        ({"articles": 9, "timed": 9}, "fewer"),
        ({"timed": 15}, "untimed"),
        ({"rejection": "wrong clock"}, "rejected"),
        ({"layout_changed_at": NOON - HOUR}, "layout"),
        ({"learnt": replace(WELL.learnt, relearnt_at=NOON - HOUR)}, "relearnt"),
        ({"last_news_at": NOON - 7 * HOUR}, "silent"),
        ({"next_visit_at": NOON - 4 * HOUR}, "late"),
    ],
)
def test_each_thing_that_is_wrong_is_named(changes, kind):
    assert kinds(**changes) == [kind]


@pytest.mark.parametrize(
    "changes",
    [
        {"articles": 11, "timed": 11},
        {"timed": 16},
        {"layout_changed_at": NOON - timedelta(days=2)},
        {"learnt": replace(WELL.learnt, relearnt_at=NOON - timedelta(days=2))},
        {"last_news_at": NOON - 5 * HOUR},
        {"next_visit_at": NOON - 2 * HOUR},
    ],
)
def test_what_is_within_the_usual_is_no_fault(changes):
    assert kinds(**changes) == []


def test_one_failure_warns_and_three_fail():
    assert worst(failures=1, error="500") is Health.WARN
    assert worst(failures=3, error="500") is Health.FAIL


def test_a_page_without_articles_fails():
    assert worst(articles=0, timed=0, emptiness="a captcha") is Health.FAIL


def test_time_alone_makes_a_source_silent_and_late():
    assert kinds(NOON + 7 * HOUR) == ["silent", "late"]


def test_a_saved_page_that_nobody_visits_again_stays_well():
    assert kinds(NOON + 9000 * HOUR, next_visit_at=None, interval=None) == []


def test_a_source_never_visited_has_no_faults():
    assert health.faults(SourceState("new"), NOON) == ()


def test_what_time_alone_adds_is_there_before_the_next_visit():
    visited = replace(WELL, timed=10)
    visited = replace(visited, faults=health.faults(visited, NOON))
    later = health.present(visited, NOON + 9 * HOUR)
    assert [fault.kind for fault in later.faults] == ["untimed", "silent", "late"]
    assert health.present(later, NOON).faults == visited.faults


def test_a_source_that_nobody_visits_any_more_fails_in_the_end():
    assert [health.present(WELL, NOON + hours * HOUR).health for hours in (1, 5, 14)] == [
        Health.PASS,
        Health.WARN,
        Health.FAIL,
    ]
