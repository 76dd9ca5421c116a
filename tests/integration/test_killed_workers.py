"""Whatever visits the sources may be killed at any moment: nothing is lost, nothing is double, nothing gets stuck."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

from feedsvc.store import open_store
from tests import postgres
from tests.killing import WORKER, Workers, environment, growing_sites, kill_again_and_again, settled
from tests.unit.store.conftest import postgres_database

QUEUE_WORKER = (sys.executable, "-m", "tests.queue_worker")


@pytest.fixture
def sites(tmp_path):
    with growing_sites(12) as running:
        running.declare(tmp_path / "sources.toml")
        running.ask("grow-all 2")
        yield running


def watched(store, sites):
    """Wait for the first visits."""
    ends = time.monotonic() + 30
    while len(sites.ask()["visits"]) < sites.count and time.monotonic() < ends:
        time.sleep(0.05)
    return store


def test_an_embedded_refresher_that_is_killed_loses_nothing(sites, tmp_path):
    url = f"sqlite:///{tmp_path}/feedsvc.db"
    workers = Workers(1, (*WORKER, "--embedded"), environment(tmp_path, url), tmp_path / "log")
    store = watched(open_store(url), sites)
    try:
        kill_again_and_again(sites, workers, 4, (0.0, 0.5))
        assert settled(sites, store, 40) == []
    finally:
        workers.close()
        store.close()
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.postgres
def test_workers_of_a_queue_that_are_killed_lose_nothing(sites, tmp_path):
    with postgres_database() as url:
        workers = Workers(3, QUEUE_WORKER, environment(tmp_path, url, refreshers="3"), tmp_path / "log")
        store = watched(open_store(url), sites)
        try:
            kill_again_and_again(sites, workers, 4, (0.0, 0.5))
            assert settled(sites, store, 40) == []
        finally:
            workers.close()
            store.close()


@pytest.mark.postgres
def test_a_rolling_restart_loses_nothing_and_breaks_nothing_off(sites, tmp_path):
    with postgres_database() as url:
        workers = Workers(2, QUEUE_WORKER, environment(tmp_path, url, refreshers="3"), tmp_path / "log")
        store = watched(open_store(url), sites)
        try:
            for _ in range(3):
                sites.ask("grow 6")
                workers.kill_one(signal.SIGTERM)
            assert settled(sites, store, 30) == []
        finally:
            workers.close()
            store.close()
        assert "Traceback" not in (tmp_path / "log").read_text()


@contextmanager
def gone(url):
    """Let a database be away: nobody is connected to it, and nobody can connect."""
    name = make_url(url).database
    with psycopg.connect(postgres.server(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.mark.postgres
@pytest.mark.parametrize("command", [QUEUE_WORKER, (*WORKER, "--embedded")], ids=["queue", "embedded"])
def test_a_database_that_goes_away_is_waited_for_and_nothing_is_lost(sites, tmp_path, command):
    # One worker: that it has visited says that it is up.
    with postgres_database() as url:
        workers = Workers(1, command, environment(tmp_path, url, refreshers="3"), tmp_path / "log")
        store = watched(open_store(url), sites)
        try:
            for _ in range(2):
                sites.ask("grow 6")
                with gone(url):
                    time.sleep(3)
            assert settled(sites, store, 60) == []
            assert [process.poll() for process in workers.processes] == [None]
        finally:
            workers.close()
            store.close()
    assert [process.returncode for process in workers.processes] == [0]
