"""Which moment an entry shows: chosen at first sight, moved a few times by little, when that is sure to help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from feedsvc.merge import ages
from feedsvc.merge.matching import Sight
from feedsvc.model.entries import Entry
from feedsvc.model.times import Span, Timestamp

MOST_MOVES = 3
LONGEST_MOVE = timedelta(minutes=9, seconds=59)
_TRIFLE = timedelta(seconds=10)
_KNOWN = timedelta(minutes=2)
"""Once so little is open, waiting for more gains nothing worth waiting for."""
_WIDE = timedelta(minutes=31)
_HOURS = timedelta(hours=3)
_FOOT = 0.75
"""What stands below this share of a list will have left it soon."""


def last_step(entry: Entry, span: Span) -> datetime:
    """Return the moment to show of an article that has left, of which nothing more will be told.

    The moves that it has left go towards the centre of its span, though that allows the moment shown.
    """
    at = entry.published.at
    if entry.history.moves >= MOST_MOVES or abs(span.centre - at) <= _KNOWN:
        return at
    return _nearer(at, span)


def step(entry: Entry, span: Span, *, leaving: bool) -> datetime:
    """Return the moment to show now that the evidence leaves this span: where it was, or a step nearer.

    Readers see few and small moves: none while the evidence allows the moment, at most ``MOST_MOVES`` of less than ten
    minutes afterwards. The last one waits until the span is narrow or the article about to leave, unless the evidence
    is further away than one move reaches: then no evidence to come can make it a wrong one.
    """
    at = entry.published.at
    out_by, left = abs(span.nearest(at) - at), MOST_MOVES - entry.history.moves
    if out_by <= _TRIFLE or left <= 0:
        return at
    if left == 1 and span.width > _KNOWN and out_by < LONGEST_MOVE and not leaving:
        return at
    return _nearer(at, span)


def _nearer(at: datetime, span: Span) -> datetime:
    return at + max(min(span.centre - at, LONGEST_MOVE), -LONGEST_MOVE)


def leaving(found: Iterable[Sight]) -> frozenset[str]:
    """Return the entries that the page may not show for long: those at the foot of their lists, or in none by time."""
    lists: dict[str | None, list[int]] = defaultdict(list)
    sights = [sight for sight in found if sight.entry]
    places = [place for sight in found for place in sight.places]
    for place in places:
        lists[place.listed].append(place.position)
    foot = {name: sorted(positions)[int(len(positions) * _FOOT)] for name, positions in lists.items()}
    return frozenset(
        sight.entry.id
        for sight in sights
        if sight.entry and not any(p.ordered and p.position < foot[p.listed] for p in sight.places)
    )


# ---- first moments -----------------------------------------------------------------------------------------------


def spread(moments: Sequence[tuple[str | None, Timestamp]]) -> list[Timestamp]:
    """Return the moments, given in page order, with those of one list and one wide span set apart in the list's order.

    So many articles in an hour lie, as far as anybody can tell, at even distances: nearer to the truth than all of
    them in the middle, and in the order that the site gave them. A block of None is no list sorted by time.
    """
    lists: dict[str, list[int]] = defaultdict(list)
    for index, (block, moment) in enumerate(moments):
        if block is not None and moment.basis == ages.AGE:
            lists[block].append(index)
    answer = [moment for _, moment in moments]
    for places in lists.values():
        groups = [list(each) for _, each in groupby(places, key=lambda index: answer[index].span)]
        for number, group in enumerate(groups):
            if len(group) > 1 and answer[group[0]].span.width > _WIDE:
                first, pace = _pace(answer, groups, number)
                for rank, index in enumerate(group, start=1):
                    moment = answer[index]
                    answer[index] = replace(moment, at=moment.span.nearest(first - pace * rank))
    return answer


def _pace(moments: Sequence[Timestamp], groups: Sequence[Sequence[int]], number: int) -> tuple[datetime, timedelta]:
    """Return after which moment the articles of one span begin in a list, and how far they are apart.

    Evenly over the span; one of days begins where the articles above it end. The last of a list are cut off by its
    length, not by their span: they follow each other no further apart than those above them did.
    """
    group = groups[number]
    span = moments[group[0]].span
    above = sum(map(len, groups[:number]))
    if not above or span.width <= _HOURS:
        return span.latest, span.width / (len(group) + 1)
    first = span.nearest(moments[groups[number - 1][-1]].at)
    older = moments[groups[number + 1][0]].span.latest if number + 1 < len(groups) else None
    even = (first - span.nearest(older or span.earliest)) / (len(group) + 1)
    return first, even if older else min(even, (moments[groups[0][0]].at - first) / above)
