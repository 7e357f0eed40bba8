"""What Telegram needs: chats and their conversations, updates that count once, an outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = (
    ("telegram_chats", "conversation_id"),
    ("telegram_updates", "chat_id"),
    ("telegram_updates", "handled_at"),
    ("telegram_letters", "chat_id"),
    ("telegram_letters", "conversation_id"),
    ("telegram_letters", "state"),
)


def upgrade() -> None:
    """Create the three tables."""
    _create_chats()
    _create_updates()
    _create_letters()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _create_chats() -> None:
    op.create_table(
        "telegram_chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        _conversation(nullable=False),
        sa.Column("campaign", sa.String(64)),
        sa.Column("closed_event_id", sa.Integer, nullable=False),
        sa.Column("answered_event_id", sa.Integer, nullable=False),
        sa.Column("left_at", sa.Float),
    )


def _create_updates() -> None:
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("heard", sa.JSON),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("handled_at", sa.Float),
    )


def _create_letters() -> None:
    op.create_table(
        "telegram_letters",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        _conversation(nullable=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON),
        sa.Column("event_id", sa.Integer),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.UniqueConstraint("chat_id", "key"),
        sqlite_autoincrement=True,
    )


def _conversation(*, nullable: bool) -> sa.Column[str]:
    return sa.Column(
        "conversation_id", sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=nullable
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("telegram_letters", "telegram_updates", "telegram_chats"):
        op.drop_table(table)
