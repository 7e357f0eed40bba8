"""Weights of evidence: from a firm's answers to the stage, why, what would change it, and what to ask next.

    P(stage | answers)  ~  P(stage | level of development)  *  product over answers of P(answer | stage)

Good, I. J. (1950), Probability and the Weighing of Evidence, for the log-ratios; Lindley (1956), On a measure of the
information provided by an experiment, for the choice of the next question. docs/inference.md works an example by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.core.profile import FirmProfile, Frozen, applicable_answers, open_questions, ruled_out
from advisor.knowledge.schema import ByStage, Knowledge, Option, Question, Section, StageId

IMPRESSION = "impression"
"""Stands for a question where what the firm's sentences sound like is weighed beside its answers."""
IMPRESSION_SHARE = 0.7
"""Part of the evidence of a sentence that counts: sentences repeat one another and the facts taken from them.
Chosen on tests/cases/plain_talk."""
MOST_IMPRESSION = math.log(30)
"""An impression makes no stage more than so many times as likely as another. In nats."""
Beliefs = Mapping[StageId, float]
"""Stage -> probability, adding up to 1."""

FIRM_AT = 0.88
"""Probability from which a verdict is firm."""
FIRM_BEFORE_LAST_DOUBT = 0.75
"""Probability from which a verdict is firm when no single further answer could turn it."""
FEWEST_ANSWERS = 5
"""A verdict on fewer answers rests on too few sides of the firm. The first answers mostly tell of the same thing, sales
so far, and are counted as if they were independent, so four of them sound surer than they are (docs/inference.md)."""
MOST_QUESTIONS = 9
"""Evidence questions asked at most, skipped ones included: patience ends before doubt does."""


class Weight(Frozen):
    """What one answer says for or against the verdict."""

    question: str
    option: str
    fact: str
    weight: float
    """ln P(answer | verdict) / P(answer | the other stages), in nats. Above 0 speaks for the verdict."""


class Change(Frozen):
    """An answer that, alone, would turn the verdict."""

    question: str
    option: str
    fact: str
    stage: StageId
    instead_of: str | None = None
    """The option given now; None for a question not answered yet."""


class Verdict(Frozen):
    """Where a firm stands, and why."""

    stage: StageId
    probabilities: dict[StageId, float]
    settled: bool
    """Whether asking on is not worth the firm's time."""
    answers: int
    """Evidence answers that the verdict rests on."""
    evidence: tuple[Weight, ...]
    """Strongest first."""


def prior(knowledge: Knowledge, profile: FirmProfile) -> ByStage:
    """Where most firms of the firm's country stand: a first guess, by level of development."""
    return knowledge.priors[knowledge.level_of(profile.country)].stages


def beliefs(knowledge: Knowledge, profile: FirmProfile) -> dict[StageId, float]:
    """Probability of each stage given the country and the evidence answers."""
    answers = (answer.likelihood for answer in _weighed(knowledge, profile))
    factors = [prior(knowledge, profile), *answers, impression(profile)]
    # fsum rounds once, so that the order of the answers cannot decide a tie.
    return _normalized({stage: math.fsum(math.log(factor[stage]) for factor in factors) for stage in StageId})


def update(believed: Beliefs, likelihood: ByStage | None) -> dict[StageId, float]:
    """Beliefs after one more answer."""
    return _normalized(
        {stage: math.log(believed[stage]) + math.log(_likelihood(likelihood)[stage]) for stage in StageId}
    )


def best(believed: Beliefs) -> StageId:
    """The most probable stage; the earlier one in a tie."""
    return max(StageId, key=lambda stage: believed[stage])


def judge(knowledge: Knowledge, profile: FirmProfile) -> Verdict:
    """The verdict on a firm as far as it is known."""
    believed = beliefs(knowledge, profile)
    weights = evidence(knowledge, profile, best(believed))
    return Verdict(
        stage=best(believed),
        probabilities=believed,
        settled=is_settled(knowledge, profile, believed),
        answers=sum(weight.question != IMPRESSION for weight in weights),
        evidence=weights,
    )


