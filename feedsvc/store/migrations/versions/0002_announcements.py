"""What a WebSub hub was told of each feed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("shown", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "slug", name="pk_announcements"),
        sqlite_with_rowid=False,
    )
