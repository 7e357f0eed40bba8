"""Who can help."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from advisor.knowledge.schema.base import (
    Conditions,
    Id,
    Iso3,
    Record,
    StageId,
    Text,
)


class Evidence(StrEnum):
    """How it is known that a source exists."""

    OWN_PAGE = "own_page"
    THIRD_PARTY_PAGE = "third_party_page"
    UNVERIFIED = "unverified"


class Role(StrEnum):
    """What kind of help a source is."""

    NATIONAL_BODY = "national_body"
    REGIONAL_BODY = "regional_body"
    INFORMATION = "information"
    TRAINING = "training"
    FINANCE = "finance"
    FAIR = "fair"
    MARKETPLACE = "marketplace"
    SUPPORT = "support"


class Source(Record):
    """Someone who can help or somewhere to look things up."""

    name: Text
    owner: Text
    role: Role
    address: Text | None = None
    address_seen: bool
    """Whether the address itself was read on a page; if not, the firm is told to search for the name."""
    gives: Text
    cost: Text
    region: Text
    """Who it serves, in words."""
    countries: tuple[Iso3, ...] = ()
    """Where the firms that it serves are; none named: anywhere."""
    markets: Text | None = None
    """The foreign market that it is about, if only one."""
    stages: Annotated[tuple[StageId, ...], Field(min_length=1)]
    constraints: Annotated[tuple[Id, ...], Field(min_length=1)]
    only_if: Conditions = Field(default={})
    evidence: Evidence
    evidence_url: Text | None
    checked_on: date
    note: Text | None = None

    @property
    def verified(self) -> bool:
        """Whether a page was read that shows it exists. Only such sources are named to firms."""
        return self.evidence is not Evidence.UNVERIFIED

    @model_validator(mode="after")
    def _check(self) -> Source:
        if self.verified and self.evidence_url is None:
            raise ValueError("evidence_url is missing; expected the page that was read, or `evidence: unverified`")
        if self.address_seen and self.address is None:
            raise ValueError("address is missing though address_seen is true; expected the address")
        return self
