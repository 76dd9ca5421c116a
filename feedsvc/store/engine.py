"""Connections: how each database is opened, how a transaction begins, what its errors mean."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from feedsvc.errors import StoreError

BUSY_SECONDS = 15
"""How long a writer waits for another one before it gives up."""

POOL_SIZE, POOL_OVERFLOW = 5, 20
CONNECT_SECONDS = 10


class Database:
    """An engine and the ways to use it, each one transaction: ``read``, ``snapshot``, ``write``.

    Safe to share between threads, and after a fork: a child opens connections of its own. Raises StoreError.
    """

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path = _sqlite_path(self.url) if self.is_sqlite else None
        self.in_memory = self.is_sqlite and self.path is None
        self.engine = _sqlite_engine(self.url, self.path) if self.is_sqlite else _postgres_engine(self.url)
        self._lock = threading.RLock()
        self.commits = 0
        os.register_at_fork(after_in_child=_forgetting(self))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction that only reads; on SQLite all of it sees one moment."""
        with explained("read"), self._alone(self.in_memory), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a transaction that only reads and sees one moment."""
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with explained("read"), self._alone(self.in_memory), self.engine.connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction that writes: committed at the end of the block, rolled back by any exception."""
        with explained("written"), self._alone(self.is_sqlite), self.engine.connect() as plain:
            connection = plain.execution_options(feedsvc_write=True)
            with connection.begin():
                yield connection
            self.commits += 1

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """Give a connection without a transaction, for the few statements that allow none."""
        with explained("opened"), self.engine.connect() as plain:
            yield plain.execution_options(isolation_level="AUTOCOMMIT", feedsvc_bare=True)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def forget(self) -> None:
        """Leave all connections to the parent process, which still uses them."""
        self._lock = threading.RLock()
        if not self.in_memory:
            self.engine.dispose(close=False)

    def _alone(self, alone: bool) -> AbstractContextManager[Any]:  # noqa: FBT001 - one question, asked above
        return self._lock if alone else nullcontext()


def _forgetting(database: Database) -> Callable[[], None]:
    reference = weakref.ref(database)

    def forget() -> None:
        alive = reference()
        if alive is not None:
            alive.forget()

    return forget


# ---- opening --------------------------------------------------------------------------------------------------------


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise StoreError(
            "the database's address cannot be read: write sqlite:///PATH or postgresql+psycopg://…"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(f"{parsed.drivername!r} is no database for feedsvc: use sqlite or postgresql+psycopg")
    return parsed


def _sqlite_path(url: URL) -> Path | None:
    if url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _sqlite_engine(url: URL, path: Path | None) -> Engine:
    arguments: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=arguments)
    else:
        _make_folder(path)
        engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, connect_args=arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the database's folder {str(path.parent)!r} cannot be made: {error.strerror}") from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin_sqlite, never behind our back
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # with WAL: what a crash of the machine may lose is one last visit
    connection.execute("PRAGMA journal_size_limit = 67108864")
    # The inner pages of every index stay at hand; each thread has a cache of its own, and more is no faster.
    connection.execute("PRAGMA cache_size = -16384")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can meet another writer half way, which no waiting resolves.
    options = connection.get_execution_options()
    if options.get("feedsvc_bare", False):
        return
    writes = options.get("feedsvc_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres_engine(url: URL) -> Engine:
    arguments = {"connect_timeout": CONNECT_SECONDS, "application_name": "feedsvc"}
    try:
        return create_engine(
            url, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_pre_ping=True, connect_args=arguments
        )
    except ImportError as error:
        raise StoreError("PostgreSQL needs psycopg: pip install 'feedsvc[postgres]'") from error


# ---- errors ---------------------------------------------------------------------------------------------------------

_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space",
    sqlite3.SQLITE_READONLY: "it is read-only: make the file and its folder writable for this user",
    sqlite3.SQLITE_BUSY: "another process has been writing for too long",
    sqlite3.SQLITE_LOCKED: "another process has been writing for too long",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened: look at its path and permissions",
    sqlite3.SQLITE_IOERR: "the disk fails",
}


@contextmanager
def explained(action: str) -> Iterator[None]:
    """Turn the database's own errors inside the block into StoreError: the one place where it is done."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"the database could not be {action}: {_reason(error)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"the database could not be {action}: {_sqlite_reason(error)}") from error


def _reason(error: SQLAlchemyError) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return _sqlite_reason(origin)
    return _first_line(origin)


def _sqlite_reason(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _SQLITE_REASONS.get(code & 0xFF)
    return known or _first_line(error)


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
