"""Blocks beside a page's main list that are cached apart: their ages are too small, by as long as they are kept.

Nothing on one page tells such a block from one that is made with the page. So its ages bound a publication from one
side, and by an hour less from the other; one that turns out to lag by more is remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from feedsvc.merge import ages, narrowing
from feedsvc.merge.ages import Setting
from feedsvc.merge.matching import Sight
from feedsvc.merge.revising import Known
from feedsvc.model.entries import Entry
from feedsvc.model.times import Span

_LONGEST = timedelta(hours=12)


def beside(found: Iterable[Sight]) -> frozenset[str]:
    """Return the blocks with ages that are neither the page's largest nor sorted by time, as what is most read is."""
    places = [
        place for sight in found for place in sight.places if place.published and place.published.basis == ages.AGE
    ]
    sizes = Counter(place.listed for place in places)
    largest = max(sizes, key=lambda block: sizes[block], default=None)
    return frozenset(p.listed for p in places if p.listed and p.listed != largest and not p.ordered)


def lagging(found: Iterable[Sight], aside: frozenset[str]) -> frozenset[str]:
    """Return the blocks that the page itself shows to be made before it was.

    A reader that joins an article's places keeps the age that was too small, but not where it stood: beside the list.
    """
    sights = list(found)
    named = frozenset[str]().union(*(narrowing.lagging(sight.places) for sight in sights))
    return named | aside if any(narrowing.is_told_younger(sight.places) for sight in sights) else named


def is_aside(sight: Sight, setting: Setting) -> bool:
    """Return whether an article stands only in blocks that may be made before the page is."""
    blocks = setting.aside | setting.lagging
    return all(place.listed in blocks for place in sight.places if place.published)


def late(again: Sequence[Known], setting: Setting) -> frozenset[str]:
    """Return the blocks that turn out to have been made longer before the page than was taken for likely.

    Their articles contradict what was known of them, and no others do: those would speak of the page or its program.
    """
    wrong = [known for known in again if known.told and known.history is None and not known.entry.republished]
    if not all(known.aside for known in wrong):
        return frozenset()
    blocks = {place.listed for known in wrong for place in known.sight.places}
    return frozenset(block for block in blocks if block in setting.aside) - setting.lagging


def reopened(known: Iterable[Entry], again: Iterable[Known], blocks: frozenset[str]) -> tuple[Entry, ...]:
    """Return the entries with what was told by these blocks alone opened as far as a block can lag."""
    told = {one.entry.id for one in again if all(place.listed in blocks for place in one.sight.places)}
    return tuple(_opened(entry) if entry.id in told else entry for entry in known)


def _opened(entry: Entry) -> Entry:
    shown = entry.published.span
    span = Span(shown.earliest - _LONGEST, max(shown.latest, entry.first_seen_at))
    history = replace(entry.history, hypotheses=(), fixed=span, not_before=None, not_after=None)
    return replace(entry, history=history, published=replace(entry.published, span=shown.hull(span)))
