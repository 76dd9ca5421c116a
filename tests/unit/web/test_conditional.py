from datetime import UTC, datetime

import pytest

from feedsvc.web.conditional import failed, http_date, not_modified

ETAGS = ('"abc-gzip"', '"abc-identity"')
CHANGED = datetime(2026, 1, 10, 12, 0, 0, 999_999, tzinfo=UTC)
SAME, BEFORE, AFTER, NEVER = (
    "Sat, 10 Jan 2026 12:00:00 GMT",
    "Sat, 10 Jan 2026 11:59:59 GMT",
    "Sat, 10 Jan 2026 13:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
)


@pytest.mark.parametrize(
    "if_none_match",
    ['"abc-gzip"', 'W/"abc-gzip"', '"abc-identity"', '"x", "abc-gzip"', ' W/"y" ,"abc-identity" ', "*", " * "],
)
def test_a_tag_of_ours_means_unchanged(if_none_match: str) -> None:
    assert not_modified(if_none_match, None, ETAGS, CHANGED)


@pytest.mark.parametrize("if_none_match", ['""', '"x"', "abc-gzip", "", '"abc-gzip', 'w/"x"', '"ABC-GZIP"', '"', ",,,"])
def test_any_other_tag_means_changed(if_none_match: str) -> None:
    assert not not_modified(if_none_match, None, ETAGS, CHANGED)


@pytest.mark.parametrize("since", [SAME, AFTER, "Saturday, 10-Jan-26 12:00:00 GMT", "Sat Jan 10 12:00:00 2026"])
def test_a_date_not_before_the_change_means_unchanged(since: str) -> None:
    assert not_modified(None, since, ETAGS, CHANGED)


@pytest.mark.parametrize("since", [BEFORE, NEVER, "yesterday", "", "Sat, 99 Jan 2026 12:00:00 GMT", "0", "\x00" * 99])
def test_an_earlier_date_or_none_means_changed(since: str) -> None:
    assert not not_modified(None, since, ETAGS, CHANGED)


def test_the_tag_wins_over_the_date() -> None:
    assert not not_modified('"x"', AFTER, ETAGS, CHANGED)
    assert not_modified('"abc-gzip"', NEVER, ETAGS, CHANGED)


def test_neither_field_means_changed() -> None:
    assert not not_modified(None, None, ETAGS, CHANGED)


def test_an_http_date_has_whole_seconds_and_english_names() -> None:
    assert http_date(CHANGED) == SAME


@pytest.mark.parametrize("if_match", ['"abc-gzip"', '"x", "abc-identity"', "*"])
def test_a_precondition_on_a_tag_of_ours_holds(if_match: str) -> None:
    assert not failed(if_match, BEFORE, ETAGS, CHANGED)


@pytest.mark.parametrize("if_match", ['"x"', 'W/"abc-gzip"', "", "abc-gzip"])
def test_a_precondition_on_any_other_tag_fails(if_match: str) -> None:
    assert failed(if_match, AFTER, ETAGS, CHANGED)


def test_a_precondition_on_a_date_holds_until_the_change() -> None:
    assert failed(None, BEFORE, ETAGS, CHANGED)
    assert not failed(None, SAME, ETAGS, CHANGED)
    assert not failed(None, "yesterday", ETAGS, CHANGED)
    assert not failed(None, None, ETAGS, CHANGED)
