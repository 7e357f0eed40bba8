"""What the website needs: messages with the client's own id, ratings, links to plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "sent_messages",
        _conversation(primary_key=True),
        sa.Column("client_id", sa.String(36), primary_key=True),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("after_event_id", sa.Integer, nullable=False),
    )
    op.create_table(
        "ratings",
        _conversation(primary_key=True),
        sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("thumb", sa.String(8), nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("rated_at", sa.Float, nullable=False),
    )
    op.create_table(
        "plan_links",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        _conversation(primary_key=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_index("ix_plan_links_conversation_id", "plan_links", ["conversation_id"])


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
    for table in ("plan_links", "ratings", "sent_messages"):
        op.drop_table(table)
