"""The course of the questions: what one message changes, what to say about it, and what to ask next.

Pure: the state goes in, the new state comes out. Rasa's form drives it; its slots keep the state.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from advisor.core.diagnosis import next_constraint_question
from advisor.core.inference import next_evidence_question
from advisor.core.profile import Contradiction, FirmProfile, Frozen, contradictions, open_questions
from advisor.core.reading import CLOSE, Choice, Fact, Kind, Reading, read
from advisor.core.utterance import Intent, Utterance
from advisor.knowledge.schema import Knowledge, Section

ATTEMPTS = 2
"""A question is put in two ways; after that it is left out, never a loop."""


class Phase(StrEnum):
    """Where the conversation stands."""

    INTERVIEW = "interview"
    """Basics and evidence are asked."""
    VERDICT = "verdict"
    """The assessment was given; the firm is asked whether it sounds right."""
    CONSTRAINTS = "constraints"
    """What holds the firm back is asked."""
    ADVISED = "advised"
    """The plan was given."""


class State(Frozen):
    """All that the interview remembers."""

    profile: FirmProfile = FirmProfile()
    phase: Phase = Phase.INTERVIEW
    asked: str | None = None
    """The question that waits for an answer."""
    attempt: int = 0
    """How often it was not understood."""
    trail: tuple[str, ...] = ()
    """Questions asked before this one and answered, for going back."""
    again: tuple[str, ...] = ()
    """Questions to ask next whatever they tell, because the firm wants to change its answer."""
    clash: Contradiction | None = None
    """Two answers that cannot both be true, while the firm is asked which holds."""
    choices: tuple[Choice, ...] = ()
    """Two readings of the last message, while the firm is asked which it meant."""
    starting_over: bool = False
    """The firm is asked whether all its answers are to be set aside."""
    noted: tuple[str, ...] = ()
    """Questions whose answers were told back just now, which "no, three" may correct."""
    handled: str | None = None
    """Id of the last message taken in, so that none counts twice."""


class Say(StrEnum):
    """What there is to say about a message before the next question."""

    NOTED = "noted"
    NOT_UNDERSTOOD = "not_understood"
    """Followed by the question in other words."""
    LEFT_OUT = "left_out"
    """It was not understood twice and is left out."""
    SKIPPED = "skipped"
    NOTHING_BEFORE = "nothing_before"
    """There is no question to go back to."""
    STARTED_OVER = "started_over"
    HEARD = "heard"
    """It tells of the firm and answers no question."""


class Turn(Frozen):
    """What a message led to."""

    state: State
    say: Say | None = None
    facts: tuple[Fact, ...] = ()
    digression: bool = False
    """The message is for the rules and stories; the question stays open."""


def take(knowledge: Knowledge, state: State, utterance: Utterance) -> Turn:
    """Take in one message. Taking the same message twice changes nothing the second time."""
    if utterance.id == state.handled:
        return Turn(state=state)
    noted = state.noted
    asked_to_start_over = state.starting_over
    cleared = {"noted": (), "choices": (), "starting_over": False}
    state = state.model_copy(update={"handled": utterance.id, **cleared})
    if asked_to_start_over and utterance.says(Intent.AFFIRM, Intent.DENY):
        return _start_over(state) if utterance.says(Intent.AFFIRM) else Turn(state=state)
    if state.clash is not None:
        return _settle_clash(knowledge, state, state.clash, utterance)
    state = hear(state, utterance)
    reading = read(knowledge, state.profile, state.asked, utterance, noted)
    if reading.kind is Kind.NOT_UNDERSTOOD and utterance.sounds and utterance.says(Intent.INFORM):
        return _keep_in_mind(state)
    return _take_reading(knowledge, state, reading)


def hear(state: State, utterance: Utterance) -> State:
    """Keep what a sentence sounds like, whatever facts it has."""
    if utterance.sounds is None:
        return state
    return state.model_copy(update={"profile": state.profile.with_impression(utterance.sounds)})


def advance(knowledge: Knowledge, state: State) -> State:
    """Choose what to ask next; a phase whose questions are done gives way to the next."""
    if state.clash is not None or state.choices or (state.asked is not None and not _done(state, state.asked)):
        return state
    asked = _next_question(knowledge, state)
    trail = _trail(state)
    if asked is None:
        return state.model_copy(update={"asked": None, "attempt": 0, "trail": (), "phase": _after(state.phase)})
    return state.model_copy(update={"asked": asked, "attempt": 0, "trail": trail})


def ask_again(state: State, question_id: str) -> State:
    """Put a question once more, to change its answer. The old answer counts until the new one comes."""
    return state.model_copy(update={"phase": Phase.INTERVIEW, "asked": None, "attempt": 0, "again": (question_id,)})


def remember(knowledge: Knowledge, state: State, facts: Iterable[Fact]) -> State:
    """Take facts into the profile and look whether they fit together. A later answer replaces an earlier one."""
    profile = state.profile
    again = state.again
    taken = believable(knowledge, state, facts)
    for fact in taken:
        profile = _with(profile, fact)
        again = tuple(key for key in again if key != fact.question)
    clash = next(iter(contradictions(knowledge, profile)), None)
    noted = tuple(fact.question for fact in taken)
    return state.model_copy(update={"profile": profile, "again": again, "clash": clash, "noted": noted})


def believable(knowledge: Knowledge, state: State, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts, without those told out of turn that were interpreted and that surer answers speak against."""
    return tuple(
        fact
        for fact in facts
        if fact.sure == 1 or fact.question == state.asked or not _is_doubtful(knowledge, state.profile, fact)
    )


