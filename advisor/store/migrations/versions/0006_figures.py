"""What the console counts, by day and month; how long answers took; what was said, quick to search on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTED = "turns, channel, country, stage, reached, last_question, questions, held_back_by, not_understood"
DAY = {"sqlite": "CAST({} / 86400 AS INTEGER)", "postgresql": "floor({} / 86400)::integer"}
CHANGES = (
    ("conversations", "INSERT", "new"),
    ("conversations", f"UPDATE OF {COUNTED}", "new"),
    ("conversations", "DELETE", "old"),
    ("turn_times", "INSERT", "new"),
    ("turn_times", "DELETE", "old"),
    ("ratings", "INSERT", "new"),
    ("ratings", "UPDATE", "new"),
    ("ratings", "DELETE", "old"),
)
"""Whoever writes, the day that is changed is counted anew. `new` or `old` is the row that says which."""
WHEN = {"conversations": "{row}.created_at", "turn_times": "{row}.at"}
LISTED = [
    *("last_activity", "id", "channel", "country", "stage", "turns", "not_understood", "lowest_confidence"),
    "certainty",
]
FORMER_INDEXES = {
    "ix_conversations_last_activity": ["last_activity"],
    "ix_conversations_newest": ["last_activity", "id"],
    "ix_conversations_counted": [
        *("created_at", "channel", "country", "stage", "reached", "last_question", "questions", "held_back_by"),
        *("turns", "not_understood"),
    ],
}
SEARCH = (
    """CREATE TABLE said (
        id integer PRIMARY KEY, sender_id varchar(255) NOT NULL, words tsvector NOT NULL)""",
    # A row that is no JSON, or holds what PostgreSQL cannot, must not cost Rasa its turn.
    """CREATE FUNCTION note_said() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO said (id, sender_id, words)
        VALUES (new.id, new.sender_id, to_tsvector('simple', coalesce(new.data::json ->> 'text', '')));
        RETURN NULL;
    EXCEPTION WHEN others THEN RETURN NULL;
    END $$""",
    """CREATE FUNCTION note_unsaid() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN DELETE FROM said WHERE id = old.id; RETURN NULL; END $$""",
    """INSERT INTO said (id, sender_id, words)
    SELECT id, sender_id, to_tsvector('simple', coalesce(data::json ->> 'text', ''))
    FROM events WHERE type_name IN ('user', 'bot')""",
    "CREATE INDEX ix_said_words ON said USING gin (words)",
    """CREATE TRIGGER events_said AFTER INSERT ON events FOR EACH ROW WHEN (new.type_name IN ('user', 'bot'))
    EXECUTE FUNCTION note_said()""",
    """CREATE TRIGGER events_unsaid AFTER DELETE ON events FOR EACH ROW WHEN (old.type_name IN ('user', 'bot'))
    EXECUTE FUNCTION note_unsaid()""",
    # Held the same, but could not give the newest messages first without looking at all that match.
    "DROP INDEX ix_events_said",
)
NO_SEARCH = (
    "DROP TRIGGER events_said ON events",
    "DROP TRIGGER events_unsaid ON events",
    "DROP FUNCTION note_said",
    "DROP FUNCTION note_unsaid",
    "DROP TABLE said",
    """CREATE INDEX ix_events_said ON events
    USING gin (to_tsvector('simple'::regconfig, coalesce(data::json ->> 'text', '')))
    WHERE type_name IN ('user', 'bot')""",
)


def upgrade() -> None:
    """Create the tables and what keeps them current. What there is already is counted at the next start."""
    dialect = op.get_bind().dialect.name
    _create_turn_times()
    _create_figures()
    for statement in _triggers(dialect):
        op.execute(statement)
    days = DAY[dialect].format("created_at")
    op.execute(f"INSERT INTO figures_due (day) SELECT DISTINCT {days} FROM conversations")  # noqa: S608 # nosec B608
    for statement in SEARCH if dialect == "postgresql" else ():
        op.execute(statement)
    for name in FORMER_INDEXES:
        op.drop_index(name, "conversations")
    op.create_index("ix_conversations_listed", "conversations", LISTED)
    op.create_index("ix_conversations_created_at", "conversations", ["created_at"])


def _create_turn_times() -> None:
    op.create_table(
        "turn_times",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("ms", sa.Integer, nullable=False),
    )
    op.create_index("ix_turn_times_conversation_id", "turn_times", ["conversation_id"])


def _create_figures() -> None:
    op.create_table(
        "figures",
        sa.Column("unit", sa.String(8), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("begins", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("part", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figures_due",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False, index=True),
    )


def _triggers(dialect: str) -> Iterator[str]:
    for table, change, row in CHANGES:
        name = f"{table}_{change.partition(' ')[0].lower()}_counts"
        day = DAY[dialect].format(WHEN.get(table, "created_at").format(row=row))
        source = "" if table in WHEN else f" FROM conversations WHERE id = {row}.conversation_id"
        days = f"SELECT {day}{source}"
        note = f"INSERT INTO figures_due (day) {days};"
        if dialect == "sqlite":
            yield f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {note} END"
        else:
            yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note} RETURN NULL; END $$"
            yield f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def downgrade() -> None:
    """Drop them again."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_index("ix_conversations_created_at", "conversations")
    op.drop_index("ix_conversations_listed", "conversations")
    for name, columns in FORMER_INDEXES.items():
        op.create_index(name, "conversations", columns)
    for table, change, _ in CHANGES:
        name = f"{table}_{change.partition(' ')[0].lower()}_counts"
        op.execute(f"DROP TRIGGER {name} ON {table}" if on_postgresql else f"DROP TRIGGER {name}")
        if on_postgresql:
            op.execute(f"DROP FUNCTION {name}")
    for statement in NO_SEARCH if on_postgresql else ():
        op.execute(statement)
    for table in ("figures_due", "figures", "turn_times"):
        op.drop_table(table)
