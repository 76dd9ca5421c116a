"""What is known of a source after one more visit. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate

from feedsvc import health, rhythm
from feedsvc.model.changes import Changes
from feedsvc.model.pages import Reading
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.model.visits import Body, Learnt, Outcome, SourceState, Visit

_WEIGHT_OF_A_VISIT = 0.2
_MAX_LAYOUT = 200
_MAX_ADDRESSES = 100


def visited(state: SourceState, visit: Visit, asked: timedelta | None) -> SourceState:
    """Return the state after a visit, whatever came of it; ``asked`` is the server's wish to be left alone."""
    after = replace(state, last_visit_at=visit.at, error=visit.error)
    if visit.outcome is Outcome.FAILED:
        retry_at = visit.at + min(asked, rhythm.LONGEST_ASKED) if asked else None
        return replace(after, failures=state.failures + 1, retry_at=retry_at)
    since = visit.at - (state.last_success_at or visit.at)
    waits = (*state.waits, since)[-rhythm.REMEMBERED :] if since > timedelta() else state.waits
    return replace(after, last_success_at=visit.at, failures=0, retry_at=None, waits=waits)


def taught(state: SourceState, visit: Visit, reading: Reading, changes: Changes) -> SourceState:
    """Return the state with what a page that was read taught."""
    layout = _layout(reading)
    learnt = changes.learnt or state.learnt
    moved = bool(learnt.layout and layout and not _overlap(learnt.layout, layout))
    return replace(
        state,
        articles=visit.articles,
        timed=visit.timed,
        emptiness=None if reading.articles else Sentence(reading.reason or sentence("The page shows no articles.")),
        rejection=Sentence(changes.warning) if changes.warning else None,
        last_change_at=visit.at if changes.created or changes.changed else state.last_change_at,
        last_news_at=visit.at if changes.created else state.last_news_at,
        layout_changed_at=visit.at if moved else state.layout_changed_at,
        feeds=reading.feeds or state.feeds,
        sitemaps=reading.sitemaps or state.sitemaps,
        site_name=reading.site_name or state.site_name,
        learnt=_rhythm(replace(learnt, layout=layout or learnt.layout), state, visit),
    )


def told_beside(state: SourceState, visit: Visit, _reading: Reading, changes: Changes) -> SourceState:
    """Return the state with what a further address of the source taught: nothing of how its own page does."""
    return replace(
        state,
        last_change_at=visit.at if changes.created or changes.changed else state.last_change_at,
        last_news_at=visit.at if changes.created else state.last_news_at,
        learnt=changes.learnt or state.learnt,
    )


def met_body(state: SourceState, body: Body, address: str | None) -> SourceState:
    """Return the state with the body that was met last at an address of the source."""
    if address is None:
        return replace(state, body=body)
    others = (*(other for other in state.others if other.address != address), replace(body, address=address))
    return replace(state, others=others[-_MAX_ADDRESSES:])


def _rhythm(learnt: Learnt, state: SourceState, visit: Visit) -> Learnt:
    """Return what was learnt with the averages that a visit moves; the first visit tells nothing of gaps."""
    before, count = learnt.usual_articles, float(visit.articles)
    usual = count if before is None else before + (count - before) * _WEIGHT_OF_A_VISIT
    since = state.last_news_at
    gap = rhythm.usual_gap(learnt.usual_gap, visit.at - since, visit.created) if since else None
    return replace(learnt, usual_articles=usual if count else before, usual_gap=gap or learnt.usual_gap)


def _layout(reading: Reading) -> str:
    """Return the names of the blocks that articles stand in."""
    names = sorted({article.listed for article in reading.articles if article.listed})
    return "\n".join(names)[:_MAX_LAYOUT]


def _overlap(before: str, after: str) -> bool:
    return not set(before.split("\n")).isdisjoint(after.split("\n"))


def planned(
    state: SourceState,
    at: datetime,
    asked: timedelta | None,
    shortest: timedelta,
    longest: timedelta,
    dice: float,
    *,
    aged: bool,
) -> SourceState:
    """Return the state with the next visit's moment, and the faults that the visit at ``at`` leaves.

    ``aged`` says that the source's page prints ages.
    """
    pause = rhythm.wait(
        state.learnt.usual_gap,
        at - (state.last_news_at or at),
        failures=state.failures,
        shortest=shortest,
        longest=longest,
        asked=asked,
        ago=_ago(state, at),
        dice=dice,
        aged=aged,
    )
    due = replace(state, interval=pause, next_visit_at=at + pause)
    return replace(due, faults=health.faults(due, at))


def _ago(state: SourceState, at: datetime) -> tuple[timedelta, ...]:
    """Return how long before a moment the last visits were that succeeded, newest first."""
    if state.last_success_at is None:
        return ()
    return tuple(accumulate(reversed(state.waits), initial=at - state.last_success_at))


def unplanned(state: SourceState, at: datetime) -> SourceState:
    """Return the state of a source that is visited only when somebody asks: a saved page."""
    alone = replace(state, interval=None, next_visit_at=None)
    return replace(alone, faults=health.faults(alone, at))
