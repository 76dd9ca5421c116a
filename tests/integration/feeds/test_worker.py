"""The worker tells the hub that is set, and does its other work where none is."""

from __future__ import annotations

import threading
from pathlib import Path

from feedsvc.cli.worker import announce, run_embedded
from tests.hub import running
from tests.serving import LATER, Service
from tests.stores import CRONACA, MINUTE, make_entry


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
        for _ in range(1000):
            if len(hub.pings) == 12:
                break
            stop.wait(0.01)
        stop.set()
        thread.join(10)
        service.store.close()
    assert sorted(hub.pings)[0] == "https://feeds.example.org/feeds/all.atom"
    assert len(hub.pings) == 12
