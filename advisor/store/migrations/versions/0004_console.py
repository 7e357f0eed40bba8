"""What the support staff's console needs: accounts, reviews, the audit log, full-text search."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE said USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')",
        # Whoever adds to `events` or erases from it, the index follows in the same transaction. A row that is no JSON
        # must not cost Rasa its turn.
        """CREATE TRIGGER events_said AFTER INSERT ON events
        WHEN new.type_name IN ('user', 'bot') AND json_valid(new.data)
        BEGIN INSERT INTO said (rowid, text) VALUES (new.id, coalesce(json_extract(new.data, '$.text'), '')); END""",
        """CREATE TRIGGER events_unsaid AFTER DELETE ON events
        WHEN old.type_name IN ('user', 'bot')
        BEGIN DELETE FROM said WHERE rowid = old.id; END""",
        """INSERT INTO said (rowid, text) SELECT id, coalesce(json_extract(data, '$.text'), '') FROM events
        WHERE type_name IN ('user', 'bot') AND json_valid(data)""",
        """CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log
        BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log
        BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END""",
    ),
    "postgresql": (
        """CREATE INDEX ix_events_said ON events
        USING gin (to_tsvector('simple'::regconfig, coalesce(data::json ->> 'text', '')))
        WHERE type_name IN ('user', 'bot')""",
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
        """CREATE TRIGGER audit_log_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    ),
}
DROP = {
    "sqlite": ("DROP TRIGGER events_said", "DROP TRIGGER events_unsaid", "DROP TABLE said"),
    "postgresql": ("DROP INDEX ix_events_said",),
}
COUNTED = [
    *("created_at", "channel", "country", "stage", "reached", "last_question", "questions", "held_back_by"),
    *("turns", "not_understood"),
]
OF_THE_SUMMARY = ("reached", "last_question", "questions", "held_back_by")


def _of_the_summary() -> list[sa.Column[Any]]:
    return [
        sa.Column("reached", sa.String(16)),
        sa.Column("last_question", sa.String(64)),
        sa.Column("questions", sa.Integer, nullable=False, server_default="0"),
        sa.Column("held_back_by", sa.String(64)),
    ]


def upgrade() -> None:
    """Create the tables, the index and what keeps it current."""
    for column in _of_the_summary():
        op.add_column("conversations", column)
    op.create_index("ix_conversations_newest", "conversations", ["last_activity", "id"])
    op.create_index(
        "ix_conversations_counted",
        "conversations",
        [
            "created_at",
            "channel",
            "country",
            "stage",
            "reached",
            "last_question",
            "questions",
            "held_back_by",
            "turns",
            "not_understood",
        ],
    )
    _create_accounts()
    _create_reviews()
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("details", sa.JSON, nullable=False),
    )
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_accounts() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Float, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("signed_in_at", sa.Float),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
    )


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        _conversation(primary_key=True),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("flagged", sa.Boolean, nullable=False),
        sa.Column("assignee", sa.String(64)),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    op.create_table(
        "tags", _conversation(primary_key=True), sa.Column("tag", sa.String(32), primary_key=True, index=True)
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _conversation(primary_key=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", sa.Float, nullable=False),
    )
    op.create_index("ix_notes_conversation_id", "notes", ["conversation_id"])
    op.create_table(
        "corrections",
        _conversation(primary_key=True),
        sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("understood", sa.String(255)),
        sa.Column("intent", sa.String(255), nullable=False),
        sa.Column("fact", sa.String(129)),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("corrected_at", sa.Float, nullable=False, index=True),
    )


def _conversation(*, primary_key: bool) -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(64),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def downgrade() -> None:
    """Drop them again."""
    dialect = op.get_bind().dialect.name
    for statement in DROP[dialect]:
        op.execute(statement)
    for table in ("audit_log", "corrections", "notes", "tags", "reviews", "saved_views", "staff_sessions", "staff"):
        op.drop_table(table)
    if dialect == "postgresql":
        op.execute("DROP FUNCTION refuse_change")
    op.drop_index("ix_conversations_counted", "conversations")
    op.drop_index("ix_conversations_newest", "conversations")
    for column in reversed(OF_THE_SUMMARY):
        op.drop_column("conversations", column)
