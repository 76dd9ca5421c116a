"""The operator's preview, reading a real page over HTTP from this machine."""

import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selectolax.lexbor import LexborHTMLParser

from feedsvc.web import create_app
from tests.integration.web.listing import TEASERS, listing
from tests.newsstand import TOKEN, open_stand

OPERATOR = {"auth": ("operator", TOKEN)}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"" if self.path == "/robots.txt" else listing(f"http://127.0.0.1:{self.server.server_port}").encode()
        self.send_response(404 if self.path in ("/robots.txt", "/gone") else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def stand(tmp_path):
    sources = tmp_path / "sources.toml"
    sources.write_text("")
    opened = open_stand(tmp_path, many=0, allow_networks=("127.0.0.0/8",), sources=sources, host_gap=0)
    yield opened
    opened.store.close()


@pytest.fixture
def client(stand):
    return create_app(stand).test_client()


def test_without_the_token_there_is_nothing_to_see(client):
    response = client.get("/preview?url=https://a.example/")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic")


def test_the_form_stands_alone_at_first(client):
    assert LexborHTMLParser(client.get("/preview", **OPERATOR).get_data()).css_first("input[name=url]") is not None


def test_the_preview_shows_what_the_page_says_and_keeps_nothing(client, stand, site):
    response = client.get(f"/preview?url={site}/news", **OPERATOR)
    assert response.headers["Cache-Control"] == "no-store"
    shown = LexborHTMLParser(response.get_data()).body.text(separator=" ")
    for _, title, age in TEASERS:
        assert title in shown
        assert age in shown
    assert len(stand.store.sources()) == 3


def test_the_form_is_filled_in_from_the_page(client, site):
    found = LexborHTMLParser(client.get(f"/preview?url={site}/news", **OPERATOR).get_data())
    proposed = {node.attributes["name"]: node.attributes["value"] for node in found.css("form[method=post] input")}
    assert proposed["url"] == f"{site}/news"
    assert proposed["language"] == "it"
    assert proposed["id"]


def test_the_form_makes_a_source_that_is_there_after_a_restart(client, stand, site):
    form = {"id": "nuova", "name": "La Nuova", "url": f"{site}/news", "zone": "Europe/Rome", "language": "it"}
    response = client.post("/sources", data=form, headers={"Sec-Fetch-Site": "same-origin"}, **OPERATOR)
    assert (response.status_code, response.location) == (303, "https://feeds.example.org/sources/nuova")
    assert stand.store.source("nuova").name == "La Nuova"
    (declared,) = tomllib.loads(stand.settings.sources.read_text())["source"]
    assert declared["url"] == f"{site}/news"
    assert client.get("/sources/nuova").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "All Caps"}, "id"),
        ({"id": "all"}, "reserved"),
        ({"id": "gazzetta"}, "already"),
        ({"zone": "Europe/Atlantis"}, "Atlantis"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": ""}, "either url or path"),
        ({"url": "https://me:secret@nuova.example/"}, "leave out the user name"),
        ({"id": "nuova", "url": "https://gazzetta.example"}, "read already"),
        ({"humanizer": "nobody"}, "nobody"),
    ],
)
def test_a_source_that_is_wrong_is_refused_in_words(client, stand, change, words):
    form = {"id": "nuova", "name": "La Nuova", "url": "https://nuova.example/"} | change
    response = client.post("/sources", data=form, **OPERATOR)
    assert response.status_code == 400
    page = LexborHTMLParser(response.get_data())
    assert words in page.css_first("#refusals").text()
    assert {each.attributes["name"]: each.attributes["value"] for each in page.css("form[method=post] input")} == {
        "zone": "",
        "language": "",
        "humanizer": "",
        "section": "",
        **form,
    }
    assert stand.settings.sources.read_text() == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_somebody_else_s_page_does_nothing(client, stand, headers):
    form = {"id": "nuova", "name": "La Nuova", "url": "https://nuova.example/"}
    assert client.post("/sources", data=form, headers=headers, **OPERATOR).status_code == 403
    assert client.get("/preview?url=https://nuova.example/", headers=headers, **OPERATOR).status_code == 403
    assert stand.store.source("nuova") is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "gopher://a", "//a", "news"])
def test_what_is_no_web_address_is_not_asked_for(client, url):
    shown = client.get("/preview", query_string={"url": url}, **OPERATOR)
    assert shown.status_code == 200
    assert "whole address" in shown.text
    italian = client.get("/preview", query_string={"url": url}, headers={"Accept-Language": "it"}, **OPERATOR)
    assert "indirizzo per intero" in italian.text


def test_addresses_inside_are_refused_unless_the_operator_allows_them(tmp_path, site):
    stand = open_stand(tmp_path, many=0)
    client = create_app(stand).test_client()
    shown = client.get(f"/preview?url={site}/news", **OPERATOR)
    stand.store.close()
    assert TEASERS[0][1] not in shown.text
    assert LexborHTMLParser(shown.get_data()).css_first("#fault").text() != ""


def test_a_page_that_is_gone_is_said_to_be(client, site):
    assert (
        "404"
        in LexborHTMLParser(client.get(f"/preview?url={site}/gone", **OPERATOR).get_data()).css_first("#fault").text()
    )
