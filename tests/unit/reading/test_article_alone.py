"""Pages with hardly any prose: articles of their own where no list is credible and they say a day of themselves."""

from __future__ import annotations

import pytest

from feedsvc.model.pages import Page, Reading
from feedsvc.reading import read

URL = "https://news.example/press/471122.html"
TITLE = "Harbour plan approved on Friday"
SENTENCE = (
    "The council approved the new plan for the harbour late on Friday, "
    "with the first works to begin in spring and the last in two years."
)


def reading(after: str, url: str = URL, day: str = "<p>9 January 2026</p>") -> Reading:
    main = f"<main><h1>{TITLE}</h1>{day}<p>{SENTENCE}</p></main>"
    html = f"<html lang=en><head><title>{TITLE}</title></head><body>{main}{after}</body></html>"
    return read(Page(html.encode(), url=url, content_type="text/html; charset=utf-8"))


@pytest.mark.parametrize("after", ["", "<p><a href='/plans/harbour-plan-of-last-year'>The plan of last year</a></p>"])
def test_a_short_notice_with_a_day_is_an_article_where_the_page_lists_nothing(after: str) -> None:
    notice = next(article for article in reading(after).articles if article.title == TITLE)
    assert notice.link == URL
    assert notice.published is not None
    assert notice.published.span.centre.date().isoformat() == "2026-01-09"


def test_a_page_that_says_no_day_is_none() -> None:
    assert reading("", day="").articles == ()


def test_a_text_of_some_length_is_an_article_though_it_says_no_day() -> None:
    [article] = reading("", day=f"<p>{SENTENCE}</p>").articles
    assert article.title == TITLE
    assert article.published is None


def test_a_home_page_with_a_day_is_none() -> None:
    assert reading("", url="https://news.example/").articles == ()


def test_a_list_is_a_list_however_short() -> None:
    teaser = "<div><h2><a href='/plans/ferry-%d-runs-again-from-monday'>Ferry %d runs again</a></h2><p>%s</p></div>"
    dated = teaser % (1, 1, "8 January 2026")
    several = "".join(teaser % (n, n, "To the islands") for n in range(5))
    for after in (dated, several):
        assert TITLE not in [article.title for article in reading(f"<div>{after}</div>").articles]
