"""Personal data, made unreadable: e-mail addresses, links that may open something, phone and other long numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\uff20)\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+", re.IGNORECASE
)
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
CHAT_NAME = re.compile(r"(?<![\w@])@[A-Za-z][\w.]{3,}")
NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d[\d\s().\u2010-\u2015/-]{4,}\d(?![\w])")
AMOUNT = re.compile(r"\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?|(?:19|20)\d\d\s?[-\u2010-\u2015/]\s?(?:19|20)?\d\d")
"""1 250 000 and 2019-2023 tell of a firm and name nobody."""
CODED = re.compile(r"(?<!\w)(?=[A-Z0-9-]*\d{4})(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2,}[A-Z0-9-]{6,}(?!\w)")
"""Letters and many digits, as in passports, tax numbers and bank accounts."""

FEWEST_DIGITS = 7
"""Shorter numbers are amounts, years and HS codes."""


def mask(text: str) -> str:
    """The text with personal data left out.

    >>> mask("Write to mei@example.com or call +66 81 234 5678")
    'Write to [e-mail] or call [number]'
    """
    for pattern, replace in _RULES:
        text = pattern.sub(replace, text)
    return text


def _link(found: re.Match[str]) -> str:
    """The site says what was meant; the rest may open something."""
    address = found.group()
    scheme, _, rest = address.rpartition("://")
    host, _, path = rest.partition("/")
    if not path.strip("/") and "?" not in host and "@" not in host:
        return address
    return f"{scheme}://{host.partition('?')[0].rpartition('@')[2]}/[link]" if scheme else f"{host}/[link]"


def _number(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(character.isdigit() for character in number)
    if digits < FEWEST_DIGITS or AMOUNT.fullmatch(number.strip()):
        return number
    return "[number]"


def _always(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _: word


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (LINK, _link),
    (EMAIL, _always("[e-mail]")),
    (CHAT_NAME, _always("[name]")),
    (CODED, _always("[number]")),
    (NUMBER, _number),
)
