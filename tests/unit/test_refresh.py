from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.site import Habits, Site
from feedsvc import rhythm
from feedsvc.errors import FetchError, FetchStatusError
from feedsvc.model.entries import Source
from feedsvc.model.pages import NotModified, Origin, Page, Validators
from feedsvc.model.visits import Outcome
from feedsvc.refresh import Policy, visit
from feedsvc.store import open_store

START = datetime(2026, 1, 12, 6, tzinfo=UTC)
SOURCE = Source("voce", "La Voce", url="https://lavoce.example/")
POLICY = Policy("feeds.example,2026")


@pytest.fixture
def store():
    opened = open_store("sqlite://")
    opened.put_source(SOURCE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site():
    return Site(Habits(shown=8), START, timedelta(hours=4), seed=2)


def page(site, at, head=""):
    answer = site.answer("/", at)
    body = answer.body.replace(b"</head>", head.encode() + b"</head>")
    return Page(body, SOURCE.url, "text/html", Origin(retrieved_at=at, date=at), Validators(etag=f'"{at}"'))


def go(store, at, answer, source=SOURCE):
    def retrieve(asked, validators):
        found = answer(asked, validators) if callable(answer) else answer
        if isinstance(found, Exception):
            raise found
        return found

    return visit(source, retrieve=retrieve, store=store, now=lambda: at, policy=POLICY)


def test_a_visit_keeps_what_the_page_says(store, site):
    done = go(store, START, page(site, START))
    assert (done.outcome, done.articles, done.timed, done.created) == (Outcome.READ, 8, 8, 8)
    state = store.source_state(SOURCE.id)
    assert (state.entries, state.failures, state.faults) == (8, 0, ())
    assert state.next_visit_at > START


def test_the_same_body_is_not_read_again(store, site):
    go(store, START, page(site, START))
    done = go(store, START + timedelta(minutes=15), page(site, START))
    assert (done.outcome, done.articles) == (Outcome.UNCHANGED, 8)


def test_validators_go_back_and_a_304_is_enough(store, site):
    go(store, START, page(site, START))
    asked = []

    def unchanged(_, validators):
        asked.append(validators)
        return NotModified(Origin(retrieved_at=START), validators)

    assert go(store, START + timedelta(minutes=15), unchanged).outcome is Outcome.UNCHANGED
    assert asked == [Validators(etag=f'"{START}"')]


def test_a_failure_is_a_visit_that_says_so_and_the_entries_stay(store, site):
    go(store, START, page(site, START))
    done = go(store, START + timedelta(minutes=15), FetchError("lavoce.example cannot be retrieved."))
    state = store.source_state(SOURCE.id)
    assert (done.outcome, done.error) == (Outcome.FAILED, "lavoce.example cannot be retrieved.")
    assert (state.failures, state.entries, [fault.kind for fault in state.faults]) == (1, 8, ["failing"])
    assert go(store, START + timedelta(hours=1), page(site, START + timedelta(hours=1))).succeeded
    assert store.source_state(SOURCE.id).failures == 0


def test_a_server_that_asks_to_be_left_alone_is(store):
    go(store, START, FetchStatusError("lavoce.example answered 429.", 429, 7200))
    state = store.source_state(SOURCE.id)
    assert state.next_visit_at >= START + timedelta(hours=2)


def test_a_new_source_that_prints_ages_is_visited_again_soon_others_as_news_come(store, site):
    go(store, START, page(site, START))
    assert store.source_state(SOURCE.id).next_visit_at <= START + POLICY.shortest * 1.5
    dated = b"<main>" + b"".join(
        b'<article><h2><a href="/a%d/">La storia del ponte %d</a></h2><time datetime="2026-01-11T1%d:00Z"></time>'
        b"</article>" % (n, n, n)
        for n in range(8)
    )
    other = replace(SOURCE, id="dated", url="https://dated.example/")
    store.put_source(other)
    go(store, START, Page(dated, other.url, "text/html", Origin(retrieved_at=START, date=START)), other)
    assert store.source_state("dated").timed == 8
    assert store.source_state("dated").next_visit_at > START + POLICY.shortest * 1.5


def test_the_times_between_visits_that_succeeded_are_remembered_a_few_at_most(store, site):
    minutes = [0, 10, 25, 40, 60]
    for minute in minutes:
        at = START + timedelta(minutes=minute)
        go(store, at, FetchError("away") if minute == 25 else page(site, at))
    assert [wait // timedelta(minutes=1) for wait in store.source_state(SOURCE.id).waits] == [10, 30, 20]
    for hour in range(2, 40):
        go(store, START + timedelta(hours=hour), page(site, START))
    assert store.source_state(SOURCE.id).waits == (timedelta(hours=1),) * rhythm.REMEMBERED


def test_a_page_that_is_no_page_fails_and_one_without_articles_says_so(store):
    assert go(store, START, Page(b"\x89PNG\r\n\x1a\n\x00\x00", SOURCE.url)).outcome is Outcome.FAILED
    captcha = Page(b"<html><body><p>Are you human?</p></body></html>", SOURCE.url, "text/html")
    assert go(store, START, captcha).outcome is Outcome.READ
    assert [fault.kind for fault in store.source_state(SOURCE.id).faults] == ["empty"]


@pytest.mark.parametrize("broken", ["reading.read", "merge.merge"])
def test_a_page_that_meets_a_fault_of_ours_is_a_failure_that_says_so(store, site, monkeypatch, caplog, broken):
    go(store, START, page(site, START))

    def stumble(*_, **__):
        raise ZeroDivisionError("ours")

    at = START + timedelta(hours=1)
    with monkeypatch.context() as broke:
        broke.setattr(f"feedsvc.refresh.{broken}", stumble)
        done = go(store, at, page(site, at))
    state = store.source_state(SOURCE.id)
    assert (done.outcome, state.entries, state.failures) == (Outcome.FAILED, 8, 1)
    assert "a fault of feedsvc itself: ZeroDivisionError('ours')." in state.faults[0].reason
    assert state.next_visit_at > at
    assert "ZeroDivisionError" in caplog.text
    assert go(store, at + timedelta(hours=1), page(site, at + timedelta(hours=1))).succeeded


def printed_list(at, published):
    rows = "".join(
        f'<li><a href="/notizie/{title.lower().replace(" ", "-")}/">{title} in Consiglio comunale</a> '
        f"<span class=time>{round((at - moment) / timedelta(minutes=1))} minuti fa</span></li>"
        for title, moment in published.items()
    )
    return f"<html lang=it><body><main><h1>La Voce</h1><ul class=news>{rows}</ul></main></body></html>".encode()


def test_a_server_whose_clock_is_behind_keeps_no_true_moment_out_of_a_span(store):
    titles = ("Il piano delle scuole", "Il bilancio della mensa", "La variante della tangenziale")
    published = {title: START - timedelta(minutes=7 * n) for n, title in enumerate(titles, start=1)}
    spans = {}

    def heard(changes):
        for entry in (*changes.created, *changes.changed, *changes.narrowed):
            spans[entry.title] = entry.published.span

    for passed in (0, 14, 31, 46):
        at = START + timedelta(minutes=passed)
        origin = Origin(retrieved_at=at, date=at - timedelta(minutes=5))
        answer = Page(printed_list(at, published), SOURCE.url, "text/html", origin)
        visit(SOURCE, retrieve=lambda *_, a=answer: a, store=store, now=lambda t=at: t, policy=POLICY, told=heard)
        inside = {
            title: published[title.removesuffix(" in Consiglio comunale")] in span for title, span in spans.items()
        }
        assert len(inside) == 3
        assert all(inside.values()), passed
