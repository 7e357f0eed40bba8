"""A button's payload goes past everything that reads words.

Rasa sends `/answer{"option": "offer.goods"}` through the whole pipeline, and its last component replaces what the
others made of it. Six of ten messages are payloads.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

Parsed = dict[str, Any]


def read_payloads_as_they_are() -> None:
    """Let Rasa read payloads so from now on. Calling it again changes nothing."""
    if not hasattr(MessageProcessor, "parse_words"):
        MessageProcessor.parse_words = MessageProcessor._parse_message_with_graph
        MessageProcessor._parse_message_with_graph = _parse


def _parse(
    processor: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker,
    only_output_properties: bool = True,
) -> Parsed:
    payload = _payload(processor, message.text or "") if only_output_properties else None
    if payload is not None:
        return payload
    parsed: Parsed = processor.parse_words(message, tracker, only_output_properties)
    return parsed


def _payload(processor: MessageProcessor, text: str) -> Parsed | None:
    """What a payload says. None for words, and for what only looks like a payload."""
    if not text.startswith(INTENT_MESSAGE_PREFIX):
        return None
    message = Message({TEXT: text})
    (read,) = RegexMessageHandler().process([message], processor.domain)
    if read is message:
        return None
    said: Parsed = read.as_dict(only_output_properties=True)
    return {key: said[key] for key in (TEXT, INTENT, ENTITIES)} | said
