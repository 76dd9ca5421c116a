from datetime import UTC, datetime

import pytest

from feedsvc.errors import BadRequestError
from feedsvc.web.selection import EVERYTHING, Selection, select


@pytest.mark.parametrize(
    ("query_string", "selection"),
    [
        ("", EVERYTHING),
        ("utm_source=x&fbclid=y", EVERYTHING),
        ("limit=&q=++&author=&since=&content=", EVERYTHING),
        ("limit=10", Selection(limit=10)),
        ("limit=10&limit=20", Selection(limit=10)),
        ("q=caff%C3%A8+%22la+scala%22+-sport", Selection(query='caffè "la scala" -sport')),
        ("author=Ann%20Lee", Selection(author="Ann Lee")),
        ("since=2026-01-10", Selection(since=datetime(2026, 1, 10, tzinfo=UTC))),
        ("since=2026-01-10T07:30:00+01:00", Selection(since=datetime(2026, 1, 10, 6, 30, tzinfo=UTC))),
        ("since=2026-01-10T07:30:00%2B01:00", Selection(since=datetime(2026, 1, 10, 6, 30, tzinfo=UTC))),
        ("since=2026-01-10T06:30:00.5Z", Selection(since=datetime(2026, 1, 10, 6, 30, tzinfo=UTC))),
        ("content=summary", Selection(summaries=True)),
        ("content=full", EVERYTHING),
    ],
)
def test_a_choice_is_read(query_string: str, selection: Selection) -> None:
    assert select(query_string) == selection


@pytest.mark.parametrize(
    ("query_string", "word"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=٣", "limit"),
        ("limit=" + "9" * 500, "limit"),
        ("since=yesterday", "since"),
        ("since=2026-13-40", "since"),
        ("since=2026-01-10T07:30:00", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
        ("content=html", "content"),
        ("q=" + "x" * 201, "q"),
        ("q=%ff%fe", "address"),
        ("q=" + "x" * 5000, "address"),
        ("&".join(f"a{n}=1" for n in range(200)), "address"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_a_sentence(query_string: str, word: str) -> None:
    with pytest.raises(BadRequestError, match=word) as refused:
        select(query_string)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "spellings",
    [
        ("limit=10&q=a", "q=a&limit=10&utm_source=x", "limit=010&q=+a+"),
        ("since=2026-01-10", "since=2026-01-10T01:00:00%2B01:00", "since=2026-01-10T00:00:00Z"),
        ("", "content=full", "whatever=1"),
    ],
)
def test_all_spellings_of_one_choice_have_one_address(spellings: tuple[str, ...]) -> None:
    assert len({str(select(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "query_string", ["q=caff%C3%A8+%22a+b%22&limit=3&author=%26%3D&since=2026-01-10&content=summary"]
)
def test_the_address_of_a_choice_reads_back_as_the_choice(query_string: str) -> None:
    selection = select(query_string)
    assert select(str(selection).removeprefix("?")) == selection


def test_no_choice_has_no_query_string() -> None:
    assert str(EVERYTHING) == ""
