"""Addresses: absolute, canonical, compared, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.model.times import CivilDate
from feedsvc.reading import addresses

ARTICLE = "https://news.example/2026/01/10/title"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/b", "https://news.example/a/b"),
        ("c", "https://news.example/x/c"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        ("http://other.example/a", "http://other.example/a"),
        (" /a\n/b ", "https://news.example/a/b"),
        ("?p=12", "https://news.example/x/?p=12"),
        ("javascript:void(0)", None),
        ("mailto:a@news.example", None),
        ("data:text/html,x", None),
        ("", None),
        ("http://[broken", None),
        ("/" + "a" * 5000, None),
    ],
)
def test_an_address_is_made_whole_or_is_none(href: str, expected: str | None) -> None:
    assert addresses.absolute(href, "https://news.example/x/") == expected


@pytest.mark.parametrize(
    "variant",
    [
        ARTICLE + "?utm_source=feed&utm_medium=rss",
        ARTICLE + "?fbclid=abc",
        ARTICLE + "#comments",
        ARTICLE + "/amp/",
        ARTICLE + "/amp",
        ARTICLE + "?amp=1",
        ARTICLE + "?outputType=amp",
        ARTICLE + "?print=1",
        "https://NEWS.example:443/2026/01/10/title",
        "https://news.example/2026/01/10/%74itle",
        "https://www.google.com/amp/s/news.example/2026/01/10/title",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2026/01/10/title",
    ],
)
def test_variants_of_one_article_have_one_canonical_address(variant: str) -> None:
    assert addresses.canonical(variant) == ARTICLE


@pytest.mark.parametrize(
    "variant",
    [
        "http://www.news.example/2026/01/10/title/",
        "https://m.news.example/2026/01/10/title",
        "https://amp.news.example/2026/01/10/title?utm_source=x",
        "https://news.example/2026/01/10/title/index.html",
    ],
)
def test_scheme_www_mobile_hosts_and_closing_slashes_do_not_part_two_addresses(variant: str) -> None:
    assert addresses.key(variant) == addresses.key(ARTICLE)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/story?id=1&utm_source=x", "https://news.example/story?id=2"),
        ("https://news.example/#!/a", "https://news.example/#!/b"),
        ("https://news.example/a", "https://news.example/b"),
        ("https://blog.example/m/a", "https://blog.example/a"),
    ],
)
def test_different_articles_stay_different(a: str, b: str) -> None:
    assert addresses.key(a) != addresses.key(b)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/story?story_fbid=1&id=2",
        "https://news.example/story?articleId=AR1&hpid=z2",
        "https://news.example/story?ref=home&mod=djem&at_article=7&pk_article=8",
        "https://news.example/?m=202601",
        "https://news.example/a?output=1&layout=2&share=3&rss=4&print=5",
        "https://news.example/a?=7",
        "https://news.example/tag/amp",
        "https://news.example/area/stampa/",
        "https://news.example/print/123/title",
        "http://news.example:443/a",
    ],
)
def test_what_may_name_an_article_stays_in_its_address(url: str) -> None:
    assert addresses.canonical(url) == url


NAMES = st.sampled_from(
    ["p", "id", "story_fbid", "articleId", "hpid", "mod", "sid", "v", "m", "share", "output", "print", "amp"]
)
VALUES = st.from_regex(r"[2-9][a-z0-9]{0,6}", fullmatch=True)
QUERIES = st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=3)
MARKS = ["utm_source=x", "fbclid=1", "gclid=2", "at_medium=rss", "amp=1", "outputType=amp", "print=1", "share=facebook"]


@given(QUERIES, QUERIES, st.lists(st.sampled_from(MARKS), max_size=3))
def test_two_addresses_are_one_only_where_they_differ_in_known_marks(one, other, marks) -> None:
    first, second = ("https://news.example/a?" + "&".join(f"{n}={v}" for n, v in query) for query in (one, other))
    assert (addresses.canonical(first) == addresses.canonical(second)) is (one == other)
    assert addresses.canonical("&".join([first, *marks])) == addresses.canonical(first)


def test_international_hosts_and_paths_have_one_spelling() -> None:
    assert addresses.canonical("https://bücher.example/straße") == "https://xn--bcher-kva.example/stra%C3%9Fe"
    assert addresses.key("https://bücher.example/straße") == addresses.key("https://xn--bcher-kva.example/stra%c3%9fe/")


def test_the_order_of_parameters_does_not_part_two_addresses() -> None:
    assert addresses.key("https://news.example/?a=1&b=2") == addresses.key("https://news.example/?b=2&a=1")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://news.example/2026/title", "https://news.example/2026/title"),
        ("https://www.news.example/2026/title", "https://www.news.example/2026/title"),
        ("https://news.example/", ARTICLE),
        ("https://other.example/2026/title", ARTICLE),
        (None, ARTICLE),
    ],
)
def test_a_stated_address_counts_only_where_it_is_sane(stated: str | None, expected: str) -> None:
    assert addresses.own(stated, ARTICLE) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/?p=123", "123"),
        ("https://news.example/story.php?id=4711&x=1", "4711"),
        ("https://news.example/politik/titel-der-nachricht-123456.html", "123456"),
        ("https://news.example/news/uk-12345678", "12345678"),
        ("https://news.example/de/titel/a-74529987", "74529987"),
        ("https://news.example/article/123456/the-title", "123456"),
        ("https://news.example/2026/01/10/title", None),
        ("https://news.example/title-20260110.html", None),
        ("https://news.example/oggi-in-edicola-2026", None),
        ("https://news.example/", None),
        ("http://[broken", None),
    ],
)
def test_the_sites_own_number_is_found_and_a_date_is_none(url: str, expected: str | None) -> None:
    assert addresses.article_id(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/2026/01/10/title", CivilDate(2026, 1, 10)),
        ("https://news.example/2026/1/9/title", CivilDate(2026, 1, 9)),
        ("https://news.example/2026-01-10-title", CivilDate(2026, 1, 10)),
        ("https://news.example/title-20260110", CivilDate(2026, 1, 10)),
        ("https://news.example/2026/01/title", None),
        ("https://news.example/12026011099", None),
        ("https://news.example/2026/02/31/title", None),
    ],
)
def test_an_address_tells_its_day(url: str, expected: CivilDate | None) -> None:
    mention = addresses.date(url)
    assert (mention.expression if mention else None) == expected


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_text_breaks_an_address(path: str, query: str) -> None:
    for url in (f"https://news.example/{path}?{query}", path, f"http://{path}"):
        once = addresses.canonical(url)
        assert addresses.canonical(once) == once
        assert addresses.key(url) == addresses.key(once)
        addresses.article_id(url)
        addresses.date(url)
        addresses.absolute(url, "https://news.example/")
