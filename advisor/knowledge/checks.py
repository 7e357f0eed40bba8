"""What only several records together can get wrong. Each check is a function from a draft to problems."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise

from pydantic import BaseModel

from advisor.knowledge.answers import ANSWER_CHECKS
from advisor.knowledge.draft import Check, Draft, Place
from advisor.knowledge.problems import Problem, listed, nearest, nearest_named
from advisor.knowledge.schema import (
    Conditions,
    Country,
    Knowledge,
    Level,
    Option,
    Question,
    Section,
    StageId,
    answer_payload,
)

MAX_PAYLOAD_BYTES = 64
"""What Telegram allows for the payload of a button."""
MIN_STEPS = 3
"""Next steps that each constraint needs, so that a plan can go on after the first."""
UNFINISHED = ("TODO", "FIXME", "XXX", "TBD")

SECTIONS = list(Section)


Reference = tuple[Place, str, Iterable[str]]
"""Where it stands, file that is referred to, ids."""


def check(draft: Draft) -> list[Problem]:
    """All that is wrong across records."""
    return [problem for one in CHECKS for problem in one(draft)]


# References


def references_exist(draft: Draft) -> Iterator[Problem]:
    """Constraints, sources and countries that records name are there."""
    for place, target, named in _references(draft.knowledge):
        known = draft.ids[target]
        for one in named if known else ():
            if one not in known:
                yield _dangling(draft, place, target, one)


def _references(knowledge: Knowledge) -> Iterator[Reference]:
    for key, step in knowledge.next_steps.items():
        yield Place("next_steps.yml", key, "constraint"), "constraints", [step.constraint]
        yield Place("next_steps.yml", key, "sources"), "sources", step.sources
    for key, source in knowledge.sources.items():
        yield Place("sources.yml", key, "constraints"), "constraints", source.constraints
        yield Place("sources.yml", key, "countries"), "countries", source.countries
    for key, option_id, option in _options(knowledge):
        yield Place("questions.yml", key, f"options.{option_id}.constraints"), "constraints", list(option.constraints)
    for key, answer in knowledge.faq.items():
        yield Place("faq.yml", key, "sources"), "sources", answer.sources
        yield Place("faq.yml", key, "constraint"), "constraints", [answer.constraint] if answer.constraint else []
        yield Place("faq.yml", key, "follow_ups"), "faq", answer.follow_ups


def _dangling(draft: Draft, place: Place, target: str, named: str) -> Problem:
    if target == "countries":
        return place.names(named, "an ISO3 code of countries.yml", _country(draft.knowledge, named))
    return place.names(named, f"an id of {target}.yml", nearest(named, draft.ids[target]))


def _country(knowledge: Knowledge, named: str) -> str | None:
    """The code of the economy that was meant: editors write VN or Vietnam for VNM."""
    for iso3, country in knowledge.countries.items():
        if named.upper() == country.iso2:
            return iso3
    names = {iso3: (country.name, *country.other_names) for iso3, country in knowledge.countries.items()}
    return nearest_named(named, names)


# Conditions


def conditions_can_hold(draft: Draft) -> Iterator[Problem]:
    """Conditions and contradictions name questions and options that are there."""
    if not draft.ids["questions"]:
        return
    for place, conditions in _conditions(draft.knowledge):
        for question_id, options in conditions.items():
            yield from _condition(draft, place.inside(question_id), question_id, options)


def _conditions(knowledge: Knowledge) -> Iterator[tuple[Place, Conditions]]:
    for question_id, question in knowledge.questions.items():
        yield Place("questions.yml", question_id, "only_if"), question.only_if
    for question_id, option_id, option in _options(knowledge):
        yield Place("questions.yml", question_id, f"options.{option_id}.contradicts"), option.contradicts
    for step_id, step in knowledge.next_steps.items():
        yield Place("next_steps.yml", step_id, "only_if"), step.only_if
    for source_id, source in knowledge.sources.items():
        yield Place("sources.yml", source_id, "only_if"), source.only_if


def _condition(draft: Draft, place: Place, question_id: str, options: tuple[str, ...]) -> Iterator[Problem]:
    if question_id not in draft.ids["questions"]:
        yield _dangling(draft, place, "questions", question_id)
    elif not options:
        yield place.problem("is an empty list", "at least one option")
    elif question := draft.knowledge.questions.get(question_id):
        for option in options:
            yield from _chosen(draft, place, question, option)


def _chosen(draft: Draft, place: Place, question: Question, option: str) -> Iterator[Problem]:
    if question.pick == "country":
        if draft.ids["countries"] and option not in draft.ids["countries"]:
            yield _dangling(draft, place, "countries", option)
    elif option not in question.options:
        yield place.names(option, f"one of {listed(question.options)}", nearest(option, question.options))


def questions_can_be_reached(draft: Draft) -> Iterator[Problem]:
    """A question depends only on questions that are asked before it, and not on itself round a circle."""
    order = {key: number for number, key in enumerate(draft.knowledge.questions)}
    for key, question in draft.knowledge.questions.items():
        for other in question.only_if:
            if other in order and not _before(draft.knowledge, other, key, order):
                yield Problem("questions.yml", key, f"only_if names {other}, which is asked later", _ASKED_BEFORE)
    for circle in _circles(draft.knowledge):
        way = " -> ".join(circle)
        yield Problem("questions.yml", circle[0], f"only_if goes round in a circle ({way})", "a first question")


_ASKED_BEFORE = "a question of an earlier section, of the same section, or, in the basics, one above it"


def _before(knowledge: Knowledge, other: str, key: str, order: dict[str, int]) -> bool:
    """The basics are asked in file order, other sections in any order."""
    first, second = (SECTIONS.index(knowledge.questions[one].section) for one in (other, key))
    if first == second == SECTIONS.index(Section.BASICS):
        return order[other] <= order[key]
    return first <= second


def _circles(knowledge: Knowledge) -> Iterator[list[str]]:
    """Each circle of conditions once, starting from the question of it that stands first in the file."""
    told: set[str] = set()
    for key in knowledge.questions:
        if key not in told and (circle := _circle_from(knowledge, key)):
            told.update(circle)
            yield circle


def _circle_from(knowledge: Knowledge, start: str) -> list[str]:
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        question = knowledge.questions.get(way[-1])
        for other in question.only_if if question else ():
            if other == start:
                return [*way, start]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def no_answer_contradicts_its_own_question(draft: Draft) -> Iterator[Problem]:
    """One question has one answer: its options need not be told apart from each other."""
    for question_id, option_id, option in _options(draft.knowledge):
        if question_id in option.contradicts:
            wrong = f"options.{option_id}.contradicts names its own question"
            yield Problem("questions.yml", question_id, wrong, "other questions only, since it has one answer anyway")


# Options


def payloads_fit(draft: Draft) -> Iterator[Problem]:
    """Every button fits into Telegram."""
    for question_id, option_id in _buttons(draft):
        excess = len(answer_payload(question_id, option_id).encode()) - MAX_PAYLOAD_BYTES
        if excess > 0:
            wrong = f"the button for {option_id} has {MAX_PAYLOAD_BYTES + excess} bytes"
            expected = f"at most {MAX_PAYLOAD_BYTES}, so ids shorter by {excess} together"
            yield Problem("questions.yml", question_id, wrong, expected)


def _buttons(draft: Draft) -> Iterator[tuple[str, str]]:
    for question_id, question in draft.knowledge.questions.items():
        for option_id in draft.knowledge.countries if question.pick == "country" else question.options:
            yield question_id, option_id


def plain_words_choose_one(draft: Draft) -> Iterator[Problem]:
    """A bare yes or no chooses at most one option."""
    for key, question in draft.knowledge.questions.items():
        for word, options in _grouped(question, lambda option: [option.plain] if option.plain else []):
            wrong = f"plain: {word} stands in {listed(options)}"
            yield Problem("questions.yml", key, wrong, "one option for a bare yes and one for a bare no")


def own_words_choose_one(draft: Draft) -> Iterator[Problem]:
    """No two options of a question share a title or other words."""
    for key, question in draft.knowledge.questions.items():
        for word, options in _grouped(question, lambda option: (option.title, *option.words)):
            yield Problem("questions.yml", key, f'"{word}" stands in {listed(options)}', "words that choose one option")


def _grouped(question: Question, words: Callable[[Option], Iterable[str]]) -> Iterator[tuple[str, list[str]]]:
    """Words that several options have, with those options."""
    having: dict[str, list[str]] = {}
    for option_id, option in question.options.items():
        for word in {word.casefold() for word in words(option)}:
            having.setdefault(word, []).append(option_id)
    return ((word, options) for word, options in having.items() if len(options) > 1)


def numbers_choose_one(draft: Draft) -> Iterator[Problem]:
    """Where a bare number answers a question, each number chooses one option."""
    for key, question in draft.knowledge.questions.items():
        ranges = sorted((option.range, name) for name, option in question.options.items() if option.range)
        if question.counts and len(ranges) < 2:
            yield Problem("questions.yml", key, f"counts {question.counts} without ranges", "a range on its options")
        if ranges and not question.counts:
            expected = "counts, which says what the numbers are"
            yield Problem("questions.yml", key, f"options.{ranges[0][1]} has a range without counts", expected)
        yield from _uneven(key, ranges)


def _uneven(key: str, ranges: list[tuple[tuple[float, float], str]]) -> Iterator[Problem]:
    for ((_, end), one), ((start, _), other) in pairwise(ranges):
        if start < end:
            wrong = f"the ranges of {one} and {other} overlap from {start:g} to {end:g}"
            yield Problem("questions.yml", key, wrong, "ranges apart (the end itself belongs to the next)")
        if start > end:
            wrong = f"no option takes {end:g} to {start:g}, between {one} and {other}"
            yield Problem("questions.yml", key, wrong, "a range that starts where the last one ends")


def facts_are_clauses(draft: Draft) -> Iterator[Problem]:
    """What an answer means is put into sentences, so it brings no full stop."""
    for question_id, option_id, option in _options(draft.knowledge):
        if option.means.endswith((".", "!", "?")):
            wrong = f"options.{option_id}.means ends with {option.means[-1]}"
            yield Problem("questions.yml", question_id, wrong, 'a clause such as "you sell to one market"')


def only_evidence_weighs(draft: Draft) -> Iterator[Problem]:
    """Likelihoods outside the evidence would never be used, which their author cannot have wanted."""
    for key, question in draft.knowledge.questions.items():
        weighing = [name for name, option in question.options.items() if option.likelihood]
        if weighing and question.section is not Section.EVIDENCE:
            wrong = f"options.{weighing[0]} has likelihood in section {question.section}"
            yield Problem("questions.yml", key, wrong, "likelihoods in section evidence only")


# Completeness


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
    ratios = chain.from_iterable(option.constraints.items() for _, _, option in _options(draft.knowledge))
    told = {key for key, ratio in ratios if ratio != 1}
    for key in draft.knowledge.constraints if draft.whole("questions") else ():
        if key not in told:
            wrong = f"no option of any question tells about {key}"
            yield Problem("questions.yml", "", wrong, f"`constraints: {{{key}: ...}}` in at least one option")


def steps_name_sources_that_are_shown(draft: Draft) -> Iterator[Problem]:
    """Unverified sources are not named to firms, so a next step cannot lean on one."""
    sources = draft.knowledge.sources
    for key, step in draft.knowledge.next_steps.items():
        for source in step.sources:
            if source in sources and not sources[source].verified:
                wrong = f"sources names {source}, which is unverified and never shown"
                yield Problem("next_steps.yml", key, wrong, "sources of which a page was read")


# Names


def names_differ(draft: Draft) -> Iterator[Problem]:
    """What firms and editors tell apart by name has different names."""
    knowledge = draft.knowledge
    named: list[tuple[str, str, Iterable[tuple[str, list[str]]]]] = [
        ("stages.yml", "name", ((key, [stage.name]) for key, stage in knowledge.stages.items())),
        ("constraints.yml", "name", ((key, [one.name]) for key, one in knowledge.constraints.items())),
        ("questions.yml", "topic", ((key, [one.topic]) for key, one in knowledge.questions.items())),
        ("faq.yml", "title", ((key, [one.title]) for key, one in knowledge.faq.items())),
        ("next_steps.yml", "title", ((key, [one.title]) for key, one in knowledge.next_steps.items())),
        ("sources.yml", "name", ((key, [f"{one.name} of {one.owner}"]) for key, one in knowledge.sources.items())),
        ("countries.yml", "name", ((key, _called(one)) for key, one in knowledge.countries.items())),
    ]
    for file, field, records in named:
        yield from _same_names(file, field, records)


def _called(country: Country) -> list[str]:
    names = [country.name, *country.other_names]
    return [*names, country.iso2] if country.iso2 and country.iso2 not in names else names


def _same_names(file: str, field: str, records: Iterable[tuple[str, list[str]]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, names in records:
        for name, number in Counter(names).items():
            other = first.setdefault(name.casefold(), key)
            if number > 1:
                yield Problem(file, key, f'{field} "{name}" stands twice', "each once")
            if other != key:
                yield Problem(file, key, f'{field} "{name}" is also that of {other}', "a name of its own")


def lists_name_each_thing_once(draft: Draft) -> Iterator[Problem]:
    """Nothing is named twice in a list of references."""
    for place, named in _lists(draft.knowledge):
        for one, number in Counter(named).items():
            if number > 1:
                yield place.problem(f"names {one} {number} times", "each once")


def _lists(knowledge: Knowledge) -> Iterator[tuple[Place, Iterable[str]]]:
    yield from ((place, named) for place, _, named in _references(knowledge))
    for place, conditions in _conditions(knowledge):
        yield from ((place.inside(question_id), options) for question_id, options in conditions.items())
    yield from ((Place("sources.yml", key, "stages"), source.stages) for key, source in knowledge.sources.items())


# Texts


def addresses_can_be_followed(draft: Draft) -> Iterator[Problem]:
    """Addresses look like addresses."""
    for key, source in draft.knowledge.sources.items():
        for field in ("address", "evidence_url"):
            address = getattr(source, field)
            if address and (" " in address or "." not in address):
                yield Problem("sources.yml", key, f"{field} is {address!r}", "an address such as www.trademap.org")


def texts_are_finished(draft: Draft) -> Iterator[Problem]:
    """No text still carries its author's note to do."""
    for field in type(draft.knowledge).model_fields:
        for key, record in getattr(draft.knowledge, field).items():
            for text in _texts(record):
                for word in UNFINISHED:
                    if word in text.split():
                        yield Problem(f"{field}.yml", key, f'a text has {word} ("{text[:40]}")', "a finished text")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from chain.from_iterable(_texts(part) for _, part in value)
    elif isinstance(value, dict):
        yield from chain.from_iterable(_texts(part) for part in value.values())
    elif isinstance(value, tuple):
        yield from chain.from_iterable(_texts(part) for part in value)


