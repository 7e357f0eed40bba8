"""Thumbs for the advisor's messages."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from tests.gateway.conftest import Firm, open_conversation
from tests.gateway.test_access import is_problem

Json = dict[str, Any]


async def rate(firm: Firm, **rating: object) -> Response:
    return await firm.client.post(f"{firm.path}/ratings", json=rating, headers=firm.headers)


async def shown(firm: Firm) -> list[Json | None]:
    return [message["data"].get("rating") for message in await firm.history()]


async def test_the_history_shows_the_last_rating(firm: Firm) -> None:
    (answer,) = await firm.says("hello")

    assert (await rate(firm, message_id=answer["id"], thumb="up")).status_code == 204
    assert await shown(firm) == [None, None, {"thumb": "up", "words": None}]

    await rate(firm, message_id=answer["id"], thumb="down", words=" too long\x00 ")
    assert await shown(firm) == [None, None, {"thumb": "down", "words": "too long"}]


@pytest.mark.parametrize("name", ["999999", "0", "notice-1", "pending-1", "", "1; DROP TABLE ratings", "9" * 60])
async def test_there_must_be_such_a_message(firm: Firm, name: str) -> None:
    assert is_problem(await rate(firm, message_id=name, thumb="up"), "message_not_rated")


async def test_only_what_the_advisor_said_here_is_rated(firm: Firm) -> None:
    other = await open_conversation(firm.client)
    await firm.says("hello")
    own = next(message for message in await firm.history() if message["author"] == "firm")

    assert is_problem(await rate(firm, message_id=own["id"], thumb="up"), "message_not_rated")
    assert is_problem(await rate(firm, message_id=other.greeting[0]["id"], thumb="up"), "message_not_rated")
    assert await shown(other) == [None]


@pytest.mark.parametrize(
    "rating", [{"thumb": "sideways"}, {"thumb": "up", "words": "x" * 501}, {"thumb": "up", "a": 1}]
)
async def test_a_rating_of_another_shape_is_refused(firm: Firm, rating: Json) -> None:
    assert is_problem(await rate(firm, message_id=firm.greeting[0]["id"], **rating), "invalid")
