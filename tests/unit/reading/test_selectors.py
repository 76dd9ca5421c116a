"""An operator's selectors: checked when they are loaded, and above every guess."""

from __future__ import annotations

import pytest

from feedsvc.errors import SettingsError
from feedsvc.model.pages import Article, Hints, Page, Selectors
from feedsvc.reading import read, selectors
from feedsvc.sources import parse

LIST = """<html lang="en"><head><title>News | The Example</title></head><body><main>
<div class="row"><b class="t">Harbour plan approved at last</b> <i>World</i> <u>3 hours ago</u> <s>By Jane Roe</s>
<a href="/a-1">more</a><p>Forty million over three years.</p><img data-src="/1.jpg" src="/blank.gif"></div>
<div class="row"><b class="t">Storm on the coast closes schools</b> <i>Weather</i>
<u title="2026-01-10T07:30:00Z">today</u> <a href="/a-2">more</a></div>
<div class="advert"><b class="t">Buy two pairs of shoes, pay for one</b><a href="/shop">more</a></div>
</main><ul><li><a href="/a-3">Another headline that only stands in the margin</a></li></ul></body></html>"""
ROWS = Selectors(block=".row", title=".t", link="a", section="i", author="s", time="u", summary="p", image="img")


def articles(html: str, chosen: Selectors, url: str = "https://news.example/") -> tuple[Article, ...]:
    return read(Page(html.encode(), url=url, content_type="text/html"), Hints(selectors=chosen, zone="UTC")).articles


def test_a_block_names_the_articles_and_nothing_else_is_one() -> None:
    first, second = articles(LIST, ROWS)
    assert (first.title, first.link, first.section) == (
        "Harbour plan approved at last",
        "https://news.example/a-1",
        "World",
    )
    assert (first.author, first.time_text, first.summary) == (
        "Jane Roe",
        "3 hours ago",
        "Forty million over three years.",
    )
    assert first.image == "https://news.example/1.jpg"
    assert second.published is not None
    assert second.published.at.isoformat() == "2026-01-10T07:30:00+00:00"


def test_only_a_block_still_finds_title_and_link() -> None:
    html = '<body><li class="x"><h3><a href="/a-1">Harbour plan approved at last</a></h3></li></body>'
    (only,) = articles(html, Selectors(block="li.x"))
    assert (only.title, only.link) == ("Harbour plan approved at last", "https://news.example/a-1")


def test_a_block_that_is_itself_the_link_or_lies_in_one_is_followed() -> None:
    html = '<a class="x" href="/a-1"><h3>Harbour plan</h3></a><a href="/a-2"><div class="x"><h3>Storm</h3></div></a>'
    assert [a.link for a in articles(html, Selectors(block=".x"))] == [
        "https://news.example/a-1",
        "https://news.example/a-2",
    ]


def test_fields_without_a_block_override_the_pages_own_article() -> None:
    prose = "".join(
        f"<p>Sentence number {n} of the article says something about the harbour and its plan.</p>" for n in range(12)
    )
    html = (
        '<html lang="en"><head><title>Harbour plan approved at last | X</title>'
        '<meta name="author" content="Web Desk">'
        '<meta property="og:type" content="article"></head><body>'
        "<h1>Harbour plan approved at last</h1><em>Jane Roe</em>"
        f'<div id="text">{prose}</div></body></html>'
    )
    (only,) = articles(
        html, Selectors(author="em", section="none"), "https://news.example/harbour-plan-approved-at-last"
    )
    assert only.author == "Jane Roe"
    assert "Sentence number 11" in (only.content or "")


def test_a_block_that_matches_nothing_says_so() -> None:
    page = Page(LIST.encode(), url="https://news.example/", content_type="text/html")
    reading = read(page, Hints(selectors=Selectors(block=".gone")))
    assert reading.articles == ()
    assert reading.reason == "The operator’s selector '.gone' names no article on this page."


@pytest.mark.parametrize("css", ["div[", ":::", "", "div >> p"])
def test_what_is_no_css_is_refused_when_sources_are_loaded(css: str) -> None:
    assert not selectors.is_css(css)
    source = {"id": "x", "name": "X", "url": "https://news.example/", "selectors": {"block": css}}
    with pytest.raises(SettingsError, match="no CSS selector"):
        parse({"source": [source]}, "sources.toml")
