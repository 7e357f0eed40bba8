"""What people type, made safe to hand on."""

from __future__ import annotations

import unicodedata

KEPT_CONTROLS = frozenset("\n\t")
UNWANTED_CATEGORIES = frozenset({"Cc", "Cs"})
"""Control characters, and halves of characters that no encoding can carry."""


def clean(typed: str) -> str:
    """The words without control characters, and without a leading slash: Rasa obeys `/intent{...}` from anybody.

    >>> clean(" //stop ")
    'stop'
    """
    text = "".join(filter(_is_wanted, typed))
    while (stripped := text.strip().lstrip("/")) != text:
        text = stripped
    return text


def _is_wanted(character: str) -> bool:
    return character in KEPT_CONTROLS or unicodedata.category(character) not in UNWANTED_CATEGORIES
