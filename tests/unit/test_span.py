"""Spans: the laws that all narrowing rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model.times import Span

instants = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
spans = st.tuples(instants, instants).map(lambda pair: Span(min(pair), max(pair)))


@given(spans, spans)
def test_intersection_is_commutative_and_never_wider_than_either_side(a: Span, b: Span) -> None:
    both = a.intersect(b)
    assert both == b.intersect(a)
    if both is not None:
        assert both.width <= min(a.width, b.width)
        assert both.earliest in a
        assert both.latest in b


@given(spans, spans, instants)
def test_an_instant_is_in_the_intersection_exactly_when_it_is_in_both(a: Span, b: Span, t: datetime) -> None:
    both = a.intersect(b)
    assert (both is not None and t in both) == (t in a and t in b)


@given(spans, spans)
def test_the_hull_contains_both_sides(a: Span, b: Span) -> None:
    hull = a.hull(b)
    assert a.earliest in hull
    assert b.latest in hull


@given(spans, instants)
def test_the_nearest_instant_is_inside_and_is_the_instant_itself_when_that_is_inside(a: Span, t: datetime) -> None:
    assert a.nearest(t) in a
    assert t not in a or a.nearest(t) == t


def test_a_naive_end_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))


def test_ends_out_of_order_are_refused() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="before it begins"):
        Span(at, at - timedelta(seconds=1))
