"""Pages that collect links, and lists whose links name the list: what stands as the titles do is one of them."""

from __future__ import annotations

from feedsvc import reading
from feedsvc.model.pages import Hints, Page

TITLES = [
    "Engine without pistons needs a third of the fuel",
    "Council finds forgotten archive below the market square",
    "The last lighthouse keeper of the northern coast retires",
    "Students build a bridge from paper that carries a car",
    "How a village kept its school open with forty pupils",
    "Ferry company orders its first ships without captains",
    "Old orchard yields apples nobody had seen for a century",
    "Night trains come back to the southern lines in spring",
]


def links(body: str, url: str) -> list[str | None]:
    page = Page(f"<!doctype html><html><body>{body}</body></html>".encode(), url=url)
    return [article.link for article in reading.read(page, Hints()).articles]


def test_a_page_of_links_lists_its_own_threads_and_the_pictures_that_it_names() -> None:
    own = "https://links.example/r/all/comments/abc1/what_did_your_grandparents_do_for_a_living/"
    picture = "https://pictures.example/kite.jpg"
    rows = [(f"https://paper{n}.example/news/{n}{n}{n}{n}", title) for n, title in enumerate(TITLES, 1)]
    rows[3:3] = [(own, "What did your grandparents do for a living"), (picture, "My daughter's first kite in the wind")]
    body = "".join(
        f'<div class="thing"><p class="title"><a class="title" href="{link}">{title}</a></p>'
        f'<p class="tagline">{n} hours ago</p><a class="comments" href="{own}?c={n}">{n} comments</a></div>'
        for n, (link, title) in enumerate(rows, 2)
    )
    assert links(body, "https://links.example/") == [link for link, _ in rows]


def test_a_sites_own_pages_are_no_account_on_a_network() -> None:
    rows = [
        f"https://www.reddit.com/r/news/comments/x{n}/{title.lower().replace(' ', '_')}/"
        for n, title in enumerate(TITLES)
    ]
    body = "".join(
        f'<div class="thing"><p class="title"><a class="title" href="{link}">{title}</a></p><p>{n} hours ago</p></div>'
        for n, (link, title) in enumerate(zip(rows, TITLES, strict=True), 2)
    )
    assert links(body, "https://www.reddit.com/") == rows


def test_an_article_keeps_being_one_where_its_address_names_the_list_that_it_was_opened_from() -> None:
    rows = [f"https://wire.example/view/AKR2025120115{n}051?section=world/asia" for n in range(len(TITLES))]
    body = "<ul>" + "".join(
        f'<li><strong class="tit-wrap"><a href="{link}">{title}</a></strong><p>12-01 21:3{n}</p></li>'
        for n, (link, title) in enumerate(zip(rows, TITLES, strict=True))
    )
    assert links(f"{body}</ul>", "https://wire.example/world/asia") == rows


def test_a_copied_sites_archive_of_months_is_no_list_of_articles_though_each_folders_page_is_named() -> None:
    rows = [f"https://blog.example/2017/06/{title.lower().replace(' ', '-')}/index.html" for title in TITLES]
    posts = "".join(
        f'<article><h2><a href="{link}">{title}</a></h2><p>{day}. Juni 2017</p></article>'
        for day, (link, title) in enumerate(zip(rows, TITLES, strict=True), 1)
    )
    months = "".join(
        f'<li><a href="https://blog.example/{year}/{month:02}/index.html">{name} {year}</a></li>'
        for year in range(2012, 2018)
        for month, name in enumerate(("Januar", "Februar", "April", "Oktober", "November"), 1)
    )
    body = f"<main>{posts}</main><aside><section><h2>Archive</h2><ul>{months}</ul></section></aside>"
    assert links(body, "https://blog.example/index.html") == rows
