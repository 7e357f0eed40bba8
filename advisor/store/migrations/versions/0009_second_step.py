"""A second step at signing in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what an account keeps of it."""
    op.add_column("staff", sa.Column("totp_secret", sa.String(64)))
    op.add_column("staff", sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("staff", "totp_step")
    op.drop_column("staff", "totp_secret")
