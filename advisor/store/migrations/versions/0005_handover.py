"""Firms that want a person, and who of the staff speaks with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Create the table. Who asked before there was one is still found by the flag of the conversation."""
    op.add_column("conversations", sa.Column("person", sa.String(64)))
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("taken_by", sa.String(64)),
        sa.Column("taken_at", sa.Float),
        sa.Column("spoke_at", sa.Float),
        sa.Column("ended_at", sa.Float),
    )
    op.create_index(
        "ix_handovers_open", "handovers", ["conversation_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_handovers_open", "handovers")
    op.drop_table("handovers")
    op.drop_column("conversations", "person")
