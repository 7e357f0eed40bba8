"""Firms drawn from the model itself, to see what it promises: how often it is right, and how much it has to ask.

Nothing here says that the model fits real firms. It shows what follows if it does, and with `overlap` what follows
if answers hang together more than the model believes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from statistics import fmean, median
from typing import TypeVar

from advisor.core.inference import beliefs, best, is_settled, next_evidence_question, prior
from advisor.core.profile import COUNTRY, FirmProfile, Frozen, may_ask, open_questions
from advisor.knowledge.schema import Knowledge, Question, Section, StageId

Drawn = TypeVar("Drawn", bound=str)

Chooser = Callable[[Knowledge, FirmProfile], str | None]
"""Names the next question to ask; None when asking ends."""

BIN_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Finer at the top, where most verdicts are."""


class Firm(Frozen):
    """A made-up firm whose stage is known."""

    stage: StageId
    answers: Mapping[str, str]
    """Question id -> option id, the country among them."""


class Run(Frozen):
    """How the interview of one firm went."""

    truth: StageId
    verdict: StageId
    said: float
    """Probability of the verdict."""
    asked: tuple[str, ...]
    decisive: frozenset[str]
    """Questions without whose answer the verdict would have been another."""

    @property
    def right(self) -> bool:
        """Whether the verdict is the truth."""
        return self.verdict is self.truth


class Bin(Frozen):
    """Verdicts that were said to be about equally sure."""

    low: float
    high: float
    number: int
    said: float
    """Mean probability said."""
    right: float
    """Share that was right."""


class Influence(Frozen):
    """What one question did."""

    question: str
    asked: float
    """Share of the interviews in which it was asked."""
    decisive: float
    """Share of the verdicts, where it was asked, that are others without its answer."""


class Effort(Frozen):
    """How many evidence questions it took, and how often the verdict was right then."""

    median: float
    mean: float
    most: int
    right: float


def draw_firm(knowledge: Knowledge, rng: random.Random, overlap: float = 0.0) -> Firm:
    """A firm of a random Asia-Pacific economy: its stage by the prior, its answers by their likelihoods.

    Args:
        overlap: the chance that an answer comes from the stage that the firm seems to be in, drawn once for the firm,
            and not from the one it is in. Above 0 the answers of a firm hang together.
    """
    country = rng.choice([code for code, one in knowledge.countries.items() if one.asia_pacific])
    profile = FirmProfile().with_answer(COUNTRY, country)
    shares = prior(knowledge, profile)
    stage, seeming = _draw(rng, shares), _draw(rng, shares)
    for question_id, question in knowledge.questions_of(Section.EVIDENCE).items():
        if may_ask(question, profile):
            shown = seeming if rng.random() < overlap else stage
            profile = profile.with_answer(question_id, _draw(rng, _shares_of_options(question, shown)))
    return Firm(stage=stage, answers={key: given.option for key, given in profile.answers.items()})


def in_file_order(knowledge: Knowledge, profile: FirmProfile) -> str | None:
    """Ask as the questions stand in the file, to compare; asking ends by the same rule."""
    if is_settled(knowledge, profile, beliefs(knowledge, profile)):
        return None
    return next(iter(open_questions(knowledge, profile, Section.EVIDENCE)))


def play(
    knowledge: Knowledge, answers: Mapping[str, str], choose: Chooser = next_evidence_question
) -> tuple[FirmProfile, tuple[str, ...]]:
    """Interview a firm: the profile in the end, and the evidence questions in the order in which they were asked.

    The basics are known from the start; what `answers` lack, the firm does not know.
    """
    profile = FirmProfile()
    for question_id in knowledge.questions_of(Section.BASICS):
        if question_id in answers:
            profile = profile.with_answer(question_id, answers[question_id])
    asked: list[str] = []
    while (question := choose(knowledge, profile)) is not None:
        asked.append(question)
        known = question in answers
        profile = profile.with_answer(question, answers[question]) if known else profile.with_unknown(question)
    return profile, tuple(asked)


def run(knowledge: Knowledge, firm: Firm, choose: Chooser = next_evidence_question) -> Run:
    """Interview a firm and compare the verdict with the truth."""
    profile, asked = play(knowledge, firm.answers, choose)
    believed = beliefs(knowledge, profile)
    verdict = best(believed)
    return Run(
        truth=firm.stage,
        verdict=verdict,
        said=believed[verdict],
        asked=asked,
        decisive=frozenset(key for key in asked if best(beliefs(knowledge, profile.without(key))) is not verdict),
    )


def calibration(runs: Iterable[Run]) -> tuple[Bin, ...]:
    """How often verdicts were right, by how sure they were said to be. Empty bins are left out."""
    every = list(runs)
    sorted_in = [(low, high, [one for one in every if low < one.said <= high]) for low, high in pairwise(BIN_EDGES)]
    return tuple(
        Bin(low=low, high=high, number=len(inside), said=fmean(_said(inside)), right=_share_right(inside))
        for low, high, inside in sorted_in
        if inside
    )


def effort(runs: Iterable[Run]) -> Effort:
    """How long the interviews were and what came of them."""
    every = list(runs)
    lengths = [len(one.asked) for one in every]
    return Effort(median=median(lengths), mean=fmean(lengths), most=max(lengths), right=_share_right(every))


def influence(knowledge: Knowledge, runs: Iterable[Run]) -> tuple[Influence, ...]:
    """What each evidence question did, the one most often asked first."""
    every = list(runs)
    found = [_influence(key, every) for key in knowledge.questions_of(Section.EVIDENCE)]
    return tuple(sorted(found, key=lambda one: -one.asked))


def _influence(question_id: str, runs: list[Run]) -> Influence:
    asked = [one for one in runs if question_id in one.asked]
    decisive = [one for one in asked if question_id in one.decisive]
    return Influence(
        question=question_id,
        asked=len(asked) / len(runs),
        decisive=len(decisive) / len(asked) if asked else 0.0,
    )


def _said(runs: Iterable[Run]) -> list[float]:
    return [one.said for one in runs]


def _share_right(runs: Iterable[Run]) -> float:
    return fmean(one.right for one in runs)


def _shares_of_options(question: Question, stage: StageId) -> dict[str, float]:
    return {key: option.likelihood[stage] for key, option in question.options.items() if option.likelihood}


def _draw(rng: random.Random, shares: Mapping[Drawn, float]) -> Drawn:
    return rng.choices(list(shares), weights=list(shares.values()))[0]
