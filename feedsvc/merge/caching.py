"""Pages that come from a cache that does not say so: they are older than they look, and all ages on them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedsvc.merge.revising import Known
from feedsvc.model.entries import Entry, History
from feedsvc.model.pages import Reading
from feedsvc.model.times import PageClock, Span
from feedsvc.model.visits import Body, Learnt

_BY_RETRIEVAL = "http"
"""The basis of a clock that believes the server's word that the page was made when it was asked for."""
_UNSEEN = timedelta(hours=1)
"""How old a hidden cache's page is taken to be at most where no earlier visit tells more."""
_LONGEST = timedelta(hours=12)
_ENOUGH_SIGNS = 1.5
_MEMORY = 0.95
_FINE = timedelta(minutes=3)
"""Ages that are told this closely change while this much time passes."""


def made_after(clock: PageClock | None, learnt: Learnt, before: Body | None) -> datetime | None:
    """Return the earliest moment at which a page from a hidden cache can have been made; None where none hides."""
    if clock is None or clock.basis != _BY_RETRIEVAL or not learnt.hidden_cache:
        return None
    return before.seen_at if before and before.seen_at else clock.span.earliest - _UNSEEN


def watched(again: Sequence[Known], reading: Reading, learnt: Learnt) -> Learnt:
    """Return what was learnt with the articles counted that are older than the visits before left possible.

    Nothing but a page that is older than it looks makes them so.
    """
    if not _may_hide(reading, learnt):
        return learnt
    return replace(learnt, signs_of_cache=learnt.signs_of_cache * _MEMORY + sum(known.earlier for known in again))


def is_suspected(again: Sequence[Known], reading: Reading, learnt: Learnt, before: Body | None) -> bool:
    """Return whether the page shows that a cache hides which was not known of yet.

    Articles are older than the visits before left possible, or most contradict them, or a page with ages to the minute
    stood still for minutes.
    """
    if not _may_hide(reading, learnt):
        return False
    wrong = sum(known.history is None for known in again)
    most = wrong > _ENOUGH_SIGNS and wrong * 2 > len(again)
    return learnt.signs_of_cache >= _ENOUGH_SIGNS or most or _stood_still(reading, before)


def _may_hide(reading: Reading, learnt: Learnt) -> bool:
    return not learnt.hidden_cache and reading.clock is not None and reading.clock.basis == _BY_RETRIEVAL


def _stood_still(reading: Reading, before: Body | None) -> bool:
    if before is None or before.seen_at is None or before.seen_at - before.made_at < _FINE:
        return False
    return any(a.published and a.published.basis == "age" and a.published.span.width < _FINE for a in reading.articles)


def reopened(entry: Entry) -> Entry:
    """Return the entry with all that a clock running ahead may have taken from its span given back."""
    fixed = _earlier(entry.history.fixed) if entry.history.fixed else None
    history: History = replace(entry.history, hypotheses=(), fixed=fixed)
    span = _earlier(Span(entry.published.span.earliest, max(entry.published.span.latest, entry.first_seen_at)))
    return replace(entry, history=history, published=replace(entry.published, span=span))


def _earlier(span: Span) -> Span:
    return Span(span.earliest - _LONGEST, span.latest)
