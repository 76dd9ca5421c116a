"""Following teasers to their articles for the whole text: a few in each visit, and none again once it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedsvc import merge, reading
from feedsvc.errors import FetchError, PageError
from feedsvc.model.entries import Entry
from feedsvc.model.pages import Article, Hints, Page, Reading

MOST = 5
"""Articles followed in one visit: a newly added site is caught up with over its next visits, not at once."""
PATIENCE = timedelta(hours=6)
"""How long after its first sight an article whose text could not be had is tried again."""

Ask = Callable[[str], Page]
"""Retrieves an article's address; raises FetchError."""


def followed(read: Reading, known: Sequence[Entry], at: datetime, ask: Ask) -> Reading:
    """Return the reading with the texts of its articles that are neither on the page nor kept yet.

    An article that cannot be retrieved or read stays as the page shows it; the others are followed all the same.
    """
    chosen = {article.position for article in _wanting(read.articles, known, at)[:MOST]}
    hints = Hints(zone=read.zone, language=read.language, humanizer=read.humanizer)
    articles = (_completed(article, ask, hints) if article.position in chosen else article for article in read.articles)
    return replace(read, articles=tuple(articles))


def _wanting(articles: Sequence[Article], known: Sequence[Entry], at: datetime) -> list[Article]:
    """Return the articles to follow, in page order: with an address, without a text here or in what is kept."""
    settled = {
        key for entry in known if entry.content is not None or at - entry.first_seen_at > PATIENCE for key in entry.keys
    }
    return [
        article
        for article in articles
        if article.link and article.content is None and settled.isdisjoint(merge.all_keys((article,)))
    ]


def _completed(article: Article, ask: Ask, hints: Hints) -> Article:
    assert article.link is not None, "only articles with an address are followed"
    try:
        own = reading.read(ask(article.link), hints).articles
    except (FetchError, PageError):
        return article
    whole = next((each for each in own if each.content is not None), None)
    if whole is None:
        return article
    return replace(
        article,
        content=whole.content,
        author=article.author or whole.author,
        summary=article.summary or whole.summary,
        image=article.image or whole.image,
        language=article.language or whole.language,
    )
