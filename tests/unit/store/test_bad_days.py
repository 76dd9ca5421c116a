"""What goes wrong with a database is said in one sentence, and nothing that was kept is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from feedsvc.errors import StoreError
from feedsvc.store import engine, migrations, open_store
from feedsvc.store.engine import Database
from tests.stores import CRONACA, HOUR, NOON, ids, make_entry, make_source, record


@pytest.fixture
def path(tmp_path):
    return tmp_path / "feedsvc.db"


@pytest.fixture
def kept(path):
    """An open store on a file that holds one entry."""
    opened = open_store(f"sqlite:///{path}")
    opened.put_source(make_source())
    record(opened, make_entry("a", NOON, CRONACA))
    yield opened
    opened.close()


def on_each_connection(store, pragma):
    """Let every connection that the store opens from now on begin with a pragma."""
    store._database.close()
    event.listen(store._database.engine, "connect", lambda connection, _: connection.execute(pragma))


def test_a_full_disk_is_said_and_loses_nothing(kept):
    size = kept._database.engine.connect().exec_driver_sql("PRAGMA page_count").scalar_one()
    before = (kept.entries(), kept.feed_state(), kept.source_states())
    on_each_connection(kept, f"PRAGMA max_page_count = {size}")
    with pytest.raises(StoreError, match="disk is full"):
        record(kept, *(make_entry(f"b{n}", NOON, content="x" * 9000) for n in range(9)))
    assert (kept.entries(), kept.feed_state(), kept.source_states()) == before
    on_each_connection(kept, "PRAGMA max_page_count = 100000")
    record(kept, *(make_entry(f"b{n}", NOON, content="x" * 9000) for n in range(9)))
    assert len(kept.entries()) == 10


def test_a_read_only_database_is_said_and_goes_on_being_read(kept):
    on_each_connection(kept, "PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="read-only"):
        record(kept, make_entry("b"))
    assert ids(kept.entries()) == ["a"]


def test_a_writer_that_never_ends_is_waited_for_and_then_said(path, kept, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    store = open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process has been writing for too long"):
        record(store, make_entry("b"))
    assert ids(store.entries()) == ["a"]
    other.execute("ROLLBACK")
    other.close()
    record(store, make_entry("b"))
    assert len(store.entries()) == 2
    store.close()


def test_a_writer_waits_for_another_process(path, kept):
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
    record(kept, make_entry("b"))
    assert len(kept.entries()) == 2
    other.close()


def test_a_damaged_file_is_said(path, kept):
    record(kept, *(make_entry(f"b{n}", NOON, content="x" * 5000) for n in range(50)))
    kept.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 8192))
    with pytest.raises(StoreError, match=r"damaged|no SQLite database"):
        open_store(f"sqlite:///{path}").entries()


def test_a_file_that_is_no_database_is_said(path):
    path.write_text("This is a letter, and a rather long one. " * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("This is a letter")


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/below/feedsvc.db")


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "postgresql+psycopg2://host/name"])
def test_an_address_of_no_known_database_is_said(url):
    with pytest.raises(StoreError):
        open_store(url)


def test_a_server_that_does_not_answer_is_said():
    with pytest.raises(StoreError, match="could not be"):
        open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")


def opened(url, ready, answers):
    ready.wait()
    store = open_store(url)
    store.put_sources([make_source(f"s{n}") for n in range(5)])
    answers.put(store.instance_id)
    store.close()


def test_processes_that_start_at_once_on_a_fresh_database_agree(url):
    if url == "sqlite://":
        pytest.skip("memory belongs to one process")
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Event(), context.Queue()
    processes = [context.Process(target=opened, args=(url, ready, answers)) for _ in range(4)]
    for process in processes:
        process.start()
    ready.set()
    found = {answers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(20)
    store = open_store(url)
    assert found == {store.instance_id}
    assert len(store.sources()) == 5
    store.close()


def test_a_database_of_a_newer_feedsvc_is_refused_and_left_alone(url):
    if url == "sqlite://":
        pytest.skip("memory begins anew")
    store = open_store(url)
    store.put_source(make_source())
    with store._database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer feedsvc"):
        open_store(url)
    database = Database(url)
    with database.read() as connection:
        assert connection.execute(text("SELECT id FROM sources")).scalar_one() == "site"
    database.close()


def test_a_migration_that_breaks_off_leaves_the_old_schema(url, monkeypatch):
    if url == "sqlite://":
        pytest.skip("memory begins anew")
    from alembic import op

    calls = iter(range(100))
    create_table = op.create_table

    def break_off(*arguments, **options):
        if next(calls) == 4:
            raise RuntimeError("the power went out")
        return create_table(*arguments, **options)

    monkeypatch.setattr(op, "create_table", break_off)
    with pytest.raises(RuntimeError, match="power"):
        open_store(url)
    monkeypatch.undo()
    database = Database(url)
    with database.read() as connection:
        assert migrations.current(connection) is None
    database.close()
    store = open_store(url)
    store.put_source(make_source())
    record(store, make_entry("a"))
    store.close()


def test_a_database_of_every_older_revision_is_brought_up_to_date_with_what_it_holds(url):
    if url == "sqlite://":
        pytest.skip("memory begins anew")
    database = Database(url)
    with database.write() as connection:
        migrations.migrate(connection, "0001")
        connection.execute(text("INSERT INTO facts (name, value) VALUES ('instance', 'first')"))
        connection.execute(
            text(
                "INSERT INTO sources (id, position, origin, active, document)"
                " VALUES ('site', 0, 'listed', :yes, :document)"
            ),
            {"yes": True, "document": '{"id":"site","name":"Site","url":"https://site.example/"}'},
        )
        connection.execute(
            text(
                "INSERT INTO feeds (source_id, slug, name, revision, shown, changed_at, count, arrivals)"
                " VALUES ('', '', '', 7, 7, 0, 0, 0), ('site', '', '', 7, 7, 0, 0, 0)"
            )
        )
    database.close()
    store = open_store(url)
    assert store.instance_id == "first"
    assert store.sources() == (make_source(),)
    record(store, make_entry("a", NOON, CRONACA))
    assert (ids(store.entries()), store.feed_state().revision) == (["a"], 8)
    with store._database.read() as connection:
        assert migrations.current(connection) == migrations.newest()
    store.close()


def test_the_migrations_make_the_tables_that_the_program_works_with(url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from feedsvc.store.tables import metadata

    store = open_store(url)
    with store._database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_a_failed_visit_leaves_no_trace_of_itself(store):
    good = make_entry("a", NOON, CRONACA)
    record(store, good)
    before = (store.entries(), store.feed_state(), store.source_states(), store.visits(), store.sections())
    bad = replace(make_entry("b", NOON, CRONACA), last_seen_at=None)
    with pytest.raises(StoreError):
        record(store, make_entry("c", NOON, CRONACA), bad)
    assert (store.entries(), store.feed_state(), store.source_states(), store.visits(), store.sections()) == before


def holding(url, ready):
    store = open_store(url)
    with store.lease("site") as held:
        ready.put(held)
        time.sleep(60)


def test_a_lease_is_held_by_one_and_dies_with_its_holder(url, store):
    with store.lease("site") as first, store.lease("site") as second, store.lease("other") as other:
        assert (first, second, other) == (True, False, True)
    with store.lease("site") as again:
        assert again
    if url == "sqlite://":
        return
    twin = open_store(url)
    with store.lease("site"), twin.lease("site") as held:
        assert not held
    twin.close()
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    process = context.Process(target=holding, args=(url, ready))
    process.start()
    assert ready.get(timeout=60)
    with store.lease("site") as held:
        assert not held
    os.kill(process.pid, signal.SIGKILL)
    process.join(20)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with store.lease("site") as held:
            if held:
                return
        time.sleep(0.02)
    pytest.fail("the lease outlived its holder")


def test_closing_one_store_leaves_the_leases_of_another(path, kept):
    twin, third = open_store(f"sqlite:///{path}"), open_store(f"sqlite:///{path}")
    with twin.lease("site"):
        third.close()
        with kept.lease("site") as held:
            assert not held
    twin.close()


def test_readers_are_not_held_up_by_a_writer(path, kept):
    with kept._database.write() as connection:
        connection.execute(text("UPDATE entries SET title = 'unfinished'"))
        reader = open_store(f"sqlite:///{path}")
        began = time.monotonic()
        assert reader.entries()[0].title == "Title of a"
        assert time.monotonic() - began < 1
        reader.close()
        connection.rollback()


def test_threads_share_one_store(store):
    names = [f"t{n}" for n in range(6)]
    store.put_sources([make_source(), *(make_source(name) for name in names)])
    failures = []

    def work(name):
        try:
            for n in range(8):
                record(store, make_entry(f"{n}", NOON + HOUR * n, CRONACA, source=name), source=name)
                store.entries(limit=5)
                store.feed(section="cronaca")
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    state = store.feed_state(None, "cronaca")
    assert (state.count, state.arrivals, state.revision) == (48, 48, 48)
    arrivals = [entry.id for page in range(1, 7) for entry in store.archive(None, "cronaca", page, 8)]
    assert len(arrivals) == len(set(arrivals)) == 48


def test_a_forked_child_uses_connections_of_its_own(url, store):
    if url == "sqlite://":
        pytest.skip("memory belongs to one process")
    record(store, make_entry("a"))
    store.version()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            store.version()
            record(store, make_entry("b"))
            code = 0 if len(store.entries()) == 2 else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    record(store, make_entry("c"))
    assert len(store.entries()) == 3
