"""Behind a proxy: prefix, forwarded fields, one public name."""

import pytest
from flask import request

from feedsvc.web import create_app
from tests.newsstand import open_stand


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    opened = open_stand(tmp_path_factory.mktemp("proxied"), public_url="https://example.org/news", trusted_proxies=1)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def app(stand):
    app = create_app(stand)
    app.add_url_rule("/who", view_func=lambda: {"address": request.remote_addr, "scheme": request.scheme})
    return app


def test_links_carry_the_prefix(app):
    page = app.test_client().get("/news/").text
    assert 'href="/news/sections/cronaca"' in page
    assert 'href="https://example.org/news/feeds/all.atom"' in page
    assert 'href="/sections' not in page


@pytest.mark.parametrize("path", ["/news/sections/cronaca", "/sections/cronaca"])
def test_the_proxy_may_keep_the_prefix_or_take_it_off(app, path):
    assert app.test_client().get(path).status_code == 200


def test_a_prefix_that_the_proxy_took_off_is_not_taken_off_twice(tmp_path):
    stand = open_stand(tmp_path, public_url="https://example.org/sections", trusted_proxies=1, many=0)
    client = create_app(stand).test_client()
    taken_off = client.get("/sections/cronaca", headers={"X-Forwarded-Prefix": "/sections"})
    kept = client.get("/sections/sections/cronaca")
    stand.store.close()
    assert (taken_off.status_code, kept.status_code) == (200, 200)


def test_only_the_trusted_hop_is_believed(app):
    told = app.test_client().get(
        "/who", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9", "X-Forwarded-Proto": "https"}
    )
    assert told.json == {"address": "203.0.113.9", "scheme": "https"}


def test_nobody_is_believed_by_default(tmp_path):
    stand = open_stand(tmp_path, many=0)
    app = create_app(stand)
    app.add_url_rule("/who", view_func=lambda: {"address": request.remote_addr, "prefix": request.script_root})
    told = app.test_client().get("/who", headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Prefix": "/evil"})
    stand.store.close()
    assert told.json == {"address": "127.0.0.1", "prefix": ""}


def test_no_header_changes_a_byte_of_a_page(app):
    client = app.test_client()
    plain = client.get("/news/")
    bent = client.get("/news/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert plain.data == bent.data
