"""The worker tells the hub that is set, and does its other work where none is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.cli.worker import announce, run_embedded
from tests.hub import running
from tests.serving import LATER, Service
from tests.stores import CRONACA, MINUTE, make_entry
from tests.unit.store.conftest import DATABASES, url

__all__ = ["url"]


def test_without_a_hub_the_worker_runs_and_ends_all_the_same(tmp_path: Path) -> None:
    service = Service(f"sqlite:///{tmp_path}/feedsvc.db", {"refreshers": 1}, sources=())
    looks = iter([True, True, False])
    run_embedded(service.runtime, threading.Event(), lambda: next(looks))


def test_with_a_hub_the_worker_tells_it(tmp_path: Path) -> None:
    with running() as (hub, _):
        settings = {"hub": hub.url, "allow_networks": ("127.0.0.0/8",)}
        service = Service(f"sqlite:///{tmp_path}/feedsvc.db", settings)
        service.record(make_entry("a", LATER - MINUTE, CRONACA), at=LATER - MINUTE)
        stop = threading.Event()
        thread = announce(service.runtime, stop)
        hub.wait(12, thread, stop)
        service.store.close()
    assert sorted(hub.pings)[0] == "https://feeds.example.org/feeds/all.atom"
    assert len(hub.pings) == 12


@pytest.mark.parametrize("url", DATABASES[1:], indirect=True)
def test_a_worker_process_tells_the_hub_again_until_it_hears(url: str, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("")
    service = Service(url)
    now = datetime.now(UTC)
    service.record(make_entry("a", now - MINUTE, CRONACA), at=now)
    with running() as (hub, _):
        hub.answers = [(503, {"Retry-After": "1"})]
        settings = {
            "DATABASE": url,
            "SOURCES": str(tmp_path / "sources.toml"),
            "DATA_DIR": str(tmp_path),
            "PUBLIC_URL": "https://feeds.example.org",
            "HUB": hub.url,
            "ALLOW_NETWORKS": "127.0.0.0/8",
        }
        environment = {**os.environ, **{f"FEEDSVC_{name}": value for name, value in settings.items()}}
        worker = subprocess.Popen([sys.executable, "-m", "feedsvc", "worker"], env=environment)
        try:
            for _ in range(1200):
                if len(hub.pings) == 12:
                    break
                time.sleep(0.05)
        finally:
            worker.terminate()
            worker.wait(30)
            service.store.close()
    assert hub.answers == []
    assert sorted(hub.pings)[0] == "https://feeds.example.org/feeds/all.atom"
    assert len(set(hub.pings)) == 12
