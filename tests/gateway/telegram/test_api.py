"""Errors of the Bot API in our own terms, without the token."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from advisor.gateway.telegram.api import (
    ApiError,
    Blocked,
    OtherPoller,
    Refused,
    SlowDown,
    Unreachable,
    WrongToken,
    translated,
)
from advisor.gateway.telegram.service import telegram_api, webhook_secret
from advisor.settings import Settings
from tests.gateway.telegram.conftest import TOKEN


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (Forbidden("bot was blocked"), Blocked),
        (BadRequest("message is not modified"), Refused),
        (ChatMigrated(5), Refused),
        (EndPointNotFound("x"), Refused),
        (TelegramError("x"), Refused),
        (Conflict("x"), OtherPoller),
        (NetworkError("Bad Gateway (502)"), Unreachable),
        (RetryAfter(timedelta(seconds=3)), SlowDown),
        (InvalidToken(f"The token `{TOKEN}` was rejected"), WrongToken),
    ],
)
def test_errors(error: TelegramError, ours: type[ApiError]) -> None:
    found = translated(error)
    assert type(found) is ours
    assert TOKEN not in str(found)


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "uncertain"),
    [
        (caused(NetworkError("x"), httpx.ConnectError("x")), False),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), False),
        (caused(TimedOut(), httpx.PoolTimeout("x")), False),
        (caused(TimedOut(), httpx.ReadTimeout("x")), True),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), True),
        (NetworkError("Internal Server Error (500)"), False),
    ],
)
def test_whether_it_may_have_arrived(error: NetworkError, uncertain: bool) -> None:
    found = translated(error)
    assert isinstance(found, Unreachable)
    assert found.uncertain is uncertain


def test_without_a_token_there_is_no_telegram(settings: Settings) -> None:
    assert telegram_api(settings.model_copy(update={"telegram_token": None})) is None


def test_the_secret_says_nothing_of_the_token(settings: Settings) -> None:
    secret = webhook_secret(settings)
    assert TOKEN not in secret
    assert secret != webhook_secret(settings.model_copy(update={"telegram_token": SecretStr("1:" + "b" * 30)}))


def made(**given: str) -> Settings:
    return Settings(channel_secret=SecretStr("a-secret-that-is-long-enough"), _env_file=None, **given)  # type: ignore[arg-type,call-arg]


def test_a_token_is_checked_and_never_shown() -> None:
    with pytest.raises(ValidationError, match="is no token of a bot") as error:
        made(telegram_token="not a token")
    assert "not a token" not in str(error.value)
    assert TOKEN not in repr(made(telegram_token=TOKEN))
    assert made(telegram_token=" ").telegram_token is None


def test_a_webhook_needs_an_address() -> None:
    with pytest.raises(ValidationError, match="ADVISOR_PUBLIC_URL"):
        made(telegram_token=TOKEN, telegram_mode="webhook")
    with pytest.raises(ValidationError, match="is no address"):
        made(public_url="advisor.example")
    assert made(public_url="https://advisor.example/").public_url == "https://advisor.example"
