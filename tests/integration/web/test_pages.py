"""The pages as they are served: complete, honest about time, deaf to what hostile text asks for."""

import re
from itertools import pairwise
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser

from feedsvc.web import create_app
from tests.newsstand import BARE, BRIDGE, BUDGET, ENDLESS, ENTRIES, FERRY, HOSTILE, TRAM

PAGES = (
    "/",
    "/feeds",
    "/sources",
    "/sections/cronaca",
    "/sources/gazzetta",
    "/sources/herald",
    "/sources/gazzetta/politica",
    *(f"/entries/{each.id.rpartition(':')[2]}" for each in ENTRIES),
)


def tree(response):
    return LexborHTMLParser(response.get_data())


def text(response):
    return " ".join(tree(response).body.text(separator=" ").split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_answered_whole(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    assert tree(response).css_first("main h1") is not None


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "it"])
def test_hostile_text_stays_text(client, path, language):
    found = tree(client.get(path, headers={"Accept-Language": language}))
    assert [node.attributes.get("src") for node in found.css("script")] == [found.css_first("script").attributes["src"]]
    assert found.css("iframe, svg[onload], img[onerror], [onclick], marquee, b, style") == []
    for link in found.css("a"):
        assert re.match(r"(/|#|https?://|feed:https://)", link.attributes.get("href", "#"))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_style_or_a_script_of_its_own(client, path):
    found = tree(client.get(path))
    assert found.css("[style]") == []
    assert [node.text() for node in found.css("script")] == [""]


