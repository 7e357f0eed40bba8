"""Our tracker store does what Rasa's own SQL store does. What only ours does comes after."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from advisor.dialogue.once import AlreadyAnswered, handling
from advisor.dialogue.tracker_store import FastTrackerStore, RecordUnavailable
from advisor.store.migrate import upgrade
from tests.dialogue.conversations import DOMAIN, Turn, answered, beginning, opened, reverted, turn, turns
from tests.dialogue.test_window import state_of

FAST = "advisor.dialogue.tracker_store.FastTrackerStore"


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'advisor.db'}"
    upgrade(address)
    return address


def stock(url: str) -> SQLTrackerStore:
    return SQLTrackerStore(DOMAIN, host=url)


def fast(url: str, *, whole: bool = False) -> FastTrackerStore:
    return FastTrackerStore(DOMAIN, host=url, whole=whole)


@pytest.fixture(params=[stock, fast], ids=["Rasa's", "ours"])
def store(request: pytest.FixtureRequest, url: str) -> TrackerStore:
    made: TrackerStore = request.param(url)
    return made


async def say(store: TrackerStore, part: Turn, conversation: str = "c1") -> DialogueStateTracker:
    """One turn, as Rasa's processor does it."""
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    for event in part:
        tracker.update(event)
    await store.save(tracker)
    return tracker


async def hold(store: TrackerStore, parts: Sequence[Turn], conversation: str = "c1") -> None:
    for part in parts:
        await say(store, part, conversation)


async def reread(store: TrackerStore, conversation: str = "c1") -> DialogueStateTracker:
    tracker = await store.retrieve(conversation)
    assert tracker is not None
    return tracker


def rows_of(url: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        query = "SELECT sender_id, type_name, timestamp, intent_name, action_name, data FROM events ORDER BY id"
        return [(*row[:-1], json.loads(row[-1])) for row in connection.execute(query)]


class TestBoth:
    """The same for Rasa's store and ours."""

    async def test_nothing_is_known_of_a_conversation_that_has_not_begun(self, store: TrackerStore) -> None:
        assert await store.retrieve("c1") is None
        assert await store.retrieve_full_tracker("c1") is None
        assert not await store.exists("c1")

    async def test_what_was_saved_is_there(self, store: TrackerStore) -> None:
        await hold(store, [beginning(), turn("hello"), opened(), answered("in Myanmar", "MM")])
        tracker = await reread(store)
        assert tracker.get_slot("country") == "MM"
        assert tracker.active_loop_name == "interview_form"
        assert tracker.latest_message.text == "in Myanmar"
        assert tracker.latest_message.message_id == "m-in Myanmar"
        assert await store.exists("c1")

    async def test_saving_twice_writes_once(self, store: TrackerStore, url: str) -> None:
        await say(store, beginning())
        tracker = await reread(store)
        await store.save(tracker)
        await store.save(tracker)
        assert len(rows_of(url)) == 2 + 1

    async def test_a_tracker_may_be_saved_between_events(self, store: TrackerStore, url: str) -> None:
        await say(store, beginning())
        tracker = await reread(store)
        for number in range(3):
            tracker.update(SlotSet("country", str(number)))
            await store.save(tracker)
        assert [row[-1].get("value") for row in rows_of(url)][-3:] == ["0", "1", "2"]

    async def test_a_tracker_made_elsewhere_is_saved_once(self, store: TrackerStore, url: str) -> None:
        events = [event for part in (beginning()[1:], turn("a"), turn("b")) for event in part]
        for length in (2, 6, len(events)):
            await store.save(DialogueStateTracker.from_events("c1", events[:length], DOMAIN.slots))
        assert len(rows_of(url)) == len(events)

    async def test_conversations_are_apart(self, store: TrackerStore) -> None:
        await hold(store, [beginning(), answered("x", "MM")], "c1")
        await hold(store, [beginning(), answered("x", "TH")], "c2")
        assert (await reread(store, "c1")).get_slot("country") == "MM"
        assert (await reread(store, "c2")).get_slot("country") == "TH"
        assert sorted(await store.keys()) == ["c1", "c2"]

    async def test_a_new_session_begins_without_what_was(self, store: TrackerStore) -> None:
        await hold(store, [beginning(), answered("x", "MM"), turn("y"), beginning()])
        assert (await reread(store)).get_slot("country") is None
        whole = await store.retrieve_full_tracker("c1")
        assert whole is not None
        assert len(whole.events) == 3 + 5 + 4 + 3

    async def test_what_another_process_wrote_is_seen(self, store: TrackerStore, url: str) -> None:
        await hold(store, [beginning(), turn("a")])
        await hold(stock(url), [answered("b", "MM")])
        assert (await reread(store)).get_slot("country") == "MM"
        await hold(store, [answered("c", "TH")])
        assert (await reread(stock(url))).get_slot("country") == "TH"

    async def test_what_was_erased_is_gone(self, store: TrackerStore, url: str) -> None:
        await hold(store, [beginning(), answered("a", "MM")])
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("DELETE FROM events")
        assert await store.retrieve("c1") is None
        await hold(store, [beginning(), turn("b")])
        assert (await reread(store)).get_slot("country") is None

    async def test_what_was_not_saved_did_not_happen(self, store: TrackerStore) -> None:
        await hold(store, [beginning(), answered("a", "MM")])
        (await reread(store)).update(SlotSet("country", "TH"))
        assert (await reread(store)).get_slot("country") == "MM"

    async def test_turns_that_were_undone_stay_undone(self, store: TrackerStore) -> None:
        await hold(store, [beginning(), answered("a", "MM"), *(reverted(f"r{number}") for number in range(20))])
        tracker = await reread(store)
        assert tracker.get_slot("country") == "MM"
        assert len(tracker.events) == 2 + 5 + 20 * 4

    async def test_a_broker_is_told_of_everything_once(self, url: str, store: TrackerStore) -> None:
        store.event_broker = FakeBroker()
        await hold(store, [beginning(), turn("a"), turn("b")])
        told = store.event_broker.told
        assert [(each["sender_id"], each["event"]) for each in told] == [(row[0], row[1]) for row in rows_of(url)]


class FakeBroker:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.told.append(event)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[str, str]]:
    addresses = [f"sqlite:///{tmp_path / name}.db" for name in ("stock", "fast")]
    for address in addresses:
        upgrade(address)
    yield addresses[0], addresses[1]


