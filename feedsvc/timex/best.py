"""The best single point over spans that do not agree: where most weight lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from feedsvc.model.times import Span


@dataclass(frozen=True, slots=True)
class Weighted:
    """A span with the weight of those who hold it."""

    span: Span
    weight: float


def best(spans: Sequence[Weighted]) -> datetime:
    """Return the centre of the stretch that the greatest weight of spans contains, the widest of equals.

    A sweep over the ends, O(n log n). Spans that only touch share nothing; raises ValueError for no spans.
    """
    if len({w.span for w in spans}) == 1:
        return spans[0].span.centre
    ends = sorted({w.span.earliest for w in spans} | {w.span.latest for w in spans})
    change = dict.fromkeys(ends, 0.0)
    for weighted in spans:
        change[weighted.span.earliest] += weighted.weight
        change[weighted.span.latest] -= weighted.weight
    pieces = []
    total = 0.0
    for start, end in pairwise(ends):
        total += change[start]
        pieces.append((round(total, 6), end - start, Span(start, end)))
    return max(pieces, key=lambda piece: piece[:2])[2].centre
