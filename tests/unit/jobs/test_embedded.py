"""The embedded refresher visits what is due, and nothing that a visit raises ends it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.errors import SourceBusyError, StoreError
from feedsvc.jobs.embedded import Pace, Refresher
from feedsvc.model.visits import Outcome, Visit
from feedsvc.store import open_store
from tests.stores import make_source

FAST = Pace(
    threads=4,
    gap=timedelta(0),
    poll=timedelta(milliseconds=5),
    put_off=timedelta(milliseconds=20),
    grace=timedelta(seconds=5),
)


def now() -> datetime:
    return datetime.now(UTC)


class Site:
    """Visits that note what happened, and do what they are told for some sources."""

    def __init__(self, store, interval=timedelta(hours=1), visit=lambda source_id: None):
        self.store, self.interval, self.extra = store, interval, visit
        self.visits, self.running, self.overlaps = Counter(), Counter(), 0
        self.lock = threading.Lock()

    def visit(self, source_id):
        with self.lock:
            self.running[source_id] += 1
            self.visits[source_id] += 1
            self.overlaps += self.running[source_id] > 1
        try:
            self.extra(source_id)
            state = replace(self.store.source_state(source_id), next_visit_at=now() + self.interval)
            self.store.record(source_id, Visit(source_id, now(), Outcome.READ), None, state)
        finally:
            with self.lock:
                self.running[source_id] -= 1


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/feedsvc.db")
    opened.put_sources([make_source(f"s{n}") for n in range(12)])
    yield opened
    opened.close()


def run_until(store, site, reached, pace=FAST, seconds=20):
    stop = threading.Event()
    thread = threading.Thread(target=Refresher(store, site.visit, now, pace).run, args=(stop,))
    thread.start()
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        time.sleep(0.005)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert reached()


def test_every_due_source_is_visited_once(store):
    site = Site(store)
    run_until(store, site, lambda: len(store.visits(limit=100)) >= 12)
    assert site.visits == Counter({f"s{n}": 1 for n in range(12)})


def test_sources_are_visited_again_when_they_are_due_and_never_twice_at_once(store):
    site = Site(store, timedelta(0), lambda source_id: time.sleep(0.002))
    run_until(store, site, lambda: min(site.visits[f"s{n}"] for n in range(12)) >= 5)
    assert site.overlaps == 0


@pytest.mark.parametrize(
    "error", [StoreError("the disk is full"), RuntimeError("a fault of ours"), SourceBusyError("x")]
)
def test_a_visit_that_breaks_off_ends_nothing_and_is_tried_again(store, error):
    tried = Counter()

    def fail_twice(source_id):
        tried[source_id] += 1
        if source_id == "s3" and tried[source_id] <= 2:
            raise error

    site = Site(store, visit=fail_twice)
    run_until(store, site, lambda: store.source_state("s3").version == 1)
    assert site.visits["s3"] == 3
    assert site.visits["s4"] == 1


def test_a_source_that_keeps_breaking_off_is_tried_less_and_less(store):
    def fail(source_id):
        if source_id == "s3":
            raise StoreError("the disk is full")

    pace = replace(FAST, put_off=timedelta(milliseconds=50))
    site, began = Site(store, visit=fail), time.monotonic()
    run_until(store, site, lambda: time.monotonic() - began > 0.7, pace)
    assert 2 <= site.visits["s3"] <= 4  # after 50, 100, 200, 400 ms


def test_a_slow_source_delays_no_other(store):
    release = threading.Event()
    site = Site(store, visit=lambda source_id: release.wait(10) if source_id == "s0" else None)
    run_until(store, site, lambda: len(store.visits(limit=100)) >= 11 and (release.set() or True))


def test_stopping_waits_for_visits_under_way_and_not_for_ever(store):
    started, release = threading.Event(), threading.Event()

    def hang(source_id):
        started.set()
        release.wait(30)

    began = time.monotonic()
    run_until(store, Site(store, visit=hang), started.is_set, replace(FAST, grace=timedelta(milliseconds=200)))
    assert time.monotonic() - began < 5
    release.set()


def test_it_stops_with_its_parent(store):
    alive = iter([True, True, False])
    Refresher(store, Site(store).visit, now, FAST).run(threading.Event(), lambda: next(alive))


def test_an_unreadable_store_does_not_end_it(store, monkeypatch):
    due, failures = store.due, iter([True, True])

    def sometimes(*arguments):
        if next(failures, False):
            raise StoreError("the database could not be read")
        return due(*arguments)

    monkeypatch.setattr(store, "due", sometimes)
    site = Site(store)
    run_until(store, site, lambda: len(site.visits) == 12)
