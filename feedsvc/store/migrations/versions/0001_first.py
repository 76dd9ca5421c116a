"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("host", sa.String),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_table(
        "source_states",
        sa.Column("source_id", sa.String, _source("source_states"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("next_visit_at", sa.BigInteger),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_source_states"),
    )
    op.create_index("ix_source_states_next_visit_at", "source_states", ["next_visit_at"])
    op.create_table(
        "visits",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("source_id", sa.String, _source("visits"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_visits"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visits_source_id_number", "visits", ["source_id", "number"])
    op.create_index("ix_visits_at", "visits", ["at"])
    op.create_table(
        "status_events",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("source_id", sa.String, _source("status_events"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_status_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_status_events_source_id", "status_events", ["source_id"])
    op.create_table(
        "entries",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("source_id", sa.String, _source("entries"), nullable=False),
        sa.Column("arrival", sa.BigInteger, nullable=False),
        sa.Column("source_arrival", sa.BigInteger, nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen_at", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("author_words", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("content", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
        sa.UniqueConstraint("key", name="uq_entries_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_published_at_number", "entries", ["published_at", "number"])
    op.create_index("ix_entries_source_id_published_at_number", "entries", ["source_id", "published_at", "number"])
    op.create_index("ix_entries_arrival", "entries", ["arrival"])
    op.create_index("ix_entries_source_id_source_arrival", "entries", ["source_id", "source_arrival"])
    op.create_table(
        "entry_keys",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("entry", NUMBER, _entry("entry_keys"), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "digest", "entry", name="pk_entry_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_keys_entry", "entry_keys", ["entry"])
    op.create_table(
        "entry_sections",
        sa.Column("entry", NUMBER, _entry("entry_sections"), nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("arrival", sa.BigInteger, nullable=False),
        sa.Column("source_arrival", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("entry", "slug", name="pk_entry_sections"),
        sqlite_with_rowid=False,
    )
    columns = (
        ["slug", "published_at", "entry"],
        ["source_id", "slug", "published_at", "entry"],
        ["slug", "arrival"],
        ["source_id", "slug", "source_arrival"],
    )
    for names in columns:
        op.create_index("ix_entry_sections_" + "_".join(names), "entry_sections", names)
    op.create_table(
        "feeds",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("shown", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("arrivals", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "slug", name="pk_feeds"),
        sqlite_with_rowid=False,
    )


def _source(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("sources.id", name=f"fk_{table}_source_id_sources", ondelete="CASCADE")


def _entry(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("entries.number", name=f"fk_{table}_entry_entries", ondelete="CASCADE")
