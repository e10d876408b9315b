"""Entries with their variants and revisions, categories, the content's version."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the content's tables, empty, with the content's version at 0."""
    op.create_table(
        "category",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name_cs", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("category_id", sa.Text, sa.ForeignKey("category.id"), nullable=False),
        sa.Column(
            "status",
            sa.Text,
            sa.CheckConstraint("status IN ('draft', 'published', 'archived')"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer, sa.CheckConstraint("version >= 1"), nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("folded_text", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", sa.Text, nullable=False),
    )
    op.create_index("entry_status", "entry", ["status"])
    op.create_index("entry_category", "entry", ["category_id"])
    op.create_table(
        "entry_variant",
        sa.Column(
            "entry_id", sa.Text, sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.CheckConstraint("language IN ('cs', 'en')"),
    )
    op.create_table(
        "alternative_phrasing",
        sa.Column("entry_id", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "language"],
            ["entry_variant.entry_id", "entry_variant.language"],
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "entry_revision",
        sa.Column(
            "entry_id", sa.Text, sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("snapshot", sa.JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    )
    content_version = op.create_table(
        "content_version",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("database_id", sa.Text, nullable=False),
    )
    op.bulk_insert(content_version, [{"id": 1, "number": 0, "database_id": uuid4().hex}])


def downgrade() -> None:
    """Drop the content's tables with all that is in them."""
    for table in (
        "content_version",
        "entry_revision",
        "alternative_phrasing",
        "entry_variant",
        "entry",
        "category",
    ):
        op.drop_table(table)
