"""Who may do what. Every route of the console declares one permission."""

from __future__ import annotations

from enum import StrEnum

OPT = "permission"
"""Where a route declares it, as Litestar's `opt`."""
ASKED_BY_PAGE = "asked_by_page"


class Role(StrEnum):
    """What one of the staff is."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a route is for."""

    NOBODY = "nobody"
    """Needs no signing in."""
    SELF = "self"
    """One's own account."""
    READ = "read"
    UNMASKED = "unmasked"
    """To see personal data as it was written. On top of READ."""
    REVIEW = "review"
    ADMINISTER = "administer"


_VIEWER = frozenset({Permission.SELF, Permission.READ})
_REVIEWER = _VIEWER | {Permission.UNMASKED, Permission.REVIEW}
PERMISSIONS = {
    Role.VIEWER: _VIEWER,
    Role.REVIEWER: _REVIEWER,
    Role.ADMIN: _REVIEWER | {Permission.ADMINISTER},
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission.

    >>> may(Role.VIEWER, Permission.UNMASKED)
    False
    """
    return permission in PERMISSIONS[role]


def for_(permission: Permission, *, asked_by_page: bool = False) -> dict[str, object]:
    """The `opt` of a route that needs this permission.

    `asked_by_page`: an open page asks for it again and again. That neither counts against the limits of an address nor
    keeps a session alive that nobody uses.
    """
    return {OPT: permission, **({ASKED_BY_PAGE: True, "unlimited": True} if asked_by_page else {})}
