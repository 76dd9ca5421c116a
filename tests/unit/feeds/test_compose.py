from dataclasses import replace
from datetime import timedelta

import pytest

from feedsvc.feeds.compose import FEWEST, NO_CHANGE_YET, archive, compose, entry_key
from feedsvc.model.entries import Section
from feedsvc.model.feeds import Shelf
from feedsvc.model.times import Span, Timestamp
from tests.feeds import IMPRINT, NAMES, NOON, entry

ALL = Shelf()


def test_entries_come_newest_first() -> None:
    feed = compose(ALL, [entry(3), entry(1), entry(2)], IMPRINT, NAMES)
    assert [shown.published_at for shown in feed.entries] == [NOON - timedelta(minutes=n) for n in (1, 2, 3)]


def test_entries_of_one_moment_keep_their_order() -> None:
    given = [entry(number, minutes=5) for number in (7, 3, 9)]
    assert [shown.id for shown in compose(ALL, given, IMPRINT, NAMES).entries] == [each.id for each in given]


def test_an_id_is_shown_once() -> None:
    feed = compose(ALL, [entry(1, "first"), entry(1, "second")], IMPRINT, NAMES)
    assert [shown.title for shown in feed.entries] == ["first"]


def test_no_two_entries_have_one_updated_moment() -> None:
    feed = compose(ALL, [entry(number, minutes=5) for number in range(200)], replace(IMPRINT, feed_size=500), NAMES)
    assert len({shown.updated_at for shown in feed.entries}) == 200


def test_an_entry_has_the_same_updated_moment_in_every_feed() -> None:
    alone = compose(Shelf("gazette", "news"), [entry(4)], IMPRINT, NAMES).entries[0]
    among = compose(ALL, [entry(number) for number in range(9)], IMPRINT, NAMES).entries[4]
    assert alone.updated_at == among.updated_at


def test_updated_is_never_before_published() -> None:
    feed = compose(ALL, [entry(1, updated_at=NOON - timedelta(days=3))], IMPRINT, NAMES)
    assert feed.entries[0].updated_at >= feed.entries[0].published_at


def test_moments_are_told_in_whole_seconds_of_utc() -> None:
    at = NOON + timedelta(microseconds=999_999)
    feed = compose(ALL, [entry(1, published=Timestamp(Span.instant(at), at, "datetime"))], IMPRINT, NAMES)
    assert feed.entries[0].published_at == NOON


def test_a_feed_is_cut_at_its_size() -> None:
    feed = compose(ALL, [entry(number) for number in range(60)], replace(IMPRINT, feed_size=50), NAMES)
    assert len(feed.entries) == 50


def test_large_entries_make_a_feed_shorter_but_never_shorter_than_the_fewest() -> None:
    large = [entry(number, summary="s", content=f"<p>{'x' * 40_000}</p>") for number in range(50)]
    feed = compose(ALL, large, replace(IMPRINT, feed_bytes=512_000), NAMES)
    assert len(feed.entries) == FEWEST
    assert [shown.content is not None for shown in feed.entries] == [True] * 12 + [False] * 8


def test_an_article_beyond_all_measure_is_shown_by_its_summary() -> None:
    feed = compose(ALL, [entry(1, content=f"<p>{'word ' * 200_000}</p>")], IMPRINT, NAMES)
    assert feed.entries[0].content is None
    assert feed.entries[0].summary.startswith("word word")


def test_a_summary_is_taken_from_the_content_where_there_is_none() -> None:
    assert compose(ALL, [entry(1, content="<p>One.</p><p>Two &amp; three.</p>")], IMPRINT, NAMES).entries[
        0
    ].summary == ("One. Two & three.")


@pytest.mark.parametrize("summary", [None, "Only this", " <b>Only</b> this\n"])
def test_an_entry_without_a_text_of_its_own_says_where_it_leads(summary: str | None) -> None:
    given = entry(1, "Only this", summary=summary, link="https://www.site.example/1")
    shown = compose(ALL, [given], IMPRINT, NAMES).entries[0]
    assert (shown.summary, shown.content) == (
        "site.example",
        '<p><a href="https://www.site.example/1">site.example</a></p>',
    )


@pytest.mark.parametrize("title", ["", "\x00 \x85", "\u200b\u200f \ufeff"])
def test_an_entry_without_a_title_to_be_seen_takes_the_beginning_of_its_summary(title: str) -> None:
    assert compose(ALL, [entry(1, title, summary="What happened.")], IMPRINT, NAMES).entries[0].title == (
        "What happened."
    )


