"""What is wrong with a source, from what is known of it. Pure: a state and an instant in, faults out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

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
    found = [fault for check in checks if (fault := check(state, now))]
    return [replace(fault, reason=_sentence(fault.reason)) for fault in found]


def _ordered(found: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(found, key=lambda fault: not fault.fails))


def _sentence(reason: str) -> str:
    """Return a reason as it stands among others: it begins with a capital letter and ends with a stop."""
    end = "" if reason.endswith("?") else "."
    return reason[:1].upper() + reason[1:].rstrip(". ") + end


def _failing(state: SourceState, _now: datetime) -> Fault | None:
    if not state.failures:
        return None
    times = "once" if state.failures == 1 else f"{state.failures} times in a row"
    return Fault("failing", f"failed {times}: {state.error}", fails=state.failures >= FAILURES_TO_FAIL)


def _rejected(state: SourceState, _now: datetime) -> Fault | None:
    return Fault("rejected", str(state.rejection)) if state.rejection else None


def _empty(state: SourceState, _now: datetime) -> Fault | None:
    if state.last_success_at is None or state.articles:
        return None
    return Fault("empty", str(state.emptiness or "The page shows no articles."), fails=True)


def _fewer(state: SourceState, _now: datetime) -> Fault | None:
    usual = state.learnt.usual_articles
    if not usual or usual < _MIN_USUAL_ARTICLES or not state.articles or state.articles * 2 > usual:
        return None
    return Fault("fewer", f"the page shows {state.articles} articles, usually about {usual:.0f}")


def _untimed(state: SourceState, _now: datetime) -> Fault | None:
    share = state.timed_share
    if share is None or share >= _MIN_TIMED_SHARE:
        return None
    return Fault("untimed", f"only {state.timed} of {state.articles} articles have a time")


def _silent(state: SourceState, now: datetime) -> Fault | None:
    gap, last = state.learnt.usual_gap, state.last_news_at
    if (
        state.next_visit_at is None
        or gap is None
        or last is None
        or now - last <= max(gap * _SILENCE_IN_GAPS, _LEAST_SILENCE)
    ):
        return None
    return Fault("silent", f"nothing new since {last:%Y-%m-%d %H:%M} UTC, usually every {_spoken(gap)}")


def _late(state: SourceState, now: datetime) -> Fault | None:
    due, interval = state.next_visit_at, state.interval
    if due is None or interval is None or now <= due + max(interval * _LATE_IN_INTERVALS, _LEAST_LATENESS):
        return None
    reason = f"a visit has been due since {due:%Y-%m-%d %H:%M} UTC: is the refresher running?"
    return Fault("late", reason, fails=now > due + interval * _LOST_IN_INTERVALS)


def _laid_out_anew(state: SourceState, now: datetime) -> Fault | None:
    changed = state.layout_changed_at
    if changed is None or now - changed > _LAYOUT_NEWS:
        return None
    return Fault("layout", f"since {changed:%Y-%m-%d %H:%M} UTC the articles stand in other places of the page")


def _learnt_anew(state: SourceState, now: datetime) -> Fault | None:
    since = state.learnt.relearnt_at
    if since is None or now - since > _LAYOUT_NEWS:
        return None
    return Fault("relearnt", f"since {since:%Y-%m-%d %H:%M} UTC the times say otherwise than before: learnt anew")


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


def _spoken(length: timedelta) -> str:
    minutes = length / timedelta(minutes=1)
    if minutes < 100:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 60 * 48 else f"{minutes / 1440:.0f} days"
