"""Text as the extractors compare it."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^\w%+'.,-]+")
_EDGES = re.compile(r"(?<!\w)[.,'-]+|[.,'-]+(?!\w)")
_POSSESSIVE = re.compile(r"'s\b")
_BETWEEN = re.compile(r"-|(?<=[^\W\d]),(?=[^\W\d])")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation and double spaces.

    >>> plain("  Viêt-Nam, of course! ")
    'viet-nam of course'
    """
    text = text.casefold() if text.isascii() else _without_accents(text)
    return " ".join(_EDGES.sub(" ", _APART.sub(" ", text)).split())


def contains(text: str, phrase: str) -> bool:
    """Whether plain text has a plain phrase as whole words."""
    return f" {phrase} " in f" {text} "


def _without_accents(text: str) -> str:
    text = _taken_apart(_taken_apart(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).casefold())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _taken_apart(text: str) -> str:
    """Letters apart from their accents, and signs such as the trade mark as the letters that they stand for."""
    return unicodedata.normalize("NFKD", text)


def words_of(text: str) -> list[str]:
    """The plain words of a text, one by one: hyphens, and commas between letters, part words, and 's is left out.

    >>> words_of("Thailand's Luang-Prabang,Hanoi")
    ['thailand', 'luang', 'prabang', 'hanoi']
    """
    return _BETWEEN.sub(" ", _POSSESSIVE.sub("", plain(text))).split()
