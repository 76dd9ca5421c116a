"""``POST /pages``: what is taken, what is refused and in which words."""

import gzip
import json

import pytest

from feedsvc.web import create_app
from tests.integration.web.listing import TEASERS, listing
from tests.newsstand import TOKEN, open_stand

URL = "https://gazzetta.example/"
AT = "2026-01-10T07:30:00+01:00"
HTML = {"Content-Type": "text/html; charset=utf-8"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def stand(tmp_path):
    opened = open_stand(tmp_path, many=0, max_page_bytes=20_000)
    yield opened
    opened.store.close()


@pytest.fixture
def client(stand):
    return create_app(stand).test_client()


def refused(response, status, words):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert words in response.get_json(force=True)["detail"]
    return response


def entries(stand):
    return {entry.title: entry for entry in stand.store.entries(source="gazzetta", limit=100)}


def test_a_page_as_it_is_becomes_entries(client, stand):
    response = client.post(f"/pages?url={URL}&at=2026-01-10T07:30:00%2B01:00", data=listing(), headers=BEARER | HTML)
    assert response.status_code == 200, response.text
    assert response.json["created"] == len(TEASERS)
    assert response.json["source"] == "gazzetta"
    assert {title for _, title, _ in TEASERS} <= set(entries(stand))


def test_the_times_are_counted_from_the_instant_that_was_sent(client, stand):
    client.post(f"/pages?url={URL}&at=2026-01-10T07:30:00%2B01:00", data=listing(), headers=BEARER | HTML)
    published = entries(stand)["La biblioteca resta aperta fino a mezzanotte"].published
    # WordPress rounds: it prints "2 ore fa" from an hour and a half to two and a half.
    assert published.span.earliest.isoformat()[:16] >= "2026-01-10T04:00"
    assert published.span.latest.isoformat()[:16] <= "2026-01-10T05:00"


def test_headers_may_say_where_and_when(client):
    said = {"Content-Location": URL, "Date": "Sat, 10 Jan 2026 06:30:00 GMT"}
    response = client.post("/pages", data=listing(), headers=BEARER | HTML | said)
    assert (response.status_code, response.json["created"]) == (200, len(TEASERS))


def test_a_json_object_may_carry_the_page(client):
    body = {"url": URL, "at": AT, "headers": {"Content-Type": "text/html; charset=iso-8859-1"}, "body": listing()}
    response = client.post("/pages", json=body, headers=BEARER)
    assert (response.status_code, response.json["created"]) == (200, len(TEASERS))


def test_pushing_the_same_page_again_changes_nothing(client):
    body = {"url": URL, "at": AT, "body": listing()}
    client.post("/pages", json=body, headers=BEARER)
    again = client.post("/pages", json=body, headers=BEARER).json
    assert (again["created"], again["changed"]) == (0, 0)


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer", f"Bearer {TOKEN}x", "Basic eDp5", "x" * 5000])
def test_nothing_is_taken_without_the_token(client, given):
    headers = HTML | ({"Authorization": given} if given else {})
    response = refused(client.post(f"/pages?url={URL}", data=listing(), headers=headers), 401, "token")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_everything_is_closed_while_no_token_is_set(tmp_path):
    stand = open_stand(tmp_path, many=0, token=None)
    client = create_app(stand).test_client()
    refused(client.post("/pages", data=listing(), headers=BEARER | HTML), 403, "FEEDSVC_TOKEN")
    stand.store.close()


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", b"x" * 20_001), ("application/json", json.dumps({"url": URL, "body": "x" * 20_001}).encode())],
)
def test_a_page_that_is_too_large_is_refused(client, kind, body):
    sent = client.post(f"/pages?url={URL}", data=body, headers=BEARER | {"Content-Type": kind})
    refused(sent, 413, "20,000 bytes")


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "multipart/form-data", "", "text/html2"])
def test_only_pages_are_taken(client, kind):
    refused(client.post(f"/pages?url={URL}", data=b"x", headers=BEARER | {"Content-Type": kind}), 415, "text/html")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", '"body"'),
        (b'{"url": "https://gazzetta.example/"}', '"body"'),
        (b'{"body": 5}', '"body"'),
        (b'{"body": "x"}', '"url"'),
        (b'{"body": "x", "url": "gazzetta"}', '"url"'),
        (b'{"body": "x", "url": "https://["}', '"url"'),
        (b'{"body": "x", "url": ["https://a.example/"]}', '"url"'),
        (b'{"body": " ", "url": "https://gazzetta.example/"}', "empty"),
        (b'{"body": "x", "url": "https://gazzetta.example/", "at": "yesterday"}', "offset"),
        (b'{"body": "x", "url": "https://gazzetta.example/", "at": "2026-01-10T07:30:00"}', "offset"),
        (b'{"body": "x", "url": "https://gazzetta.example/", "at": 7}', "offset"),
        (b'{"body": "x", "url": "https://gazzetta.example/", "at": "0001-01-01T00:00:00+14:00"}', "offset"),
        (b'{"body": "x", "url": "https://gazzetta.example/", "at": "2036-01-10T07:30:00Z"}', "future"),
        (b'{"body": "x", "url": "https://nobody.example/"}', "nobody.example"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(client, stand, body, words):
    before = entries(stand)
    refused(client.post("/pages", data=body, headers=BEARER | {"Content-Type": "application/json"}), 422, words)
    assert entries(stand) == before


def test_only_post_is_answered(client):
    assert client.get("/pages").status_code == 405


def test_a_page_may_come_with_gzip(client):
    body = gzip.compress(listing().encode() if isinstance(listing(), str) else listing())
    response = client.post(f"/pages?url={URL}", data=body, headers=BEARER | HTML | {"Content-Encoding": "gzip"})
    assert (response.status_code, response.json["created"]) == (200, len(TEASERS))


@pytest.mark.parametrize(
    ("coding", "body", "status", "words"),
    [
        ("gzip", b"<html>no gzip</html>", 422, "says that it is gzip, and is not"),
        ("gzip", gzip.compress(bytes(5_000_000)), 413, "larger than the 20,000 bytes"),
        ("br", b"x", 415, "not with 'br'"),
    ],
)
def test_a_coding_that_cannot_be_undone_harms_no_source(client, stand, coding, body, status, words):
    answer = client.post(f"/pages?url={URL}", data=body, headers=BEARER | HTML | {"Content-Encoding": coding})
    refused(answer, status, words)
    assert stand.store.source_state("gazzetta").failures == 0


@pytest.mark.parametrize("url", ["https://gazzetta.example", "https://Gazzetta.example/"])
def test_an_address_is_known_however_it_is_written(client, url):
    response = client.post(f"/pages?url={url}&at={AT.replace('+', '%2B')}", data=listing(), headers=BEARER | HTML)
    assert response.status_code == 200, response.text


def test_a_plus_that_became_a_blank_is_still_an_offset(client):
    response = client.post(f"/pages?url={URL}&at={AT}", data=listing(), headers=BEARER | HTML)
    assert response.status_code == 200, response.text
