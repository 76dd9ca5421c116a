"""Pages that come from a cache that does not say so: they are older than they look, and all ages on them too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from feedsvc.merge.ages import AGE
from feedsvc.merge.freshness import FRESHLY_MADE, is_unproven
from feedsvc.merge.revising import Known
from feedsvc.model.entries import Entry, History
from feedsvc.model.pages import Reading
from feedsvc.model.times import PageClock, Span
from feedsvc.model.visits import Body, Learnt

_UNSEEN = timedelta(hours=1)
"""How old a hidden cache's page is taken to be at most where no earlier visit tells more."""
_LIFETIME = Learnt().doubt
_LONGEST = timedelta(hours=12)
"""How old it is taken to be at most where what was seen before was believed."""
_ENOUGH_SIGNS = 1.5
_MEMORY = 0.95
_FINE = timedelta(minutes=3)
"""Ages that are told this closely change while this much time passes."""


def made_after(clock: PageClock | None, learnt: Learnt, before: Body | None) -> datetime | None:
    """Return the earliest moment at which a page from a hidden cache can have been made; None where none hides."""
    if clock is None or clock.basis != FRESHLY_MADE or not learnt.hidden_cache:
        return None
    return before.seen_at if before and before.seen_at else clock.span.earliest - _UNSEEN


def shown_until(learnt: Learnt, before: Body | None) -> datetime | None:
    """Return the earliest moment at which the body before can have been made: what it did not show is younger."""
    if before is None or not learnt.hidden_cache:
        return before.made_after if before else None
    return before.changed_since


def watched(again: Sequence[Known], reading: Reading, learnt: Learnt) -> Learnt:
    """Return what was learnt with the articles counted that are older than the visits before left possible.

    Nothing but a page that is older than it looks makes them so.
    """
    if not is_unproven(reading, learnt):
        return learnt
    return replace(learnt, signs_of_cache=learnt.signs_of_cache * _MEMORY + sum(known.earlier for known in again))


class Noticed(NamedTuple):
    """What is left of what was known and learnt once it is noticed that pages were older than was believed."""

    known: tuple[Entry, ...]
    learnt: Learnt


def noticed(
    known: Iterable[Entry], again: Sequence[Known], reading: Reading, learnt: Learnt, before: Body | None
) -> Noticed | None:
    """Return what to begin again from where a page shows that a cache hides, or keeps pages longer than was known."""
    if is_suspected(again, reading, learnt, before):
        believed = _LONGEST
    elif is_outlasted(again, learnt):
        believed = lifetime(again)
    else:
        return None
    lived = lifetime(again)
    return Noticed(
        tuple(reopened(entry, lived, believed) for entry in known),
        replace(learnt, hidden_cache=True, humanizer=None, humanizers=(), doubt=lived),
    )


def is_suspected(again: Sequence[Known], reading: Reading, learnt: Learnt, before: Body | None) -> bool:
    """Return whether the page shows that a cache hides which was not known of yet.

    Articles are older than the visits before left possible, or most contradict them by their ages, or a page with ages
    to the minute stood still for minutes. Dates owe nothing to when the page was made.
    """
    if not is_unproven(reading, learnt):
        return False
    judged = [known for known in again if known.told and not known.entry.republished]
    aged = [known for known in judged if known.told and known.told.ages and known.entry.history.hypotheses]
    wrong = sum(known.history is None for known in aged)
    most = wrong > _ENOUGH_SIGNS and wrong * 2 > len(aged)
    return learnt.signs_of_cache >= _ENOUGH_SIGNS or most or _stood_still(again, before)


def _stood_still(again: Sequence[Known], before: Body | None) -> bool:
    """Return whether the body before stood still for minutes although it held an age to the minute.

    Only an age that is still told to the minute, of an article that stood on that body, was one then as well.
    """
    if before is None or before.seen_at is None or before.seen_at - before.made_at < _FINE:
        return False
    met = [k for k in again if k.entry.first_seen_at <= before.made_at <= k.entry.last_seen_at]
    shown = (known.sight.article.published for known in met)
    return any(moment and moment.basis == AGE and moment.span.width < _FINE for moment in shown)


def lifetime(again: Iterable[Known]) -> timedelta:
    """Return how old a page may have been that was believed, by the articles that are older than it left possible."""
    pairs = [(known.entry.published.span, known.told) for known in again if known.earlier]
    apart = [
        span.latest - min(meaning.span.earliest for meaning in age) for span, told in pairs if told for age in told.ages
    ]
    return max(min(median_low(apart) + _LIFETIME, _LONGEST), _LIFETIME) if apart else _LIFETIME


def is_outlasted(again: Sequence[Known], learnt: Learnt) -> bool:
    """Return whether most articles are older than even the known cache's pages left possible: it keeps them longer."""
    earlier = sum(known.earlier for known in again)
    return learnt.hidden_cache and 2 * earlier > len(again) and lifetime(again) > learnt.doubt


def reopened(entry: Entry, lived: timedelta, believed: timedelta = _LONGEST) -> Entry:
    """Return the entry with all that a clock running ahead may have taken from its span given back.

    ``lived`` is how old its pages may have been, ``believed`` where nothing was kept of what they leave then.
    """
    span = _possible(entry, lived, believed)
    history: History = replace(entry.history, hypotheses=(), fixed=span, not_before=None, not_after=None)
    shown = entry.published.span.hull(span)
    return replace(entry, history=history, published=replace(entry.published, span=shown))


def believed_once(known: Sequence[Entry], learnt: Learnt) -> tuple[Entry, ...]:
    """Return the entries with those opened again that were last met before the site's cache was noticed."""
    if not learnt.hidden_cache:
        return tuple(known)
    return tuple(
        reopened(entry, max(learnt.doubt, _LIFETIME)) if entry.history.not_before else entry for entry in known
    )


def _possible(entry: Entry, lived: timedelta, believed: timedelta) -> Span:
    """Return when the article can have been published on pages as old as a cache can have made them."""
    low, high = entry.history.not_before, entry.history.not_after
    if low is not None and high is not None and low - lived <= high:
        return Span(low - lived, high)
    span = Span(entry.published.span.earliest, max(entry.published.span.latest, entry.first_seen_at))
    fixed = entry.history.fixed or span
    return Span(min(fixed.earliest, span.earliest) - believed, max(fixed.latest, span.latest))
