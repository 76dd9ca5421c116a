from __future__ import annotations

import pytest

from feedsvc import timex
from feedsvc.model.times import Age, Span
from tests.corpus import cases

READS, UNREAD = cases.reads(), cases.unread()


def resolved(case):
    mention = timex.read(case.text, (case.language,))
    assert mention is not None, "not read"
    resolution = timex.resolve(mention, Span.instant(case.clock), case.zone)
    assert resolution is not None, f"not resolved: {mention.expression}"
    return mention, resolution


def check_age(case, mention, limits):
    assert isinstance(mention.expression, Age), f"no age: {mention.expression}"
    bounds = timex.age(mention)
    youngest = bounds.youngest.seconds + bounds.youngest.months * cases.UNITS["mo"]
    oldest = bounds.oldest.seconds + bounds.oldest.months * cases.UNITS["mo"]
    assert limits[0] <= youngest <= limits[1], f"youngest {youngest}, allowed {limits[:2]}"
    assert limits[2] <= oldest <= limits[3], f"oldest {oldest}, allowed {limits[2:]}"


def check_civil(case, mention, span, expected):
    """A day counted back may also be a humanizer's "yesterday": then the span reaches a day further."""
    assert expected is not None, f"what does {case.reading!r} mean?"
    known = min(max(case.clock, expected.earliest), expected.latest)
    if isinstance(mention.expression, Age):
        assert span.intersect(expected) is not None
        assert span.width.total_seconds() <= 3 * 86400
    else:
        assert span == Span(expected.earliest, known), f"{span.earliest} .. {span.latest}"


@pytest.mark.parametrize("case", READS, ids=[f"{c.language}: {c.text}" for c in READS])
def test_a_printed_time_is_read_as_what_it_says(case):
    mention, resolution = resolved(case)
    limits = cases.age_limits(case.span)
    if limits:
        check_age(case, mention, limits)
    else:
        check_civil(case, mention, resolution.span, cases.civil_span(case.span, case.zone))
    assert mention.needs_support == case.needs_support
    if case.role is not None:
        assert mention.role is case.role


@pytest.mark.parametrize(("language", "text"), UNREAD, ids=[f"{language}: {text}" for language, text in UNREAD])
def test_a_text_that_tells_no_time_is_not_read(language, text):
    mention = timex.read(text, (language,))
    assert mention is None, f"{mention.text[mention.start : mention.end]!r} as {mention.expression}"
