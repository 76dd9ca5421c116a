"""`feedsvc copy`: the whole store to another database."""

from __future__ import annotations

import click

from feedsvc.settings import load as load_settings
from feedsvc.store import copying


@click.command()
@click.argument("database")
def copy(database: str) -> None:
    """Copy the whole store to an empty DATABASE: sqlite:///PATH or postgresql+psycopg://….

    To grow from SQLite to PostgreSQL, to go back, or to keep a copy. Ids, times and versions stay as they are.
    """
    count = copying.copy(load_settings().database_url, database)
    click.echo(f"{count:,} rows copied")
