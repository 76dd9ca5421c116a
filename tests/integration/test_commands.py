"""The commands, as a person or a script runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from feedsvc.cli.app import COMMANDS
from feedsvc.store import open_store

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


def test_output_cut_off_by_its_reader_is_no_fault(environ: dict[str, str]) -> None:
    run(environ, "refresh")
    pipe = f"{sys.executable} -m feedsvc feed | head -c 10"
    result = subprocess.run(["sh", "-c", pipe], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stderr == ""


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
