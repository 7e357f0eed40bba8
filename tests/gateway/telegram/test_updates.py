"""Updates of every kind that the Bot API describes: each is answered or passed over, and none does harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import UpdateType

from advisor.gateway.telegram.updates import Heard, Kind, read, update_id_of
from tests.gateway.telegram.fakes import message

Json = dict[str, Any]

USER: Json = {"id": 7, "is_bot": False, "first_name": "Mi", "language_code": "my"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Mi"}
GROUP: Json = {"id": -5, "type": "supergroup", "title": "Exporters"}
CHANNEL: Json = {"id": -9, "type": "channel", "title": "News"}
FILE: Json = {"file_id": "a", "file_unique_id": "b"}
SIZE: Json = {**FILE, "width": 90, "height": 60}
DATE = 1_700_000_000


def under(chat: Json, **content: object) -> Json:
    return {"message_id": 3, "date": DATE, "chat": chat, "from": USER, **content}


MEDIA: dict[str, Json] = {
    "checklist": {"checklist": {"title": "Orders", "tasks": [{"id": 1, "text": "pack"}]}},
    "animation": {"animation": {**SIZE, "duration": 2}},
    "audio": {"audio": {**FILE, "duration": 2}},
    "contact": {"contact": {"phone_number": "+95", "first_name": "Mi"}},
    "dice": {"dice": {"emoji": "\U0001f3b2", "value": 3}},
    "document": {"document": FILE},
    "game": {"game": {"title": "g", "description": "d", "photo": [SIZE]}},
    "invoice": {
        "invoice": {"title": "t", "description": "d", "start_parameter": "s", "currency": "USD", "total_amount": 5}
    },
    "photo": {"photo": [SIZE], "caption": "Our baskets"},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "members_only": False,
            "allows_revoting": True,
        }
    },
    "sticker": {"sticker": {**SIZE, "type": "regular", "is_animated": False, "is_video": False}},
    "story": {"story": {"chat": PRIVATE, "id": 1}},
    "video": {"video": {**SIZE, "duration": 2}},
    "video_note": {"video_note": {**FILE, "length": 9, "duration": 2}},
    "voice": {"voice": {**FILE, "duration": 2}},
}


IN_PRIVATE = {"message", "callback_query", "my_chat_member"}
"""Kinds that have tests of their own above."""


def test_every_kind_of_update_that_there_is_has_its_test() -> None:
    described = {kind.value for kind in UpdateType}
    assert described - IN_PRIVATE <= set(PASSED_OVER)


@pytest.mark.parametrize("kind", MEDIA)
def test_what_is_not_words_is_media(kind: str) -> None:
    assert read(message(1, **MEDIA[kind])) == Heard(Kind.MEDIA, 7, text=MEDIA[kind].get("caption", ""))


def test_pictures_of_an_album_know_each_other() -> None:
    heard = read(message(1, **MEDIA["photo"], media_group_id="5"))
    assert heard is not None
    assert heard.album == "5"


def test_words() -> None:
    assert read(message(1, text="hello")) == Heard(Kind.TEXT, 7, text="hello")


def test_a_place() -> None:
    place = {"latitude": 16.8, "longitude": 96.15}
    assert read(message(1, location=place)) == Heard(Kind.LOCATION, 7, place=(16.8, 96.15))


def test_a_place_with_a_name() -> None:
    place = {"latitude": 16.8, "longitude": 96.15}
    venue = {"location": place, "title": "Shop", "address": "Street"}
    heard = read(message(1, venue=venue, location=place))
    assert heard is not None
    assert heard.kind is Kind.LOCATION


def test_a_press() -> None:
    query = {"id": "9", "from": USER, "chat_instance": "1", "message": under(PRIVATE, text="?"), "data": "b:1:0"}
    assert read({"update_id": 1, "callback_query": query}) == Heard(
        Kind.PRESS, 7, text="b:1:0", message_id=3, shown="?", callback_id="9"
    )


def test_a_press_under_a_message_that_is_too_old() -> None:
    gone = {"chat": PRIVATE, "message_id": 3, "date": 0}
    query = {"id": "9", "from": USER, "chat_instance": "1", "message": gone, "data": "b:1:0"}
    heard = read({"update_id": 1, "callback_query": query})
    assert heard is not None
    assert heard.kind is Kind.PRESS


def member(status: str) -> Json:
    more = {"until_date": 0} if status == "kicked" else {}
    return {"user": {**USER, "id": 666, "is_bot": True}, "status": status, **more}


@pytest.mark.parametrize(("status", "kind"), [("kicked", Kind.BLOCKED), ("member", Kind.UNBLOCKED)])
def test_blocking_and_coming_back(status: str, kind: Kind) -> None:
    change = {
        "chat": PRIVATE,
        "from": USER,
        "date": DATE,
        "old_chat_member": member("member"),
        "new_chat_member": member(status),
    }
    assert read({"update_id": 1, "my_chat_member": change}) == Heard(kind, 7)


def test_what_is_said_in_a_group() -> None:
    assert read({"update_id": 1, "message": under(GROUP, text="hello")}) == Heard(Kind.GROUP, -5)


PASSED_OVER: dict[str, Json] = {
    "edited_message": {"edited_message": under(PRIVATE, text="x", edit_date=DATE)},
    "channel_post": {"channel_post": under(CHANNEL, text="x")},
    "edited_channel_post": {"edited_channel_post": under(CHANNEL, text="x")},
    "message_in_channel": {"message": under(CHANNEL, text="x")},
    "joined": {"message": under(GROUP, new_chat_members=[USER])},
    "left": {"message": under(GROUP, left_chat_member=USER)},
    "pinned": {"message": under(PRIVATE, pinned_message=under(PRIVATE, text="x"))},
    "timer": {"message": under(PRIVATE, message_auto_delete_timer_changed={"message_auto_delete_time": 5})},
    "of_a_bot": {"message": {**under(PRIVATE, text="x"), "from": {**USER, "is_bot": True}}},
    "business_connection": {
        "business_connection": {"id": "1", "user": USER, "user_chat_id": 7, "date": DATE, "is_enabled": True}
    },
    "business_message": {"business_message": under(PRIVATE, text="x")},
    "edited_business_message": {"edited_business_message": under(PRIVATE, text="x")},
    "deleted_business_messages": {
        "deleted_business_messages": {"business_connection_id": "1", "chat": PRIVATE, "message_ids": [1]}
    },
    "message_reaction": {
        "message_reaction": {
            "chat": PRIVATE,
            "message_id": 1,
            "user": USER,
            "date": DATE,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "\U0001f44d"}],
        }
    },
    "message_reaction_count": {
        "message_reaction_count": {"chat": GROUP, "message_id": 1, "date": DATE, "reactions": []}
    },
    "inline_query": {"inline_query": {"id": "1", "from": USER, "query": "x", "offset": ""}},
    "chosen_inline_result": {"chosen_inline_result": {"result_id": "1", "from": USER, "query": "x"}},
    "press_inline": {
        "callback_query": {"id": "1", "from": USER, "chat_instance": "1", "inline_message_id": "2", "data": "x"}
    },
    "press_in_group": {
        "callback_query": {"id": "1", "from": USER, "chat_instance": "1", "message": under(GROUP), "data": "x"}
    },
    "shipping_query": {
        "shipping_query": {
            "id": "1",
            "from": USER,
            "invoice_payload": "x",
            "shipping_address": {
                "country_code": "MM",
                "state": "",
                "city": "",
                "street_line1": "",
                "street_line2": "",
                "post_code": "",
            },
        }
    },
    "pre_checkout_query": {
        "pre_checkout_query": {"id": "1", "from": USER, "currency": "USD", "total_amount": 5, "invoice_payload": "x"}
    },
    "purchased_paid_media": {"purchased_paid_media": {"from": USER, "paid_media_payload": "x"}},
    "poll": MEDIA["poll"],
    "poll_answer": {"poll_answer": {"poll_id": "1", "user": USER, "option_ids": [0]}},
    "my_chat_member_in_group": {
        "my_chat_member": {
            "chat": GROUP,
            "from": USER,
            "date": DATE,
            "old_chat_member": member("left"),
            "new_chat_member": member("member"),
        }
    },
    "chat_member": {
        "chat_member": {
            "chat": GROUP,
            "from": USER,
            "date": DATE,
            "old_chat_member": member("left"),
            "new_chat_member": member("member"),
        }
    },
    "chat_join_request": {"chat_join_request": {"chat": GROUP, "from": USER, "user_chat_id": 7, "date": DATE}},
    "chat_boost": {
        "chat_boost": {
            "chat": CHANNEL,
            "boost": {
                "boost_id": "1",
                "add_date": DATE,
                "expiration_date": DATE,
                "source": {"source": "premium", "user": USER},
            },
        }
    },
    "removed_chat_boost": {
        "removed_chat_boost": {
            "chat": CHANNEL,
            "boost_id": "1",
            "remove_date": DATE,
            "source": {"source": "premium", "user": USER},
        }
    },
    "managed_bot": {"managed_bot": {"user": USER, "bot": {**USER, "id": 666, "is_bot": True}}},
    "guest_message": {"guest_message": under(PRIVATE, text="x")},
    "what_comes_next_year": {"holographic_message": {"depth": 3}},
    "nothing": {},
    "nonsense": {"message": {"nonsense": True}},
    "not_even_that": {"message": 5},
}


@pytest.mark.parametrize("kind", PASSED_OVER)
def test_passed_over(kind: str) -> None:
    assert read({"update_id": 1, **PASSED_OVER[kind]}) is None


@given(
    st.dictionaries(
        st.sampled_from(["message", "callback_query", "my_chat_member", "poll"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["chat", "from", "id", "text"]), inner)
            ),
            max_leaves=8,
        ),
    )
)
def test_no_shape_of_data_does_harm(data: Json) -> None:
    read({"update_id": 1, **data})


@pytest.mark.parametrize("data", [None, [], "x", {}, {"update_id": "5"}, {"update_id": True}])
def test_what_is_no_update(data: object) -> None:
    assert update_id_of(data) is None


@pytest.mark.parametrize(
    "heard", [Heard(Kind.TEXT, 7, text="x"), Heard(Kind.LOCATION, 7, place=(1.5, 2.5)), Heard(Kind.BLOCKED, 7)]
)
def test_kept_and_read_again(heard: Heard) -> None:
    assert Heard.from_json(json.loads(json.dumps(heard.as_json()))) == heard
