"""How old a page may be although its server says that it was just made: what visits at uneven distances rule out.

A cache that keeps pages for some time gives pages of another age at each visit, unless the visits keep its step. Ages
to the minute that agree over two visits show that both pages were equally old, and so which lifetimes no cache can
have that they come from: only those go on that divide the time between them. What none rules out remains in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

from feedsvc.merge import ages
from feedsvc.merge.revising import Known
from feedsvc.model.pages import Reading
from feedsvc.model.times import Span
from feedsvc.model.visits import Agreement, Learnt

FRESHLY_MADE = "http"
"""The basis of a clock that believes the server's word that the page was made when it was asked for."""
SPEAKING = "http age"
_PRECISE = timedelta(minutes=3)
_SHORT = timedelta(minutes=4)
"""Lifetimes below this are hardly longer than the ages are exact; ages that go on agreeing leave none of them."""
_LEAST_AGREEMENTS = 4
_KEPT = 16
_STEPS = 4
"""Into so many steps the tolerance is cut when lifetimes are tried."""


def doubt(reading: Reading, learnt: Learnt) -> timedelta:
    """Return how much older than it looks a page may be."""
    return learnt.doubt if is_unproven(reading, learnt) else timedelta()


def is_unproven(reading: Reading, learnt: Learnt) -> bool:
    """Return whether a page is fresh by its server's word alone, on a site that no cache is known of."""
    fresh = reading.clock is not None and reading.clock.basis == FRESHLY_MADE
    return fresh and not learnt.hidden_cache and not learnt.cache_speaks


def watched(again: Sequence[Known], reading: Reading, learnt: Learnt, seen_at: datetime) -> Learnt:
    """Return what was learnt with this visit's agreements, and the doubt that all of them leave."""
    if reading.clock is not None and reading.clock.basis == SPEAKING:
        return replace(learnt, cache_speaks=True)
    if doubt(reading, learnt) <= ages.SHORTEST:
        return learnt
    if any(known.earlier for known in again):
        return replace(learnt, agreements=())
    agreements = (*learnt.agreements, *_agreements(again, seen_at))[-_KEPT:]
    if len(agreements) < _LEAST_AGREEMENTS:
        return replace(learnt, agreements=agreements)
    left = _longest_lifetime(agreements, learnt.doubt)
    return replace(learnt, doubt=ages.SHORTEST if left <= _SHORT else left, agreements=agreements)


def is_witnessed(again: Sequence[Known]) -> bool:
    """Return whether more articles say to the minute that the page is as old as it looks than speak against it."""
    precise = sum(_precision(known) is not None for known in again)
    return precise > sum(known.history is None for known in again)


def _agreements(again: Iterable[Known], seen_at: datetime) -> Iterator[Agreement]:
    """Yield what articles that had an age to the minute since they were first seen tell of the two visits."""
    for known in again:
        within = _precision(known)
        if within and known.entry.last_seen_at < seen_at:
            yield Agreement(seen_at - known.entry.first_seen_at, within)


def _precision(known: Known) -> timedelta | None:
    """Return how closely an article's age agrees with all its earlier ones; None where one of them is coarse."""
    if known.history is None or known.told is None or not known.told.ages or known.entry.republished:
        return None
    before = ages.span(known.entry.history, frozenset())
    told = reduce(Span.hull, (meaning.span for meaning in known.told.ages[0]))
    return told.width if before and before.width + told.width <= _PRECISE else None


def _longest_lifetime(agreements: Sequence[Agreement], longest: timedelta) -> timedelta:
    """Return the longest lifetime, up to ``longest``, of a cache that can have given all pages that agree.

    Lifetimes are tried so closely that the ages they mean differ by a share of the tolerance from one to the next.
    """
    pairs = {(agreement.apart.total_seconds(), agreement.within.total_seconds()) for agreement in agreements}
    tolerance, reach = min(within for _, within in pairs), max(apart for apart, _ in pairs)
    lifetime, least = longest.total_seconds(), _SHORT.total_seconds()
    while lifetime > least and any(_off_step(apart, lifetime) > within for apart, within in pairs):
        lifetime -= tolerance * lifetime / (_STEPS * max(reach, lifetime))
    return timedelta(seconds=max(lifetime, least))


def _off_step(apart: float, lifetime: float) -> float:
    """Return by how many seconds a time misses the nearest multiple of the lifetime."""
    return abs(apart - round(apart / lifetime) * lifetime)
