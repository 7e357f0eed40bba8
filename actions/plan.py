"""The plan, and more on any part of it."""

from __future__ import annotations

from actions.base import AdvisorAction, Call, Reply
from actions.speaker import Button, bullets, payload
from actions.verdict import stage_buttons
from advisor.core.assessment import assess, stage_of
from advisor.core.interview import Phase
from advisor.core.messages import MessageType
from advisor.core.plan import SOURCES_EACH, Help, Item, Plan, Step, make_plan, sources_for, steps_for
from advisor.knowledge.schema import Constraint, StageId

MORE_STEPS = 2
MORE_SOURCES = 6


class ActionGivePlan(AdvisorAction):
    """Tells the plan, one constraint a message."""

    called = "action_give_plan"

    def respond(self, call: Call) -> Reply:
        """The summary, each constraint, who helps with all of it, what comes after."""
        plan = _plan(call)
        _say_summary(call, plan)
        for number, item in enumerate(plan.items, start=1):
            _say_item(call, number, item)
        _say_helpers(call, plan)
        _say_afterwards(call, plan)
        early = call.state.phase is Phase.VERDICT
        return Reply(call.state.model_copy(update={"phase": Phase.ADVISED}) if early else call.state)


class ActionMoreAdvice(AdvisorAction):
    """More on one constraint: further steps and sources."""

    called = "action_more_advice"

    def respond(self, call: Call) -> Reply:
        """Tell more, or ask on what."""
        named = call.entity("constraint")
        if named not in call.knowledge.constraints:
            _ask_on_what(call, "more_advice")
            return Reply(call.state)
        _say_meaning(call, named)
        _say_other_steps(call, named)
        return Reply(call.state)


class ActionOtherSources(AdvisorAction):
    """The nearest verified sources about one constraint that the firm can use, more than the plan names."""

    called = "action_other_sources"

    def respond(self, call: Call) -> Reply:
        """List them in two messages that are short enough to read, or ask about what."""
        named = call.entity("constraint")
        if named not in call.knowledge.constraints:
            _ask_on_what(call, "other_sources")
            return Reply(call.state)
        stage = stage_of(call.knowledge, call.state.profile)
        sources = sources_for(call.knowledge, call.state.profile, named, stage)
        _say_sources(call, "utter_sources", named, sources[:SOURCES_EACH])
        further = sources[SOURCES_EACH:MORE_SOURCES]
        if further:
            _say_sources(call, "utter_further_sources", named, further)
        return Reply(call.state)


class ActionOtherStage(AdvisorAction):
    """What another stage is about."""

    called = "action_other_stage"

    def respond(self, call: Call) -> Reply:
        """Tell, or ask which."""
        named = call.entity("stage")
        if named not in set(StageId):
            own = stage_of(call.knowledge, call.state.profile)
            others = [stage for stage in StageId if stage is not own]
            buttons = stage_buttons(call, "other_stage", others)
            call.speaker.say("utter_which_other_stage", MessageType.CLARIFY, {"about": "stage"}, buttons)
            return Reply(call.state)
        stage = call.knowledge.stages[StageId(named)]
        constraints = {key: each for key, each in call.knowledge.constraints.items() if each.stage == named}
        call.speaker.say(
            "utter_other_stage",
            MessageType.ADVICE,
            {"about": "stage", "stage": named},
            _more_buttons(call, constraints),
            name=stage.name,
            meaning=stage.meaning,
            constraints=bullets(each.name for each in constraints.values()),
        )
        return Reply(call.state)


def source_words(call: Call, sources: tuple[Help, ...]) -> str:
    """Sources as a list, with where to find them and when that was checked."""
    return bullets(_source_line(call, source) for source in sources) or call.speaker.word("no_source")


def _plan(call: Call) -> Plan:
    profile = call.state.profile
    return make_plan(call.knowledge, profile, assess(call.knowledge, profile))


def _say_summary(call: Call, plan: Plan) -> None:
    names = [item.holding_back.name for item in plan.items]
    call.speaker.say(
        "utter_plan",
        MessageType.PLAN,
        {"part": "summary", "plan": plan.model_dump(mode="json")},
        constraints="\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1)),
        short=call.knowledge.stages[plan.stage].short,
    )


