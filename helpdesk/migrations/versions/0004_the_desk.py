"""What leads set, what agents note, what customers are promised and sent: the desk's tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# whoever reaches the database only through the application cannot rewrite what was done
AUDIT_GUARD = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_kept_as_it_was BEFORE UPDATE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END""",
        """CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'the audit log is never deleted'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION 'the audit log is never changed or deleted'; END $$""",
        """CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
           FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_entries()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "business_hours",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("week", JSON, nullable=False),
        sa.Column("holidays", sa.String(length=2), nullable=True),
        sa.Column("dates", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_hours")),
        sa.UniqueConstraint("name", name=op.f("uq_business_hours_name")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tier IN ('standard', 'premium')", name=op.f("ck_customer_tier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index("ix_customer_email", "customer", ["email"])
    op.create_table(
        "routing_rule",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("effects", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_audit_entry_agent_id_agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_action", "audit_entry", ["action"])
    op.create_index("ix_audit_entry_created_at", "audit_entry", ["created_at"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id", "id"])
    op.create_table(
        "customer_note",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_customer_note_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_note_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_note")),
    )
    op.create_index("ix_customer_note_customer", "customer_note", ["customer_id", "id"])
    op.create_table(
        "department",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("business_hours_id", BIG_ID, nullable=True),
        sa.Column("assignment", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "assignment IN ('manual', 'automatic')", name=op.f("ck_department_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["business_hours_id"],
            ["business_hours.id"],
            name=op.f("fk_department_business_hours_id_business_hours"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    op.create_table(
        "agent_department",
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("department_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agent.id"],
            name=op.f("fk_agent_department_agent_id_agent"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_agent_department_department_id_department"),
        ),
        sa.PrimaryKeyConstraint("agent_id", "department_id", name=op.f("pk_agent_department")),
    )
    op.create_table(
        "agent_reading",
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agent.id"],
            name=op.f("fk_agent_reading_agent_id_agent"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_agent_reading_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id", name=op.f("pk_agent_reading")),
    )
    op.create_index("ix_agent_reading_conversation_id", "agent_reading", ["conversation_id"])
    op.create_table(
        "answer_flag",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", BIG_ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('wrong_answer', 'missing_entry')", name=op.f("ck_answer_flag_kind")
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_answer_flag_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["agent.id"], name=op.f("fk_answer_flag_closed_by_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_answer_flag_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_flag")),
    )
    op.create_index("ix_answer_flag_conversation", "answer_flag", ["conversation_id", "sequence"])
    op.create_index("ix_answer_flag_open", "answer_flag", ["kind", "closed_at"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("event_sequence", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("author IN ('customer', 'agent')", name=op.f("ck_attachment_author")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_attachment_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_attachment_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(
        "ix_attachment_conversation", "attachment", ["conversation_id", "event_sequence"]
    )
    op.create_table(
        "canned_reply",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("shortcut", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("department_id", sa.String(length=80), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=80), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_canned_reply_department_id_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_canned_reply_shortcut")),
    )
    op.create_table(
        "conversation_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_link_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_conversation_link")),
    )
    op.create_index(
        "ix_conversation_link_conversation_id", "conversation_link", ["conversation_id"]
    )
    op.create_table(
        "conversation_viewer",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agent.id"],
            name=op.f("fk_conversation_viewer_agent_id_agent"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_viewer_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id", name=op.f("pk_conversation_viewer")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("event_sequence", sa.Integer(), nullable=True),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'failed')", name=op.f("ck_outgoing_mail_state")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_outgoing_mail_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("purpose", name=op.f("uq_outgoing_mail_purpose")),
    )
    op.create_index("ix_outgoing_mail_conversation", "outgoing_mail", ["conversation_id", "id"])
    op.create_index("ix_outgoing_mail_due", "outgoing_mail", ["state", "next_attempt_at"])
    op.create_table(
        "private_note",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("client_note_id", sa.String(length=36), nullable=True),
        sa.Column("after_sequence", sa.Integer(), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentioned_agent_ids", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_private_note_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_private_note_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
        sa.UniqueConstraint(
            "conversation_id",
            "client_note_id",
            name=op.f("uq_private_note_conversation_id_client_note_id"),
        ),
    )
    op.create_index("ix_private_note_conversation", "private_note", ["conversation_id", "id"])
    op.create_table(
        "sla_rule",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("department_id", sa.String(length=80), nullable=True),
        sa.Column("promise", sa.String(length=16), nullable=True),
        sa.Column("minutes_before", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "action IN ('warn_agent', 'raise_priority', 'reassign', 'tell_lead')",
            name=op.f("ck_sla_rule_action"),
        ),
        sa.CheckConstraint("minutes_before >= 0", name=op.f("ck_sla_rule_minutes_before")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_sla_rule_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_rule")),
    )
    op.create_table(
        "sla_target",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("department_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("first_response_minutes", sa.Integer(), nullable=True),
        sa.Column("next_response_minutes", sa.Integer(), nullable=True),
        sa.Column("resolution_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("channel IN ('chat', 'email')", name=op.f("ck_sla_target_channel")),
        sa.CheckConstraint("priority IN (0, 1, 2)", name=op.f("ck_sla_target_priority")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_sla_target_department_id_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_target")),
        sa.UniqueConstraint(
            "department_id",
            "channel",
            "priority",
            name=op.f("uq_sla_target_department_id_channel_priority"),
        ),
    )
    op.create_table(
        "agent_notice",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("handoff_id", sa.String(length=36), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_agent_notice_agent_id_agent")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_agent_notice_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_agent_notice_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_notice")),
    )
    op.create_index("ix_agent_notice_agent", "agent_notice", ["agent_id", "read_at", "id"])
    op.create_table(
        "merge",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("into_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", BIG_ID, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_merge_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_merge_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_merge_handoff_id_handoff")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["conversation.id"], name=op.f("fk_merge_into_id_conversation")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["agent.id"], name=op.f("fk_merge_undone_by_id_agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index("ix_merge_conversation_id", "merge", ["conversation_id"])
    op.create_index("ix_merge_into_id", "merge", ["into_id"])
    op.create_table(
        "sla_clock",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("handoff_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("department_id", sa.String(length=80), nullable=False),
        sa.Column("promise", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("used_seconds", sa.Double(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules_done", JSON, nullable=False),
        sa.CheckConstraint(
            "(state = 'running') = (due_at IS NOT NULL)", name=op.f("ck_sla_clock_due_at")
        ),
        sa.CheckConstraint(
            "promise IN ('first_response', 'next_response', 'resolution')",
            name=op.f("ck_sla_clock_promise"),
        ),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'met', 'dropped')", name=op.f("ck_sla_clock_state")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_sla_clock_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_sla_clock_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_sla_clock_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clock")),
    )
    op.create_index("ix_sla_clock_due", "sla_clock", ["state", "due_at"])
    op.create_index("ix_sla_clock_handoff", "sla_clock", ["handoff_id", "promise"])
    for statement in AUDIT_GUARD[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "sla_clock",
        "merge",
        "agent_notice",
        "sla_target",
        "sla_rule",
        "private_note",
        "outgoing_mail",
        "conversation_viewer",
        "conversation_link",
        "canned_reply",
        "attachment",
        "answer_flag",
        "agent_reading",
        "agent_department",
        "department",
        "customer_note",
        "audit_entry",
        "routing_rule",
        "customer",
        "business_hours",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_audit_entries()")
