"""Nothing that a conversation needs is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from advisor.knowledge.checks.records import all_options, hidden_sources
from advisor.knowledge.draft import Check, Draft
from advisor.knowledge.problems import Problem, listed
from advisor.knowledge.schema import Level, Section, StageId

MIN_STEPS = 3
"""Next steps that each constraint needs, so that a plan can go on after the first."""


def stages_and_levels_are_complete(draft: Draft) -> Iterator[Problem]:
    """Each stage and each level of development is described."""
    for file, kind in (("stages", StageId), ("priors", Level)):
        for one in kind if draft.ids[file] else ():
            if one not in draft.ids[file]:
                yield Problem(f"{file}.yml", one, "is missing", f"a record for each of {listed(kind)}")


def sections_are_complete(draft: Draft) -> Iterator[Problem]:
    """There is something to ask in each part of the conversation."""
    if draft.whole("questions"):
        for section in Section:
            if not draft.knowledge.questions_of(section):
                yield Problem("questions.yml", "", f"no question has section {section}", "at least one")


def stages_have_constraints(draft: Draft) -> Iterator[Problem]:
    """Each stage has something that holds firms back."""
    having = {constraint.stage for constraint in draft.knowledge.constraints.values()}
    for stage in StageId if draft.whole("constraints") else ():
        if stage not in having:
            yield Problem("constraints.yml", "", f"no constraint has stage {stage}", "at least one")


def constraints_have_steps(draft: Draft) -> Iterator[Problem]:
    """For each constraint there is enough to do, and something for every firm."""
    if not draft.whole("next_steps"):
        return
    steps = draft.knowledge.next_steps.values()
    count = Counter(step.constraint for step in steps)
    for_all = {step.constraint for step in steps if not step.only_if}
    for key in draft.knowledge.constraints:
        if count[key] < MIN_STEPS:
            yield Problem("next_steps.yml", "", f"{key} has {_steps(count[key])}", f"at least {MIN_STEPS}")
        elif key not in for_all:
            yield Problem("next_steps.yml", "", f"every next step of {key} has only_if", "one that fits every firm")


def _steps(number: int) -> str:
    return "1 next step" if number == 1 else f"{number or 'no'} next steps"


def constraints_can_be_found(draft: Draft) -> Iterator[Problem]:
    """For each constraint there is an answer that tells about it."""
    ratios = chain.from_iterable(option.constraints.items() for _, _, option in all_options(draft.knowledge))
    told = {key for key, ratio in ratios if ratio != 1}
    for key in draft.knowledge.constraints if draft.whole("questions") else ():
        if key not in told:
            wrong = f"no option of any question tells about {key}"
            yield Problem("questions.yml", "", wrong, f"`constraints: {{{key}: ...}}` in at least one option")


def steps_name_sources_that_are_shown(draft: Draft) -> Iterator[Problem]:
    """Unverified sources are not named to firms, so a next step cannot lean on one."""
    for key, step in draft.knowledge.next_steps.items():
        yield from hidden_sources(draft, "next_steps.yml", key, step.sources)


COMPLETENESS: tuple[Check, ...] = (
    stages_and_levels_are_complete,
    sections_are_complete,
    stages_have_constraints,
    constraints_have_steps,
    constraints_can_be_found,
    steps_name_sources_that_are_shown,
)
