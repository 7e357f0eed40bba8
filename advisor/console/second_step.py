"""A second step at signing in: a code from an app on one's telephone (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

import pyotp
import segno

ISSUER = "Export advisor console"
STEP_SECONDS = 30
"""So long a code is shown."""
QUIET_ZONE = 4
"""Units around a QR code that stay light, as its standard asks."""
DRIFT = 1
"""So many steps a telephone's clock may be off."""
SECRET = re.compile(r"[A-Z2-7]{32}")
CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """160 bits, as the RFC recommends."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What the app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


@dataclass(frozen=True)
class Picture:
    """A QR code as SVG draws it: dark squares in a square of so many units."""

    size: int
    path: str


def picture(secret: str, name: str) -> Picture:
    """What the app reads, as a QR code."""
    rows = [list(row) for row in segno.make(address(secret, name)).matrix_iter(border=QUIET_ZONE)]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return Picture(len(rows), "".join(dark))


def step_of(secret: str, code: str, now: float, used: int = 0) -> int | None:
    """The step that a code belongs to, if it is right. A code counts once: it must be newer than the last one used.

    >>> secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    >>> step_of(secret, pyotp.TOTP(secret).at(600), 610)
    20
    >>> step_of(secret, pyotp.TOTP(secret).at(600), 610, used=20) is None
    True
    """
    code = code.replace(" ", "")
    if CODE.fullmatch(code) is None:
        return None
    totp, current = pyotp.TOTP(secret), int(now // STEP_SECONDS)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > used and hmac.compare_digest(totp.at(step * STEP_SECONDS), code):
            return step
    return None
