"""Personal data is masked: at least 95 % of 200 planted ones, and what a firm tells about itself stays."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advisor.core.masking import mask

LIST = YAML(typ="safe", pure=True).load(Path(__file__).with_name("masking.yml"))
PLANTED = [(kind, text) for kind, texts in LIST["planted"].items() for text in texts]
MASK = re.compile(r"\[(?:e-mail|number|name|link)\]")
SECRET = re.compile("«(.+?)»", re.DOTALL)


def is_masked(text: str) -> bool:
    """Whether no part of a secret that says anything is left."""
    left = MASK.sub("", mask(text.replace("«", "").replace("»", "")))
    secrets = SECRET.findall(text)
    return not any(word in left for secret in secrets for word in words(secret)) and not any(
        number in digits(left) for secret in secrets for number in numbers(secret)
    )


def words(secret: str) -> list[str]:
    """What stands before the @, or all words of three letters or more."""
    return [word for word in re.findall(r"[^\W\d_]{3,}", secret.partition("@")[0] or secret) if word != "ext"]


def numbers(secret: str) -> list[str]:
    """The last digits: so many do not tell who it is."""
    number = digits(secret)
    return [number[-5:]] if len(number) >= 6 else []


def digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


def test_at_least_95_percent_of_what_is_planted_is_masked() -> None:
    assert len(PLANTED) >= 200
    missed = [text for _, text in PLANTED if not is_masked(text)]

    assert len(missed) / len(PLANTED) <= 0.05, missed


@pytest.mark.parametrize("kind", list(LIST["planted"]))
def test_no_kind_is_much_worse_than_the_others(kind: str) -> None:
    texts = LIST["planted"][kind]
    missed = [text for text in texts if not is_masked(text)]

    assert len(missed) / len(texts) <= 0.10, missed


@pytest.mark.parametrize("told", LIST["innocent"])
def test_what_a_firm_tells_about_itself_stays(told: str) -> None:
    assert mask(told) == told


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)
