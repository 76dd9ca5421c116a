"""The commands, as a person or a script runs them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest

from feedsvc.cli.app import COMMANDS
from feedsvc.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    return {**kept, "FEEDSVC_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "120", "NO_COLOR": "1"}


def run(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "feedsvc", *words]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_help_names_every_command(environ: dict[str, str]) -> None:
    result = run(environ, "--help")
    assert result.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in result.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(environ: dict[str, str], name: str) -> None:
    result = run(environ, name, "--help")
    assert result.returncode == 0, result.stderr
    assert "Usage: feedsvc" in result.stdout


def test_wrong_use_is_status_two(environ: dict[str, str]) -> None:
    assert run(environ, "none").returncode == 2
    assert run(environ, "feed", "--format", "pdf").returncode == 2


def test_a_fault_is_one_sentence_and_status_one(environ: dict[str, str]) -> None:
    result = run(environ, "feed", "nothing")
    assert result.returncode == 1
    assert result.stderr.startswith("feedsvc: There is no feed /feeds/nothing.atom")
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_told_by_name(environ: dict[str, str]) -> None:
    result = run({**environ, "FEEDSVC_PROT": "80"}, "check")
    assert result.returncode == 1
    assert "FEEDSVC_PROT: there is no such setting" in result.stderr


def test_refresh_then_feed_then_check(environ: dict[str, str]) -> None:
    refreshed = run(environ, "refresh", "--format", "json")
    assert refreshed.returncode == 0, refreshed.stderr
    assert json.loads(refreshed.stdout)[0] | {"outcome": "read", "created": 12} == json.loads(refreshed.stdout)[0]
    again = json.loads(run(environ, "refresh", "--format", "json").stdout)[0]
    assert (again["created"], again["changed"]) == (0, 0)
    assert len(feedparser.parse(run(environ, "feed", "cronaca").stdout).entries) == 8
    assert len(json.loads(run(environ, "feed", "--format", "json").stdout)["items"]) == 12
    checked = run(environ, "check")
    assert checked.returncode == 0
    assert checked.stdout.endswith("pass: every source is well.\n")


def test_refreshing_a_source_that_does_not_exist_says_so(environ: dict[str, str]) -> None:
    result = run(environ, "refresh", "nobody")
    assert result.returncode == 1
    assert "There is no source 'nobody'" in result.stderr


def test_sources_are_listed_and_checked(environ: dict[str, str]) -> None:
    (listed,) = json.loads(run(environ, "sources", "--format", "json").stdout)
    assert listed["id"] == "italpress-lombardia"
    (checked,) = json.loads(run(environ, "sources", "check", "--format", "json").stdout)
    assert (checked["articles"], checked["timed"], checked["fault"]) == (12, 12, None)
    assert "italpress-lombardia" in run(environ, "sources").stdout


@contextmanager
def serving(page: str) -> Iterator[str]:
    """A site of one page: give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.encode() if self.path == "/" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def piped(environ: dict[str, str], words: str) -> subprocess.CompletedProcess[str]:
    pipe = f"{sys.executable} -m feedsvc {words}"
    return subprocess.run(["bash", "-c", pipe], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words", ["feed | head -c 10", 'when --jsonl < <(yes \'{"text": "ieri"}\' | head -20000) | head -1']
)
def test_output_cut_off_by_its_reader_is_no_fault(environ: dict[str, str], words: str) -> None:
    run(environ, "refresh")
    result = piped(environ, f"{words}; exit ${{PIPESTATUS[0]}}")
    assert result.returncode == 0
    assert result.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
@pytest.mark.parametrize("words", ["feed", "when ieri", "check --format json"])
def test_output_that_cannot_be_written_is_a_sentence_and_status_one(environ: dict[str, str], words: str) -> None:
    result = piped(environ, f"{words} > /dev/full")
    assert (result.returncode, result.stderr) == (1, "feedsvc: the output: No space left on device\n")


@pytest.mark.parametrize("words", ["when 昨日", "read seeds/pages/000_4b62e23f05ee730d.txt --explain"])
def test_a_terminal_that_cannot_print_a_sign_is_no_fault(environ: dict[str, str], words: str) -> None:
    result = piped({**environ, "PYTHONIOENCODING": "ascii"}, words)
    assert result.returncode == 0, result.stderr
    assert "?" in result.stdout


def test_json_is_utf_8_whatever_the_terminal_prints(environ: dict[str, str]) -> None:
    result = piped({**environ, "PYTHONIOENCODING": "latin-1"}, "read seeds/pages/*.txt --format json")
    assert "”" in json.loads(result.stdout)["entries"][0]["title"]


def test_what_is_added_can_be_read_again_or_is_refused(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.touch()
    page = '<html lang="it"><title>Il Borgo</title><h2><a href="/a">Un titolo abbastanza lungo</a></h2>'
    with serving(page) as url:
        around = {**environ, "FEEDSVC_SOURCES": str(file), "FEEDSVC_ALLOW_NETWORKS": "127.0.0.0/8"}
        refused = run(around, "sources", "add", url, "--id", "Il Borgo")
        assert (refused.returncode, file.read_text()) == (1, "")
        assert "id: write it in lower-case letters" in refused.stderr
        assert run(around, "sources", "add", url, "--id", "borgo", "--name", "n" * 300).returncode == 0
        twice = run(around, "sources", "add", url, "--id", "altro")
        assert "is read already, as the source 'borgo'" in twice.stderr
        listed = json.loads(run(around, "sources", "--format", "json").stdout)
        assert [(each["id"], len(each["name"])) for each in listed] == [("borgo", 200)]
        file.write_text("")
        assert json.loads(run(around, "sources", "--format", "json").stdout) == []
        assert run(around, "sources", "add", url, "--id", "borgo").returncode == 0


def test_a_port_that_is_taken_is_one_sentence(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(environ, "serve", "--port", str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"feedsvc: Nothing can be served at 127.0.0.1:{port}: Address already in use.")
    assert len(result.stderr.splitlines()) == 1


def test_a_database_address_that_cannot_be_read_is_a_sentence(environ: dict[str, str]) -> None:
    result = run({**environ, "FEEDSVC_DATABASE": "postgresql+psycopg://feedsvc@db:port/feedsvc"}, "check")
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)


def test_every_module_of_a_command_is_listed() -> None:
    modules = {path.stem for path in (ROOT / "feedsvc" / "cli").glob("*.py")} - {"__init__", "app", "options", "output"}
    assert modules == set(COMMANDS)


def test_a_source_that_somebody_else_visits_is_a_line_and_no_end(environ: dict[str, str], tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'feedsvc.db'}")
    with store.lease("italpress-lombardia") as alone:
        assert alone
        result = run(environ, "refresh", "--format", "json")
    store.close()
    (told,) = json.loads(result.stdout)
    assert (result.returncode, told["outcome"]) == (1, "busy")
    assert "visited by somebody else" in told["error"]
