"""The tables. `events` is Rasa's own: declared here to be read, and to be erased from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]

MAX_ID_LENGTH = 64


class Base(DeclarativeBase):
    """Our tables and Rasa's."""


class Event(Base):
    """One thing that happened in a conversation, as Rasa's SQL tracker store writes it. Never written by us."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[str] = mapped_column(String(255), index=True)
    type_name: Mapped[str] = mapped_column(String(255))
    timestamp: Mapped[float | None] = mapped_column(Float)
    intent_name: Mapped[str | None] = mapped_column(String(255))
    action_name: Mapped[str | None] = mapped_column(String(255))
    data: Mapped[str | None] = mapped_column(Text)


class Conversation(Base):
    """One firm's conversation: who may continue it, and a summary that is kept current as turns happen."""

    __tablename__ = "conversations"
    __table_args__ = (
        # All that lists are narrowed by, so that nothing else is read of conversations that do not fit.
        Index(
            "ix_conversations_listed",
            "last_activity",
            "id",
            "channel",
            "country",
            "stage",
            "turns",
            "not_understood",
            "lowest_confidence",
            "certainty",
        ),
    )

    id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[float] = mapped_column(Float, index=True)
    last_activity: Mapped[float] = mapped_column(Float)
    country: Mapped[str | None] = mapped_column(String(3))
    stage: Mapped[str | None] = mapped_column(String(64))
    certainty: Mapped[float | None] = mapped_column(Float)
    """Probability of the stage."""
    turns: Mapped[int] = mapped_column(Integer, default=0)
    lowest_confidence: Mapped[float | None] = mapped_column(Float)
    """Of what the firm wrote in words. Buttons are certain and do not count."""
    not_understood: Mapped[int] = mapped_column(Integer, default=0)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    profile: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    """The last value of Rasa's slot `profile`."""
    projected_event_id: Mapped[int] = mapped_column(Integer, default=0)
    """Up to which event this row is current."""
    last_message_id: Mapped[str | None] = mapped_column(String(MAX_ID_LENGTH))
    """Of the last turn counted, so that a turn delivered twice counts once."""
    reached: Mapped[str | None] = mapped_column(String(16))
    """How far the firm got: question, assessment, plan."""
    last_question: Mapped[str | None] = mapped_column(String(64))
    """Asked last: where firms drop out."""
    questions: Mapped[int] = mapped_column(Integer, default=0)
    """Asked until the verdict, or so far."""
    held_back_by: Mapped[str | None] = mapped_column(String(64))
    """The constraint that weighs most."""
    returned_event_id: Mapped[int] = mapped_column(Integer, default=0)
    """Up to which event the firm was given the advisor's messages as a reply."""
    person: Mapped[str | None] = mapped_column(String(MAX_ID_LENGTH))
    """Name of the one of the staff who speaks in place of the advisor, which is silent meanwhile."""


class Handover(Base):
    """A firm that asked for a person, or was taken over by one. At most one of a conversation is open."""

    __tablename__ = "handovers"
    __table_args__ = (
        Index(
            "ix_handovers_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[float] = mapped_column(Float)
    taken_by: Mapped[str | None] = mapped_column(String(MAX_ID_LENGTH))
    taken_at: Mapped[float | None] = mapped_column(Float)
    spoke_at: Mapped[float | None] = mapped_column(Float)
    """When the person wrote last, or took the conversation."""
    ended_at: Mapped[float | None] = mapped_column(Float)


class PendingMessage(Base):
    """What a firm said and the advisor has not answered yet. Deleted once it is answered."""

    __tablename__ = "pending_messages"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it here

    seq: Mapped[int] = mapped_column(primary_key=True)
    """Order of arrival."""
    message_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[float] = mapped_column(Float)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """How often Rasa took it and failed. Times when Rasa could not be reached do not count."""


class SentMessage(Base):
    """A message that a client gave an id of its own, so that it can send it again without saying it twice."""

    __tablename__ = "sent_messages"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    after_event_id: Mapped[int] = mapped_column(Integer)
    """Up to which event the firm had the advisor's messages when it sent this one."""


class Rating(Base):
    """What a firm thinks of one message of the advisor."""

    __tablename__ = "ratings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Of the message, in Rasa's table."""
    thumb: Mapped[str] = mapped_column(String(8))
    words: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[float] = mapped_column(Float)


class TurnTime(Base):
    """How long a firm waited for the answer to one message."""

    __tablename__ = "turn_times"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    at: Mapped[float] = mapped_column(Float, index=True)
    """When it was answered."""
    ms: Mapped[int] = mapped_column(Integer)


class Figure(Base):
    """One figure of a day or a month, as the console counts. `advisor.store.figures` says what it means."""

    __tablename__ = "figures"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it here

    unit: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    begins: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


class FigureDue(Base):
    """A day that something was changed of since it was counted. The database itself notes it."""

    __tablename__ = "figures_due"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(Integer, index=True)


class PlanLink(Base):
    """A link that opens a firm's plan and nothing else."""

    __tablename__ = "plan_links"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float)


class TelegramChat(Base):
    """A private chat on Telegram and the one conversation that is held in it. Goes with the conversation."""

    __tablename__ = "telegram_chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    campaign: Mapped[str | None] = mapped_column(String(MAX_ID_LENGTH))
    """From the link by which the firm came."""
    closed_event_id: Mapped[int] = mapped_column(Integer, default=0)
    """Buttons under messages up to this event are no longer taken."""
    answered_event_id: Mapped[int] = mapped_column(Integer, default=0)
    """The message whose button was pressed last, so that pressing twice is pressing once."""
    left_at: Mapped[float | None] = mapped_column(Float)
    """When the firm was found to have blocked us."""


class TelegramUpdate(Base):
    """One update of Telegram. What it says is forgotten once it is handled; its id stays, so that it counts once."""

    __tablename__ = "telegram_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    heard: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[float] = mapped_column(Float)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """How often handling it failed through a fault of ours."""
    handled_at: Mapped[float | None] = mapped_column(Float, index=True)


class TelegramLetter(Base):
    """Something to be sent to a chat. What it says is forgotten once it is sent; its key stays: it goes once."""

    __tablename__ = "telegram_letters"
    __table_args__ = (UniqueConstraint("chat_id", "key"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(primary_key=True)
    """Order of sending."""
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    """Says what it is, such as `e17.0`: the first part of the message of event 17."""
    body: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    event_id: Mapped[int | None] = mapped_column(Integer)
    """Of the message under which its buttons stand."""
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """Telegram's, once it is sent."""
    state: Mapped[str] = mapped_column(String(16), index=True)
    """`waiting`, `sending`, `sent` or `dropped`."""
    uncertain: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it may have arrived already, because we were interrupted while sending it."""
    created_at: Mapped[float] = mapped_column(Float)
