"""Listings in the markup of many systems, each written for this test, read as a careful person would."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc import reading
from feedsvc.model.pages import Hints, Origin, Page
from feedsvc.reading import addresses

FIXTURES = Path(__file__).parent / "fixtures"
MADE = datetime(2026, 1, 10, 20, 0, tzinfo=UTC)
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))


def load(name):
    truth = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    body = (FIXTURES / f"{name}.html").read_bytes()
    page = Page(body, url=truth["url"], content_type="text/html; charset=utf-8", origin=Origin(stated_at=MADE))
    found = reading.read(page, Hints(zone="Europe/Rome"))
    ignored = {addresses.key(link) for link in truth["ignore"]}
    articles = {addresses.key(a.link): a for a in found.articles if addresses.key(a.link) not in ignored}
    return truth, articles


@pytest.mark.parametrize("name", NAMES)
def test_each_article_is_listed_once_and_nothing_else(name):
    truth, articles = load(name)
    expected = {addresses.key(item["link"]): item["title"] for item in truth["items"]}
    assert {key: article.title for key, article in articles.items()} == expected


@pytest.mark.parametrize("name", NAMES)
def test_sections_authors_and_times_are_those_that_the_page_shows(name):
    truth, articles = load(name)
    for item in truth["items"]:
        article = articles[addresses.key(item["link"])]
        for field in ("section", "author"):
            if item[field]:
                assert (getattr(article, field) or "").casefold() == item[field].casefold()
        if item["time_text"]:
            assert article.time_text
            assert article.time_text in item["time_text"] or item["time_text"] in article.time_text
            assert article.published is not None


@pytest.mark.parametrize("name", ["mission-article", "mission-listing"])
def test_the_missions_page_as_html_has_the_entries_of_its_text(name):
    _, articles = load(name)
    assert len(articles) == 12
    counts = Counter(article.section for article in articles.values())
    assert counts == {"Cronaca": 8, "Politica": 2, "Sport": 1, "Economia": 1}
    assert all(article.published is not None and article.link for article in articles.values())
