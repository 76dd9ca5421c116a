"""Which due source is visited next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedsvc.jobs.politeness import Waiting
from feedsvc.model.visits import Due

NOW = datetime(2026, 1, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def waiting(*due: tuple[str, str | None], gap: float = 2) -> Waiting:
    result = Waiting(timedelta(seconds=gap))
    result.add([Due(source, host, None) for source, host in due], NOW)
    return result


def test_a_host_is_visited_once_at_a_time_and_again_after_its_gap():
    line = waiting(("a", "x"), ("b", "x"))
    assert line.take(NOW) == "a"
    assert line.take(NOW + 9 * SECOND) is None
    line.done("a", NOW + 9 * SECOND)
    assert line.take(NOW + 10 * SECOND) is None
    assert line.take(NOW + 11 * SECOND) == "b"


def test_a_busy_host_holds_up_no_other():
    line = waiting(("a", "x"), ("b", "x"), ("c", "y"), ("d", None), ("e", None))
    assert [line.take(NOW) for _ in range(5)] == ["a", "c", "d", "e", None]


def test_hosts_take_turns():
    line = waiting(("a1", "a"), ("a2", "a"), ("b1", "b"), gap=0)
    taken = []
    for _ in range(3):
        taken.append(line.take(NOW))
        line.done(taken[-1], NOW)
    assert taken == ["a1", "b1", "a2"]


def test_a_source_that_waits_or_is_visited_is_not_added_again():
    line = waiting(("a", "x"))
    line.add([Due("a", "x", None)], NOW)
    assert len(line) == 1
    line.take(NOW)
    line.add([Due("a", "x", None)], NOW)
    assert line.take(NOW + 99 * SECOND) is None
    line.done("a", NOW)
    assert len(line) == 0


def test_a_source_that_was_put_off_is_not_added_before_its_time():
    line = waiting(("a", "x"), gap=0)
    line.take(NOW)
    line.done("a", NOW, put_off=5 * SECOND)
    line.add([Due("a", "x", None)], NOW + 4 * SECOND)
    assert line.take(NOW + 4 * SECOND) is None
    line.add([Due("a", "x", None)], NOW + 5 * SECOND)
    assert line.take(NOW + 5 * SECOND) == "a"


def test_a_source_visited_since_the_store_was_asked_is_not_added():
    line = waiting(("a", "x"), gap=0)
    line.take(NOW)
    line.done("a", NOW + SECOND)
    line.add([Due("a", "x", None)], NOW + SECOND / 2)
    assert line.take(NOW + 9 * SECOND) is None


def test_idle_hosts_are_forgotten_only_after_their_gap():
    line = waiting(("a", "x"))
    line.take(NOW)
    line.done("a", NOW)
    line.forget_idle(NOW + SECOND)
    line.add([Due("b", "x", None)], NOW + SECOND)
    assert line.take(NOW + SECOND) is None
    line.take(NOW + 3 * SECOND)
    line.done("b", NOW + 3 * SECOND)
    line.forget_idle(NOW + 9 * SECOND)
    line.add([Due("c", "x", None)], NOW + 9 * SECOND)
    assert line.take(NOW + 9 * SECOND) == "c"


def test_a_host_that_asks_for_a_longer_gap_gets_it():
    line = waiting(("a", "x"), ("b", "x"))
    line.take(NOW)
    line.done("a", NOW, gap=30 * SECOND)
    assert line.take(NOW + 29 * SECOND) is None
    assert line.take(NOW + 30 * SECOND) == "b"


def test_a_host_that_asks_for_a_shorter_gap_gets_ours():
    line = waiting(("a", "x"), ("b", "x"))
    line.take(NOW)
    line.done("a", NOW, gap=SECOND)
    assert line.take(NOW + SECOND) is None