@pytest.mark.slow
@given(turns())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
async def test_random_conversations_are_the_same_in_both(both: tuple[str, str], parts: list[Turn]) -> None:
    conversation = f"c{id(parts)}"
    stores = [stock(both[0]), fast(both[1]), fast(both[1], whole=True)]
    for part in [beginning(), *parts]:
        for store in stores[:2]:
            await say(store, part, conversation)
        trackers = [await reread(store, conversation) for store in stores]
        assert state_of(trackers[0]) == state_of(trackers[1])
        assert trackers[0] == trackers[2]
        assert [event.as_dict() for event in trackers[0].events] == [event.as_dict() for event in trackers[2].events]
    whole = [await store.retrieve_full_tracker(conversation) for store in stores]
    assert whole[0] == whole[1]
    written = [[row for row in rows_of(address) if row[0] == conversation] for address in both]
    assert written[0] == written[1]


def said_to(message_id: str) -> Turn:
    """A turn in which the advisor answers a message."""
    return [
        UserUttered("hello", {"name": "greet", "confidence": 1.0}, [], message_id=message_id),
        ActionExecuted("action_help"),
        BotUttered("Here I am."),
        ActionExecuted("action_listen"),
    ]


class TestOurs:
    """What the stock store does not do."""

    async def test_a_turn_reads_only_what_is_new(self, url: str) -> None:
        store = fast(url)
        await hold(store, [beginning(), *(turn(f"t{number}") for number in range(30))])
        log = store._log
        asked: list[tuple[Any, ...]] = []
        read = log.read
        log.read = lambda *arguments: asked.append(arguments) or read(*arguments)  # type: ignore[method-assign, func-returns-value]
        await say(store, turn("last"))
        assert asked == [("c1", 2 + 1 + 30 * 4)]

    async def test_a_long_conversation_is_held_short(self, url: str) -> None:
        store = fast(url)
        await hold(store, [beginning(), *(answered(f"t{number}", "MM") for number in range(100))])
        assert len((await reread(store)).events) < 80
        assert len((await reread(fast(url))).events) < 80
        whole = await store.retrieve_full_tracker("c1")
        assert whole is not None
        assert len(whole.events) == 3 + 100 * 5

    async def test_a_session_that_was_just_begun_may_be_saved_again(self, url: str) -> None:
        store = fast(url)
        await store.save(await say(store, beginning()))
        assert len(rows_of(url)) == 2 + 1

    async def test_a_whole_tracker_may_be_saved_too(self, url: str) -> None:
        store = fast(url)
        await hold(store, [beginning(), turn("a"), beginning(), turn("b")])
        tracker = await store.retrieve_full_tracker("c1")
        assert tracker is not None
        tracker.update(ActionExecuted("action_help"))
        await store.save(tracker)
        assert rows_of(url)[-1][4] == "action_help"
        assert len(rows_of(url)) == 2 * (3 + 4) + 1

    async def test_a_database_that_is_away_is_no_reason_to_begin_anew(self, url: str) -> None:
        store = fast(url)
        wrapped = FailSafeTrackerStore(store)
        await hold(wrapped, [beginning(), answered("a", "MM")])
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("ALTER TABLE events RENAME TO elsewhere")
            with pytest.raises(RecordUnavailable):
                await wrapped.get_or_create_tracker("c1")
            connection.execute("ALTER TABLE elsewhere RENAME TO events")
        assert (await reread(wrapped)).get_slot("country") == "MM"

    async def test_what_could_not_be_written_is_not_taken_for_written(self, url: str) -> None:
        store = fast(url)
        await hold(store, [beginning(), answered("a", "MM")])
        tracker = await reread(store)
        tracker.update(SlotSet("country", "TH"))
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("ALTER TABLE events RENAME TO elsewhere")
            with pytest.raises(RecordUnavailable):
                await store.save(tracker)
            connection.execute("ALTER TABLE elsewhere RENAME TO events")
        assert (await reread(store)).get_slot("country") == "MM"

    async def test_two_servers_never_write_what_does_not_follow(self, url: str) -> None:
        one, other = fast(url), fast(url)
        await hold(one, [beginning()])
        late = await reread(one)
        await hold(other, [answered("a", "MM")])
        late.update(SlotSet("country", "TH"))
        with pytest.raises(RecordUnavailable, match="WrittenMeanwhile"):
            await one.save(late)
        assert (await reread(one)).get_slot("country") == "MM"

    async def test_a_message_that_another_server_answered_is_not_handled_again(self, url: str) -> None:
        one, other = fast(url), FailSafeTrackerStore(fast(url))
        await hold(one, [beginning(), said_to("m1")])
        with handling("m1"), pytest.raises(AlreadyAnswered):
            await other.get_or_create_tracker("c1")
        with handling("m2"):
            assert await other.retrieve("c1") is not None

    async def test_a_message_that_another_server_answered_many_turns_ago_is_not_handled_again(self, url: str) -> None:
        one, other = fast(url), fast(url)
        await hold(other, [beginning()])
        await hold(one, [said_to("m1"), *(turn(f"t{number}") for number in range(30))])
        with handling("m1"), pytest.raises(AlreadyAnswered):
            await other.retrieve("c1")

    async def test_a_message_that_was_heard_and_not_answered_is_handled_again(self, url: str) -> None:
        one = fast(url)
        await hold(one, [beginning(), said_to("m1")[:2]])
        with handling("m1"):
            assert await one.retrieve("c1") is not None

    async def test_a_delivery_that_failed_half_way_leaves_nothing_behind(self, url: str) -> None:
        one = fast(url)
        await hold(one, [beginning(), answered("a", "MM")])
        first, *_, last = said_to("m1")
        await hold(one, [[first, SlotSet("country", "TH"), ActionExecuted("action_answer"), last]])
        assert (await reread(one)).get_slot("country") == "TH"
        with handling("m1"):
            assert (await reread(one)).get_slot("country") == "MM"
            await say(one, said_to("m1"))
        for store in (one, fast(url)):
            assert (await reread(store)).get_slot("country") == "MM"
            ids = [event.message_id for event in (await reread(store)).events if isinstance(event, UserUttered)]
            assert ids.count("m1") == 1

    async def test_rasa_takes_it_from_its_name(self, url: str) -> None:
        made = TrackerStore.create(EndpointConfig(url=url, type=FAST), DOMAIN)
        assert isinstance(made, FastTrackerStore)

    @pytest.mark.parametrize("address", [None, ""])
    def test_an_address_is_needed(self, address: str | None) -> None:
        with pytest.raises(InvalidConfigException, match="url is missing"):
            FastTrackerStore(DOMAIN, host=address)

    def test_a_database_that_was_not_set_up_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidConfigException, match="python -m advisor database"):
            fast(f"sqlite:///{tmp_path / 'empty.db'}")

    async def test_events_of_unknown_kinds_are_an_error_as_for_rasa(self, url: str) -> None:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(
                "INSERT INTO events (sender_id, type_name, data) VALUES ('c1', 'odd', '{\"event\": \"odd\"}')"
            )
        with pytest.raises(ValueError, match="Unknown event name"):
            await fast(url).retrieve("c1")


async def test_events_that_rasa_has_given_up_are_left_out(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute(
            "INSERT INTO events (sender_id, type_name, data) VALUES ('c1', 'topic', '{\"event\": \"topic\"}')"
        )
    assert await fast(url).retrieve("c1") is None
