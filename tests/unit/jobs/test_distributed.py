"""Visits go through a queue in PostgreSQL: each once, few of a host, none lost with its worker."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc.errors import SourceBusyError, StoreError
from feedsvc.jobs.distributed import Pace, Queued, choose, host_lock, open_queue, source_lock
from feedsvc.model.visits import Due, Outcome, Visit
from feedsvc.store import open_store
from tests.stores import make_source
from tests.unit.store.conftest import postgres_database

FAST = Pace(threads=4, gap=timedelta(0), grace=timedelta(seconds=5))
NOTHING = Queued(frozenset(), Counter())
A_DAY = datetime(2026, 1, 10, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def due(*names: str, host: str | None = None) -> list[Due]:
    return [Due(name, host or f"{name}.example", A_DAY) for name in names]


def test_what_is_queued_is_not_queued_again():
    assert choose(due("a", "b"), Queued(frozenset({source_lock("a")}), Counter()), FAST) == due("b")


def test_a_host_with_many_sources_leaves_room_for_others():
    pace = replace(FAST, ahead=4, per_host=2)
    crowd = due(*(f"s{n}" for n in range(9)), host="big.example")
    assert choose(crowd + due("a", "b", "c"), NOTHING, pace) == [*crowd[:2], *due("a", "b")]
    full = Queued(frozenset({"source/x"}), Counter({host_lock(crowd[0]): 2}))
    assert choose(crowd + due("a", "b", "c", "d"), full, pace) == due("a", "b", "c")


def test_a_saved_page_has_no_host_to_spare():
    pages = [Due(f"p{n}", None, None) for n in range(9)]
    assert choose(pages, NOTHING, replace(FAST, per_host=1)) == pages


@pytest.fixture
def url():
    with postgres_database() as address:
        yield address


@pytest.fixture
def store(url):
    opened = open_store(url)
    opened.put_sources([make_source(f"s{n}") for n in range(12)])
    yield opened
    opened.close()


class Visitor:
    """Visits that note what happened and leave the source due again after an interval."""

    def __init__(self, store, act=lambda source_id: None, interval=timedelta(hours=1)):
        self.store, self.act, self.interval = store, act, interval
        self.visits: list[str] = []

    def __call__(self, source_id):
        self.visits.append(source_id)
        self.act(source_id)
        state = replace(self.store.source_state(source_id), next_visit_at=now() + self.interval)
        self.store.record(source_id, Visit(source_id, now(), Outcome.READ), None, state)


def run_apart(coroutine):
    """Run a coroutine in a thread of its own: a browser that other tests hold open keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def drain(queue, *before):
    """Await what comes before, then run jobs until none is left."""

    async def run():
        async with queue.app.open_async():
            for action in before:
                await action(0)
            jobs = None
            while jobs is None or any(job.status == "todo" and not job.scheduled_at for job in jobs):
                await queue.app.run_worker_async(
                    wait=False, install_signal_handlers=False, concurrency=4, delete_jobs="successful"
                )
                jobs = list(await queue.app.job_manager.list_jobs_async())
            return jobs

    return run_apart(run())


@pytest.mark.postgres
def test_every_due_source_is_visited_once_and_leaves_no_job(url, store):
    visitor = Visitor(store)
    queue = open_queue(url, store, visitor, now, FAST)
    assert drain(queue, queue.schedule, queue.schedule) == []
    assert sorted(visitor.visits) == sorted(f"s{n}" for n in range(12))


@pytest.mark.postgres
def test_new_sources_go_first(url, store):
    for n in range(11):
        state = replace(store.source_state(f"s{n}"), next_visit_at=A_DAY)
        store.record(f"s{n}", Visit(f"s{n}", A_DAY, Outcome.READ), None, state)
    visitor = Visitor(store)
    queue = open_queue(url, store, visitor, now, replace(FAST, threads=1))
    drain(queue, queue.schedule)
    assert visitor.visits[0] == "s11"


@pytest.mark.postgres
def test_a_host_is_visited_once_at_a_time(url, store):
    store.put_sources([replace(make_source(f"s{n}"), url=f"https://one.example/{n}") for n in range(12)])
    running, most = Counter(), []
    lock = threading.Lock()

    def act(source_id):
        with lock:
            running["one"] += 1
            most.append(running["one"])
        time.sleep(0.01)
        with lock:
            running["one"] -= 1

    queue = open_queue(url, store, Visitor(store, act), now, FAST)
    drain(queue, queue.schedule)
    assert most == [1] * 12


@pytest.mark.postgres
def test_a_visit_that_breaks_off_is_tried_again_later_and_one_elsewhere_is_left_alone(url, store):
    def act(source_id):
        if source_id == "s3":
            raise StoreError("the disk is full")
        if source_id == "s4":
            raise SourceBusyError("somebody else")

    queue = open_queue(url, store, Visitor(store, act), now, FAST)
    left = drain(queue, queue.schedule)
    assert [(job.task_kwargs["source_id"], job.status, job.attempts) for job in left] == [("s3", "todo", 1)]
    assert left[0].scheduled_at > now()


@pytest.mark.postgres
def test_the_jobs_of_a_dead_worker_are_taken_up_again(url, store):
    visitor = Visitor(store)
    queue = open_queue(url, store, visitor, now, replace(FAST, stalled=timedelta(seconds=1)))

    async def die():
        async with queue.app.open_async():
            await queue.schedule(0)
            worker = await queue.app.job_manager.register_worker()
            taken = [await queue.app.job_manager.fetch_job(None, worker) for _ in range(3)]
            assert all(taken)
            await queue.rescue(0)
            return [job.status for job in await queue.app.job_manager.list_jobs_async()].count("doing")

    assert run_apart(die()) == 3  # its heartbeat is fresh: it is alive
    time.sleep(1.2)
    assert drain(queue, queue.rescue) == []
    assert sorted(visitor.visits) == sorted(f"s{n}" for n in range(12))


@pytest.mark.postgres
def test_the_queue_is_made_once_by_workers_that_start_at_once(url, store):
    threads = [threading.Thread(target=open_queue, args=(url, store, Visitor(store), now)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    visitor = Visitor(store)
    queue = open_queue(url, store, visitor, now, FAST)
    drain(queue, queue.schedule)
    assert len(visitor.visits) == 12


@pytest.mark.postgres
def test_an_older_queue_is_brought_up_to_date(url, store):
    import psycopg
    from procrastinate.schema import SchemaManager

    from feedsvc.jobs import queue_schema

    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    with psycopg.connect(queue_schema.connection_string(url), autocommit=True) as connection:
        for step in steps[:-3]:
            connection.execute(step.read_bytes())
        connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS 'feedsvc queue schema {steps[-4].name}'")
    visitor = Visitor(store)
    queue = open_queue(url, store, visitor, now, FAST)
    assert drain(queue, queue.schedule) == []
    assert len(visitor.visits) == 12


@pytest.mark.postgres
def test_somebody_elses_queue_is_left_alone(url, store):
    import psycopg
    from procrastinate.schema import SchemaManager

    from feedsvc.jobs import queue_schema

    with psycopg.connect(queue_schema.connection_string(url)) as connection:
        connection.execute(SchemaManager.get_schema())
    with pytest.raises(StoreError, match="somebody else"):
        open_queue(url, store, Visitor(store), now)


def test_a_queue_that_cannot_be_reached_says_so():
    with pytest.raises(StoreError, match="could not be made"):
        open_queue("postgresql+psycopg://nobody@127.0.0.1:1/none", None, None, now)
