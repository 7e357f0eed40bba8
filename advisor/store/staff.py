"""Staff accounts and the browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update

from advisor.store.console_models import Staff, StaffSession
from advisor.store.database import Database


class StaffStore:
    """Keeps accounts and sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self) -> int:
        """How many accounts there are, disabled ones too."""
        async with self._database.session() as session:
            return await session.scalar(select(func.count()).select_from(Staff)) or 0

    async def all(self) -> Sequence[Staff]:
        """All accounts by name."""
        async with self._database.session() as session:
            return list(await session.scalars(select(Staff).order_by(Staff.name)))

    async def named(self, name: str) -> Staff | None:
        """One account."""
        async with self._database.session() as session:
            return await session.scalar(select(Staff).where(Staff.name == name))

    async def add(self, staff: Staff) -> None:
        """Add an account."""
        async with self._database.begin() as session:
            session.add(staff)

    async def change(self, staff_id: int, **values: object) -> None:
        """Change columns of an account."""
        async with self._database.begin() as session:
            await session.execute(update(Staff).where(Staff.id == staff_id).values(**values))

    async def count_failure(self, staff_id: int) -> int:
        """One more wrong password; how many there are in a row now."""
        async with self._database.begin() as session:
            await session.execute(update(Staff).where(Staff.id == staff_id).values(failures=Staff.failures + 1))
            return await session.scalar(select(Staff.failures).where(Staff.id == staff_id)) or 0

    async def use_step(self, staff_id: int, step: int) -> bool:
        """Use a code up. False if it, or a newer one, was used by somebody at the same moment."""
        async with self._database.begin() as session:
            used = await session.execute(
                update(Staff).where(Staff.id == staff_id, Staff.totp_step < step).values(totp_step=step)
            )
            return bool(cast("CursorResult[Any]", used).rowcount)

    async def open(self, session_row: StaffSession) -> None:
        """Keep a session."""
        async with self._database.begin() as session:
            session.add(session_row)

    async def session_of(self, token_sha256: str) -> tuple[StaffSession, Staff] | None:
        """A session and whose it is."""
        query = (
            select(StaffSession, Staff)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(StaffSession.token_sha256 == token_sha256)
        )
        async with self._database.session() as session:
            found = (await session.execute(query)).first()
        return None if found is None else (found[0], found[1])

    async def touch(self, token_sha256: str, now: float) -> None:
        """Note that a session was used."""
        async with self._database.begin() as session:
            await session.execute(
                update(StaffSession).where(StaffSession.token_sha256 == token_sha256).values(seen_at=now)
            )

    async def close(self, token_sha256: str) -> None:
        """End one session."""
        async with self._database.begin() as session:
            await session.execute(delete(StaffSession).where(StaffSession.token_sha256 == token_sha256))

    async def close_all(self, staff_id: int) -> None:
        """End all sessions of one of the staff."""
        async with self._database.begin() as session:
            await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
