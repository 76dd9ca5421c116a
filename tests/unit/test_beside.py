"""The site's own feeds beside its page: exact times for what the page shows, asked for politely, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc import beside, refresh
from feedsvc.cli.replay import Replaying
from feedsvc.errors import FetchError
from feedsvc.fetch import saved
from feedsvc.model.entries import ContentPolicy, Source
from feedsvc.model.pages import Hints, NotModified, Origin, Page, Validators
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings
from feedsvc.store import open_store

AT = datetime(2026, 1, 10, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOME, FEED = "https://voce.example/cronaca/", "https://voce.example/feed/"
SOURCE = Source("voce", "La Voce", url=HOME, hints=Hints("Europe/Rome", "it"))
LINK = '<link rel="alternate" type="application/rss+xml" title="La Voce" href="{}">'


class Site:
    """A site that prints ages in whole hours and names a feed; ``posts`` are how long ago each was published."""

    def __init__(self, *posts, feeds=(FEED,), also=(), wrong_by=timedelta(), exact=False):
        self.at, self.posts, self.also, self.feeds = AT, [AT - age for age in posts], [AT - age for age in also], feeds
        self.wrong_by, self.exact, self.failing = wrong_by, exact, False
        self.asked, self.edition = [], 0

    def title(self, at):
        return f"Che cosa è successo in città {at:%d alle %H:%M:%S}"

    def address(self, at):
        return f"https://voce.example/cronaca/{at:%Y%m%d%H%M%S}-notizia/"

    def card(self, at):
        hours = int((self.at - at + timedelta(minutes=30)) / HOUR)
        printed = at.isoformat() if self.exact else f"{hours} ore fa"
        stamp = f'<time datetime="{printed}">' if self.exact else "<time>"
        return f'<article><h2><a href="{self.address(at)}">{self.title(at)}</a></h2>{stamp}{printed}</time></article>'

    def item(self, at):
        date = at + self.wrong_by
        return (
            f"<item><title>{self.title(at)}</title><link>{self.address(at)}?utm_source=rss</link>"
            f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate><description>Altro.</description></item>"
        )

    def retrieve(self, source, validators):
        self.asked.append((source.url, validators))
        origin = Origin(retrieved_at=self.at, date=self.at)
        if source.url == HOME:
            head = "".join(LINK.format(feed) for feed in self.feeds)
            cards = "".join(map(self.card, sorted(self.posts, reverse=True)))
            body = f'<html lang="it"><head>{head}</head><main>{cards}</main><!--{self.edition}--></html>'
            return Page(body.encode(), HOME, "text/html", origin)
        if self.failing:
            raise FetchError("gone")
        if validators.etag:
            return NotModified(origin, validators)
        items = "".join(map(self.item, sorted([*self.posts, *self.also], reverse=True)))
        body = f'<rss version="2.0"><channel><title>La Voce</title>{items}</channel></rss>'
        return Page(body.encode(), source.url, "application/rss+xml", origin, Validators(etag='"e"'))

    @property
    def feeds_asked(self):
        return [url for url, _ in self.asked if url != HOME]


@pytest.fixture
def store():
    opened = open_store("sqlite://")
    opened.put_source(SOURCE)
    yield opened
    opened.close()


def go(store, site, at=AT, source=SOURCE, **rest):
    """Make a visit; return the entries by address afterwards."""
    site.at, site.edition = at, site.edition + 1
    policy = refresh.Policy("feeds.example,2026")
    refresh.visit(source, retrieve=site.retrieve, store=store, now=lambda: at, policy=policy, **rest)
    return {entry.link: entry for entry in store.entries(limit=99)}


ODD = timedelta(hours=3, minutes=17, seconds=41)


def test_an_article_has_the_feeds_second_from_the_first_moment_and_both_reasons(store):
    site = Site(ODD, 5 * HOUR, 9 * HOUR)
    entry = go(store, site)[site.address(AT - ODD)]
    assert entry.published_at == AT - ODD
    assert entry.published.span.width <= timedelta(seconds=1)
    assert [piece.kind for piece in entry.published.evidence][:2] == ["age", "feed"]
    assert entry.published.text == "3 ore fa"


def test_what_only_the_feed_has_becomes_no_entry_and_nothing_is_double(store):
    site = Site(ODD, 5 * HOUR, also=(HOUR, 2 * HOUR, 30 * HOUR))
    assert set(go(store, site)) == {site.address(AT - ODD), site.address(AT - 5 * HOUR)}
    assert len(go(store, site, AT + 20 * MINUTE)) == 2


def test_texts_come_from_the_page_alone(store):
    assert all(entry.summary is None for entry in go(store, Site(ODD, 5 * HOUR)).values())


def test_a_page_with_exact_times_is_all_that_is_asked_for(store):
    site = Site(ODD, 5 * HOUR, exact=True)
    go(store, site)
    assert site.feeds_asked == []


def test_a_feed_is_asked_again_when_the_page_shows_something_new(store):
    site = Site(ODD, 5 * HOUR)
    go(store, site)
    go(store, site, AT + 15 * MINUTE)
    assert len(site.feeds_asked) == 1
    site.posts.append(AT + 20 * MINUTE)
    entries = go(store, site, AT + 30 * MINUTE)
    assert len(site.feeds_asked) == 2
    assert entries[site.address(AT + 20 * MINUTE)].published_at == AT + 20 * MINUTE


def test_what_the_feed_does_not_know_is_asked_for_by_the_hour_and_conditionally_and_given_up(store):
    site = Site(ODD, 5 * HOUR)
    site.item = lambda at: "" if at == AT - ODD else Site.item(site, at)
    for quarter in range(40):
        go(store, site, AT + quarter * 15 * MINUTE)
    validators = [validators for url, validators in site.asked if url == FEED]
    assert validators == [Validators(), *[Validators(etag='"e"')] * 6]


def test_a_304_never_hides_the_time_of_a_new_article(store):
    site = Site(ODD, 5 * HOUR)
    go(store, site)
    site.posts.append(AT + 5 * MINUTE)
    go(store, site, AT + 10 * MINUTE)
    assert [validators for url, validators in site.asked if url == FEED] == [Validators(), Validators()]


def test_a_feed_that_fails_harms_nothing_and_is_left_alone_for_hours(store):
    site = Site(ODD, 5 * HOUR)
    site.failing = True
    assert len(go(store, site)) == 2
    assert store.source_state("voce").failures == 0
    for hour in range(1, 6):
        site.posts.append(AT + hour * HOUR)
        go(store, site, AT + hour * HOUR + MINUTE)
    assert len(site.feeds_asked) == 1
    site.failing = False
    site.posts.append(AT + 6 * HOUR)
    entries = go(store, site, AT + 7 * HOUR)
    assert entries[site.address(AT + 6 * HOUR)].published_at == AT + 6 * HOUR


def test_a_feed_under_another_clock_is_not_believed(store):
    ages = [timedelta(hours=n, minutes=7 * n) for n in range(1, 9)]
    site = Site(*ages, wrong_by=-2 * HOUR)
    entries = go(store, site)
    assert {piece.kind for entry in entries.values() for piece in entry.published.evidence} == {"age", "first sight"}
    for age in ages:
        span = entries[site.address(AT - age)].published.span
        assert span.earliest <= AT - age <= span.latest


def test_one_article_that_contradicts_the_page_keeps_the_pages_time(store):
    site = Site(*[timedelta(hours=n, minutes=10) for n in range(1, 9)])
    odd = AT - timedelta(hours=1, minutes=10)
    site.item = lambda at: Site.item(site, at).replace(" 2026 ", " 2025 ") if at == odd else Site.item(site, at)
    entries = go(store, site)
    assert entries[site.address(odd)].published.basis == "age"
    assert entries[site.address(AT - timedelta(hours=2, minutes=10))].published.basis == "feed"


def test_the_hosts_gap_lies_before_each_feed(store):
    site, order = Site(ODD, 5 * HOUR), []
    retrieve = site.retrieve
    site.retrieve = lambda source, validators: order.append(source.url) or retrieve(source, validators)
    go(store, site, pause=lambda: order.append("pause"))
    assert order == [HOME, "pause", FEED]


@pytest.mark.parametrize("source", [replace(SOURCE, evidence=False), replace(SOURCE, url=None, path="saved.html")])
def test_nothing_is_asked_for_where_the_operator_says_no_or_the_page_is_a_file(store, source):
    site = Site(ODD, 5 * HOUR)
    page = site.retrieve(SOURCE, Validators())
    site.retrieve = lambda *_: page
    go(store, site, source=source)
    assert site.feeds_asked == []


def test_nothing_is_asked_for_while_somebody_who_pushed_the_page_waits(store):
    site = Site(ODD, 5 * HOUR)
    page = site.retrieve(SOURCE, Validators())
    go(store, site, page=page)
    assert site.feeds_asked == []


def test_the_feed_nearest_to_the_page_comes_first_and_comments_never(store):
    feeds = (FEED, "https://voce.example/comments/feed/", f"{HOME}feed/", "https://voce.example/feed/other/")
    site = Site(ODD, 5 * HOUR, feeds=feeds)
    site.item = lambda at: ""
    go(store, site)
    assert site.feeds_asked == [f"{HOME}feed/", FEED]
    assert len(site.feeds_asked) == beside.MOST


def test_saved_visits_hold_the_page_and_nothing_that_was_asked_for_beside_it(tmp_path, monkeypatch):
    site = Site(ODD, 5 * HOUR, also=(2 * HOUR,))
    monkeypatch.setattr(Runtime, "retrieve", lambda _, source, validators: site.retrieve(source, validators))
    source = replace(SOURCE, content=ContentPolicy.FULL)
    runtime = Runtime(Settings(data_dir=tmp_path, host_gap=0), (source,))
    runtime.refresh("voce", save=tmp_path)
    runtime.store.close()
    assert FEED in site.feeds_asked
    assert site.address(AT - ODD) in [url for url, _ in site.asked]
    visits = [saved.parse(line) for line in (tmp_path / "voce.jsonl").read_text().splitlines()]
    assert [visit.url for visit in visits] == [HOME]
    assert len(list(Replaying(open_store("sqlite://")).visit(visits[0]))) == 2
