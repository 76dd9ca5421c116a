"""A site on loopback that prints ages, visited over HTTP through the command's own path, its clock under control."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from benchmarks.site import Habits, Site, serve
from feedsvc.cli.app import app

HOUR = timedelta(hours=1)


@pytest.fixture
def running(tmp_path, monkeypatch):
    """A site whose clock runs as the machine's does, and feedsvc set up to watch it."""
    site = Site(Habits(shown=10), datetime.now(UTC), HOUR, seed=11)
    with serve(site, lambda: datetime.now(UTC)) as address:
        sources = tmp_path / "sources.toml"
        sources.write_text(
            f'[[source]]\nid = "voce"\nname = "La Voce"\nurl = "{address}/"\nzone = "Europe/Rome"\nlanguage = "it"\n'
        )
        monkeypatch.setenv("FEEDSVC_SOURCES", str(sources))
        monkeypatch.setenv("FEEDSVC_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("FEEDSVC_ALLOW_NETWORKS", "127.0.0.0/8")
        yield site


def feedsvc(*arguments):
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_visit_over_http_makes_entries_whose_spans_hold_the_truth(running, tmp_path):
    (visit,) = json.loads(feedsvc("refresh", "--format", "json", "--save", str(tmp_path / "kept")))
    assert (visit["outcome"], visit["created"], visit["timed"]) == ("read", 10, 10)
    rows = [json.loads(line) for line in feedsvc("replay", str(tmp_path / "kept" / "voce.jsonl")).splitlines()]
    assert len(rows) == 10
    for row in rows:
        truth = running.post(row["link"]).dated_at(datetime.now(UTC))
        assert datetime.fromisoformat(row["earliest"]) <= truth <= datetime.fromisoformat(row["latest"])


def test_what_was_saved_is_what_the_visit_saw(running, tmp_path):
    feedsvc("refresh", "--save", str(tmp_path))
    feedsvc("refresh", "--save", str(tmp_path))
    lines = [json.loads(line) for line in (tmp_path / "voce.jsonl").read_text().splitlines()]
    assert len(lines) == 2
    assert all(
        "<article" in line["body"] and line["headers"]["Date"] and line["zone"] == "Europe/Rome" for line in lines
    )
