"""The stages and the first guesses about them, as they are written."""

from __future__ import annotations

from itertools import pairwise

import pytest

from advisor.knowledge.schema import Level, Prior, Stage, StageId
from tests.knowledge.written import priors, stages, unplain, words

LEVELS = [Level.LEAST_DEVELOPED, Level.LOWER_MIDDLE, Level.UPPER_MIDDLE, Level.HIGH]

each_stage = pytest.mark.parametrize("stage", [pytest.param(stage, id=key) for key, stage in stages().items()])
each_prior = pytest.mark.parametrize("prior", [pytest.param(prior, id=key) for key, prior in priors().items()])


def test_the_three_stages_stand_in_the_order_in_which_firms_pass_them() -> None:
    assert [(key, stage.name) for key, stage in stages().items()] == [
        (StageId.PREPARATION, "preparation"),
        (StageId.ACTIVE_ENGAGEMENT, "active engagement"),
        (StageId.GROWTH_AND_EXPANSION, "growth and expansion"),
    ]


@each_stage
def test_short_completes_your_firm_is(stage: Stage) -> None:
    assert stage.short[0].islower()
    assert not stage.short.endswith(".")


@each_stage
def test_a_stage_is_told_in_plain_words(stage: Stage) -> None:
    assert unplain(f"{stage.meaning} {stage.moving_on}") == []
    assert words(stage.meaning) <= 60
    assert words(stage.moving_on) <= 50


@each_stage
def test_a_stage_names_the_text_it_comes_from(stage: Stage) -> None:
    assert stage.reference.startswith("Abonyi, G. (2015)")


def test_every_level_of_development_has_a_first_guess() -> None:
    assert list(priors()) == list(Level)


def test_the_more_developed_an_economy_the_fewer_of_its_firms_prepare() -> None:
    known = [priors()[level].stages for level in LEVELS]
    for poorer, richer in pairwise(known):
        assert poorer[StageId.PREPARATION] > richer[StageId.PREPARATION]
        assert poorer[StageId.GROWTH_AND_EXPANSION] < richer[StageId.GROWTH_AND_EXPANSION]


@each_prior
def test_a_country_never_decides(prior: Prior) -> None:
    """One answer ten times as likely at another stage outweighs even the strongest first guess."""
    assert max(prior.stages.values()) / min(prior.stages.values()) < 10


@each_prior
def test_a_first_guess_says_that_it_is_one(prior: Prior) -> None:
    assert prior.reason.startswith("Estimate")
