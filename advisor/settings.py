"""Settings: environment and `.env` -> one frozen object."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDERS = frozenset({"", "changeme", "change-me", "secret", "placeholder", "please-change"})
MIN_SECRET_LENGTH = 24

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")

Port = Annotated[int, Field(ge=1, le=65535)]


def _split(value: object) -> object:
    """`a, b` as it stands in the environment -> its parts."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _checked_origin(value: str) -> str:
    """An origin as browsers send it.

    >>> _checked_origin("https://Agency.example/")
    'https://agency.example'
    """
    origin = value.lower().removesuffix("/")
    if ORIGIN.fullmatch(origin) is None:
        raise ValueError(
            f"{value!r} is no origin; expected https://name or http://name:port, without path and without *"
        )
    return origin


def _checked_network(value: str) -> str:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        raise ValueError(f"{value!r} is no address; expected 192.0.2.7 or a network as 192.0.2.0/24") from None
    return value


def _checked_address(value: str) -> str:
    address = value.removesuffix("/")
    if address and re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#@]*)?", address) is None:
        raise ValueError("is no address; expected https://name, with a port or a path if need be")
    return address


def _checked_redis(value: str) -> str:
    if value and re.fullmatch(r"rediss?://[^\s/?#]+(/[0-9]+)?", value) is None:
        raise ValueError("is no address of Redis; expected redis://host:port/0, with user:password@ if need be")
    return value


Origin = Annotated[str, AfterValidator(_checked_origin)]
RedisAddress = Annotated[str, AfterValidator(_checked_redis)]
Address = Annotated[str, AfterValidator(_checked_address)]
TELEGRAM_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")


class LogFormat(StrEnum):
    """How processes write what they have to say."""

    TEXT = "text"
    JSON = "json"


class TelegramMode(StrEnum):
    """How updates of Telegram come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


Network = Annotated[str, AfterValidator(_checked_network)]


class KnowledgeSettings(BaseSettings):
    """The part that every process needs, training included, which has no secrets."""

    model_config = SettingsConfigDict(
        env_prefix="ADVISOR_", env_file=ROOT / ".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    knowledge_dir: Path = ROOT / "knowledge"


class Settings(KnowledgeSettings):
    """Everything that differs between machines. Each field is `ADVISOR_<NAME>` in the environment or in `.env`."""

    channel_secret: SecretStr
    """Shared by the gateway and Rasa's private channel."""
    host: str = "127.0.0.1"
    """Where the gateway listens."""
    port: Port = 8000
    rasa_port: Port = 5005
    actions_port: Port = 5055
    database_url: str = f"sqlite:///{ROOT / 'var' / 'advisor.db'}"
    """SQLAlchemy address without an async driver; the store picks the driver."""
    var_dir: Path = ROOT / "var"
    """Logs and whatever else comes into being while the system runs."""
    rasa_timeout: float = Field(default=10.0, gt=0)
    """Seconds a firm waits before it is told that the answer takes longer."""
    messages_per_minute: int = Field(default=30, ge=1)
    """Per conversation."""
    requests_per_minute: int = Field(default=120, ge=1)
    """Per address."""
    conversations_per_hour: int = Field(default=30, ge=1)
    """New ones, per address."""
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    """Websites that may have the widget, besides the gateway's own pages."""
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = ("127.0.0.1", "::1")
    """Reverse proxies whose X-Forwarded-For is believed."""
    widget_dir: Path = ROOT / "widget" / "dist"
    """The built widget."""
    handover_hours: int = Field(default=48, ge=0)
    """After so many hours without a word from the person who took a conversation, the advisor goes on by itself. 0: no
    staff answers firms, and the advisor does not say that somebody will."""
    retention_days: int = Field(default=0, ge=0)
    """Conversations are erased so many days after the firm last wrote. 0: never."""
    telegram_token: SecretStr | None = None
    """From BotFather. Without it the advisor is not on Telegram."""
    telegram_mode: TelegramMode = TelegramMode.POLLING
    telegram_api: Address = "https://api.telegram.org"
    """Where the Bot API is."""
    public_url: Address = ""
    """Where the world reaches the gateway, for the webhook."""
    rasa_urls: Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_split)] = ()
    """Rasa servers, where there are several or where they run elsewhere."""
    actions_urls: Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_split)] = ()
    """Action servers, likewise. A Rasa server uses the first that it is told."""
    redis_url: RedisAddress = ""
    """Where several Rasa servers take turns."""
    metrics_token: SecretStr | None = None
    """Who has it may read /metrics from elsewhere than this machine."""
    log_format: LogFormat = LogFormat.TEXT

    @field_validator("channel_secret")
    @classmethod
    def _refuse_placeholder(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret.lower() in PLACEHOLDERS or len(secret) < MIN_SECRET_LENGTH:
            raise ValueError(
                f"is a placeholder or shorter than {MIN_SECRET_LENGTH} characters; "
                "run `make start` once, which writes one to .env, or set a random one"
            )
        return value

    @field_validator("telegram_token")
    @classmethod
    def _checked_token(cls, value: SecretStr | None) -> SecretStr | None:
        token = "" if value is None else value.get_secret_value().strip()
        if not token:
            return None
        if TELEGRAM_TOKEN.fullmatch(token) is None:
            raise ValueError("is no token of a bot; expected digits, a colon and letters, as BotFather gave it")
        return SecretStr(token)

    @model_validator(mode="after")
    def _webhook_needs_an_address(self) -> Self:
        wanted = self.telegram_token is not None and self.telegram_mode is TelegramMode.WEBHOOK
        if wanted and not self.public_url:
            raise ValueError(
                "ADVISOR_TELEGRAM_MODE=webhook needs ADVISOR_PUBLIC_URL, the address at which Telegram reaches the "
                "gateway; expected https://name"
            )
        return self

    @field_validator("metrics_token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        token = "" if value is None else value.get_secret_value()
        if token and len(token) < MIN_SECRET_LENGTH:
            raise ValueError(f"is shorter than {MIN_SECRET_LENGTH} characters; set a random one, or none")
        return SecretStr(token) if token else None

    @property
    def rasa_url(self) -> str:
        """Rasa on this machine listens on loopback only."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def every_rasa_url(self) -> tuple[str, ...]:
        """All Rasa servers."""
        return self.rasa_urls or (self.rasa_url,)

    @property
    def every_actions_url(self) -> tuple[str, ...]:
        """All action servers."""
        return self.actions_urls or (f"http://127.0.0.1:{self.actions_port}",)

    @property
    def actions_url(self) -> str:
        """The action server that a Rasa server with these settings uses."""
        return self.every_actions_url[0]


@cache
def load_settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or a placeholder.
    """
    return Settings()


def knowledge_dir() -> Path:
    """Where the knowledge stands."""
    return KnowledgeSettings().knowledge_dir