def _is_doubtful(knowledge: Knowledge, profile: FirmProfile, fact: Fact) -> bool:
    given = profile.answers.get(fact.question)
    if given is not None and given.option != fact.option and given.sure > fact.sure + CLOSE:
        return True
    before, after = (contradictions(knowledge, one) for one in (profile, _with(profile, fact)))
    return len(after) > len(before)


def _with(profile: FirmProfile, fact: Fact) -> FirmProfile:
    return profile.with_answer(fact.question, fact.option, fact.said, fact.sure)


def _take_reading(knowledge: Knowledge, state: State, reading: Reading) -> Turn:
    match reading.kind:
        case Kind.ANSWER | Kind.GO_ON:
            return _note(knowledge, state, reading.facts)
        case Kind.UNKNOWN:
            return Turn(state=_leave_out(state), say=Say.SKIPPED)
        case Kind.BACK:
            return _go_back(state)
        case Kind.DIGRESSION:
            return _note(knowledge, state, reading.facts, digression=True)
        case Kind.UNCLEAR:
            return _wonder(state, reading.choices)
        case Kind.NOT_UNDERSTOOD:  # pragma: no branch - there is no other kind
            return _misunderstand(state)


def _note(knowledge: Knowledge, state: State, facts: tuple[Fact, ...], digression: bool = False) -> Turn:
    """Take facts in and tell them back; what was not believed is not told back."""
    remembered = remember(knowledge, state, facts)
    told = tuple(fact for fact in facts if fact.question in remembered.noted)
    return Turn(state=remembered, say=Say.NOTED if told else None, facts=told, digression=digression)


def _wonder(state: State, choices: tuple[Choice, ...]) -> Turn:
    """Ask which of two readings was meant; the second time in a row the message counts as not understood."""
    if state.attempt + 1 >= ATTEMPTS:
        return _misunderstand(state)
    return Turn(state=state.model_copy(update={"attempt": state.attempt + 1, "choices": choices}))


def _settle_clash(knowledge: Knowledge, state: State, clash: Contradiction, utterance: Utterance) -> Turn:
    """The answer named again holds, and the other is dropped; without a clear word the newer one is dropped."""
    reading = read(knowledge, state.profile, clash.later, utterance)
    if reading.kind in {Kind.DIGRESSION, Kind.GO_ON}:
        return Turn(state=state, digression=reading.kind is Kind.DIGRESSION)
    kept = _kept(state, clash, reading, utterance)
    dropped = clash.earlier if kept == clash.later else clash.later
    cleared = state.model_copy(update={"clash": None, "profile": state.profile.without(dropped), "asked": None})
    if kept is None:
        return Turn(state=cleared, say=Say.SKIPPED)
    facts = tuple(fact for fact in reading.facts if fact.question != dropped)
    return Turn(state=remember(knowledge, cleared, facts), say=Say.NOTED, facts=facts)


def _kept(state: State, clash: Contradiction, reading: Reading, utterance: Utterance) -> str | None:
    pair = {key: state.profile.option_of(key) for key in (clash.earlier, clash.later)}
    named = [fact.question for fact in reading.facts if fact.question in pair]
    named += [item.question for item in utterance.mentions if pair.get(item.question) == item.option]
    return named[0] if named else None


def _leave_out(state: State) -> State:
    if state.asked is None:
        return state
    again = tuple(key for key in state.again if key != state.asked)
    profile = state.profile
    if state.asked not in profile.answers or state.asked in state.again:
        profile = profile.with_unknown(state.asked)
    return state.model_copy(update={"profile": profile, "again": again})


def _start_over(state: State) -> Turn:
    return Turn(state=State(handled=state.handled), say=Say.STARTED_OVER)


def _go_back(state: State) -> Turn:
    if not state.trail:
        return Turn(state=state, say=Say.NOTHING_BEFORE)
    *trail, before = state.trail
    update = {"trail": tuple(trail), "asked": before, "attempt": 0, "profile": state.profile.without(before)}
    return Turn(state=state.model_copy(update=update))


def _misunderstand(state: State) -> Turn:
    if state.attempt + 1 >= ATTEMPTS:
        return Turn(state=_leave_out(state), say=Say.LEFT_OUT)
    return Turn(state=state.model_copy(update={"attempt": state.attempt + 1}), say=Say.NOT_UNDERSTOOD)


def _keep_in_mind(state: State) -> Turn:
    """The question is put again in other words once, and then left: the firm wants to tell its story."""
    return _misunderstand(state).model_copy(update={"say": Say.HEARD})


def _done(state: State, question_id: str) -> bool:
    return state.profile.settled(question_id) and question_id not in state.again


def _trail(state: State) -> tuple[str, ...]:
    if state.asked is None:
        return state.trail
    return (*(key for key in state.trail if key != state.asked), state.asked)


def _after(phase: Phase) -> Phase:
    return {Phase.INTERVIEW: Phase.VERDICT, Phase.CONSTRAINTS: Phase.ADVISED}.get(phase, phase)


def _next_question(knowledge: Knowledge, state: State) -> str | None:
    if state.again:
        return state.again[0]
    if state.phase is Phase.CONSTRAINTS:
        return next_constraint_question(knowledge, state.profile)
    if state.phase is not Phase.INTERVIEW:
        return None
    basics = open_questions(knowledge, state.profile, Section.BASICS)
    return next(iter(basics), None) or next_evidence_question(knowledge, state.profile)
