"""The queue's own tables, which Procrastinate brings along: made where they are missing, brought up to date."""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy.engine import make_url

from feedsvc.errors import StoreError

log = logging.getLogger(__name__)

_ADVISORY_KEY = 0x6665656471
"""What workers that start at once wait for: "feedq" in ASCII."""

_MARK = "feedsvc queue schema "
"""What a comment on the queue's table begins with; the name of the last migration follows."""


def connection_string(url: str) -> str:
    """Return a database's address as psycopg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def prepare(url: str) -> None:
    """Make or update the queue's tables, one process at a time, each step all or nothing. Raises StoreError."""
    try:
        with psycopg.connect(connection_string(url), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_KEY])  # ends with the connection
            _update(connection)
    except psycopg.Error as error:
        raise StoreError(f"the queue's tables could not be made: {str(error).splitlines()[0]}") from error


def _update(connection: psycopg.Connection) -> None:
    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    done = _last_step(connection)
    if done is None:
        _step(connection, SchemaManager.get_schema().encode(), steps[-1].name)
        return
    for step in steps:
        if step.name > done:
            log.info("updating the queue's tables: %s", step.stem)
            _step(connection, step.read_bytes(), step.name)


def _step(connection: psycopg.Connection, statements: bytes, name: str) -> None:
    # A transaction for each: a new value of an enumeration can only be used once it is committed.
    note = sql.SQL("COMMENT ON TABLE procrastinate_jobs IS {}").format(sql.Literal(_MARK + name))
    with connection.transaction():
        connection.execute(statements)
        connection.execute(note)


def _last_step(connection: psycopg.Connection) -> str | None:
    """Return the last migration that was carried out, None where there are no tables yet."""
    row = connection.execute(
        "SELECT obj_description(c.oid) FROM pg_class c WHERE c.oid = to_regclass('procrastinate_jobs')"
    ).fetchone()
    if row is None:
        return None
    if row[0] is None or not row[0].startswith(_MARK):
        raise StoreError("the queue's tables were made by somebody else: give feedsvc a database or schema of its own")
    return str(row[0].removeprefix(_MARK))
