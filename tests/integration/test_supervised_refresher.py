"""`feedsvc serve`: web processes and refresher live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from feedsvc.store import open_store
from tests.growing import free_port
from tests.killing import ROOT, environment, growing_sites


@pytest.fixture
def service(tmp_path):
    """A running service: its process, its port, the sites it reads."""
    port = free_port()
    with growing_sites(4) as sites:
        sites.declare(tmp_path / "sources.toml")
        sites.ask("grow-all 2")
        variables = environment(tmp_path, f"sqlite:///{tmp_path}/feedsvc.db", port=str(port), workers="1")
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "feedsvc", "serve"), env=variables, cwd=ROOT, stdout=log, stderr=log
            )
        try:
            yield process, port, sites
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)


def until(condition, seconds=20):
    ends = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)
    return found


def children(pid: int) -> dict[int, str]:
    """Return the children of a process with their command lines."""
    found = subprocess.run(["pgrep", "-a", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return {int(line.split(" ", 1)[0]): line for line in found.splitlines()}


def refresher_of(process) -> int | None:
    return next((pid for pid, line in children(process.pid).items() if "--embedded" in line), None)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_sources_are_visited_beside_the_web_and_again_after_the_refresher_was_killed(service, tmp_path):
    process, port, sites = service
    until(lambda: answers(port))
    until(lambda: len(sites.ask()["visits"]) == 4)
    first = until(lambda: refresher_of(process))
    os.kill(first, signal.SIGKILL)
    sites.ask("grow-all 1")
    until(lambda: refresher_of(process) not in (None, first))
    store = open_store(f"sqlite:///{tmp_path}/feedsvc.db")
    until(lambda: store.feed_state().count == 12)
    store.close()
    assert answers(port)


def test_stopping_the_service_stops_everything(service):
    process, port, _ = service
    until(lambda: answers(port))
    family = [process.pid, *until(lambda: refresher_of(process) and children(process.pid))]
    process.terminate()
    assert process.wait(20) == 0
    assert all(gone(pid) for pid in family)


def test_the_refresher_ends_with_a_master_that_was_killed(service):
    process, port, _ = service
    until(lambda: answers(port))
    child = until(lambda: refresher_of(process))
    process.kill()
    process.wait()
    until(lambda: gone(child))


def test_a_list_that_is_edited_is_taken_up_and_one_with_faults_changes_nothing(service, tmp_path):
    _, port, sites = service
    until(lambda: answers(port))
    until(lambda: len(sites.ask()["visits"]) == 4)
    file = tmp_path / "sources.toml"
    store = open_store(f"sqlite:///{tmp_path}/feedsvc.db")
    one, *others = store.sources()
    whole = file.read_text()
    file.write_text(whole.replace(f'"{one.id}"', '"Renamed badly"'))
    until(lambda: b"write it in lower-case letters" in (tmp_path / "log").read_bytes())
    assert store.sources() == (one, *others)
    file.write_text(whole.replace(f'"{one.id}"', '"renamed"'))
    until(lambda: [each.id for each in store.sources()] == ["renamed", *(each.id for each in others)])
    until(lambda: store.source_state("renamed").last_success_at)
    store.close()