def test_an_entry_with_nothing_at_all_is_called_by_its_address() -> None:
    shown = compose(ALL, [entry(1, "")], IMPRINT, NAMES).entries[0]
    assert shown.title == shown.link == "https://feeds.example.org/entries/gazette/00000001"
    assert shown.summary == "The Gazette"
    assert shown.content == f'<p><a href="{shown.link}">The Gazette</a></p>'


def test_an_entry_without_an_author_names_its_source() -> None:
    assert compose(ALL, [entry(1)], IMPRINT, NAMES).entries[0].author == "The Gazette"


def test_mail_addresses_of_authors_are_not_published() -> None:
    given = [entry(1, author="Ann Lee <ann@gazette.example>"), entry(2, author="bob@gazette.example (Bob) <Desk>")]
    assert [shown.author for shown in compose(ALL, given, IMPRINT, NAMES).entries] == ["Ann Lee", "(Bob)"]


def test_with_summaries_no_entry_carries_its_content() -> None:
    feed = compose(ALL, [entry(1, content="<p>Whole</p>")], IMPRINT, NAMES, summaries=True)
    assert (feed.entries[0].content, feed.entries[0].summary) == (None, "Whole")


@pytest.mark.parametrize(
    ("shelf", "title", "path", "home"),
    [
        (Shelf(), "feedsvc", "/feeds/all", "/"),
        (Shelf(section="news"), "News", "/feeds/news", "/sections/news"),
        (Shelf("gazette"), "The Gazette", "/feeds/gazette/all", "/sources/gazette"),
        (Shelf("gazette", "news"), "The Gazette: News", "/feeds/gazette/news", "/sources/gazette/news"),
    ],
)
def test_a_feed_is_named_by_its_shelf(shelf: Shelf, title: str, path: str, home: str) -> None:
    feed = compose(shelf, [entry(1)], IMPRINT, NAMES)
    assert (feed.title, feed.self_path, feed.home_path) == (title, path, home)


def test_a_section_is_called_as_most_entries_call_it() -> None:
    names = ["NEWS", "News", "News"]
    given = [entry(n, sections=(Section("news", name),)) for n, name in enumerate(names)]
    assert compose(Shelf(section="news"), given, IMPRINT, NAMES).title == "News"


def test_a_feed_speaks_the_language_of_most_of_its_entries() -> None:
    given = [entry(n, language=tag) for n, tag in enumerate(["it", "en", "it", None, "not a language"])]
    feed = compose(ALL, given, IMPRINT, NAMES)
    assert (feed.language, feed.entries[4].language) == ("it", None)


def test_an_empty_feed_still_says_when_it_changed() -> None:
    feed = compose(ALL, [], IMPRINT, NAMES)
    assert (feed.updated_at, feed.entries, feed.language) == (NO_CHANGE_YET, (), "und")


def test_an_archive_page_names_its_neighbours_and_the_feed_it_belongs_to() -> None:
    page = archive(ALL, 2, [entry(1)], IMPRINT, NAMES)
    assert (page.self_path, page.current_path, page.previous_archive_path, page.next_archive_path) == (
        "/feeds/all/archive/2",
        "/feeds/all",
        "/feeds/all/archive/1",
        "/feeds/all/archive/3",
    )
    assert page.id == compose(ALL, [], IMPRINT, NAMES).id


def test_the_first_archive_page_has_none_before_it_and_the_last_none_after_it() -> None:
    assert archive(ALL, 1, [], IMPRINT, NAMES).previous_archive_path is None
    assert archive(ALL, 3, [], IMPRINT, NAMES, full=False).next_archive_path is None


def test_an_entry_is_named_in_addresses_by_the_specific_part_of_its_id() -> None:
    assert entry_key("tag:feeds.example.org,2026-01-01:gazette/0a1b") == "gazette/0a1b"


def test_relative_addresses_resolve_against_the_article_and_never_against_us() -> None:
    html = '<p><a href="/x">l</a></p>'
    given = [entry(1, content=html, link="https://gazette.example/1"), entry(2, content=html)]
    assert [shown.content for shown in compose(ALL, given, IMPRINT, NAMES).entries] == [
        '<p><a href="https://gazette.example/x">l</a></p>',
        "<p><a>l</a></p>",
    ]


def test_what_waits_for_its_archive_page_is_shown_however_old_or_large_it_is() -> None:
    newest = [entry(number, summary="s", content=f"<p>{'x' * 40_000}</p>") for number in range(50)]
    late = entry(900, summary="s", content=f"<p>{'x' * 40_000}</p>")
    feed = compose(ALL, newest, replace(IMPRINT, feed_bytes=512_000), NAMES, waiting=[late, newest[0], newest[40]])
    assert [shown.id for shown in feed.entries] == [each.id for each in (*newest[:20], newest[40], late)]
    assert [shown.content is not None for shown in feed.entries] == [True] * 12 + [False] * 10
