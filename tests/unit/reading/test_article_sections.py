"""Which section an article's own page says, where nothing marks one: what stands above the title, unless it is none."""

from __future__ import annotations

import pytest

from feedsvc.model.pages import Page
from feedsvc.reading import read

URL = "https://news.example/2026/01/09/harbour-plan-approved-after-long-night"
TITLE = "Harbour plan approved after long night"
SENTENCE = "The council approved the new plan for the harbour late on Friday, after a long night of debate. "
MENU = "".join(f"<li><a href='/{name.lower()}'>{name}</a></li>" for name in ("World", "Business", "Sport"))


def section(above: str, head: str = "") -> str | None:
    text = "".join(f"<p>{SENTENCE}{SENTENCE}</p>" for _ in range(8))
    html = (
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>"
        f"<main>{above}<h1>{TITLE}</h1><div>{text}</div></main></body></html>"
    )
    found = read(Page(html.encode(), url=URL, content_type="text/html; charset=utf-8")).articles
    return next(article.section for article in found if article.title == TITLE)


@pytest.mark.parametrize(
    "above",
    [
        "<p>Harbour</p>",
        "<p><a href='/harbour'>Harbour</a></p>",
        "<ul class='themes'><li><a href='/harbour'>Harbour</a></li></ul>",
        f"<nav class='breadcrumb'><ol>{MENU}<li><a href='/harbour'>Harbour</a></li></ol></nav>",
    ],
)
def test_a_label_or_a_trails_end_above_the_title_is_the_section(above: str) -> None:
    assert section(above) == "Harbour"


@pytest.mark.parametrize(
    "above",
    [
        f"<ul>{MENU}</ul>",
        f"<nav><ul>{MENU}</ul></nav>",
        "<header><div>The Example</div></header>",
        "<h2>Recent posts</h2>",
        "<p>9 January 2026</p>",
        "<div>11K</div>",
    ],
)
def test_menus_headers_headings_days_and_counts_above_the_title_are_none(above: str) -> None:
    assert section(above) is None


@pytest.mark.parametrize(
    ("stated", "name"), [("World,Harbour", "World"), ("Arts, Food and Travel", "Arts, Food and Travel")]
)
def test_of_several_sections_in_one_value_the_first_is_the_articles(stated: str, name: str) -> None:
    assert section("", f'<meta property="article:section" content="{stated}">') == name
