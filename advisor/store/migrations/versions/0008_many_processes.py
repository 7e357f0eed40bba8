"""PostgreSQL reads a conversation on from one of its rows by one index. SQLite's index has the row id at its end."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the better index in the place of Rasa's, which tells no more than how the better one begins."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_events_sender_id_id", "events", ["sender_id", "id"])
        op.drop_index("ix_events_sender_id", "events")


def downgrade() -> None:
    """As Rasa has it."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_events_sender_id", "events", ["sender_id"])
        op.drop_index("ix_events_sender_id_id", "events")
