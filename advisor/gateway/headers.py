"""Headers that tell browsers what not to do. docs/security.md has the reasons."""

from __future__ import annotations

from collections.abc import Mapping

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

_NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICY_OF_DATA = f"default-src 'none'; {_NOTHING_ELSE}"
POLICY_OF_PLANS = f"default-src 'none'; style-src 'self'; img-src 'self'; {_NOTHING_ELSE}"
POLICY_OF_PAGES = f"default-src 'self'; object-src 'none'; {_NOTHING_ELSE}"

POLICY_OF_CONSOLE = POLICY_OF_PAGES.replace("form-action 'none'", "form-action 'self'")

PAGES = frozenset({"/", "/api/schema"})
PLANS = "/plan/"
CONSOLE = "/console"
CONSOLE_FILES = f"{CONSOLE}/static/"
EMBEDDED = ("/widget.js", "/assets/")
"""What other websites load."""
FRESH = ("/api/", PLANS)
"""What belongs to one firm, and to no cache."""


async def add_headers(message: Message, scope: Scope) -> None:
    """Complete the headers of every answer, errors too."""
    if message["type"] != "http.response.start":
        return
    sent = MutableScopeHeaders.from_message(message)
    for name, value in headers_of(scope["path"]).items():
        sent.setdefault(name, value)


def headers_of(path: str) -> Mapping[str, str]:
    """The headers of what stands at a path."""
    headers = {**ALWAYS, "Content-Security-Policy": policy_of(path)}
    if path.startswith(EMBEDDED):
        headers |= {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    if path.startswith(FRESH):
        headers |= {"Cache-Control": "private, no-store"}
    if is_console(path):
        # Without a referrer browsers send `Origin: null` with forms, which could come from anywhere.
        headers |= {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin"}
    if path.startswith(PLANS) or is_console(path):
        headers |= {"X-Robots-Tag": "noindex, nofollow"}
    return headers


def is_console(path: str) -> bool:
    """Whether a page of the support staff stands at a path."""
    return (path == CONSOLE or path.startswith(f"{CONSOLE}/")) and not path.startswith(CONSOLE_FILES)


def policy_of(path: str) -> str:
    """The content security policy of what stands at a path."""
    if path in PAGES:
        return POLICY_OF_PAGES
    if is_console(path):
        return POLICY_OF_CONSOLE
    return POLICY_OF_PLANS if path.startswith(PLANS) else POLICY_OF_DATA