def evidence(knowledge: Knowledge, profile: FirmProfile, stage: StageId) -> tuple[Weight, ...]:
    """What each answer says for or against a stage, strongest first."""
    shares = prior(knowledge, profile)
    weights = [
        Weight(
            question=answer.question,
            option=answer.option,
            fact=answer.fact,
            weight=weight_of_evidence(answer.likelihood, shares, stage),
        )
        for answer in _weighed(knowledge, profile)
    ]
    if profile.impression:
        weights.append(_weight_of_impression(knowledge, impression(profile), shares, stage))
    return tuple(sorted(weights, key=lambda item: -abs(item.weight)))


class _Answer(Frozen):
    """An answer with how likely it is at each stage, up to a factor."""

    question: str
    option: str
    fact: str
    likelihood: ByStage


def _weighed(knowledge: Knowledge, profile: FirmProfile) -> Iterator[_Answer]:
    """The evidence answers that count, each with what it rules out of questions that are not answered.

    A firm with three markets has sold abroad, also when it was not asked whether it has.
    """
    implied: set[str] = set()
    for question_id, _, option_id, option in applicable_answers(knowledge, profile, Section.EVIDENCE):
        sure = profile.answers[question_id].sure
        likelihood = discounted(option.likelihood, sure)
        for other, left in _left_open(knowledge, profile, question_id, option_id):
            if other not in implied:
                implied.add(other)
                likelihood = {stage: share * left[stage] for stage, share in likelihood.items()}
        yield _Answer(question=question_id, option=option_id, fact=option.means, likelihood=likelihood)


def _left_open(
    knowledge: Knowledge, profile: FirmProfile, question_id: str, option_id: str
) -> Iterator[tuple[str, ByStage]]:
    """Open questions of which an answer excludes options, with how likely the others are at each stage."""
    sure = profile.answers[question_id].sure
    for other, together in knowledge.left_open.get((question_id, option_id), {}).items():
        if other not in profile.answers and not ruled_out(knowledge.questions[other].only_if, profile):
            yield other, discounted(together, sure)


def impression(profile: FirmProfile) -> ByStage:
    """How likely the firm's sentences are at each stage, up to a factor: evenly likely where it wrote none."""
    logs = {stage: IMPRESSION_SHARE * profile.impression.get(stage, 0.0) for stage in StageId}
    highest = max(logs.values())
    return _normalized({stage: max(log - highest, -MOST_IMPRESSION) for stage, log in logs.items()})


def _weight_of_impression(knowledge: Knowledge, sounds: ByStage, shares: ByStage, stage: StageId) -> Weight:
    likeliest = best(sounds)
    fact = knowledge.stages[likeliest].impression
    return Weight(
        question=IMPRESSION, option=likeliest.value, fact=fact, weight=weight_of_evidence(sounds, shares, stage)
    )


def discounted(likelihood: ByStage | None, sure: float) -> ByStage:
    """The likelihood of an answer that was understood with a probability `sure` and else says nothing.

    Virtual evidence (Pearl 1988, Probabilistic Reasoning in Intelligent Systems, section 2.3.3). With `sure` 1 it is
    the likelihood itself.
    """
    whole = _likelihood(likelihood)
    silence = sum(whole.values()) / len(whole)
    return {stage: sure * share + (1 - sure) * silence for stage, share in whole.items()}


def weight_of_evidence(likelihood: ByStage, shares: Beliefs, stage: StageId) -> float:
    """ln of how many times as likely an answer is in `stage` as in the other stages, mixed by `shares`. In nats."""
    others = [other for other in StageId if other is not stage]
    mixed = sum(shares[other] * likelihood[other] for other in others) / sum(shares[other] for other in others)
    return math.log(likelihood[stage] / mixed)


