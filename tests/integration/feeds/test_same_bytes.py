"""The same rows are the same answers: in any process, under any hash seed, after a restart, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from feedsvc.store import copying
from feedsvc.web.feeds import addresses
from tests.hostile import mixed_entries
from tests.serving import LATER, Service
from tests.stores import make_source
from tests.unit.store.conftest import postgres_database

ROOT = Path(__file__).parents[3]
CHOICES = ("?limit=7&content=summary", "?q=lorem+-markup", "?author=bianchi", "?since=2026-01-11T06:00:00Z")
ASK = """
import json, sys
from tests.integration.feeds.test_same_bytes import answers
print(json.dumps(answers(sys.argv[1])))
"""


def service(url: str) -> Service:
    return Service(url, {"provenance": True, "hub": "https://hub.example/"}, (make_source("gazette"),))


def answers(url: str) -> dict[str, list[str]]:
    """Return the validators and a digest of every feed document, and of some choices, in three codings."""
    asked = service(url)
    paths = [
        *addresses(asked.runtime),
        *(f"/feeds/all.{form}{choice}" for form in ("atom", "json") for choice in CHOICES),
    ]
    told = {}
    for path in paths:
        for coding in ("identity", "gzip", "br"):
            answer = asked.get(path, Accept_Encoding=coding)
            assert answer.status_code == 200
            fields = [answer.headers[name] for name in ("ETag", "Last-Modified", "Content-Length")]
            told[f"{path} {coding}"] = [*fields, sha256(answer.data).hexdigest()]
    asked.store.close()
    return told


@pytest.fixture
def filled(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/feedsvc.db"
    made = service(url)
    entries = list(mixed_entries(80, LATER - timedelta(hours=1), seed=7))
    made.record(*entries[40:], at=LATER - timedelta(minutes=60), source="gazette")
    made.record(*entries[:40], at=LATER - timedelta(minutes=30), source="gazette")
    made.store.close()
    return url


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_another_process_with_another_hash_seed_says_the_same(filled: str, seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", ASK, filled]
    asked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(asked.stdout) == answers(filled)


@pytest.mark.postgres
def test_the_store_copied_to_postgresql_says_the_same(filled: str) -> None:
    with postgres_database() as url:
        copying.copy(filled, url)
        assert answers(url) == answers(filled)
