"""What is said without the advisor goes into the record, and disturbs nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.dialogue.record import Entry, record
from advisor.dialogue.tracker_store import FastTrackerStore
from advisor.store.migrate import upgrade
from tests.dialogue.conversations import DOMAIN, answered, beginning, opened, turn

PERSON = {
    "conversation_id": "c1",
    "message_id": "p1",
    "author": "staff",
    "text": "Hello, this is Mei.",
    "buttons": [{"title": "Back", "payload": "/back_to_advisor"}],
    "custom": {"type": "person", "name": "mei"},
}
FIRM = {**PERSON, "message_id": "f1", "author": "firm", "text": "Hello Mei", "custom": {"to_person": "mei"}}


@pytest.fixture
def agent(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    upgrade(url)
    return SimpleNamespace(lock_store=InMemoryLockStore(), tracker_store=FastTrackerStore(DOMAIN, host=url))


async def entered(agent: Any, body: dict[str, Any]) -> DialogueStateTracker:
    entry = Entry.read(body)
    assert entry is not None
    await record(agent, entry, "advisor")
    tracker: DialogueStateTracker = await agent.tracker_store.retrieve_full_tracker("c1")
    return tracker


async def test_a_person_speaks_in_place_of_the_advisor(agent: Any) -> None:
    said = (await entered(agent, PERSON)).events[-1]

    assert isinstance(said, BotUttered)
    assert (said.text, said.data["custom"], said.data["buttons"]) == (
        PERSON["text"],
        PERSON["custom"],
        PERSON["buttons"],
    )


async def test_what_the_firm_says_to_a_person_has_no_intent(agent: Any) -> None:
    said = (await entered(agent, FIRM)).events[-1]

    assert isinstance(said, UserUttered)
    assert (said.text, said.message_id, said.intent_name, said.metadata["to_person"]) == (
        "Hello Mei",
        "f1",
        None,
        "mei",
    )


@pytest.mark.parametrize("body", [PERSON, FIRM], ids=["person", "firm"])
async def test_twice_is_once(agent: Any, body: dict[str, Any]) -> None:
    first = len((await entered(agent, body)).events)
    assert len((await entered(agent, body)).events) == first


@pytest.mark.slow
async def test_the_turn_under_way_ends_first(agent: Any) -> None:
    async with agent.lock_store.lock("c1"):
        waiting = asyncio.create_task(entered(agent, PERSON))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    await waiting


async def test_the_form_goes_on_where_it_was(agent: Any) -> None:
    tracker = await agent.tracker_store.get_or_create_tracker("c1", append_action_listen=False)
    for event in (*beginning(), *opened(), *answered("Fiji", "FJI")):
        tracker.update(event)
    await agent.tracker_store.save(tracker)
    before = await agent.tracker_store.retrieve("c1")
    loop, slots, action = before.active_loop, before.current_slot_values(), before.latest_action_name
    for number in range(20):
        await entered(agent, {**FIRM, "message_id": f"f{number}"})
        await entered(agent, {**PERSON, "message_id": f"p{number}"})

    after = await agent.tracker_store.retrieve("c1")
    assert (after.active_loop, after.current_slot_values(), after.latest_action_name) == (loop, slots, action)
    for event in turn("more"):
        after.update(event)
    await agent.tracker_store.save(after)
    assert (await agent.tracker_store.retrieve("c1")).latest_action_name == "action_listen"


@pytest.mark.parametrize("wrong", [{"author": "rasa"}, {"custom": "x"}, {"custom": None}])
def test_what_is_no_entry_is_not_taken(wrong: dict[str, Any]) -> None:
    assert Entry.read({**PERSON, **wrong}) is None
