from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from advisor.dialogue.action_answers import check_schema_once


@pytest.fixture
def action() -> RemoteAction:
    check_schema_once()
    return RemoteAction("action_greet", None)


def test_a_good_answer_passes(action: RemoteAction) -> None:
    slot = {"event": "slot", "name": "phase", "value": "verdict", "timestamp": None}
    assert action._validate_action_result({"events": [slot], "responses": [{"text": "Hello"}]})


@pytest.mark.parametrize("answer", [{"events": "none"}, {"events": [{"name": "phase"}]}, {"responses": ["Hello"]}, []])
def test_a_bad_answer_is_still_refused(action: RemoteAction, answer: object) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)
