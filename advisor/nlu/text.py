"""Text as the extractors compare it."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^\w%+'.,-]+")
_EDGES = re.compile(r"(?<!\w)[.,'-]+|[.,'-]+(?!\w)")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation and double spaces.

    >>> plain("  Viêt-Nam, of course! ")
    'viet-nam of course'
    """
    text = _taken_apart(_taken_apart(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(_EDGES.sub(" ", _APART.sub(" ", text)).split())


def contains(text: str, phrase: str) -> bool:
    """Whether plain text has a plain phrase as whole words."""
    return f" {phrase} " in f" {text} "


def _taken_apart(text: str) -> str:
    """Letters apart from their accents, and signs such as the trade mark as the letters that they stand for."""
    return unicodedata.normalize("NFKD", text)
