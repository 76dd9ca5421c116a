"""A lease on a source: whoever holds it visits the source, alone on all threads, processes and machines.

A lease dies with its holder: the operating system drops a file lock when the process ends, PostgreSQL an advisory lock
when the connection does. Leases only save needless work; what keeps the rows right is ``SourceState.version``.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from feedsvc.errors import StoreError
from feedsvc.store.engine import Database, explained


class LocalLeases:
    """Leases between the threads of one process; each call is atomic."""

    def __init__(self) -> None:
        self._held: set[str]
        self._lock: threading.Lock
        self.renew()

    def acquire(self, name: str) -> bool:
        """Take the lease of a name; False where it is taken."""
        with self._lock:
            if name in self._held or not self._take(name):
                return False
            self._held.add(name)
            return True

    def release(self, name: str) -> None:
        """Give a lease back."""
        with self._lock:
            self._held.discard(name)
            self._drop(name)

    def close(self) -> None:
        """Give everything back."""

    def renew(self) -> None:
        """Begin anew, holding nothing."""
        self._lock, self._held = threading.Lock(), set()

    def _take(self, _name: str) -> bool:
        return True

    def _drop(self, _name: str) -> None:
        """Give back what ``_take`` took."""


class FileLeases(LocalLeases):
    """Leases between the processes of one machine: a lock on one byte of a file beside the database.

    Such locks belong to the process, and closing the file once drops them all, so that all stores of one process on one
    database share one object: ``of`` gives it.
    """

    _shared: ClassVar[dict[Path, tuple[FileLeases, int]]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: int | None = None

    @classmethod
    def of(cls, database: Path) -> FileLeases:
        """Return the leases that belong to a database's file; close them once for each time."""
        path = database.absolute().with_name(database.name + "-leases")
        with cls._guard:
            leases, users = cls._shared.get(path, (cls(path), 0))
            cls._shared[path] = (leases, users + 1)
            return leases

    @classmethod
    def forget(cls) -> None:
        """Begin anew in a child process, which inherits no lock."""
        cls._guard = threading.Lock()
        for leases, _users in cls._shared.values():
            leases.renew()

    def close(self) -> None:
        """Close the file when nobody in this process needs it any more."""
        with self._guard:
            _, users = self._shared.pop(self._path, (self, 1))
            if users > 1:
                self._shared[self._path] = (self, users - 1)
            elif self._file is not None:
                os.close(self._file)
                self._file = None

    def _take(self, name: str) -> bool:
        try:
            fcntl.lockf(self._opened(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _number(name))
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreError(f"the file {str(self._path)!r} cannot be locked: {error.strerror}") from error
        return True

    def _drop(self, name: str) -> None:
        if self._file is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _number(name))

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        return self._file


os.register_at_fork(after_in_child=FileLeases.forget)


class PostgresLeases(LocalLeases):
    """Leases between all processes on one PostgreSQL: advisory locks on one connection kept for them."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._connection: Connection | None = None
        self._process = os.getpid()

    def close(self) -> None:
        """Close the connection, which drops every lock."""
        with self._lock:
            self._disconnect()

    def _take(self, name: str) -> bool:
        try:
            with explained("read"):
                return self._ask("SELECT pg_try_advisory_lock(:number)", name)
        except StoreError:
            self._disconnect()
            raise

    def _drop(self, name: str) -> None:
        try:
            self._ask("SELECT pg_advisory_unlock(:number)", name)
        except SQLAlchemyError:  # the connection is gone, and with it the lock
            self._disconnect()

    def _ask(self, question: str, name: str) -> bool:
        return bool(self._connected().execute(text(question), {"number": _number(name)}).scalar_one())

    def _connected(self) -> Connection:
        if self._process != os.getpid():
            self._connection, self._process = None, os.getpid()
        if self._connection is None:
            options = {"isolation_level": "AUTOCOMMIT"}
            self._connection = self._database.engine.connect().execution_options(**options)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
        self._connection = None


def leases_of(database: Database) -> LocalLeases:
    """Return where the leases of a database are kept."""
    if database.path is not None:
        return FileLeases.of(database.path)
    return LocalLeases() if database.in_memory else PostgresLeases(database)


def _number(name: str) -> int:
    """Return the 62-bit number that stands for a name: a byte's place in a file, an advisory lock's key."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 2
