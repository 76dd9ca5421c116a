"""Lists that are only lines: titles, days and summaries between line breaks, or a paragraph for each."""

import pytest

from feedsvc import reading
from feedsvc.model.pages import Origin, Page
from feedsvc.reading import rows
from feedsvc.reading.document import Document

DAYS = ["November 21, 2015", "November 20, 2015", "November 18, 2015", "November 12, 2015"]
TITLES = [
    "Council opens the new library",
    "Rowing club wins two medals",
    "Choir sings in the old harbour",
    "Radio changes its frequency",
]
SAID = [
    "The doors were opened by the mayor.",
    "Both crews beat their own records on the lake.",
    "Three hundred came to hear it.",
    "Listeners must tune their sets again.",
]
ADDRESSES = ["library-opens", "medals", "choir", "frequency"]


def rendered(row, between):
    made = zip(DAYS, TITLES, SAID, ADDRESSES, strict=True)
    return between.join(row.format(day=d, link=f"<a href='/news/{a}.html'>{t}</a>", said=s) for d, t, s, a in made)


def read(body, language="en"):
    html = f"<html lang='{language}'><body><h1>Old news</h1>{body}<p>Contact us</p></body></html>"
    return reading.read(Page(html.encode(), "https://borough.example/news/", "text/html", Origin())).articles


@pytest.mark.parametrize(
    ("row", "between"),
    [
        ("{day} – {link} – {said}", "<br>"),
        ("<b>{day}</b> {link}: {said}", "<br><br>"),
        ("{day}<br>{link}<br>{said}", "<br><br>"),
    ],
)
@pytest.mark.parametrize("holder", ["<p>{}</p>", "<div>{}</div>", "<table><tr><td>{}</td></tr></table>"])
def test_lines_of_one_block_are_teasers_each_with_its_own_day(holder, row, between):
    found = read(holder.format(rendered(row, between)))
    assert [article.title for article in found] == TITLES
    assert [article.time_text for article in found] == DAYS


@pytest.mark.parametrize("row", ["<p>{day} – {link} – {said}</p>", "<h3>{day}</h3><p>{link} {said}</p>"])
def test_a_paragraph_for_each_title_is_a_teaser_with_its_day(row):
    found = read(rendered(row, ""))
    assert [article.title for article in found] == TITLES
    assert [article.time_text for article in found] == DAYS


@pytest.mark.parametrize(
    "row",
    [
        "<p>Yesterday the mayor said that {link} was what everybody had been waiting for.</p>",
        "<p>{link}, as the mayor said, was what everybody had been waiting for.</p>",
        "<p>{link} was what everybody had been waiting for since the spring.</p>",
    ],
)
def test_links_within_sentences_are_no_titles(row):
    assert rows.titles(Document.parse(rendered(row, ""), "https://borough.example/")) == frozenset()


def test_links_alone_in_their_lines_may_be_a_menu():
    assert (
        rows.titles(Document.parse(f"<p>{rendered('{link}', '<br>')}</p>", "https://borough.example/")) == frozenset()
    )


def test_a_count_of_readers_beside_a_day_is_no_length_of_reading():
    titles = ["市政府召开新的工作会议", "学校举行秋季运动会开幕式", "图书馆新馆正式对外开放"]
    items = (
        f"<li><h3><a href='/a/2015/{1000 + n}.html'>{title}</a></h3>"
        f"<p>来源：新华网 时间：2015-11-2{n} 阅读：{33 + n}</p></li>"
        for n, title in enumerate(titles)
    )
    found = read(f"<ul>{''.join(items)}</ul>", "zh-CN")
    assert [article.time_text for article in found] == ["2015-11-20", "2015-11-21", "2015-11-22"]


def test_lines_that_lead_to_other_sites_stay_promotions_among_own_titles():
    own = "".join(f"<h2><a href='/news/{a}.html'>{t}</a></h2>" for a, t in zip(ADDRESSES, TITLES, strict=True))
    shop = "<p><a href='https://shop.example/item-{}.html'>The official club shop opens</a> – with a small discount</p>"
    assert [article.title for article in read(own + "".join(map(shop.format, range(3))))] == TITLES
