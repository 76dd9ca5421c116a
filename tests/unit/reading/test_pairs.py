"""Pairs of ages and dates: which moment most of them allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedsvc.reading import pairs

T = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


def test_a_hundred_thousand_pairs_are_swept_in_one_sort() -> None:
    ends = [(T - timedelta(seconds=i), T + timedelta(days=1, seconds=-i)) for i in range(100_000)]
    assert pairs.favoured(ends) == (T + timedelta(days=1) - timedelta(seconds=69_999), 86_401)
