"""Where Telegram sends updates, in production."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from litestar.status_codes import HTTP_200_OK

from advisor.gateway.limits import UNLIMITED
from advisor.gateway.problems import Problem
from advisor.gateway.telegram.service import PATH, Telegram

MOST_BYTES = 1024 * 1024
"""A message that quotes a long one carries both."""

Secret = Annotated[str | None, HeaderParameter(name="X-Telegram-Bot-Api-Secret-Token", required=False)]


@post(
    PATH,
    status_code=HTTP_200_OK,
    include_in_schema=False,
    request_max_body_size=MOST_BYTES,
    opt={UNLIMITED: True},
)
async def webhook(telegram: NamedDependency[Telegram], request: Request[Any, Any, Any], secret: Secret = None) -> None:
    """200 once the update is kept: it is answered afterwards. Anything else makes Telegram send it again."""
    if not hmac.compare_digest((secret or "").encode(), telegram.secret.encode()):
        raise Problem("wrong_secret")
    update = await request.json()
    if isinstance(update, dict):
        await telegram.take(update)
