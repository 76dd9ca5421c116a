from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model.entries import Entry, Source
from feedsvc.model.pages import Hints
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.web.shown import LONGEST_TITLE, direction, show, zone_of
from feedsvc.web.words import words

EN = words("en")
MOMENT = datetime(2026, 1, 10, 5, 41, tzinfo=UTC)
ENTRY = Entry(
    id="tag:feeds.example.org,2026-01-01:gazzetta/a1",
    source_id="gazzetta",
    title="Un titolo",
    published=Timestamp(
        Span(MOMENT - timedelta(seconds=30), MOMENT + timedelta(seconds=30)),
        MOMENT,
        "age",
        text="49 minuti fa",
        clock=Span.instant(MOMENT + timedelta(minutes=49)),
        dropped=(Evidence("datetime", "1970-01-01"),),
    ),
    updated_at=MOMENT,
    first_seen_at=MOMENT,
    last_seen_at=MOMENT,
)
ROME = ZoneInfo("Europe/Rome")


def test_an_entry_without_anything_but_a_title_is_shown():
    shown = show(ENTRY, None, UTC, EN)
    assert (shown.title, shown.source_name, shown.home_url, shown.summary) == ("Un titolo", "gazzetta", None, None)


def test_a_headline_of_ten_thousand_letters_is_cut_in_lists_only():
    shown = show(replace(ENTRY, title="x" * 10_000), None, UTC, EN)
    assert len(shown.title) == LONGEST_TITLE
    assert len(shown.full_title) == 10_000


def test_a_headline_of_nothing_is_untitled():
    assert show(replace(ENTRY, title=" \x00\x1b "), None, UTC, EN).title == "Untitled"


def test_what_cannot_be_shown_is_taken_out():
    assert show(replace(ENTRY, title="a\x00b\x1b[31m c\n\n d\ufffe"), None, UTC, EN).title == "ab[31m c d"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//host/x", "http://[", "ftp://a/b", "file:///etc"]
)
def test_only_web_addresses_are_linked(link):
    shown = show(replace(ENTRY, link=link, image=link), None, UTC, EN)
    assert (shown.home_url, shown.image) == (None, None)


def test_the_zone_is_the_operator_s_then_what_was_learnt_then_utc():
    source = Source("gazzetta", "Gazzetta", url="https://a.example/", hints=Hints(zone="Europe/Rome"))
    assert str(zone_of(source, "Asia/Tokyo")) == "Europe/Rome"
    assert str(zone_of(None, "Asia/Tokyo")) == "Asia/Tokyo"
    assert zone_of(None, "No/Such") is UTC


@pytest.mark.parametrize(
    ("language", "way"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("it-IT", "ltr"), (None, "auto"), ("tlh-x", "auto"), ("", "auto")],
)
def test_the_language_decides_the_direction(language, way):
    assert direction(language) == way


def test_a_change_is_said_only_where_it_came_after_publication():
    assert show(ENTRY, None, UTC, EN).updated is None
    assert (
        show(replace(ENTRY, updated_at=MOMENT + timedelta(hours=2)), None, UTC, EN).updated == "10 January 2026, 07:41"
    )