@pytest.mark.parametrize("path", PAGES)
def test_every_id_is_given_once(client, path):
    ids = [node.attributes["id"] for node in tree(client.get(path)).css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_headings_step_down_one_level_at_a_time(client, path):
    levels = [int(node.tag[1]) for node in tree(client.get(path)).css("main :is(h1, h2, h3, h4)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_front_page_shows_sources_shelves_entries_and_state(client):
    shown = text(client.get("/"))
    for part in ("Gazzetta dei Navigli", "صحيفة الميناء", "Cronaca", TRAM.title, "3 sources", "1 source needs a look"):
        assert part in shown


def test_a_time_is_said_as_exactly_as_it_is_known(client):
    shown = [node.text() for node in tree(client.get("/")).css(".stream time")]
    assert "10 January 2026, about 06:41" in shown
    assert "9–10 January 2026, from 21:18 to 10:59" in shown
    assert "9 January 2026, 10:41" in shown


def test_the_reason_gives_words_clock_span_humanizer_and_what_was_set_aside(client):
    shown = text(client.get("/entries/gazzetta/a2"))
    for part in (
        "3 ore fa",
        "10 January 2026, between 00:48:30 and 13:29:59",
        "ages from 2 hours 30 minutes to 3 hours 30 minutes are printed so by WordPress or Moment.js",
        "10 Gennaio 2026",
        "Set aside",
        "1970-01-01T00:00:00Z",
        "Europe/Rome",
    ):
        assert part in shown


def test_the_reason_is_drawn_as_a_span_on_an_axis(client):
    drawing = tree(client.get("/entries/gazzetta/a1")).css_first(".why svg[role=img]")
    assert "06:40:30 and 06:41:30" in drawing.attributes["aria-label"]
    assert len(drawing.css("line.bar.published")) == 1
    assert len(drawing.css("line.bar.clock")) == 1
    assert [node.text() for node in drawing.css("text.tick-label")] == ["06:45", "07:00", "07:15", "07:30"]


def test_italian_readers_get_italian_words_and_dates(client):
    response = client.get("/entries/gazzetta/a1", headers={"Accept-Language": "it-CH, en;q=0.4"})
    assert tree(response).css_first("html").attributes["lang"] == "it"
    assert response.headers["Content-Language"] == "it"
    assert "10 gennaio 2026, verso le 06:41" in text(response)
    assert "Perché quest’ora" in text(response)


def test_the_language_is_part_of_what_caches_keep(client):
    english, italian = client.get("/"), client.get("/", headers={"Accept-Language": "it"})
    assert "Accept-Language" in english.headers["Vary"]
    assert english.headers["ETag"] != italian.headers["ETag"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_did_not_change_is_not_sent_again(client, path):
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Accept-Language" in again.headers["Vary"]


def test_an_entry_says_its_own_language_and_direction(client):
    headline = tree(client.get("/entries/sahifa/s1")).css_first("h1")
    assert (headline.attributes["lang"], headline.attributes["dir"]) == ("ar", "rtl")
    listed = tree(client.get("/sources/sahifa")).css_first(".headline")
    assert (listed.attributes["lang"], listed.attributes["dir"]) == ("ar", "rtl")


def test_an_entry_with_a_home_of_its_own_sends_search_engines_there(client):
    found = tree(client.get("/entries/gazzetta/a1"))
    assert found.css_first("link[rel=canonical]").attributes["href"] == TRAM.link
    assert found.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_an_entry_without_one_is_at_home_here(client):
    found = tree(client.get("/entries/gazzetta/a2"))
    assert found.css_first("link[rel=canonical]").attributes["href"] == "https://feeds.example.org/entries/gazzetta/a2"
    assert found.css_first("meta[name=robots]") is None


def test_an_entry_introduces_itself_where_it_is_shared(client):
    found = tree(client.get("/entries/herald/h1"))
    shared = {node.attributes["property"]: node.attributes["content"] for node in found.css("meta[property]")}
    assert shared["og:title"] == FERRY.title
    assert shared["og:description"] == FERRY.summary
    assert shared["og:url"] == FERRY.link
    assert shared["article:published_time"] == "2026-01-09T10:41:29+00:00"


def test_an_endless_headline_is_cut_in_titles_and_lists_and_whole_on_its_page(client):
    found = tree(client.get("/entries/gazzetta/x2"))
    assert len(found.css_first("title").text()) < 200
    assert found.css_first("h1").text() == ENDLESS.title
    assert ENDLESS.title not in client.get("/sections/sport").text


def test_an_entry_of_nothing_but_a_headline_has_its_page(client):
    shown = text(client.get("/entries/gazzetta/x3"))
    assert BARE.title in shown
    assert "no address of its own" in shown


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/feeds/all"),
        ("/sections/cronaca", "/feeds/cronaca"),
        ("/sources/gazzetta", "/feeds/gazzetta/all"),
        ("/sources/gazzetta/politica", "/feeds/gazzetta/politica"),
    ],
)
def test_each_page_leads_to_its_own_feed_in_each_format(client, path, feed):
    found = tree(client.get(path))
    links = {node.attributes["type"]: node.attributes["href"] for node in found.css("link[rel=alternate]")}
    assert links == {
        "application/atom+xml": f"https://feeds.example.org{feed}.atom",
        "application/rss+xml": f"https://feeds.example.org{feed}.rss",
        "application/feed+json": f"https://feeds.example.org{feed}.json",
    }
    copied = found.css_first("[data-copy]").attributes["data-copy"]
    assert copied == f"https://feeds.example.org{feed}.atom"
    assert found.css_first(".subscribe .open").attributes["href"] == f"feed:https://feeds.example.org{feed}.atom"
    assert any(quote(copied, safe="") in node.attributes["href"] for node in found.css(".readers a"))


def test_the_address_without_a_format_leads_to_the_page_about_the_feed(client):
    for path, home in (
        ("/feeds/all", "/"),
        ("/feeds/cronaca", "/sections/cronaca"),
        ("/feeds/gazzetta/all", "/sources/gazzetta"),
        ("/feeds/gazzetta/politica", "/sources/gazzetta/politica"),
    ):
        response = client.get(path)
        assert (response.status_code, response.location) == (308, f"https://feeds.example.org{home}")


@pytest.mark.parametrize(
    "path", ["/x", "/sections/x", "/sources/x", "/sources/gazzetta/x", "/entries/x", "/entries/a/b/c"]
)
def test_what_is_not_there_is_a_short_page(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert tree(response).css_first("h1").text() == "There is nothing here"
    assert response.headers["Cache-Control"] == "no-store"


def test_programs_are_told_in_json(client):
    response = client.get("/sections/x", headers={"Accept": "application/json"})
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 404
    assert response.json["detail"].endswith(".")


def test_a_wrong_method_says_which_are_right(client):
    response = client.delete("/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "Traceback" not in response.text


def test_what_breaks_is_a_sentence_and_never_a_trace(runtime, monkeypatch, caplog):
    def broken(**_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(runtime.store), "entries", lambda *_, **__: broken())
    response = create_app(runtime).test_client().get("/")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    "path", [*PAGES, "/favicon.ico", "/robots.txt", "/health", "/nothing", "/manifest.webmanifest"]
)
def test_every_answer_is_closed_to_tricks_and_sets_no_cookie(client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_page_is_compressed_where_asked_under_an_etag_of_its_own(client, coding):
    plain, squeezed = client.get("/"), client.get("/", headers={"Accept-Encoding": coding})
    assert squeezed.headers["Content-Encoding"] == coding
    assert len(squeezed.data) < len(plain.data) / 3
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    again = client.get("/", headers={"Accept-Encoding": coding, "If-None-Match": squeezed.headers["ETag"]})
    assert again.status_code == 304


def test_head_is_answered_as_get_without_a_body(client):
    got, head = client.get("/"), client.head("/")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == got.headers["Content-Length"]


def test_hostile_entries_keep_their_links_apart(client):
    found = tree(client.get("/entries/gazzetta/x1"))
    assert "alert(5)" not in found.css_first(".content").html
    assert "javascript:" not in found.css_first(".content").html
    assert HOSTILE.author in found.css_first(".stamp").text()
    assert BUDGET.title not in found.body.text()
    assert BRIDGE.title not in found.body.text()
