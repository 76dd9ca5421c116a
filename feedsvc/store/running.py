"""How statements are run: in lists of a size that every database takes, in the words of the database at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 400
"""Values in one IN list: SQLite's oldest builds take 999 parameters."""


def chunks(values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Cut values into lists that fit into one statement."""
    rest = iter(values)
    while chunk := tuple(islice(rest, CHUNK)):
        yield chunk


def each(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    """Run a statement once for each row, in one call."""
    if rows:
        connection.execute(statement, rows)


def insert_where_missing(connection: Connection, table: Table) -> Any:
    """Return an insert that leaves a row alone that is already there, in the words of the database."""
    return _insert_where_missing(connection.dialect.name, table)


@cache
def _insert_where_missing(dialect: str, table: Table) -> Any:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).on_conflict_do_nothing()
