"""A store is copied whole, to a database of either kind: to grow, to go back, to keep a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from feedsvc.errors import StoreError
from feedsvc.store import opening
from feedsvc.store.engine import Database
from feedsvc.store.tables import metadata, sources

BATCH = 2_000
"""Rows that are read and written at a time."""

_SET = text("SELECT setval(pg_get_serial_sequence(:table, 'number'), :highest)")

Progress = Callable[[str, int], object]
"""Is told a table's name and how many of its rows have been copied now."""


def copy(from_url: str, to_url: str, progress: Progress = lambda _table, _rows: None) -> int:
    """Copy everything to an empty database, all or nothing; return how many rows there were.

    The copy is of one moment, and it is the same store: its identity and versions stay, and so readers' validators.
    Visits may go on meanwhile, but what they find is not in the copy. Raises StoreError.
    """
    origin, target = Database(from_url), Database(to_url)
    try:
        opening.prepare(origin)
        opening.prepare(target)
        with origin.snapshot() as reading, target.write() as writing:
            _refuse_unless_empty(writing)
            return sum(_copied(table, reading, writing, progress) for table in metadata.sorted_tables)
    finally:
        origin.close()
        target.close()


def _refuse_unless_empty(target: Connection) -> None:
    if target.execute(select(func.count()).select_from(sources)).scalar_one():
        raise StoreError("the database to copy to already holds sources: give the address of an empty one")


def _copied(table: Table, origin: Connection, target: Connection, progress: Progress) -> int:
    target.execute(delete(table))  # what opening made
    count = 0
    for rows in _batches(table, origin):
        target.execute(insert(table), rows)
        count += len(rows)
        progress(table.name, len(rows))
    if target.dialect.name == "postgresql" and "number" in table.columns:
        _go_on_numbering(table, target)
    return count


def _batches(table: Table, origin: Connection) -> Iterator[list[dict[str, Any]]]:
    found = origin.execution_options(yield_per=BATCH).execute(select(table)).mappings()
    for partition in found.partitions(BATCH):
        yield [dict(row) for row in partition]


def _go_on_numbering(table: Table, target: Connection) -> None:
    highest = target.execute(select(func.max(table.c.number))).scalar_one()
    if highest is not None:
        target.execute(_SET, {"table": table.name, "highest": highest})
