"""Structured data as sites really write it: graphs, lists, broken JSON, microdata, microformats."""

from __future__ import annotations

import pytest

from feedsvc.model.times import Role
from feedsvc.reading import jsonld, structured
from feedsvc.reading.candidates import Candidate
from feedsvc.reading.document import Document

BASE = "https://news.example/list"


def found(body: str, head: str = "") -> tuple[Candidate, ...]:
    document = Document.parse(f"<html lang=en><head>{head}</head><body>{body}</body></html>", BASE)
    return structured.find(document, structured.read(document))


def script(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


ARTICLE = (
    '{"@type":"NewsArticle","headline":"Harbour plan approved","url":"/a-1","datePublished":"2026-01-10T07:30:00Z"}'
)


@pytest.mark.parametrize(
    "json",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph":[{{"@type":"WebSite","name":"x"}},{ARTICLE}]}}',
        f'{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","position":1,"item":{ARTICLE}}}]}}',
        f'{{"@type":"CollectionPage","mainEntity":{{"@type":"ItemList","itemListElement":[{ARTICLE}]}}}}',
        f'{{"@type":"Blog","blogPost":[{ARTICLE}]}}',
        f"<!-- {ARTICLE} -->",
        f"/*<![CDATA[*/ {ARTICLE} /*]]>*/",
        f"{ARTICLE};",
        f'{{"@type":"WebSite"}}{ARTICLE}',
        ARTICLE.replace("}", ",}"),
        ARTICLE.replace("Harbour plan", "Harbour\n\tplan"),
        ARTICLE.replace('"Harbour', '"Harbour').replace("NewsArticle", "http://schema.org/NewsArticle"),
        ARTICLE.replace('"url":"/a-1"', '"mainEntityOfPage":{"@type":"WebPage","@id":"https://news.example/a-1"}'),
    ],
)
def test_json_ld_is_read_in_every_shape_that_sites_give_it(json: str) -> None:
    (candidate,) = found("", script(json))
    assert (candidate.title, candidate.link) == ("Harbour plan approved", "https://news.example/a-1")
    assert [said.role for said in candidate.times] == [Role.PUBLISHED]


@pytest.mark.parametrize("json", ["", "{", "null", "[[[[", '{"@type":"NewsArticle"}', "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_json_or_no_article_gives_nothing(json: str) -> None:
    assert found("", script(json)) == ()


def test_comments_and_live_updates_are_no_articles() -> None:
    json = (
        '{"@type":"LiveBlogPosting","headline":"The vote as it happens","url":"/live","datePublished":"2026-01-10",'
        '"liveBlogUpdate":[{"@type":"BlogPosting","headline":"A first result","url":"/live#1"}],'
        '"comment":[{"@type":"Comment","text":"Hm."}]}'
    )
    assert [candidate.title for candidate in found("", script(json))] == ["The vote as it happens"]


def test_the_breadcrumb_and_the_types_of_the_page_are_kept() -> None:
    json = (
        '{"@graph":[{"@type":"CollectionPage"},{"@type":"BreadcrumbList","itemListElement":['
        '{"@type":"ListItem","name":"Home"},{"@type":"ListItem","item":{"@id":"/sport","name":"Sport"}}]}]}'
    )
    graph = jsonld.read(Document.parse(f"<html>{script(json)}</html>", BASE).tree)
    assert graph.breadcrumb == ("Home", "Sport")
    assert "CollectionPage" in graph.types


def test_microdata_belongs_to_the_innermost_scope() -> None:
    body = """<div itemscope itemtype="https://schema.org/NewsArticle"><a itemprop="url" href="/a-1">
    <h2 itemprop="headline">Harbour plan approved</h2></a><span itemprop="author" itemscope itemtype="https://schema.org/Person">
    <span itemprop="name">Jane Roe</span></span><meta itemprop="datePublished" content="2026-01-10T07:30:00Z">
    <div itemscope itemtype="https://schema.org/Comment"><p itemprop="headline">Not the headline</p></div></div>"""
    (candidate,) = found(body)
    assert (candidate.title, candidate.author, candidate.link) == (
        "Harbour plan approved",
        "Jane Roe",
        "https://news.example/a-1",
    )
    assert len(candidate.times) == 1


def test_microformats_of_both_generations_are_read() -> None:
    body = """<div class="h-feed"><article class="h-entry"><a class="p-name u-url" href="/a-1">Harbour plan approved</a>
    <time class="dt-published" datetime="2026-01-10T07:30:00Z">10 Jan</time>
    <span class="p-author h-card">Jane Roe</span></article></div>
    <div class="hentry"><h2 class="entry-title"><a rel="bookmark" href="/a-2">Storm on the coast</a></h2>
    <abbr class="published" title="2026-01-09T07:30:00Z">yesterday</abbr>
    <span class="author vcard"><a class="fn">Ugo D’Amico</a></span></div>"""
    first, second = found(body)
    assert (first.title, first.link, first.author) == ("Harbour plan approved", "https://news.example/a-1", "Jane Roe")
    assert (second.title, second.link, second.author) == (
        "Storm on the coast",
        "https://news.example/a-2",
        "Ugo D’Amico",
    )
    assert all([said.role for said in candidate.times] == [Role.PUBLISHED] for candidate in (first, second))


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Harbour plan approved | The Example", "The Example", "Harbour plan approved"),
        ("Harbour plan approved after a long night - TE", None, "Harbour plan approved after a long night"),
        ("Inter - Milan", None, "Inter - Milan"),
        ("Harbour plan approved", "The Example", "Harbour plan approved"),
    ],
)
def test_the_sites_name_is_no_part_of_a_title(title: str, site: str | None, expected: str) -> None:
    assert structured.without_site(title, site) == expected
