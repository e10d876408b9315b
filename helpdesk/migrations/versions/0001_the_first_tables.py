"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('agent', 'lead')", name=op.f("ck_agent_role")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_agent_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("username", name=op.f("uq_agent_username")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("merged_into_id", sa.String(length=36), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("page_title", sa.Text(), nullable=True),
        sa.Column("customer", JSON, nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("assistant_session", sa.Integer(), nullable=False),
        sa.Column("assistant_session_turns", sa.Integer(), nullable=False),
        sa.Column("shown_entry_ids", JSON, nullable=False),
        sa.Column("customer_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('cs', 'en')", name=op.f("ck_conversation_language")),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'merged')", name=op.f("ck_conversation_state")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_merged_into_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "entry_feedback",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reader_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_feedback")),
    )
    op.create_index(
        op.f("ix_entry_feedback_entry_id"), "entry_feedback", ["entry_id"], unique=False
    )
    op.create_index(
        op.f("ix_entry_feedback_reader_hash"), "entry_feedback", ["reader_hash"], unique=False
    )

    op.create_table(
        "agent_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_agent_session_agent_id_agent")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_agent_session")),
    )
    op.create_index(op.f("ix_agent_session_agent_id"), "agent_session", ["agent_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=True),
        sa.Column("agent_id", BIG_ID, nullable=True),
        sa.Column("client_message_id", sa.String(length=36), nullable=True),
        sa.Column("sent", JSON, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("handoff", JSON, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "author IN ('customer', 'bot', 'agent', 'system')", name=op.f("ck_event_author")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_event_sequence")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_event_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_event_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "conversation_id",
            "client_message_id",
            name=op.f("uq_event_conversation_id_client_message_id"),
        ),
        sa.UniqueConstraint(
            "conversation_id", "sequence", name=op.f("uq_event_conversation_id_sequence")
        ),
    )
    op.create_table(
        "handoff",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=True),
        sa.Column("last_agent_id", BIG_ID, nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'assigned') = (agent_id IS NOT NULL)", name=op.f("ck_handoff_agent")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'assigned', 'resolved', 'abandoned')",
            name=op.f("ck_handoff_state"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_handoff_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_handoff_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["last_agent_id"], ["agent.id"], name=op.f("fk_handoff_last_agent_id_agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
    )
    op.create_index("ix_handoff_agent", "handoff", ["agent_id", "state"], unique=False)
    op.create_index("ix_handoff_conversation", "handoff", ["conversation_id"], unique=False)
    op.create_index(
        "ix_handoff_queue", "handoff", ["state", "priority", "waiting_since"], unique=False
    )
    op.create_index(
        "uq_handoff_open",
        "handoff",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'assigned')"),
        postgresql_where=sa.text("state IN ('waiting', 'assigned')"),
    )

    op.create_table(
        "message_feedback",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_feedback_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "sequence", name=op.f("pk_message_feedback")),
    )
    op.create_table(
        "turn",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assistant_session", sa.Integer(), nullable=True),
        sa.Column("reply", JSON, nullable=True),
        sa.Column("reply_sequence", sa.Integer(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=40), nullable=True),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'answered', 'hidden', 'failed')",
            name=op.f("ck_turn_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_turn_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint(
            "conversation_id", "sequence", name=op.f("uq_turn_conversation_id_sequence")
        ),
    )
    op.create_index(
        "ix_turn_unfinished",
        "turn",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )

    op.create_table(
        "handoff_transition",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("event_sequence", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=True),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=10), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("evidence", JSON, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_handoff_transition_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_handoff_transition_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_handoff_transition_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_transition")),
    )
    op.create_index(
        "ix_handoff_transition_handoff", "handoff_transition", ["handoff_id", "id"], unique=False
    )

    op.create_table(
        "human_stretch",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("start_sequence", sa.Integer(), nullable=False),
        sa.Column("end_sequence", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_human_stretch_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_human_stretch_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_human_stretch_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_human_stretch")),
    )
    op.create_index(
        "uq_human_stretch_current",
        "human_stretch",
        ["handoff_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_human_stretch_current",
        table_name="human_stretch",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.drop_table("human_stretch")
    op.drop_index("ix_handoff_transition_handoff", table_name="handoff_transition")

    op.drop_table("handoff_transition")
    op.drop_index(
        "ix_turn_unfinished",
        table_name="turn",
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )

    op.drop_table("turn")
    op.drop_table("message_feedback")
    op.drop_index(
        "uq_handoff_open",
        table_name="handoff",
        sqlite_where=sa.text("state IN ('waiting', 'assigned')"),
        postgresql_where=sa.text("state IN ('waiting', 'assigned')"),
    )
    op.drop_index("ix_handoff_queue", table_name="handoff")
    op.drop_index("ix_handoff_conversation", table_name="handoff")
    op.drop_index("ix_handoff_agent", table_name="handoff")

    op.drop_table("handoff")
    op.drop_table("event")
    op.drop_index(op.f("ix_agent_session_agent_id"), table_name="agent_session")

    op.drop_table("agent_session")
    op.drop_index(op.f("ix_entry_feedback_reader_hash"), table_name="entry_feedback")
    op.drop_index(op.f("ix_entry_feedback_entry_id"), table_name="entry_feedback")

    op.drop_table("entry_feedback")
    op.drop_table("conversation")
    op.drop_table("agent")
