"""A token that tells whether anything was committed since it was last asked for, at almost no cost.

Tokens are compared for equality only, and only within one process: two processes name the same moment differently.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from feedsvc.store.engine import BUSY_SECONDS, Database, explained

MEMORY_SECONDS = 1.0
"""How old PostgreSQL's answer may be."""

Version = Callable[[], str]


def version_of(database: Database) -> Version:
    """Return the function that gives a database's token; safe to call from any thread, and after a fork."""
    if database.path is not None:
        return _FileVersion(database.path)
    return (lambda: str(database.commits)) if database.in_memory else _PostgresVersion(database)


class _FileVersion:
    """SQLite counts other connections' commits: asked on a connection that never writes, it counts them all."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro"
        self._connect()

    def __call__(self) -> str:
        if self._process != os.getpid():
            self._connect()
        with explained("read"), self._lock:
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
        return f"{self._process}.{number}"

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _connect(self) -> None:
        self._process, self._lock = os.getpid(), threading.Lock()
        with explained("read"):
            self._connection = sqlite3.connect(
                self._uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )


class _PostgresVersion:
    """PostgreSQL's snapshot names the transactions that are over: it differs after every commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._token, self._asked_at = "", -MEMORY_SECONDS

    def __call__(self) -> str:
        if time.monotonic() - self._asked_at >= MEMORY_SECONDS:
            asked_at = time.monotonic()
            with self._database.read() as connection:
                self._token = str(connection.execute(text("SELECT pg_current_snapshot()::text")).scalar_one())
            self._asked_at = asked_at
        return self._token