def placeholders_can_be_filled(draft: Draft) -> Iterator[Problem]:
    """Words in braces are names, and every brace is closed."""
    for key, text in draft.knowledge.wording.items():
        if not _fillable(text):
            yield Problem("wording.yml", key, f"has a placeholder that cannot be filled: {text[:60]!r}", "{name}")


def _fillable(text: str) -> bool:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    return all(name.isidentifier() for name in names)


def _options(knowledge: Knowledge) -> Iterator[tuple[str, str, Option]]:
    for question_id, question in knowledge.questions.items():
        for option_id, option in question.options.items():
            yield question_id, option_id, option


CHECKS: tuple[Check, ...] = (
    references_exist,
    conditions_can_hold,
    questions_can_be_reached,
    no_answer_contradicts_its_own_question,
    payloads_fit,
    plain_words_choose_one,
    own_words_choose_one,
    numbers_choose_one,
    facts_are_clauses,
    only_evidence_weighs,
    stages_and_levels_are_complete,
    sections_are_complete,
    stages_have_constraints,
    constraints_have_steps,
    constraints_can_be_found,
    steps_name_sources_that_are_shown,
    names_differ,
    lists_name_each_thing_once,
    addresses_can_be_followed,
    texts_are_finished,
    placeholders_can_be_filled,
    *ANSWER_CHECKS,
)
