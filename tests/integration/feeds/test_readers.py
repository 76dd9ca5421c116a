"""Real feed readers subscribe to a real server that serves the worst entries, and keep what was published."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import reader as reader_library

from tests.conftest import missing
from tests.hostile import mixed_entries
from tests.serving import Service
from tests.stores import make_source, record

ROOT = Path(__file__).parents[3]
NEWEST = datetime(2026, 1, 10, 12, tzinfo=UTC)
FEEDS = ("/feeds/all.atom", "/feeds/cronaca.rss", "/feeds/gazette/xin-wen.atom")


def storable(text: str | None) -> str | None:
    return text and text.encode("utf-8", "replace").decode()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("store") / "feedsvc.db")


def filled(place: Path) -> Path:
    service = Service(f"sqlite:///{place}", sources=(make_source("gazette"),))
    entries = [
        replace(entry, title=storable(entry.title) or "", content=storable(entry.content))
        for entry in mixed_entries(150, NEWEST)
    ]
    record(service.store, *reversed(entries), at=NEWEST, source="gazette")
    service.store.close()
    return place


@pytest.fixture(scope="module")
def server(database: Path) -> Iterator[str]:
    with serving(database) as base:
        yield base


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """Run feedsvc under gunicorn as it is deployed; what clients ask stands in its access log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sources = database.with_suffix(".toml")
    sources.write_text("")
    base = f"http://127.0.0.1:{port}"
    settings = {
        "FEEDSVC_DATABASE": f"sqlite:///{database}",
        "FEEDSVC_SOURCES": str(sources),
        "FEEDSVC_PUBLIC_URL": base,
        "FEEDSVC_PORT": str(port),
        "FEEDSVC_WORKERS": "2",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--no-control-socket"]
    command += [
        "--access-logfile",
        str(log_of(database)),
        "--access-logformat",
        "%(s)s %(U)s %({user-agent}i)s",
        "wsgi:app",
    ]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    process = subprocess.Popen(command, cwd=ROOT, env={**inherited, **settings}, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{base}/health/live").close()
            break
        except OSError:
            time.sleep(0.05)
    yield base
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def log_of(database: Path) -> Path:
    return database.with_suffix(".log")


def statuses(database: Path, path: str, agent: str) -> list[str]:
    """Return the statuses of what a client asked for a path, in order."""
    lines = (line.split(" ", 2) for line in log_of(database).read_text().splitlines())
    return [status for status, asked, by in lines if asked == path and agent in by.lower()]


def published(base: str, path: str) -> list[dict[str, Any]]:
    """Return the feed as JSON Feed tells it."""
    with urllib.request.urlopen(base + path.rsplit(".", 1)[0] + ".json") as answer:
        return json.load(answer)["items"]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def newsboat(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str, int, str]]]:
    """What newsboat keeps of each feed after three visits: it asks conditionally from the third on."""
    program = shutil.which("newsboat")
    if program is None:
        missing("newsboat", "the program is not installed")
    kept = {}
    for path in FEEDS:
        home = tmp_path_factory.mktemp("newsboat")
        (home / "urls").write_text(f"{server}{path}\n")
        (home / "config").write_text("download-retries 1\n")
        command = [program, "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", "-x", "reload"]
        for _ in range(3):
            environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
            subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)
        with sqlite3.connect(home / "cache.db") as cache:
            query = "select guid, title, pubDate, url from rss_item where deleted = 0"
            kept[path] = cache.execute(query).fetchall()
        cache.close()
    return kept


@pytest.mark.newsboat
@pytest.mark.parametrize("path", FEEDS)
def test_newsboat_keeps_every_entry_as_published(server: str, newsboat, path: str) -> None:
    told = {
        (item["id"], folded(item["title"]), datetime.fromisoformat(item["date_published"]).timestamp(), item["url"])
        for item in published(server, path)
    }
    assert {(guid, folded(title), moment, url) for guid, title, moment, url in newsboat[path]} == told


@pytest.mark.newsboat
@pytest.mark.parametrize("path", FEEDS)
def test_newsboat_is_not_sent_what_it_has(database: Path, newsboat, path: str) -> None:
    assert statuses(database, path, "newsboat") == ["200", "200", "304"]


def update(made: reader_library.Reader) -> None:
    """Visit every feed now: by itself the library waits as long as the feeds ask it to."""
    for _ in made.update_feeds_iter(scheduled=False):
        pass


@pytest.fixture(scope="module")
def reader(server: str) -> Iterator[reader_library.Reader]:
    """The reader library after it has updated twice."""
    made = reader_library.make_reader(":memory:")
    for path in FEEDS:
        made.add_feed(server + path)
    for _ in range(2):
        update(made)
    yield made
    made.close()


@pytest.mark.parametrize("path", FEEDS)
def test_reader_keeps_every_entry_as_published(server: str, reader: reader_library.Reader, path: str) -> None:
    told = {
        item["id"]: (item["title"], item["url"], moment(item["date_published"]), item["authors"][0]["name"])
        for item in published(server, path)
    }
    kept = {
        entry.id: (entry.title, entry.link, entry.published, entry.authors_str)
        for entry in reader.get_entries(feed=server + path)
    }
    assert kept == told


def moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


@pytest.mark.parametrize("path", FEEDS)
def test_reader_finds_nothing_to_complain_of(server: str, reader: reader_library.Reader, path: str) -> None:
    feed = reader.get_feed(server + path)
    assert feed.last_exception is None
    assert feed.title
    assert feed.link.startswith(server)


@pytest.mark.parametrize("path", FEEDS)
def test_reader_is_not_sent_what_it_has(database: Path, reader: reader_library.Reader, path: str) -> None:
    assert statuses(database, path, "python-reader") == ["200", "304"]


def test_a_reader_sees_a_new_entry_and_an_edit_at_its_next_visit(tmp_path: Path) -> None:
    database = filled(tmp_path / "feedsvc.db")
    with serving(database) as base, reader_library.make_reader(":memory:") as followed:
        url = f"{base}/feeds/gazette/all.atom"
        followed.add_feed(url)
        update(followed)
        before = {entry.id: entry for entry in followed.get_entries(feed=url)}
        fresh, edited = change(database)
        time.sleep(0.1)
        update(followed)
        after = {entry.id: entry for entry in followed.get_entries(feed=url)}
    assert after[fresh].title == "Fresh"
    assert (after[edited].title, after[edited].published) == ("Edited", before[edited].published)
    assert len(after) == len(before) + 1


def change(database: Path) -> tuple[str, str]:
    """Record a new entry and an edit, as a visit would while the service runs; return both ids."""
    later = NEWEST + timedelta(hours=1)
    store = Service(f"sqlite:///{database}", sources=(make_source("gazette"),)).store
    (other,) = mixed_entries(1, later, seed=2)
    fresh = replace(other, id=f"{other.id}f", title="Fresh", keys=("id:fresh",))
    edited = replace(store.entries(source="gazette", limit=1)[0], title="Edited", updated_at=later, revision=2)
    record(store, fresh, at=later, source="gazette", changed=(edited,))
    store.close()
    return fresh.id, edited.id
