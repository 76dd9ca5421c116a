"""Is an answer old because a cache kept it, or because its server's clock is behind? Pure.

A cache gives answers of another age at each visit, a clock that is behind is always behind by as much. One answer does
not tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from feedsvc.model.pages import Origin

_RIGHT = timedelta(seconds=2)
"""A second for the field, which has no fractions, and one for the way."""
_SAME = timedelta(seconds=5)
_ENOUGH = 3
_KEPT = 6


def met(lags: Sequence[timedelta], origin: Origin) -> tuple[timedelta, ...]:
    """Return by how much the last answers' ``Date`` lay further back than their ``Age`` explains, with one more."""
    if origin.date is None or origin.retrieved_at is None:
        return tuple(lags)
    lag = origin.retrieved_at - origin.date - timedelta(seconds=origin.age or 0)
    return (*lags, lag)[-_KEPT:]


def behind(lags: Sequence[timedelta]) -> tuple[timedelta, timedelta]:
    """Return by how much at least and at most the server's clock is behind, by its answers up to the newest.

    One that was right once is right; where the lags differ a cache made them.
    """
    none = timedelta()
    if not lags or min(lags) <= _RIGHT:
        return none, none
    if max(lags) - min(lags) > _SAME:
        return none, none
    return (lags[-1] if len(lags) >= _ENOUGH else none), lags[-1]
