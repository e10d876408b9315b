"""Handoffs get a way: department, channel, place in the queue, outcome; agents get presence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)

HANDOFF_CHECKS = {
    "priority": "priority IN (0, 1, 2)",
    "channel": "channel IN ('chat', 'email')",
    "snoozed": "snoozed_until IS NULL OR state = 'assigned'",
    "outcome": "outcome IS NULL OR outcome IN ('solved', 'not_solved', 'spam', 'merged')",
}

# what the assistant took for a question
QUESTIONS = (
    "faq",
    "faq_ambiguous",
    "nlu_fallback",
    "no_answer",
    "question",
    "knowledge_unavailable",
)


def upgrade() -> None:
    _upgrade_agents()
    _upgrade_conversations()
    _upgrade_handoffs()
    _upgrade_turns()


def _upgrade_agents() -> None:
    with op.batch_alter_table("agent") as table:
        table.add_column(sa.Column("languages", JSON, nullable=False, server_default="[]"))
        table.add_column(
            sa.Column("availability", sa.String(8), nullable=False, server_default="online")
        )
        table.add_column(
            sa.Column("failed_sign_ins", sa.Integer(), nullable=False, server_default="0")
        )
        table.add_column(sa.Column("signed_out_at", TIME, nullable=True))
        table.drop_column("department")
        table.drop_constraint(op.f("ck_agent_role"), type_="check")
        table.create_check_constraint(op.f("ck_agent_role"), "role IN ('agent', 'lead', 'admin')")
        table.create_check_constraint(
            op.f("ck_agent_availability"), "availability IN ('online', 'busy', 'away')"
        )
    op.add_column("agent_session", sa.Column("used_at", TIME, nullable=True))
    op.add_column(
        "agent_session",
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False, server_default="0"),
    )
    op.execute("UPDATE agent_session SET used_at = created_at")
    with op.batch_alter_table("agent_session") as table:
        table.alter_column("used_at", existing_type=TIME, nullable=False)


def _upgrade_conversations() -> None:
    with op.batch_alter_table("conversation") as table:
        table.drop_column("customer")
        table.add_column(sa.Column("customer_id", sa.String(36), nullable=True))
        for name in ("customer_read_sequence", "agent_read_sequence"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        table.create_foreign_key(
            op.f("fk_conversation_customer_id_customer"), "customer", ["customer_id"], ["id"]
        )
    op.create_index("ix_conversation_customer_id", "conversation", ["customer_id"])
    op.create_index("ix_conversation_created_at", "conversation", ["created_at"])


def _upgrade_handoffs() -> None:
    op.drop_index("ix_handoff_queue", "handoff")
    with op.batch_alter_table("handoff") as table:
        table.drop_column("department")
        table.add_column(sa.Column("channel", sa.String(8), nullable=False, server_default="chat"))
        table.add_column(sa.Column("department_id", sa.String(80), nullable=True))
        table.add_column(sa.Column("routing", JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("rank_at", TIME, nullable=True))
        table.add_column(sa.Column("snoozed_until", TIME, nullable=True))
        table.add_column(sa.Column("outcome", sa.String(12), nullable=True))
        table.create_foreign_key(
            op.f("fk_handoff_department_id_department"), "department", ["department_id"], ["id"]
        )
        for name, condition in HANDOFF_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_handoff_{name}"), condition)
    op.execute("UPDATE handoff SET rank_at = waiting_since")
    with op.batch_alter_table("handoff") as table:
        table.alter_column("rank_at", existing_type=TIME, nullable=False)
    op.create_index("ix_handoff_queue", "handoff", ["state", "rank_at", "id"])
    op.create_index("ix_human_stretch_agent", "human_stretch", ["agent_id", "started_at"])
    with op.batch_alter_table("handoff_transition") as table:
        table.alter_column("event_sequence", existing_type=sa.Integer(), nullable=True)
        table.alter_column("verb", existing_type=sa.String(10), type_=sa.String(16))
        table.add_column(sa.Column("details", JSON, nullable=False, server_default="{}"))


def _upgrade_turns() -> None:
    for name in ("asked", "answered"):
        op.add_column(
            "turn", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    turn = sa.table(
        "turn",
        *(sa.column(name, sa.String()) for name in ("state", "payload")),
        *(sa.column(name, sa.Boolean()) for name in ("asked", "answered")),
        sa.column("reply", JSON),
    )
    reply = turn.c.reply
    typed, over = turn.c.payload.is_(None), turn.c.state == "answered"
    is_question = sa.and_(over, reply["intent"].as_string().in_(QUESTIONS))
    op.execute(
        turn.update()
        .where(typed, sa.or_(turn.c.state == "failed", is_question))
        .values(asked=sa.true())
    )
    top = reply["search"]["candidates"][0]["entry_id"].as_string()
    # an answer has its entry in one of its first parts
    shown = (reply["parts"][number]["entry"]["id"].as_string() for number in range(4))
    is_answer = sa.and_(
        typed,
        reply["search"]["decision"].as_string() == "answer",
        sa.or_(*(top == entry for entry in shown)),
    )
    is_picked = turn.c.payload.startswith("/choose_entry", autoescape=True)
    op.execute(turn.update().where(over, sa.or_(is_answer, is_picked)).values(answered=sa.true()))
    op.create_index("ix_turn_counted", "turn", ["conversation_id", "asked", "answered"])


def downgrade() -> None:
    raise NotImplementedError("departments and outcomes would be lost: restore a backup instead")
