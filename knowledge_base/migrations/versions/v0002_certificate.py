"""Certificates with their evidence, and what labelled questions taught about confidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both tables, empty: without a certificate nothing is certified."""
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("alpha", sa.Float, nullable=False),
        sa.Column("delta", sa.Float, nullable=False),
        sa.Column("threshold", sa.Float, nullable=False),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("calibration", sa.Text, nullable=False),
        sa.Column("content_version", sa.Integer, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("stamps", sa.JSON, nullable=False),
        sa.Column("alarm", sa.JSON, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.CheckConstraint("alpha > 0 AND alpha < 1 AND delta > 0 AND delta < 1"),
    )
    op.create_table(
        "recalibration",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learnt_at", MOMENT, nullable=False),
        sa.Column("labels", sa.Integer, nullable=False),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("calibration", sa.Text, nullable=False),
        sa.Column("curve", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables: nothing is certified any more."""
    op.drop_table("recalibration")
    op.drop_table("certificate")
