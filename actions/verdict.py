"""The assessment: where the firm stands, why, what would change it, and whether that sounds right."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from actions.speaker import Button, bullets, payload
from advisor.core.assessment import Assessment, assess
from advisor.core.certainty import percent_words, sure_words
from advisor.core.inference import Change
from advisor.core.interview import Phase, State
from advisor.core.messages import MessageType
from advisor.core.report import assessment_json
from advisor.knowledge.schema import StageId

FACTS_FOR, FACTS_AGAINST = 3, 2
"""At most as many facts as fit into six lines."""


class ActionGiveAssessment(AdvisorAction):
    """Tells the verdict and asks whether it sounds right."""

    called = "action_give_assessment"

    def respond(self, call: Call) -> Reply:
        """Three short messages: the verdict, the facts, the question."""
        assessment = assess(call.knowledge, call.state.profile)
        say_verdict(call, assessment)
        _say_facts(call, assessment)
        ask_if_right(call, assessment)
        return Reply(call.state.model_copy(update={"phase": Phase.VERDICT}))


class ActionEstimate(AdvisorAction):
    """Tells the best estimate at any time."""

    called = "action_estimate"

    def respond(self, call: Call) -> Reply:
        """One message, which says that it is early if it is."""
        assessment = assess(call.knowledge, call.state.profile)
        if assessment.answers and not (assessment.settled or assessment.overruled):
            _say_estimate(call, assessment)
        elif assessment.answers:
            say_verdict(call, assessment)
        else:
            call.speaker.say(
                "utter_estimate_without_answers",
                MessageType.ASSESSMENT,
                {"assessment": assessment_json(assessment)},
                short=call.knowledge.stages[assessment.stage].short,
            )
        return Reply(call.state)


class ActionAccept(AdvisorAction):
    """The firm agrees: on to what holds it back."""

    called = "action_accept"

    def respond(self, call: Call) -> Reply:
        """Say what comes now."""
        return Reply(_to_constraints(call, call.state))


class ActionOfferStages(AdvisorAction):
    """The firm holds another stage to be right: which?"""

    called = "action_offer_stages"

    def respond(self, call: Call) -> Reply:
        """One button a stage."""
        buttons = stage_buttons(call, "choose_stage", list(StageId))
        call.speaker.say("utter_which_stage", MessageType.CLARIFY, {"about": "stage"}, buttons)
        return Reply(call.state, waits=True)


class ActionOverrule(AdvisorAction):
    """Takes the stage that the firm holds to be right. Both verdicts are kept; advice follows the firm's."""

    called = "action_overrule"

    def respond(self, call: Call) -> Reply:
        """Go on to the constraints of that stage."""
        inferred = assess(call.knowledge, call.state.profile).inferred_stage
        named = call.entity("stage")
        stage = StageId(named) if named in set(StageId) else inferred
        call.speaker.say(
            "utter_overruled",
            MessageType.NOTED,
            {"facts": [], "overruled": stage.value},
            short=call.knowledge.stages[stage].short,
        )
        profile = call.state.profile.overruling(stage if stage is not inferred else None)
        return Reply(_to_constraints(call, call.state.model_copy(update={"profile": profile})))


def say_verdict(call: Call, assessment: Assessment) -> None:
    """The stage and how sure."""
    stage = call.knowledge.stages[assessment.stage]
    call.speaker.say(
        "utter_verdict_overruled" if assessment.overruled else "utter_verdict",
        MessageType.ASSESSMENT,
        {"assessment": assessment_json(assessment)},
        name=stage.name,
        short=stage.short,
        meaning=stage.meaning,
        sure=sure_words(call.knowledge, assessment.certainty),
        percent=percent_words(call.knowledge, assessment.certainty),
        inferred=call.knowledge.stages[assessment.inferred_stage].short,
    )


def _say_estimate(call: Call, assessment: Assessment) -> None:
    stage = call.knowledge.stages[assessment.stage]
    call.speaker.say(
        "utter_estimate_early" if assessment.early else "utter_estimate",
        MessageType.ASSESSMENT,
        {"assessment": assessment_json(assessment)},
        name=stage.name,
        short=stage.short,
        sure=sure_words(call.knowledge, assessment.certainty),
        percent=percent_words(call.knowledge, assessment.certainty),
        count=str(assessment.answers),
    )


def ask_if_right(call: Call, assessment: Assessment) -> None:
    """Does this sound right? With what would change it."""
    change = next(iter(assessment.would_change), None)
    call.speaker.say(
        "utter_sounds_right",
        MessageType.QUESTION,
        {"question": "sounds_right", "section": "verdict", "attempt": 0, "options": []},
        [
            call.speaker.button("button_sounds_right", "/affirm"),
            call.speaker.button("button_change_answer", "/change_answer"),
            call.speaker.button("button_other_stage", "/overrule"),
        ],
        change=_change(call, change),
    )


def _to_constraints(call: Call, state: State) -> State:
    call.speaker.say("utter_on_to_constraints", MessageType.NOTED, {"facts": []})
    return state.model_copy(update={"phase": Phase.CONSTRAINTS, "asked": None, "clash": None, "again": ()})


def _say_facts(call: Call, assessment: Assessment) -> None:
    speaking_for = [item.fact for item in assessment.evidence if item.weight > 0][:FACTS_FOR]
    against = [item.fact for item in assessment.evidence if item.weight < 0][:FACTS_AGAINST]
    response = "utter_facts_for_and_against" if against else "utter_facts_for"
    if speaking_for:
        call.speaker.say(
            response,
            MessageType.ASSESSMENT,
            {"part": "evidence"},
            lead=call.speaker.word(_lead(call, assessment)),
            facts_for=bullets(speaking_for),
            facts_against=bullets(against),
        )


def _lead(call: Call, assessment: Assessment) -> str:
    if assessment.overruled:
        return "speaks_for_my_view"
    return "speaks_for_it_not_the_country" if call.state.profile.country else "speaks_for_it"


def _change(call: Call, change: Change | None) -> str:
    if change is None:
        return call.speaker.word("nothing_would_change")
    short = call.knowledge.stages[change.stage].short
    return call.speaker.word("would_change", fact=change.fact, short=short)


def stage_buttons(call: Call, intent: str, stages: list[StageId]) -> list[Button]:
    """A button for each stage."""
    return [
        {"title": call.knowledge.stages[stage].name.capitalize(), "payload": payload(intent, stage=stage.value)}
        for stage in stages
    ]
