"""Following teasers: which, how often, and what of the article's own page is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedsvc import following, refresh
from feedsvc.errors import FetchError
from feedsvc.model.entries import ContentPolicy, Source
from feedsvc.model.pages import Origin, Page, Validators
from feedsvc.store import open_store

AT = datetime(2026, 1, 10, 7, 30, tzinfo=UTC)
HOME = "https://example.org/"


def teaser(number: int) -> str:
    return (
        f'<article><h2><a href="/n/{number}/">La notizia numero {number} della mattina in città</a></h2>'
        f'<span class="date">{number + 1} ore fa</span></article>'
    )


def whole(number: int) -> bytes:
    said = f"della notizia {number} racconta che cosa è successo, dove, e chi lo ha visto dalla finestra"
    text = "".join(f"<p>Il paragrafo {n} {said}.</p>" for n in range(6))
    title = f"La notizia numero {number} della mattina in città"
    return (
        f'<html lang="it"><head><title>{title}</title><meta property="og:type" content="article"></head>'
        f"<body><main><article><h1>{title}</h1><p>di Anna Bianchi</p>{text}</article></main></body></html>"
    ).encode()


class Site:
    def __init__(self, count: int, broken: frozenset[int] = frozenset()) -> None:
        self.count, self.broken = count, broken
        self.asked: list[str] = []

    def retrieve(self, source: Source, _validators: Validators) -> Page:
        assert source.url is not None
        self.asked.append(source.url)
        origin = Origin(retrieved_at=AT)
        if source.url == HOME:
            cards = "".join(teaser(number) for number in range(self.count))
            stamp = f"<!-- {len(self.asked)} -->"
            return Page(f'<html lang="it"><main>{cards}</main>{stamp}</html>'.encode(), HOME, "text/html", origin)
        number = int(source.url.rstrip("/").rpartition("/")[2])
        if number in self.broken:
            raise FetchError("gone")
        return Page(whole(number), source.url, "text/html", origin)


def visited(site: Site, visits: int = 1, content: ContentPolicy = ContentPolicy.FULL, at: datetime = AT):
    store = open_store("sqlite://")
    source = Source("example", "Example", url=HOME, content=content)
    store.put_source(source)
    pauses: list[None] = []
    for number in range(visits):
        now = at + timedelta(minutes=number)
        refresh.visit(
            source,
            retrieve=site.retrieve,
            store=store,
            now=lambda now=now: now,
            policy=refresh.Policy("example.org,2026"),
            pause=lambda: pauses.append(None),
        )
    return store.entries(source="example", limit=50), len(pauses)


def test_new_teasers_get_their_articles_text_and_author() -> None:
    entries, pauses = visited(Site(3))
    assert len(entries) == 3
    assert all(entry.content and "Il paragrafo 5" in entry.content for entry in entries)
    assert all(entry.time_text and entry.time_text.endswith("fa") for entry in entries)
    assert pauses == 3


def test_a_text_that_is_kept_is_not_asked_for_again() -> None:
    site = Site(3)
    entries, _ = visited(site, visits=3)
    assert all(entry.content for entry in entries)
    assert sum(url != HOME for url in site.asked) == 3


def test_a_large_page_is_caught_up_with_over_several_visits() -> None:
    site = Site(8)
    once, _ = visited(site)
    assert sum(entry.content is not None for entry in once) == following.MOST
    entries, _ = visited(Site(8), visits=2)
    assert all(entry.content for entry in entries)
    assert len({entry.id for entry in entries}) == 8


def test_an_article_that_cannot_be_had_harms_no_other() -> None:
    entries, _ = visited(Site(3, broken=frozenset({1})))
    assert sum(entry.content is not None for entry in entries) == 2


def test_nothing_is_followed_where_the_operator_wants_the_page_alone() -> None:
    for policy in (ContentPolicy.PAGE, ContentPolicy.SUMMARY, ContentPolicy.NONE):
        site = Site(3)
        visited(site, content=policy)
        assert site.asked == [HOME]