def would_change(knowledge: Knowledge, profile: FirmProfile) -> tuple[Change, ...]:
    """The single answers that would turn the verdict: corrections of answers given first, then open questions.

    One per question, the one that is likeliest given all else.
    """
    verdict = best(beliefs(knowledge, profile))
    given = [key for key, *_ in applicable_answers(knowledge, profile, Section.EVIDENCE)]
    open_ = list(open_questions(knowledge, profile, Section.EVIDENCE))
    changes = (_change(knowledge, profile, verdict, question_id) for question_id in given + open_)
    return tuple(change for change in changes if change is not None)


def _change(knowledge: Knowledge, profile: FirmProfile, verdict: StageId, question_id: str) -> Change | None:
    question = knowledge.questions[question_id]
    given = profile.option_of(question_id)
    unanswered = beliefs(knowledge, profile.without(question_id))
    turning = []
    for option_id, option in question.options.items():
        if option_id == given:
            continue
        changed = profile.with_answer(question_id, option_id)
        stage = best(beliefs(knowledge, changed))
        if stage is not verdict:
            chance = probability_of_answer(unanswered, option.likelihood)
            turning.append((chance, option_id, option.means, stage))
    if not turning:
        return None
    _, option_id, fact, stage = max(turning)
    return Change(question=question_id, option=option_id, fact=fact, stage=stage, instead_of=given)


def probability_of_answer(believed: Beliefs, likelihood: ByStage | None) -> float:
    """How likely an answer is, given what is believed."""
    return sum(believed[stage] * _likelihood(likelihood)[stage] for stage in StageId)


def entropy(believed: Beliefs) -> float:
    """Uncertainty about the stage, in nats."""
    return -sum(share * math.log(share) for share in believed.values() if share > 0)


def expected_information(believed: Beliefs, question: Question) -> float:
    """How much a question is expected to tell about the stage, in nats (Lindley 1956). Never negative."""
    after = 0.0
    for option in question.options.values():
        chance = probability_of_answer(believed, option.likelihood)
        after += chance * entropy(update(believed, option.likelihood))
    return max(0.0, entropy(believed) - after)


def next_evidence_question(knowledge: Knowledge, profile: FirmProfile) -> str | None:
    """The open question expected to tell most; None when asking ends."""
    believed = beliefs(knowledge, profile)
    if is_settled(knowledge, profile, believed):
        return None
    open_ = open_questions(knowledge, profile, Section.EVIDENCE)
    return max(open_, key=lambda key: expected_information(believed, open_[key]))


def is_settled(knowledge: Knowledge, profile: FirmProfile, believed: Beliefs) -> bool:
    """Whether asking on is not worth the firm's time; the rule is the same however questions are chosen."""
    open_ = open_questions(knowledge, profile, Section.EVIDENCE)
    if not open_ or _asked(knowledge, profile) >= MOST_QUESTIONS:
        return True
    if len(list(applicable_answers(knowledge, profile, Section.EVIDENCE))) < FEWEST_ANSWERS:
        return False
    top = max(believed.values())
    return top >= FIRM_AT or (top >= FIRM_BEFORE_LAST_DOUBT and not _may_turn(believed, open_))


def _asked(knowledge: Knowledge, profile: FirmProfile) -> int:
    return sum(profile.settled(key) for key in knowledge.questions_of(Section.EVIDENCE))


def _may_turn(believed: Beliefs, questions: Mapping[str, Question]) -> bool:
    verdict = best(believed)
    return any(best(update(believed, option.likelihood)) is not verdict for option in _options(questions))


def _options(questions: Mapping[str, Question]) -> Iterator[Option]:
    for question in questions.values():
        yield from question.options.values()


def _likelihood(likelihood: ByStage | None) -> ByStage:
    if likelihood is None:
        raise ValueError(
            "an option without likelihoods was weighed as evidence; expected an option of an evidence question"
        )
    return likelihood


def _normalized(logs: Mapping[StageId, float]) -> dict[StageId, float]:
    highest = max(logs.values())
    shares = {stage: math.exp(log - highest) for stage, log in logs.items()}
    total = math.fsum(shares.values())
    return {stage: share / total for stage, share in shares.items()}
