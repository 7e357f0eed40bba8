"""Signing in: passwords, lock-out, sessions."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from advisor.console.permissions import Permission, Role, may
from advisor.console.second_step import SECRET, step_of
from advisor.core.masking import mask
from advisor.store.audit import AuditLog
from advisor.store.console_models import Staff, StaffSession
from advisor.store.staff import StaffStore

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256

FREE_FAILURES = 3
"""So often a password may be wrong without a delay."""
LONGEST_LOCK = 15 * 60.0
IDLE_SECONDS = 2 * 3600.0
LONGEST_SESSION = 12 * 3600.0
TOUCH_SECONDS = 60.0
"""The last use is noted no more often than this."""


class AccountError(ValueError):
    """An account cannot be made or changed so. The message says why and what was expected."""


@dataclass(frozen=True)
class Visit:
    """One of the staff, at work in one browser."""

    staff_id: int
    name: str
    role: Role
    csrf: str
    token_sha256: str

    def may(self, permission: str) -> bool:
        """Whether this person has a permission."""
        return may(self.role, Permission(permission))

    @property
    def sees_all(self) -> bool:
        """Whether personal data is shown as it was written."""
        return self.may(Permission.UNMASKED)

    @property
    def may_review(self) -> bool:
        """Whether this person reviews conversations, and speaks with firms."""
        return self.may(Permission.REVIEW)

    def shown(self, text: str) -> str:
        """A text as this person may see it."""
        return text if self.sees_all else mask(text)


@dataclass(frozen=True)
class Locked:
    """Too many wrong passwords: not even the right one is taken for so many seconds."""

    seconds: int


@dataclass(frozen=True)
class CodeNeeded:
    """The password is right, and the account has a second step."""

    wrong: bool
    """Whether a code was given."""


@dataclass(frozen=True)
class Accounts:
    """Lets staff in."""

    store: StaffStore
    audit: AuditLog
    now: Callable[[], float] = time.time

    async def sign_in(
        self, name: str, password: str, old: str | None = None, code: str = ""
    ) -> str | Locked | CodeNeeded | None:
        """The token of a new session; None if name or password is wrong. Ends the session that the browser had."""
        staff = await self.store.named(name)
        if staff is not None and staff.locked_until > self.now():
            return Locked(int(staff.locked_until - self.now()) + 1)
        right = await asyncio.to_thread(is_right, staff.password_hash if staff else _nobodys_hash(), password)
        if staff is None or staff.disabled or not right:
            return None if staff is None else await self._failed(staff)
        if staff.totp_secret and (refused := await self._refused_code(staff, code)) is not None:
            return refused
        await self.store.change(staff.id, failures=0, locked_until=0.0, signed_in_at=self.now())
        if old:
            await self.store.close(digest(old))
        await self.audit.note(staff.name, "sign_in")
        return await self._new_session(staff.id)

    async def visit(self, token: str | None, *, is_use: bool = True) -> Visit | None:
        """Who comes with a token, while it lasts. `is_use`: whether it lasts longer for that."""
        found = await self.store.session_of(digest(token)) if token else None
        if found is None:
            return None
        session, staff = found
        over = min(session.seen_at + IDLE_SECONDS, session.created_at + LONGEST_SESSION)
        if staff.disabled or self.now() >= over:
            await self.store.close(session.token_sha256)
            return None
        if is_use and self.now() >= session.seen_at + TOUCH_SECONDS:
            await self.store.touch(session.token_sha256, self.now())
        return Visit(staff.id, staff.name, Role(staff.role), session.csrf, session.token_sha256)

    async def sign_out(self, visit: Visit, *, everywhere: bool = False) -> None:
        """End this session, or all of this person."""
        await self.audit.note(visit.name, "sign_out_everywhere" if everywhere else "sign_out")
        await (self.store.close_all(visit.staff_id) if everywhere else self.store.close(visit.token_sha256))

    async def add(self, name: str, role: Role, by: str, password: str | None = None) -> str:
        """A new account; returns its password, a random one unless one is given.

        Raises:
            AccountError: the name is no name or taken, or the password too short.
        """
        if NAME.fullmatch(name) is None:
            raise AccountError(f"{name!r} is no name; expected 2 to 32 of a-z, 0-9, . _ - beginning with a letter")
        if await self.store.named(name) is not None:
            raise AccountError(f"{name} has an account already; expected a new name")
        password = checked_password(password or secrets.token_urlsafe(15))
        hashed = await asyncio.to_thread(hash_password, password)
        await self.store.add(
            Staff(
                name=name,
                role=role.value,
                password_hash=hashed,
                disabled=False,
                failures=0,
                locked_until=0.0,
                created_at=self.now(),
            )
        )
        await self.audit.note(by, "staff_add", name=name, role=role.value)
        return password

    async def set_password(self, name: str, by: str, password: str | None = None) -> str:
        """A new password, which ends all sessions of the account and its lock.

        Raises:
            AccountError: there is no such account, or the password is too short.
        """
        staff = await self._known(name)
        password = checked_password(password or secrets.token_urlsafe(15))
        hashed = await asyncio.to_thread(hash_password, password)
        await self.store.change(staff.id, password_hash=hashed, failures=0, locked_until=0.0)
        await self.store.close_all(staff.id)
        await self.audit.note(by, "staff_password", name=name)
        return password

    async def change_password(self, visit: Visit, old: str, new: str) -> bool:
        """A password that its owner changes. False if the old one is wrong.

        Raises:
            AccountError: the new one is too short.
        """
        checked_password(new)
        staff = await self._known(visit.name)
        if not await asyncio.to_thread(is_right, staff.password_hash, old):
            await self._failed(staff)
            return False
        await self.set_password(visit.name, visit.name, new)
        return True

    async def add_second_step(self, visit: Visit, secret: str, code: str) -> bool:
        """From now on signing in needs a code, too. False if the code does not belong to the secret."""
        step = step_of(secret, code, self.now()) if SECRET.fullmatch(secret) else None
        if step is None:
            return False
        await self.store.change(visit.staff_id, totp_secret=secret, totp_step=step)
        await self.audit.note(visit.name, "second_step_on")
        return True

    async def drop_own_second_step(self, visit: Visit, password: str) -> bool:
        """Signing in needs no code any more. False if the password is wrong."""
        staff = await self._known(visit.name)
        if not await asyncio.to_thread(is_right, staff.password_hash, password):
            await self._failed(staff)
            return False
        await self.drop_second_step(visit.name, visit.name)
        return True

    async def drop_second_step(self, name: str, by: str) -> None:
        """For who lost the telephone.

        Raises:
            AccountError: there is no such account.
        """
        staff = await self._known(name)
        await self.store.change(staff.id, totp_secret=None, totp_step=0)
        await self.audit.note(by, "second_step_off", name=name)

    async def has_second_step(self, visit: Visit) -> bool:
        """Whether signing in needs a code."""
        return (await self._known(visit.name)).totp_secret is not None

    async def set_disabled(self, name: str, by: str, *, disabled: bool) -> None:
        """Close an account, or open it again.

        Raises:
            AccountError: there is no such account.
        """
        staff = await self._known(name)
        await self.store.change(staff.id, disabled=disabled)
        await self.store.close_all(staff.id)
        await self.audit.note(by, "staff_disable" if disabled else "staff_enable", name=name)

    async def _refused_code(self, staff: Staff, code: str) -> Locked | CodeNeeded | None:
        """None if the code is right. It is used up then."""
        if not code:
            return CodeNeeded(wrong=False)
        step = step_of(str(staff.totp_secret), code, self.now(), staff.totp_step)
        if step is None or not await self.store.use_step(staff.id, step):
            return await self._failed(staff) or CodeNeeded(wrong=True)
        return None

    async def _known(self, name: str) -> Staff:
        staff = await self.store.named(name)
        if staff is None:
            raise AccountError(f"nobody is called {name}; `python -m advisor staff list` names all")
        return staff

    async def _new_session(self, staff_id: int) -> str:
        token = secrets.token_urlsafe(32)
        now = self.now()
        await self.store.open(
            StaffSession(
                token_sha256=digest(token),
                staff_id=staff_id,
                csrf=secrets.token_urlsafe(32),
                created_at=now,
                seen_at=now,
            )
        )
        return token

    async def _failed(self, staff: Staff) -> Locked | None:
        failures = await self.store.count_failure(staff.id)
        await self.audit.note(staff.name, "sign_in_failed", failures=failures)
        seconds = lock_seconds(failures)
        if seconds == 0:
            return None
        await self.store.change(staff.id, locked_until=self.now() + seconds)
        return Locked(int(seconds))


def lock_seconds(failures: int) -> float:
    """How long an account is locked after so many wrong passwords in a row.

    >>> [lock_seconds(failures) for failures in (3, 4, 5, 6, 40)]
    [0.0, 2.0, 4.0, 8.0, 900.0]
    """
    over = failures - FREE_FAILURES
    return 0.0 if over <= 0 else min(2.0 ** min(over, 20), LONGEST_LOCK)


def digest(token: str) -> str:
    """What we keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_same(given: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), right.encode())


def checked_password(password: str) -> str:
    """The password, if it is long enough.

    Raises:
        AccountError: it is not.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return password


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Checked for names that nobody has, so that they take as long as others."""
    return hash_password(secrets.token_urlsafe(15))


def hash_password(password: str) -> str:
    """What we keep of a password."""
    return _hasher().hash(password)


def is_right(hashed: str, password: str) -> bool:
    """Whether a password belongs to a hash."""
    try:
        return len(password) <= LONGEST_PASSWORD and _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
