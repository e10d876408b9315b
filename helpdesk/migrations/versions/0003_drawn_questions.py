"""Questions drawn for labelling, with the verdicts on them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drawn_question",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", BIG_ID, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_by_id", BIG_ID, nullable=True),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_entry_id", sa.String(length=80), nullable=True),
        sa.Column("shown_entry_version", sa.Integer(), nullable=True),
        sa.Column("shown_confidence", sa.Double(), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("right_entry_id", sa.String(length=80), nullable=True),
        sa.Column("judged_by_id", BIG_ID, nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('right', 'wrong', 'nothing', 'not_a_question')",
            name=op.f("ck_drawn_question_verdict"),
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (judged_by_id IS NULL)", name=op.f("ck_drawn_question_judged_by")
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (judged_at IS NULL)", name=op.f("ck_drawn_question_judged_at")
        ),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict NOT IN ('right', 'wrong') OR shown_entry_id IS NOT NULL",
            name=op.f("ck_drawn_question_shown_entry"),
        ),
        sa.CheckConstraint(
            "right_entry_id IS NULL OR verdict = 'wrong'",
            name=op.f("ck_drawn_question_right_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_drawn_question_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["agent.id"], name=op.f("fk_drawn_question_drawn_by_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["reserved_by_id"], ["agent.id"], name=op.f("fk_drawn_question_reserved_by_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["agent.id"], name=op.f("fk_drawn_question_judged_by_id_agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_question")),
        sa.UniqueConstraint("event_id", name=op.f("uq_drawn_question_event_id")),
        sa.UniqueConstraint("position", name=op.f("uq_drawn_question_position")),
    )


def downgrade() -> None:
    op.drop_table("drawn_question")
