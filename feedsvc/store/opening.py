"""A database becomes ready to use: its schema brought up to date, by one process at a time, or a clear refusal."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, text

from feedsvc.store import migrations, statements
from feedsvc.store.engine import Database
from feedsvc.store.tables import EPOCH, facts, feeds

_ADVISORY_KEY = 0x66656564737663
"""What processes that start at once on PostgreSQL wait for: "feedsvc" in ASCII."""

INSTANCE = "instance"


def prepare(database: Database) -> str:
    """Migrate where needed; return the instance's id, minted when the database was made. Raises StoreError."""
    if database.is_sqlite and not database.in_memory:
        _use_write_ahead_log(database)
    with database.read() as connection:
        if migrations.current(connection) == migrations.newest():
            return str(connection.execute(statements.fact(INSTANCE)).scalar_one())
    with database.write() as connection:
        _wait_for_others(connection)
        migrations.migrate(connection)
        return _instance(connection)


def _use_write_ahead_log(database: Database) -> None:
    # Kept in the file: readers never wait for the writer. It cannot be switched inside a transaction.
    with database.bare() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _wait_for_others(connection: Connection) -> None:
    # SQLite's write transaction is already such a lock.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})


def _instance(connection: Connection) -> str:
    known = connection.execute(statements.fact(INSTANCE)).scalar_one_or_none()
    if known is not None:
        return str(known)
    minted = secrets.token_hex(8)
    connection.execute(insert(facts).values(name=INSTANCE, value=minted))
    connection.execute(
        insert(feeds).values(source_id="", slug="", name="", revision=0, shown=0, changed_at=EPOCH, count=0, arrivals=0)
    )
    return minted
