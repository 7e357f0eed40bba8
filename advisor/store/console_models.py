"""The tables of the support staff: who they are, and what they make of conversations."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from advisor.store.models import Base, Json


class Staff(Base):
    """One of the support staff."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(255))
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Wrong passwords in a row."""
    locked_until: Mapped[float] = mapped_column(Float, default=0.0)
    created_at: Mapped[float] = mapped_column(Float)
    signed_in_at: Mapped[float | None] = mapped_column(Float)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    """Shared with the app on the telephone; None where signing in has no second step."""
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    """Of the last code used, so that none is used twice."""


class StaffSession(Base):
    """One browser in which somebody is signed in."""

    __tablename__ = "staff_sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    """Stands in every form: another site does not know it."""
    created_at: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[float] = mapped_column(Float)


class Review(Base):
    """How far the staff are with a conversation. No row means that nobody looked at it yet."""

    __tablename__ = "reviews"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(String(16), default="new", index=True)
    flagged: Mapped[bool] = mapped_column(Boolean, default=False)
    assignee: Mapped[str | None] = mapped_column(String(64))
    """Name of one of the staff."""
    changed_at: Mapped[float] = mapped_column(Float)


class Tag(Base):
    """A word on a conversation, to find it by."""

    __tablename__ = "tags"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)


class Note(Base):
    """What one of the staff wrote about a conversation, for the others."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[float] = mapped_column(Float)


class Correction(Base):
    """A message that was misunderstood, with what it meant. Waits to become training data."""

    __tablename__ = "corrections"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    """As training data may hold it: with personal data masked."""
    understood: Mapped[str | None] = mapped_column(String(255))
    """The intent that was understood."""
    intent: Mapped[str] = mapped_column(String(255))
    """The intent that is right."""
    fact: Mapped[str | None] = mapped_column(String(129))
    """`question.option` that the message tells."""
    author: Mapped[str] = mapped_column(String(64))
    corrected_at: Mapped[float] = mapped_column(Float, index=True)


class SavedView(Base):
    """Filters that somebody gave a name."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(64))
    query: Mapped[str] = mapped_column(Text)


class AuditEntry(Base):
    """Who did what, when. The database itself refuses to change or delete one."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[Json] = mapped_column(JSON, default=dict)
    """Never what a firm said."""
