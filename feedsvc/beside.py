"""A site's own feeds beside its page: exact times for articles that the page shows by age, and nothing else of them.

A feed is asked only while the page shows an article whose moment is not known to the minute: a site that prints exact
times is never asked for more than its page. What only the feed has becomes no entry: it may be of other sections than
the page that the operator chose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feedsvc import merge
from feedsvc.errors import FetchError, PageError
from feedsvc.model.entries import Entry
from feedsvc.model.pages import Article, NamedLink, NotModified, Page, Reading, Validators
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.model.visits import Body, SourceState
from feedsvc.reading import syndicated

EXACT = timedelta(minutes=1)
"""A moment known as closely as that needs no more evidence."""
MOST = 2
"""Feeds asked in one visit."""
AGAIN = timedelta(hours=1)
"""How long a feed that did not know an article is left alone, unless the page shows a newer one."""
GIVE_UP = timedelta(hours=6)
"""How long after its first sight an article is looked for, and how long a feed that failed is left alone."""
_MOST_WRONG = 1 / 3
_TELLING_TITLE = 15

Ask = Callable[[str, Validators], Page | NotModified]
"""Retrieves a feed; raises FetchError."""
Kept = Mapping[int, Entry | None]
"""By an article's position the entry that it already is."""


def told(
    read: Reading, known: Sequence[Entry], state: SourceState, at: datetime, ask: Ask
) -> tuple[Reading, tuple[Body, ...]]:
    """Return the reading with the exact times of the site's feeds, and what to remember of each that was asked.

    A feed that cannot be had or read adds nothing.
    """
    kept = _kept(read.articles, known)
    bodies: list[Body] = []
    for address in feeds_of(read)[:MOST]:
        wanted = _wanted(read.articles, kept, at)
        before = state.body_at(address)
        if not wanted or (before and not _is_due(before, wanted, at)):
            continue
        validators = before.validators if before and not _is_news(before, wanted) else Validators()
        body, feed = _asked(address, validators, at, ask)
        bodies.append(body)
        read = _completed(read, feed, kept) if feed else read
    return read, tuple(bodies)


def feeds_of(read: Reading) -> list[str]:
    """Return the feeds that may know the page's articles, the one nearest to the page's own address first."""
    feeds = [link for link in read.feeds if "json" not in link.kind and "comment" not in link.url.lower()]
    sitemaps = [link for link in read.sitemaps if "news" in link.url.lower()]
    path = urlsplit(read.url or "").path.rstrip("/")

    def is_near(link: NamedLink) -> bool:
        return urlsplit(link.url).path.startswith(f"{path}/")

    return [link.url for link in (*sorted(feeds, key=is_near, reverse=True), *sitemaps)]


def _kept(articles: Sequence[Article], known: Sequence[Entry]) -> Kept:
    """Return the entry that each article already is."""
    holders = {key: entry for entry in known for key in entry.keys}
    keys = {article.position: merge.all_keys((article,)) for article in articles}
    return {place: next((holders[key] for key in own if key in holders), None) for place, own in keys.items()}


def _wanted(articles: Sequence[Article], kept: Kept, at: datetime) -> list[Entry | None]:
    """Return the entries, None for new ones, whose moment neither the page nor what is kept tells to the minute."""
    inexact = [kept[article.position] for article in articles if not _is_exact(article.published)]
    return [entry for entry in inexact if entry is None or _is_open(entry, at)]


def _is_exact(moment: Timestamp | None) -> bool:
    return moment is not None and moment.span.width <= EXACT


def _is_open(entry: Entry, at: datetime) -> bool:
    return not _is_exact(entry.published) and at - entry.first_seen_at <= GIVE_UP


def _is_due(before: Body, wanted: Sequence[Entry | None], at: datetime) -> bool:
    since = at - (before.seen_at or before.made_at)
    if not before.digest:
        return since >= GIVE_UP
    return since >= AGAIN or _is_news(before, wanted)


def _is_news(before: Body, wanted: Sequence[Entry | None]) -> bool:
    """Return whether the page shows an article that it did not when the feed was asked: a 304 would hide its time."""
    return any(entry is None or entry.first_seen_at > before.made_at for entry in wanted)


def _asked(address: str, validators: Validators, at: datetime, ask: Ask) -> tuple[Body, Reading | None]:
    """Ask for a feed; return what to remember of that, and what it says. Failure is remembered by an empty digest."""
    answer: Page | NotModified | None = None
    feed = None
    with suppress(FetchError, PageError):
        answer = ask(address, validators)
        feed = syndicated.read(answer) if isinstance(answer, Page) else None
    if answer is None or (feed is None and isinstance(answer, Page)):
        return Body("", at, seen_at=at, address=address), None
    return Body("feed", at, seen_at=at, address=address, validators=answer.validators), feed


def shared(read: Reading, feed: Reading) -> int:
    """Return how many of a page's articles its site's feed has too."""
    items = _by_key(feed.articles)
    return sum(_item(article, items) is not None for article in read.articles)


# ---- joining --------------------------------------------------------------------------------------------------------


def _completed(read: Reading, feed: Reading, kept: Kept) -> Reading:
    """Return the reading with the feed's times; with none where many contradict the page, as under a wrong clock."""
    items = _by_key(feed.articles)
    pairs = [(article, item) for article in read.articles if (item := _item(article, items)) and item.published]
    wrong = {
        article.position
        for article, item in pairs
        if item.published and not _fits(item.published.span, article, kept[article.position])
    }
    if len(wrong) > len(pairs) * _MOST_WRONG:
        return read
    times = {article.position: item for article, item in pairs if article.position not in wrong}
    return replace(
        read,
        articles=tuple(
            _with_time(article, times[article.position]) if article.position in times else article
            for article in read.articles
        ),
    )


def _by_key(items: Sequence[Article]) -> dict[str, Article]:
    """Return a feed's articles by their identities, without those that several of them share."""
    found: dict[str, list[Article]] = {}
    for item in items:
        for key in merge.all_keys((item,)):
            found.setdefault(key, []).append(item)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def _item(article: Article, items: Mapping[str, Article]) -> Article | None:
    for key in merge.all_keys((article,)):
        if key in items and (not key.startswith("title:") or len(article.title) >= _TELLING_TITLE):
            return items[key]
    return None


def _fits(span: Span, article: Article, entry: Entry | None) -> bool:
    """Return whether a feed's moment is one that the page, and what is known, allow."""
    said = [article.published.span] if article.published else []
    return all(span.intersect(other) for other in [*said, *([entry.published.span] if entry else [])])


def _with_time(article: Article, item: Article) -> Article:
    """Return the article with the feed's moment beside what the page says, so that both can be seen."""
    said, exact = article.published, item.published
    assert exact is not None, "only items with a time are joined"
    if said is None:
        return replace(article, published=exact)
    span = said.span.intersect(exact.span) or exact.span
    pieces = said.evidence or (Evidence(said.basis, said.text or "", said.span),)
    moment = replace(said, span=span, at=span.nearest(exact.at), basis=exact.basis, evidence=(*pieces, *exact.evidence))
    return replace(article, published=moment)
