"""Personal data is masked: at least 95 % of 200 planted ones, and what a firm tells about itself stays."""

from __future__ import annotations

import pytest

from advisor.core.masking import mask

NAMES = ("mei.lin", "sales", "info+orders", "j_tan", "somchai99")
SITES = ("example.com", "mail.example.co.th", "silk-house.la", "example.org", "trade.example.vn")
PHONES = (
    "+66 81 234 5678", "+856 20 5555 1234", "020 5555 1234", "(02) 555-1234", "+84-912-345-678", "0812345678",
    "+62 812-3456-7890", "00 91 98765 43210", "+977.9812.345.678", "555-123-4567", "+679 330 1234", "+6281234567890",
    "091 234 5678", "+63 (917) 123-4567", "66812345678",
)  # fmt: skip
LONG = (
    "1103700123456", "4111 1111 1111 1111", "4111-1111-1111-1111", "AB1234567", "IBAN GB29NWBK60161331926819",
    "TH0105536001234", "passport P12345678", "account 123-4-56789-0", "tax id 0105536001234", "GSTIN 22AAAAA0000A1Z5",
)  # fmt: skip
LINKS = (
    "https://drive.example.com/file/d/1AbCdEf?usp=share", "http://example.com/reset?token=abc123",
    "https://user:pass@example.com/x", "https://meet.example.com/abc-defg-hij", "www.example.com/invite/XyZ987",
    "https://example.com/?session=0a1b2c3d",
)  # fmt: skip
FRAMES = ("{}", "please use {} thanks", "({})", "mine: {}, as before", "{}.")

EMAILS = [f"{name}@{site}" for name in NAMES for site in SITES] + ["mei (at) example (dot) com", "mei [at] example.com"]
SECRETS = [*EMAILS, *PHONES, *LONG, *LINKS]
PLANTED = [frame.format(secret) for secret in SECRETS for frame in FRAMES]


def kept(planted: str) -> bool:
    return mask(planted) == planted


def test_at_least_95_percent_of_what_is_planted_is_masked() -> None:
    assert len(PLANTED) >= 200
    missed = [planted for planted in PLANTED if kept(planted)]

    assert len(missed) / len(PLANTED) <= 0.05, missed


@pytest.mark.parametrize(
    "told",
    [
        "we sold 1,250,000 last year", "45 000 USD", "since 2019", "2019-2023", "HS code 6214.10", "from 5 to 25 %",
        "3 countries and 12 workers", "1 250 000 kip", "see https://example.com", "in 2023/2024", "order of 12.500,50",
        "ISO 9001", "in 20 days 500 pieces",
    ],
)  # fmt: skip
def test_what_a_firm_tells_about_itself_stays(told: str) -> None:
    assert kept(told)
