"""A child process is kept running, and stopped with its parent."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from feedsvc.jobs import supervision
from feedsvc.jobs.supervision import Child

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
)


@pytest.fixture
def child():
    made = []

    def make(command):
        made.append(Child(command))
        return made[-1]

    yield make
    for one in made:
        one.stop(0)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def keep_until(child, reached, seconds=10):
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        child.keep()
        time.sleep(0.01)
    assert reached()


def test_a_child_that_dies_is_started_again(child, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(supervision, "LONGEST_PAUSE", 0.05)
    one = child(SLEEP)
    one.keep()
    first = one.pid
    os.kill(first, signal.SIGKILL)
    keep_until(one, lambda: one.pid not in (None, first))


def test_a_child_that_dies_at_once_is_started_less_and_less_often(child, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.2)
    one, seen, began = child((sys.executable, "-c", "pass")), set(), time.monotonic()
    while time.monotonic() - began < 1.5:
        one.keep()
        seen.add(one.pid)
        time.sleep(0.01)
    assert 2 <= len(seen - {None}) <= 4  # after 0.2, 0.4 and 0.8 s


def test_a_child_that_somebody_else_reaped_is_started_again(child, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.02)
    one = child(SLEEP)
    one.keep()
    first = one.pid
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    keep_until(one, lambda: one.pid not in (None, first))


def test_stopping_ends_a_child_that_does_not_listen(child):
    one = child(STUBBORN)
    one.keep()
    pid = one.pid
    time.sleep(0.3)
    one.stop(0.2)
    assert gone(pid)
    assert one.pid is None
