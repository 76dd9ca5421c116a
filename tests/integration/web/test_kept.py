"""Pages in memory: the same as made anew, gone with the next write, never more than the setting allows."""

from dataclasses import replace

import pytest

from feedsvc.errors import StoreError
from feedsvc.model.changes import Changes
from feedsvc.model.visits import Outcome, Visit
from feedsvc.web import create_app
from feedsvc.web.kept import OVERHEAD, Page, Pages
from tests.newsstand import NOW, TRAM, open_stand


@pytest.fixture
def stand(tmp_path):
    opened = open_stand(tmp_path, many=2)
    yield opened
    opened.store.close()


@pytest.fixture
def client(stand):
    return create_app(stand).test_client()


def counted(monkeypatch, stand):
    calls = []
    entry = type(stand.store).entry
    monkeypatch.setattr(type(stand.store), "entry", lambda self, key: calls.append(key) or entry(self, key))
    return calls


def test_a_page_is_made_once_until_something_is_written(client, stand, monkeypatch):
    calls = counted(monkeypatch, stand)
    first = client.get("/entries/gazzetta/a1")
    assert client.get("/entries/gazzetta/a1?anything=1").data == first.data
    assert len(calls) == 1
    changed = Changes(NOW, changed=(replace(TRAM, title="Altro titolo", revision=2),))
    stand.store.record("gazzetta", Visit("gazzetta", NOW, Outcome.READ), changed, stand.store.source_state("gazzetta"))
    assert "Altro titolo" in client.get("/entries/gazzetta/a1").text
    assert len(calls) == 2


@pytest.mark.parametrize("path", ["/", "/sections/cronaca", "/entries/gazzetta/a1"])
@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "it"}, {"Accept-Encoding": "gzip"}])
def test_a_kept_page_is_the_page(client, path, headers):
    made, found = client.get(path, headers=headers), client.get(path, headers=headers)
    assert made.data == found.data
    assert dict(made.headers) == dict(found.headers)
    held = client.get(path, headers=headers | {"If-None-Match": made.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")
    assert client.head(path, headers=headers).headers["Content-Length"] == made.headers["Content-Length"]


def test_a_page_that_was_first_asked_for_conditionally_is_whole_afterwards(client):
    tag = client.get("/").headers["ETag"]
    fresh = create_app(client.application.extensions["feedsvc"]).test_client()
    assert fresh.get("/", headers={"If-None-Match": tag}).status_code == 304
    assert fresh.get("/").status_code == 200


def test_the_last_good_page_is_served_while_the_store_is_away(client, stand, monkeypatch):
    def away(*_args, **_names):
        raise StoreError("The database cannot be reached.")

    good = client.get("/sections/cronaca")
    for name in ("version", "entries", "sections", "source_states"):
        monkeypatch.setattr(type(stand.store), name, away)
    assert client.get("/sections/cronaca").data == good.data
    assert client.get("/sections/politica").status_code == 503


def test_what_is_not_there_is_not_kept(client, stand, monkeypatch):
    calls = counted(monkeypatch, stand)
    for _ in range(2):
        assert client.get("/entries/no/such").status_code == 404
    assert len(calls) == 2


def test_pages_never_take_more_than_their_limit():
    pages = Pages(10 * (100 + OVERHEAD))
    for number in range(1000):
        pages.put((f"/{number % 37}", "en", "gzip"), Page("1", b"x" * (number % 200), ()))
        assert pages.size <= 10 * (100 + OVERHEAD)
    assert pages.get(("/5", "en", "gzip"), "1") is None


def test_the_least_recently_used_page_goes_first():
    pages = Pages(2 * OVERHEAD)
    pages.put(("/a", "en", "br"), Page("1", b"", ()))
    pages.put(("/b", "en", "br"), Page("1", b"", ()))
    assert pages.get(("/a", "en", "br"), "1")
    pages.put(("/c", "en", "br"), Page("1", b"", ()))
    assert pages.get(("/a", "en", "br"), "1")
    assert pages.get(("/b", "en", "br"), "1") is None


def test_a_page_larger_than_the_limit_is_not_kept():
    pages = Pages(100)
    pages.put(("/a", "en", "br"), Page("1", b"x" * 1000, ()))
    assert pages.size == 0


def test_a_page_says_when_it_last_changed_and_is_known_again_by_that(client):
    first = client.get("/")
    again = client.get("/")
    assert first.headers["Last-Modified"] == again.headers["Last-Modified"]
    known = client.get("/", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert known.status_code == 304
