"""Texts and addresses are fit to be read."""

from __future__ import annotations

import string
from collections.abc import Iterator
from itertools import chain

from pydantic import BaseModel

from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem

UNFINISHED = ("TODO", "FIXME", "XXX", "TBD")


def addresses_can_be_followed(draft: Draft) -> Iterator[Problem]:
    """Addresses look like addresses."""
    for key, source in draft.knowledge.sources.items():
        for field in ("address", "evidence_url"):
            address = getattr(source, field)
            if address and (" " in address or "." not in address):
                yield Problem("sources.yml", key, f"{field} is {address!r}", "an address such as www.trademap.org")


def texts_are_finished(draft: Draft) -> Iterator[Problem]:
    """No text still carries its author's note to do."""
    for field in type(draft.knowledge).model_fields:
        for key, record in getattr(draft.knowledge, field).items():
            for text in _texts(record):
                for word in UNFINISHED:
                    if word in text.split():
                        yield Problem(f"{field}.yml", key, f'a text has {word} ("{text[:40]}")', "a finished text")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from chain.from_iterable(_texts(part) for _, part in value)
    elif isinstance(value, dict):
        yield from chain.from_iterable(_texts(part) for part in value.values())
    elif isinstance(value, tuple):
        yield from chain.from_iterable(_texts(part) for part in value)


def placeholders_can_be_filled(draft: Draft) -> Iterator[Problem]:
    """Words in braces are names, and every brace is closed."""
    for key, text in draft.knowledge.wording.items():
        if not _fillable(text):
            yield Problem("wording.yml", key, f"has a placeholder that cannot be filled: {text[:60]!r}", "{name}")


def _fillable(text: str) -> bool:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    return all(name.isidentifier() for name in names)


TEXTS: tuple[Check, ...] = (
    addresses_can_be_followed,
    texts_are_finished,
    placeholders_can_be_filled,
)
