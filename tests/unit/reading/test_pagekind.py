"""Is a page an article's own, or a list? Signs for and against, none of which decides alone."""

from __future__ import annotations

import pytest

from feedsvc.reading import htmllines, pagekind, structured
from feedsvc.reading.document import Document

SENTENCE = "The council approved the new plan for the harbour late on Friday, after a long night of debate. "
WEBSITE = '<meta property="og:type" content="website">'


def is_article(main: str, url: str, head: str = "") -> bool:
    menu = '<nav><a href="/">Home</a><a href="/world">World</a></nav>'
    html = f"<html><head><title>The Example</title>{head}</head><body>{menu}{main}</body></html>"
    document = Document.parse(html, url)
    return pagekind.judge(document, structured.read(document), htmllines.outline(document)).article


def text(sentences: int) -> str:
    return "".join(f"<p>{SENTENCE}</p>" for _ in range(sentences))


def test_a_text_that_is_all_that_its_page_says_is_an_article() -> None:
    assert is_article(f"<h1>Harbour plan</h1><div>{text(6)}</div>", "https://news.example/press/001.html")
    assert is_article(f"<div>{text(12)}</div>", "https://news.example/press/001.html")


def test_a_text_among_as_much_prose_of_others_is_none() -> None:
    teasers = "".join(f"<div><a href='/other/{n}'>Other {n}</a><p>{SENTENCE}</p></div>" for n in range(8))
    assert not is_article(f"<div>{text(6)}</div><aside>{teasers}</aside>", "https://news.example/press")


def test_a_list_of_long_summaries_is_none() -> None:
    rows = "".join(f"<li><a href='/view/{n}'>Other {n}</a><p>{SENTENCE * 25}</p></li>" for n in range(8))
    assert not is_article(f"<h1>Asia</h1><ul>{rows}</ul>", "https://news.example/world/asia")


@pytest.mark.parametrize("path", ["press/harbour-plan-approved-on-friday", "press/471122.html"])
def test_a_system_that_calls_every_page_a_website_says_nothing_of_an_articles_address(path: str) -> None:
    assert is_article(f"<div>{text(9)}</div>", f"https://news.example/{path}", WEBSITE)


def test_a_home_that_names_its_index_page_as_its_address_is_a_list() -> None:
    head = (
        '<meta property="og:type" content="article"><meta property="og:url" content="https://news.example/index.nhn?">'
    )
    main = f"<h1>Harbour days</h1><div>{text(7)}</div>"
    assert not is_article(main, "https://news.example/", head)
    assert is_article(main, "https://news.example/press", head.replace("index.nhn?", "press"))


def test_posts_under_headings_that_lead_elsewhere_are_a_list_though_the_first_is_long() -> None:
    others = "".join(f"<h1><a href='/post/{n}'>Another post {n}</a></h1><p>{SENTENCE}</p>" for n in range(7))
    first = f"<div class='post'><h1><a href='/post/0'>The newest post</a></h1><div>{text(12)}</div></div>"
    assert not is_article(f"{first}{others}", "https://news.example/notes/2")


def test_related_titles_in_a_box_of_a_text_make_it_no_list() -> None:
    related = "".join(f"<h2><a href='/other/{n}'>Another story {n}</a></h2>" for n in range(3))
    parts = "".join(f"<aside class='entry__related'>{related}</aside><p>{SENTENCE * 3}</p>" for _ in range(4))
    assert is_article(f"<h1>Harbour plan</h1><div>{parts}</div>", "https://news.example/press/001.html")
    unboxed = "".join(f"{related}<p>{SENTENCE * 3}</p>" for _ in range(4))
    assert not is_article(f"<h1>Harbour plan</h1><div>{unboxed}</div>", "https://news.example/press/001.html")


SHORT = "The council approved the new harbour plan late on Friday, after a long night. " * 2
TITLED = "<title>Council approves harbour plan after long night</title>"


@pytest.mark.parametrize(
    ("path", "expected"), [("town/604722/council-approves-harbour-plan-after-long-night", True), ("town/604722", False)]
)
def test_an_address_that_spells_the_heading_makes_a_short_text_an_article(path: str, expected: bool) -> None:
    heading = "<h1>Council approves harbour plan after long night</h1>"
    bar = "<div class='bar'><h1>TOWN Council approves harbour plan after long night</h1></div>"
    url = f"https://news.example/{path}"
    document = Document.parse(f"<html><head>{TITLED}</head><body>{heading}{bar}<p>{SHORT}</p></body></html>", url)
    assert pagekind.judge(document, structured.read(document), htmllines.outline(document)).article is expected
