"""The tables, the same on SQLite and PostgreSQL.

Instants are whole microseconds since 1970 in UTC: exact, sorted, and computed with in the same way on both. Values that
no statement looks into are JSON documents. The empty string stands for "every source" and "every section" in ``feeds``,
since a key cannot be NULL.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from feedsvc.store.codec import dumps

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Return the microseconds; raises TypeError for a naive datetime."""
        return None if value is None else (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text that came from a page: what no database takes (NUL, lone surrogates) is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Return the text as any database takes it."""
        return None if value is None else storable(value)


class Document(TypeDecorator[Any]):
    """A JSON document, kept as text, so that both databases give back the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Return the JSON text."""
        return None if value is None else storable(dumps(value))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Return the document."""
        return None if value is None else json.loads(value)


def storable(text: str) -> str:
    """Return a text without NUL and lone surrogates, both replaced by U+FFFD."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column that is INTEGER by name."""

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What is true of this database as a whole."""

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("origin", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("host", String),
    Column("document", Document, nullable=False),
)
"""``origin`` tells the operator's file from what was added while running; one that left the file is not active: it is
no longer visited, but what came from it stays."""

source_states = Table(
    "source_states",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("next_visit_at", Moment),
    Column("document", Document, nullable=False),
    Index(None, "next_visit_at"),
)

visits = Table(
    "visits",
    metadata,
    Column("number", Number, primary_key=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", String, nullable=False),
    Column("document", Document, nullable=False),
    Index(None, "source_id", "number"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

status_events = Table(
    "status_events",
    metadata,
    Column("number", Number, primary_key=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("document", Document, nullable=False),
    Index(None, "source_id"),
    sqlite_autoincrement=True,
)

entries = Table(
    "entries",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("arrival", BigInteger, nullable=False),
    Column("source_arrival", BigInteger, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", Words, nullable=False),
    Column("link", Words),
    Column("author", Words),
    Column("author_words", Words, nullable=False),
    Column("summary", Words),
    Column("document", Document, nullable=False),
    Column("words", Words, nullable=False),
    Column("content", Words),
    Index(None, "published_at", "number"),
    Index(None, "source_id", "published_at", "number"),
    Index(None, "arrival"),
    Index(None, "source_id", "source_arrival"),
    sqlite_autoincrement=True,
)
"""``key`` is the last part of ``id``, so that one index serves both. The widest columns stand last: SQLite reads a row
from the left and stops where it may."""

entry_keys = Table(
    "entry_keys",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),
    Column("entry", ForeignKey("entries.number", ondelete="CASCADE"), primary_key=True),
    Index(None, "entry"),
    sqlite_with_rowid=False,
)
"""Digests of the identities under which entries were met: addresses and headlines have any length, keys of an index
have not. One headline may stand for several entries."""

entry_sections = Table(
    "entry_sections",
    metadata,
    Column("entry", ForeignKey("entries.number", ondelete="CASCADE"), primary_key=True),
    Column("slug", String, primary_key=True),
    Column("source_id", String, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("arrival", BigInteger, nullable=False),
    Column("source_arrival", BigInteger, nullable=False),
    Index(None, "slug", "published_at", "entry"),
    Index(None, "source_id", "slug", "published_at", "entry"),
    Index(None, "slug", "arrival"),
    Index(None, "source_id", "slug", "source_arrival"),
    sqlite_with_rowid=False,
)
"""Which entries a section holds; the moment of publication stands here too, so that one index gives the newest."""

feeds = Table(
    "feeds",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("slug", String, primary_key=True),
    Column("name", Words, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("shown", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("arrivals", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""One row for each feed: all, one section, one source, one section of one source."""

announcements = Table(
    "announcements",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("slug", String, primary_key=True),
    Column("shown", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The version of each feed that the WebSub hub was last told of."""
