"""Personal data, made unreadable: e-mail addresses, links that may open something, phone and other long numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

EMAIL = re.compile(
    r"(?:[\w.+-]+')?[\w.+-]+\s?(?:@|\(at\)|\[at\]|\uff20)\s?"
    r"[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+",
    re.IGNORECASE,
)
LINK = re.compile(
    r"(?:(?:https?|ftp)://|www\.)[^\s<>\"]+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,6}/(?=[^\s<>\"]*\d)[^\s<>\"]{4,}",  # without a scheme, if it looks like a token
    re.IGNORECASE,
)
CHAT_NAME = re.compile(r"(?<![\w@])@[A-Za-z][\w.]{3,}")
NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d[\d\s().\u2010-\u2015/-]{4,}\d(?![\w])")
_AMOUNT = r"[1-9]\d{0,2}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?|[1-9]\d{0,5}000"
_TO = r"\s?[-\u2010-\u2015/]\s?"
HARMLESS = re.compile(
    rf"(?:{_AMOUNT})(?:{_TO}(?:{_AMOUNT}))?"  # an amount or two: 1 250 000
    rf"|[1-9]\d{{0,3}}0{_TO}[1-9]\d{{0,3}}00"  # a range: 500-1000
    rf"|(?:19|20)\d\d{_TO}(?:19|20)?\d\d"  # years: 2019-2023
    r"|\d{4}[. ]\d\d[. ]\d\d"  # a tariff line: 0901.21.00
    r"|\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"  # a date: 12/05/2023
)
"""What tells of a firm and names nobody."""
CODED = re.compile(r"(?<!\w)(?=[A-Z0-9-]*\d{4})(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2,}[A-Z0-9-]{6,}(?!\w)")
"""Letters and many digits, as in passports, tax numbers and bank accounts."""

IDENTITY = re.compile(r"(?<!\w)(?:\d{1,2}/[A-Za-z]{3,12}\([A-Za-z]{1,6}\)\d{6}|[A-Z]{1,2}\d{6}\([0-9A]\))")
"""Identity cards with brackets in their numbers, as in Myanmar and Hong Kong."""

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
    site = host.partition("?")[0].rpartition("@")[2]
    return f"{scheme}://{site}/[link]" if scheme else f"{site}/[link]"


def _number(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(character.isdigit() for character in number)
    if digits < FEWEST_DIGITS or HARMLESS.fullmatch(number.strip()):
        return number
    return "[number]"


def _always(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _: word


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (LINK, _link),
    (EMAIL, _always("[e-mail]")),
    (CHAT_NAME, _always("[name]")),
    (IDENTITY, _always("[number]")),
    (CODED, _always("[number]")),
    (NUMBER, _number),
)
