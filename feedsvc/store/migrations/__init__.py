"""The steps from one schema to the next, and the one way to run them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from feedsvc.errors import StoreError

HERE = Path(__file__).parent


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision inside the connection's transaction: all of it, or nothing.

    Raises StoreError for a database that a newer feedsvc made.
    """
    config = _config(connection)
    try:
        command.upgrade(config, revision)
    except (CommandError, ResolutionError) as error:
        raise StoreError("the database was made by a newer feedsvc: upgrade this one, or restore a backup") from error


def current(connection: Connection) -> str | None:
    """Return the revision of the schema, None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this program works with."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None
    return head


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
