"""What is wrong with a source, from what is known of it. Pure: a state and an instant in, faults out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from feedsvc.model.sentences import counted, sentence
from feedsvc.model.visits import Fault, SourceState

Check = Callable[[SourceState, datetime], Fault | None]

FAILURES_TO_FAIL = 3
_MIN_TIMED_SHARE = 0.8
_SILENCE_IN_GAPS = 3
_LAYOUT_NEWS = timedelta(days=1)
_LEAST_SILENCE = timedelta(hours=6)
_LATE_IN_INTERVALS = 3
_LEAST_LATENESS = timedelta(minutes=5)
_LOST_IN_INTERVALS = 12
_BY_TIME = frozenset({"silent", "late"})
_MIN_USUAL_ARTICLES = 4


def faults(state: SourceState, now: datetime) -> tuple[Fault, ...]:
    """Return what is wrong with a source at an instant, the worst first; () is well.

    The state's own ``faults`` are those of its last visit: time alone adds to them (silence, a visit overdue), unless
    no further visit is planned.
    """
    return _ordered(_found(_CHECKS, state, now))


def present(state: SourceState, now: datetime) -> SourceState:
    """Return the state as it is at an instant: to the faults of its last visit comes what time alone has added."""
    lasting = [fault for fault in state.faults if fault.kind not in _BY_TIME]
    return replace(state, faults=_ordered([*lasting, *_found((_silent, _late), state, now)]))


def _found(checks: Iterable[Check], state: SourceState, now: datetime) -> list[Fault]:
    return [fault for check in checks if (fault := check(state, now))]


def _ordered(found: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(found, key=lambda fault: not fault.fails))


def _failing(state: SourceState, _now: datetime) -> Fault | None:
    if not state.failures:
        return None
    reason = counted(
        "The last visit failed. %(why)s", "The last %(n)s visits failed. %(why)s", state.failures, why=state.error or ""
    )
    return Fault("failing", reason, fails=state.failures >= FAILURES_TO_FAIL)


def _rejected(state: SourceState, _now: datetime) -> Fault | None:
    if not state.rejection:
        return None
    return Fault("rejected", sentence("Nothing was taken from the last visit: %(why)s", why=state.rejection))


def _empty(state: SourceState, _now: datetime) -> Fault | None:
    if state.last_success_at is None or state.articles:
        return None
    return Fault("empty", state.emptiness or sentence("The page shows no articles."), fails=True)


def _fewer(state: SourceState, _now: datetime) -> Fault | None:
    usual = state.learnt.usual_articles
    if not usual or usual < _MIN_USUAL_ARTICLES or not state.articles or state.articles * 2 > usual:
        return None
    reason = counted(
        "The page shows only %(n)s article; it usually shows about %(usual)s.",
        "The page shows only %(n)s articles; it usually shows about %(usual)s.",
        state.articles,
        usual=round(usual),
    )
    return Fault("fewer", reason)


def _untimed(state: SourceState, _now: datetime) -> Fault | None:
    share = state.timed_share
    if share is None or share >= _MIN_TIMED_SHARE:
        return None
    reason = counted(
        "Only %(n)s of %(articles)s articles has a time.",
        "Only %(n)s of %(articles)s articles have a time.",
        state.timed,
        articles=state.articles,
    )
    return Fault("untimed", reason)


def _silent(state: SourceState, now: datetime) -> Fault | None:
    gap, last = state.learnt.usual_gap, state.last_news_at
    if (
        state.next_visit_at is None
        or gap is None
        or last is None
        or now - last <= max(gap * _SILENCE_IN_GAPS, _LEAST_SILENCE)
    ):
        return None
    reason = sentence("Nothing new since %(time)s; there is usually something every %(gap)s.", time=last, gap=gap)
    return Fault("silent", reason)


def _late(state: SourceState, now: datetime) -> Fault | None:
    due, interval = state.next_visit_at, state.interval
    if due is None or interval is None or now <= due + max(interval * _LATE_IN_INTERVALS, _LEAST_LATENESS):
        return None
    reason = sentence("A visit has been due since %(time)s: is the refresher running?", time=due)
    return Fault("late", reason, fails=now > due + interval * _LOST_IN_INTERVALS)


def _laid_out_anew(state: SourceState, now: datetime) -> Fault | None:
    changed = state.layout_changed_at
    if changed is None or now - changed > _LAYOUT_NEWS:
        return None
    reason = sentence("Since %(time)s the articles stand in other places of the page.", time=changed)
    return Fault("layout", reason)


def _learnt_anew(state: SourceState, now: datetime) -> Fault | None:
    since = state.learnt.relearnt_at
    if since is None or now - since > _LAYOUT_NEWS:
        return None
    reason = sentence("Since %(time)s the times say otherwise than before: they are learnt anew.", time=since)
    return Fault("relearnt", reason)


_CHECKS: tuple[Check, ...] = (
    _failing,
    _rejected,
    _empty,
    _fewer,
    _untimed,
    _silent,
    _late,
    _laid_out_anew,
    _learnt_anew,
)
