"""Values for machines: what sites write into datetime attributes, structured data and comments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.model.times import CivilDate, Grain, Instant, Role, TimeOfDay
from feedsvc.reading import stamps

AT = datetime(2026, 1, 10, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-10T07:30:15+01:00",
        "2026-01-10T06:30:15Z",
        "2026-01-10T06:30:15.250Z",
        "2026-01-10T07:30:15+0100",
        "2026-01-10T07:30:15+01",
        "2026-01-10 07:30:15 +01:00",
        " 2026-01-10T07:30:15+01:00\n",
        "20260110T073015+0100",
        "2026-01-10T07:30:15+01:00[Europe/Rome]",
        "Sat, 10 Jan 2026 06:30:15 GMT",
        "Sat Jan 10 2026 07:30:15 GMT+0100 (Central European Standard Time)",
        "1768026615",
        "1768026615000",
    ],
)
def test_a_moment_with_an_offset_is_that_instant(text: str) -> None:
    mention = stamps.read(text)
    assert mention is not None
    assert isinstance(mention.expression, Instant)
    assert mention.expression.span.earliest == AT
    assert mention.expression.span.latest == AT


def test_a_minute_with_an_offset_is_the_whole_minute() -> None:
    mention = stamps.read("2026-01-10T07:30+01:00")
    assert mention is not None
    assert isinstance(mention.expression, Instant)
    assert mention.expression.grain is Grain.MINUTE
    assert mention.expression.span.width.total_seconds() == 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-10", CivilDate(2026, 1, 10)),
        ("2026/01/10", CivilDate(2026, 1, 10)),
        ("20260110", CivilDate(2026, 1, 10)),
        ("2026-01", CivilDate(2026, 1, None)),
        ("2026", CivilDate(2026, None, None)),
        ("2026-01-10T07:30", CivilDate(2026, 1, 10, TimeOfDay(27000, 27060))),
        ("2026-01-10 07:30:15", CivilDate(2026, 1, 10, TimeOfDay(27015, 27016))),
    ],
)
def test_a_time_without_an_offset_stays_a_civil_date(text: str, expected: CivilDate) -> None:
    mention = stamps.read(text, Role.UPDATED)
    assert mention is not None
    assert mention.expression == expected
    assert mention.role is Role.UPDATED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "12",
        "2026-13-45",
        "2026-02-30",
        "202601",
        "P3D",
        "PT30M",
        "3 hours ago",
        "0",
        "9" * 40,
        "2026-01-10T07:30+99:99",
    ],
)
def test_what_says_no_moment_is_none(text: str) -> None:
    assert stamps.read(text) is None
