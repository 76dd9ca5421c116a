"""The configurations in docs/operating.md, run by a real nginx."""

import gzip
import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from flask import request
from werkzeug.serving import make_server

from feedsvc.web import create_app
from feedsvc.web.export import export
from tests.conftest import missing
from tests.newsstand import open_stand

DOCS = Path(__file__).parents[3] / "docs" / "operating.md"
MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def documented(name):
    """Return the configuration whose first line names this file."""
    return next(
        block for block in re.findall(r"```nginx\n(.*?)```", DOCS.read_text(), re.DOTALL) if f"/{name}" in block[:120]
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def nginx(folder, site, port):
    """Run nginx on a port with one documented configuration."""
    program = (
        shutil.which("nginx") or shutil.which("/usr/sbin/nginx") or missing("nginx", "there is no nginx on the path")
    )
    load = f"load_module {MODULE};" if MODULE.exists() else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; worker_processes 1; {load} error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; {site.replace('listen 80;', f'listen 127.0.0.1:{port};')} }}"
    )
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if process.poll() is not None:
                    pytest.fail(process.stderr.read().decode())
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=10)


class Door:
    """One port, asked for paths; redirects are not followed."""

    def __init__(self, port):
        self.port = port

    def __call__(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"Host": "feeds.example.org"} | named)
        response = connection.getresponse()
        response.data = response.read()
        connection.close()
        return response


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx-files")
    stand = open_stand(folder / "data", many=3)
    export(create_app(stand), stand, folder / "site")
    stand.store.close()
    configuration = documented("feedsvc-files.conf").replace("/srv/feedsvc", str(folder / "site"))
    if not MODULE.exists():
        configuration = configuration.replace("brotli_static on;", "")
    port = free_port()
    with nginx(folder, configuration, port):
        yield Door(port)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx-proxy")
    stand = open_stand(folder / "data", many=3, trusted_proxies=1)
    app = create_app(stand)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = free_port()
    configuration = documented("feedsvc.conf").replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    with nginx(folder, configuration, port):
        yield Door(port), app
    server.shutdown()
    thread.join()
    server.server_close()
    stand.store.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/sections/cronaca", "text/html; charset=utf-8"),
        ("/entries/gazzetta/a1", "text/html; charset=utf-8"),
        ("/feeds/all.atom", "application/atom+xml; charset=utf-8"),
        ("/feeds/cronaca.rss", "application/rss+xml; charset=utf-8"),
        ("/feeds/gazzetta/all.json", "application/feed+json; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/favicon.ico", "image/vnd.microsoft.icon"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_files_are_served_under_their_types(files, path, kind):
    response = files(path)
    assert response.status == 200
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/feeds/all.atom"])
def test_files_are_served_compressed_where_asked_and_only_there(files, path):
    plain, zipped = files(path), files(path, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_files_are_served_as_brotli(files):
    if not MODULE.exists():
        missing("nginx", "libnginx-mod-http-brotli-static is not installed")
    response = files("/feeds/all.atom", Accept_Encoding="gzip, br")
    assert response.headers["Content-Encoding"] == "br"
    assert brotli.decompress(response.data) == files("/feeds/all.atom").data


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_file_that_is_held_is_not_sent_again(files, coding):
    first = files("/feeds/all.atom", Accept_Encoding=coding)
    assert files("/feeds/all.atom", Accept_Encoding=coding, If_None_Match=first.headers["ETag"]).status == 304
    since = first.headers["Last-Modified"]
    assert files("/feeds/all.atom", Accept_Encoding=coding, If_Modified_Since=since).status == 304
    later = "Fri, 01 Jan 2038 00:00:00 GMT"
    assert files("/feeds/all.atom", Accept_Encoding=coding, If_Modified_Since=later).status == 304


def test_feeds_carry_the_change_of_their_content_as_last_modified(files):
    assert files("/feeds/all.atom").headers["Last-Modified"] == "Sat, 10 Jan 2026 06:30:00 GMT"


def test_feeds_may_be_read_by_any_page_and_kept_a_while(files):
    feed, page = files("/feeds/all.atom"), files("/")
    assert feed.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=900" in feed.headers["Cache-Control"]
    assert page.headers["Access-Control-Allow-Origin"] is None
    assert page.headers["Cache-Control"] == "public, max-age=60"


def test_the_reader_s_first_language_is_served(files):
    assert b'<html lang="it">' in files("/sections/cronaca", Accept_Language="it-IT,it;q=0.9,en;q=0.5").data
    assert b'<html lang="en">' in files("/sections/cronaca", Accept_Language="en,it;q=0.9").data
    assert "Accept-Language" in ", ".join(files("/sections/cronaca").headers.get_all("Vary"))


def test_what_is_not_there_is_a_page_that_a_person_can_read(files):
    response = files("/sections/no-such-shelf")
    assert response.status == 404
    assert b"There is nothing here" in response.data


@pytest.mark.parametrize("path", ["/.feedsvc-export.json", "/.feedsvc-export.lock", "/../data/feedsvc.db"])
def test_what_the_export_keeps_for_itself_is_not_served(files, path):
    assert files(path).status in (400, 404)


def test_the_address_without_a_format_leads_to_the_page(files):
    for path, home in (
        ("/feeds/all", "/"),
        ("/feeds/cronaca", "/sections/cronaca"),
        ("/feeds/gazzetta/all", "/sources/gazzetta"),
    ):
        response = files(path)
        assert response.status == 301
        assert response.headers["Location"].endswith(home)


def test_every_link_of_the_front_page_is_answered(files):
    links = set(re.findall(r'href="(/[^"#]*)"', files("/").data.decode()))
    served = links - {"/health"}
    assert served
    assert {path: files(path).status for path in served} == dict.fromkeys(served, 200)


@pytest.mark.parametrize("path", ["/", "/feeds/all.atom", "/feeds/cronaca.rss", "/entries/gazzetta/a1"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_nothing_changes_on_the_way_through_the_proxy(proxied, path, coding):
    door, app = proxied
    here = app.test_client().get(path, headers={"Accept-Encoding": coding})
    there = door(path, Accept_Encoding=coding)
    assert there.data == here.data
    for name in ("ETag", "Content-Type", "Content-Encoding", "Cache-Control", "Last-Modified", "Vary"):
        assert there.headers[name] == here.headers.get(name), name
    assert door(path, Accept_Encoding=coding, If_None_Match=here.headers["ETag"]).status == 304


def test_the_proxy_says_who_asked_and_nobody_else_does(proxied):
    door, app = proxied
    told = []
    app.before_request_funcs.setdefault(None, []).append(lambda: told.append(request.remote_addr))
    door("/robots.txt", X_Forwarded_For="6.6.6.6")
    assert told == ["127.0.0.1"]


def test_large_pages_come_through_the_proxy(proxied):
    door, _ = proxied
    refused = door("/pages", "POST", b"x" * 3_000_000, Content_Type="text/html")
    assert refused.status == 401
