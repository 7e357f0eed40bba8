"""Conversations, pending messages, and Rasa's events where Rasa has not made them yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the first tables."""
    if not sa.inspect(op.get_bind()).has_table("events"):
        _create_events()
    _create_conversations()
    _create_pending_messages()


def _create_events() -> None:
    """As rasa.core.tracker_store.SQLTrackerStore.SQLEvent declares it; Rasa then finds its table there."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("type_name", sa.String(255), nullable=False),
        sa.Column("timestamp", sa.Float),
        sa.Column("intent_name", sa.String(255)),
        sa.Column("action_name", sa.String(255)),
        sa.Column("data", sa.Text),
    )
    op.create_index("ix_events_sender_id", "events", ["sender_id"])


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("last_activity", sa.Float, nullable=False),
        sa.Column("country", sa.String(3)),
        sa.Column("stage", sa.String(64)),
        sa.Column("certainty", sa.Float),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("lowest_confidence", sa.Float),
        sa.Column("not_understood", sa.Integer, nullable=False),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("profile", sa.JSON),
        sa.Column("projected_event_id", sa.Integer, nullable=False),
        sa.Column("last_message_id", sa.String(64)),
        sa.Column("returned_event_id", sa.Integer, nullable=False),
    )
    op.create_index("ix_conversations_last_activity", "conversations", ["last_activity"])


def _create_pending_messages() -> None:
    op.create_table(
        "pending_messages",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.String(64), nullable=False, unique=True),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        # Otherwise SQLite gives the place of an answered message to the next one.
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pending_messages_conversation_id", "pending_messages", ["conversation_id"])


def downgrade() -> None:
    """Drop our tables. Rasa's `events` stays: it is the record of what was said."""
    op.drop_table("pending_messages")
    op.drop_table("conversations")
