from datetime import UTC, datetime, timedelta

from feedsvc import serverclock
from feedsvc.model.pages import Origin

T = datetime(2026, 1, 10, 12, tzinfo=UTC)
NONE = timedelta()


def lags(*answers: tuple[float, float | None]) -> tuple[timedelta, ...]:
    """What answers leave, each by the minutes that its date lies back and the age in minutes that it states."""
    found: tuple[timedelta, ...] = ()
    for back, age in answers:
        stated = None if age is None else age * 60
        found = serverclock.met(found, Origin(retrieved_at=T, date=T - timedelta(minutes=back), age=stated))
    return found


def test_one_old_answer_may_come_from_a_cache_or_from_a_clock_that_is_behind():
    assert serverclock.behind(lags((5, None))) == (NONE, timedelta(minutes=5))


def test_answers_that_are_always_as_old_come_from_a_clock_that_is_behind():
    assert serverclock.behind(lags((5, None), (5.01, None), (5, None))) == (timedelta(minutes=5),) * 2


def test_answers_of_different_age_come_from_a_cache():
    assert serverclock.behind(lags((5, None), (12, None))) == (NONE, NONE)


def test_a_clock_that_was_right_once_is_right():
    assert serverclock.behind(lags((0, None), (5, None), (5, None), (5, None))) == (NONE, NONE)


def test_the_age_that_a_cache_states_explains_a_date():
    assert serverclock.behind(lags((5, 5), (9, 9))) == (NONE, NONE)
    assert serverclock.behind(lags((8, 3), (14, 9), (5, 0))) == (timedelta(minutes=5),) * 2


def test_an_answer_without_a_date_tells_nothing():
    assert serverclock.met((), Origin(retrieved_at=T)) == ()
    assert serverclock.behind(()) == (NONE, NONE)