def _say_item(call: Call, number: int, item: Item) -> None:
    call.speaker.say(
        "utter_plan_item",
        MessageType.PLAN,
        {"part": "item", "constraint": item.holding_back.constraint},
        number=str(number),
        name=item.holding_back.name,
        because=_because(call, item),
        step=_step_words(call, item.step),
    )
    call.speaker.say(
        "utter_plan_item_sources",
        MessageType.PLAN,
        {"part": "sources", "constraint": item.holding_back.constraint},
        number=str(number),
        sources=source_words(call, item.sources),
    )


def _because(call: Call, item: Item) -> str:
    if not item.holding_back.because:
        return item.holding_back.meaning
    return call.speaker.word("because", facts="; ".join(item.holding_back.because))


def _say_helpers(call: Call, plan: Plan) -> None:
    country = call.knowledge.countries.get(call.state.profile.country or "")
    call.speaker.say(
        "utter_plan_helpers" if plan.national_body_known else "utter_plan_helpers_regional",
        MessageType.PLAN,
        {"part": "helpers"},
        country=country.spoken if country else call.speaker.word("your_country"),
        bodies=source_words(call, plan.bodies),
    )


def _say_afterwards(call: Call, plan: Plan) -> None:
    named = [item.holding_back.constraint for item in plan.items]
    call.speaker.say(
        "utter_plan_afterwards",
        MessageType.PLAN,
        {"part": "afterwards"},
        [*_more_buttons(call, {key: call.knowledge.constraints[key] for key in named}), *_rating_buttons(call)],
        afterwards=plan.afterwards,
    )


def _say_meaning(call: Call, named: str) -> None:
    constraint = call.knowledge.constraints[named]
    call.speaker.say(
        "utter_more_advice",
        MessageType.ADVICE,
        {"about": "constraint", "constraint": named},
        [call.speaker.button("button_other_sources", payload("other_sources", constraint=named))],
        name=constraint.name,
        meaning=constraint.meaning,
    )


def _say_other_steps(call: Call, named: str) -> None:
    """The steps after the one that the plan names, one a message."""
    for step in steps_for(call.knowledge, call.state.profile, named)[1 : 1 + MORE_STEPS]:
        call.speaker.say(
            "utter_another_step",
            MessageType.ADVICE,
            {"about": "step", "constraint": named, "step": step.model_dump(mode="json")},
            step=_step_words(call, step),
        )


def _say_sources(call: Call, response: str, named: str, sources: tuple[Help, ...]) -> None:
    call.speaker.say(
        response,
        MessageType.ADVICE,
        {"about": "sources", "constraint": named, "sources": [source.model_dump(mode="json") for source in sources]},
        name=call.knowledge.constraints[named].name,
        sources=source_words(call, sources),
    )


def _more_buttons(call: Call, constraints: dict[str, Constraint]) -> list[Button]:
    return [
        call.speaker.button("button_more", payload("more_advice", constraint=key), name=constraint.name)
        for key, constraint in constraints.items()
    ]


def _rating_buttons(call: Call) -> list[Button]:
    return [
        call.speaker.button("button_helpful", payload("rate", rating="helpful")),
        call.speaker.button("button_not_helpful", payload("rate", rating="not_helpful")),
    ]


def _ask_on_what(call: Call, intent: str) -> None:
    plan = _plan(call)
    buttons = [
        {"title": item.holding_back.name, "payload": payload(intent, constraint=item.holding_back.constraint)}
        for item in plan.items
    ]
    call.speaker.say("utter_on_what", MessageType.CLARIFY, {"about": "constraint"}, buttons)


def _step_words(call: Call, step: Step) -> str:
    return call.speaker.word("step", **step.model_dump(include={"title", "do", "who", "effort", "time", "result"}))


def _source_line(call: Call, source: Help) -> str:
    key = "source_with_address" if source.address else "source_without_address"
    return call.speaker.word(
        key,
        name=source.name,
        owner=source.owner,
        address=source.address or "",
        gives=source.gives.rstrip("."),
        checked_on=f"{source.checked_on:%d %b %Y}".lstrip("0"),
    )
