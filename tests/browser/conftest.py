"""A headless Chromium before the real application with the made-up newsstand."""

import shutil
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from feedsvc.web import create_app
from tests.conftest import missing
from tests.integration.web.listing import listing
from tests.newsstand import TOKEN, open_stand

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWS = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "locale": "it-IT"},
}


@contextmanager
def served(app):
    """Serve an application on a port of its own for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium():
    """Return where Chromium is; skip the test where it is missing."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    return path or missing("browser", "there is no chromium on the path")


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def elsewhere():
    """A site on this machine that the preview may read."""

    def answer(environ, start_response):
        found = environ["PATH_INFO"] != "/robots.txt"
        start_response("200 OK" if found else "404 Not Found", [("Content-Type", "text/html; charset=utf-8")])
        return [listing().encode()] if found else [b""]

    with served(answer) as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    stand = open_stand(tmp_path_factory.mktemp("site"), allow_networks=("127.0.0.0/8",), host_gap=0)
    with served(create_app(stand)) as address:
        yield address
    stand.store.close()


@pytest.fixture
def visit(browser, site):
    """Open a page in a fresh context; every request that leaves this machine and every error in it fails the test."""
    contexts = []
    complaints = []

    def go(path, view="desk", **options):
        context = browser.new_context(**VIEWS[view] | options)
        contexts.append(context)
        context.route(lambda url: not url.startswith(site), lambda route: route.abort())
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def operator():
    """The options of a context that knows the token."""
    return {"http_credentials": {"username": "operator", "password": TOKEN}}
