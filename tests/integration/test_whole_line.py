"""From the seeds to a feed reader: the service as a newcomer starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CLOCK_LATEST = datetime(2026, 1, 10, 12, 30, tzinfo=UTC)
COUNTS = {"cronaca": 8, "politica": 2, "sport": 1, "economia": 1, "all": 12}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, port: int) -> Iterator[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    environ = {**kept, "FEEDSVC_DATA_DIR": str(data), "FEEDSVC_WORKERS": "1"}
    command = [sys.executable, "-m", "feedsvc", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE)
    base = f"http://127.0.0.1:{port}"
    try:
        _await(base, process)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors.decode()
        assert b"refresher died" not in errors, errors.decode()


def _await(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            get(base + "/health/live")
        except OSError:
            assert process.poll() is None, process.communicate()[1].decode()
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service does not answer")


def get(url: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in fields.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def first_life(data: Path, port: int) -> dict[str, tuple[int, dict[str, str], bytes]]:
    with serving(data, port) as base:
        paths = [f"/feeds/{name}.{form}" for name in COUNTS for form in ("atom", "rss")]
        return {path: get(base + path) for path in [*paths, "/health", "/", "/feeds.opml", "/none"]}


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("name", COUNTS)
def test_each_section_has_its_entries_in_a_feed_without_fault(
    first_life: dict[str, tuple[int, dict[str, str], bytes]], name: str, form: str
) -> None:
    status, _, body = first_life[f"/feeds/{name}.{form}"]
    feed = feedparser.parse(body)
    assert status == 200
    assert feed.bozo == 0
    assert len(feed.entries) == COUNTS[name]


def test_whole_articles_have_their_text_and_nothing_is_later_than_the_page(
    first_life: dict[str, tuple[int, dict[str, str], bytes]],
) -> None:
    entries = feedparser.parse(first_life["/feeds/all.atom"][2]).entries
    texts = [entry.content[0].value if "content" in entry else "" for entry in entries]
    assert sum("(ITALPRESS)" in text for text in texts) == 4
    assert sum(len(text) > 500 for text in texts) == 4
    assert not any("ITALPRESS" in entry.title + entry.get("summary", "") for entry in entries)
    assert all(datetime(*entry.published_parsed[:6], tzinfo=UTC) <= CLOCK_LATEST for entry in entries)


def test_a_fresh_install_is_healthy(first_life: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
    status, fields, body = first_life["/health"]
    assert status == 200
    assert fields["Content-Type"].startswith("application/health+json")
    assert b'"status": "pass"' in body


def test_the_page_for_people_names_the_feeds(first_life: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
    status, _, body = first_life["/"]
    assert status == 200
    linked = re.findall(rb'<link[^>]*rel="alternate"[^>]*>', body)
    assert any(b"application/atom+xml" in link for link in linked)
    assert any(b"application/rss+xml" in link for link in linked)


def test_what_is_not_there_is_a_page_that_says_so(first_life: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
    status, _, body = first_life["/none"]
    assert status == 404
    assert b"<h1" in body
    assert b"Traceback" not in body


def test_a_second_start_changes_nothing(
    data: Path, port: int, first_life: dict[str, tuple[int, dict[str, str], bytes]]
) -> None:
    with serving(data, port) as base:
        for path, (_, fields, body) in first_life.items():
            if path.startswith("/feeds/"):
                assert get(base + path)[2] == body
                assert get(base + path, If_None_Match=fields["ETag"])[0] == 304
                assert get(base + path, If_Modified_Since=fields["Last-Modified"])[0] == 304
