"""Knowledge as a whole, and records that are wrong each on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge.loader import FILES, KnowledgeError, Problem, load_knowledge
from advisor.knowledge.schema import StageId
from advisor.settings import ROOT
from tests.knowledge.builders import complaints, complaints_about, loaded, small, spoilt, without, write

STAGES = "one of 'preparation', 'active_engagement' or 'growth_and_expansion'"
ID = "small letters a-z, digits and _, starting with a letter, 2 to 40 characters"

WRONG_VALUES = [
    (
        "constraints.standards.nmae",
        "x",
        "constraints.yml: standards: nmae is an unknown key; "
        "expected one of name, stage, meaning, signs, prior, prior_reason, reference; did you mean name?",
    ),
    (
        "constraints.standards.stage",
        "prepration",
        f"constraints.yml: standards: stage is 'prepration'; expected {STAGES}; did you mean preparation?",
    ),
    ("constraints.standards.name", 5, "constraints.yml: standards: name is 5; expected a text"),
    ("constraints.standards.name", True, "constraints.yml: standards: name is true; expected a text"),
    ("constraints.standards.name", None, "constraints.yml: standards: name is empty; expected a text"),
    (
        "constraints.standards.meaning",
        {"Ask": "now"},
        'constraints.yml: standards: meaning is a mapping of 1; expected a text; did you mean "Ask: now"?',
    ),
    (
        "constraints.standards.signs",
        "one",
        "constraints.yml: standards: signs is 'one'; expected a list, such as [one, two]",
    ),
    (
        "constraints.standards.signs",
        ["one"],
        "constraints.yml: standards: signs is a list of 1; expected at least 2",
    ),
    (
        "constraints.standards.prior.preparation",
        1.2,
        "constraints.yml: standards: prior.preparation is 1.2; expected a number below 1",
    ),
    (
        "constraints.standards.prior.growth",
        0.5,
        f"constraints.yml: standards: prior.growth is no usable key; expected {STAGES}; "
        "did you mean growth_and_expansion?",
    ),
    (
        "constraints.standards.prior",
        {"preparation": 0.5},
        "constraints.yml: standards: prior lacks active_engagement, growth_and_expansion; "
        "expected a probability for each of the three stages",
    ),
    (
        "constraints.standards",
        ["a"],
        "constraints.yml: standards: is a list of 1; expected a record (key: value)",
    ),
    (
        "questions.sells.options.goods.titel",
        "x",
        "questions.yml: sells: options.goods.titel is an unknown key; expected one of title, means, words, telling, "
        "plain, range, likelihood, reason, constraints, contradicts; did you mean title?",
    ),
    (
        "questions.sells.options.goods.title",
        "x" * 41,
        f"questions.yml: sells: options.goods.title is '{'x' * 41}'; expected at most 40 characters",
    ),
    (
        "questions.share.options.none.likelihood.preparation",
        "high",
        "questions.yml: share: options.none.likelihood.preparation is 'high'; expected a number",
    ),
    (
        "questions.share.options.none.likelihood.preparation",
        0.5,
        "questions.yml: share: likelihoods under preparation add up to 0.700; "
        "expected 1 over all options of a question",
    ),
    (
        "questions.share.options.none.range",
        [3],
        "questions.yml: share: options.none.range.1 is missing; expected a number",
    ),
    (
        "questions.share.options.none.range",
        [3, 2],
        "questions.yml: share: options.none: range [3.0, 2.0] is empty; expected [from, to] with from < to",
    ),
    (
        "questions.share.options.none.constraints.standards",
        30,
        "questions.yml: share: options.none.constraints.standards is 30; expected a number of at most 20",
    ),
    (
        "questions.sells.options",
        ["a"],
        "questions.yml: sells: options is a list of 1; expected a mapping (key: value)",
    ),
    (
        "questions.sells.only_if",
        {"share": "none"},
        "questions.yml: sells: only_if.share is 'none'; expected a list, such as [one, two]",
    ),
    (
        "sources.chamber.checked_on",
        "2026-02-30",
        "sources.yml: chamber: checked_on is '2026-02-30'; expected a date such as 2026-01-31",
    ),
    (
        "sources.chamber.address_seen",
        "maybe",
        "sources.yml: chamber: address_seen is 'maybe'; expected true or false",
    ),
    (
        "sources.chamber.countries",
        ["Thailand"],
        "sources.yml: chamber: countries.0 is 'Thailand'; expected three capital letters (ISO 3166 alpha-3)",
    ),
    (
        "sources.chamber.evidence_url",
        None,
        "sources.yml: chamber: evidence_url is missing; expected the page that was read, or `evidence: unverified`",
    ),
    (
        "countries.THA.iso2",
        "tha",
        "countries.yml: THA: iso2 is 'tha'; expected two capital letters (ISO 3166 alpha-2)",
    ),
    ("countries.THA.income_year", 1.5, "countries.yml: THA: income_year is 1.5; expected a whole number"),
    ("priors.high.stages.preparation", 0.9, "priors.yml: high: stages adds up to 1.400; expected 1"),
    (
        "questions.sells.options",
        {"goods": {"title": "Goods", "means": "you sell goods"}},
        "questions.yml: sells: options are too few; expected at least two",
    ),
    (
        "questions.country.options",
        small()["questions"]["sells"]["options"],
        "questions.yml: country: a question with `pick: country` has no options of its own; expected none",
    ),
    (
        "sources.chamber.address_seen",
        True,
        "sources.yml: chamber: address is missing though address_seen is true; expected the address",
    ),
    ("wording.busy", "", "wording.yml: busy: is empty; expected a text"),
    ("wording.Not yet!", "No", f"wording.yml: Not yet!: is no usable id; expected {ID}; did you mean not_yet?"),
    ("wording.5", "No", f"wording.yml: 5: is no usable id; expected {ID}"),
    ("countries.Laos", {}, "countries.yml: Laos: is no usable id; expected three capital letters (ISO 3166 alpha-3)"),
    (
        "priors.hihg",
        {},
        "priors.yml: hihg: is no usable id; "
        "expected one of 'least_developed', 'lower_middle', 'upper_middle', 'high' or 'unknown'; did you mean high?",
    ),
]

MISSING_KEYS = {
    "constraints.standards.stage": f"constraints.yml: standards: stage is missing; expected {STAGES}",
    "questions.share.options.none.reason": "questions.yml: share: options.none: reason is missing; "
    "expected why the likelihoods are what they are",
    "questions.share.options.none.likelihood": "questions.yml: share: option none lacks likelihood; "
    "an evidence question needs it for each option; expected what advisor/knowledge/schema says",
    "constraints.standards.signs": "constraints.yml: standards: signs is missing; expected a list, such as [one, two]",
    "constraints.standards.prior": "constraints.yml: standards: prior is missing; expected a mapping (key: value)",
    "questions.sells.options.goods.title": "questions.yml: sells: options.goods.title is missing; expected a text",
    "sources.chamber.evidence_url": "sources.yml: chamber: evidence_url is missing; expected a text",
    "sources.chamber.checked_on": "sources.yml: chamber: checked_on is missing; expected a date such as 2026-01-31",
    "sources.chamber.address_seen": "sources.yml: chamber: address_seen is missing; expected true or false",
    "countries.THA.income_year": "countries.yml: THA: income_year is missing; expected a whole number",
}


def test_a_whole_knowledge_is_loaded_in_file_order(tmp_path: Path) -> None:
    knowledge = loaded(tmp_path, small())
    assert list(knowledge.questions) == ["country", "sells", "share", "buyers"]
    assert knowledge.constraints["standards"].stage is StageId.GROWTH_AND_EXPANSION
    assert knowledge.wording["busy"] == "One moment."


@pytest.mark.parametrize(("path", "value", "line"), WRONG_VALUES)
def test_a_wrong_value_is_told_in_one_plain_line(tmp_path: Path, path: str, value: object, line: str) -> None:
    assert complaints_about(tmp_path, spoilt(path, value)) == [line]


@pytest.mark.parametrize(("path", "line"), MISSING_KEYS.items())
def test_a_missing_key_is_told_with_what_belongs_there(tmp_path: Path, path: str, line: str) -> None:
    assert complaints_about(tmp_path, without(path)) == [line]


def test_an_error_that_we_have_no_words_for_keeps_those_of_the_library(tmp_path: Path) -> None:
    directory = write(tmp_path, spoilt("countries.THA.income_year", float("inf")))
    assert complaints(directory) == ["countries.yml: THA: income_year is inf; expected Input should be a finite number"]


def test_everything_wrong_in_all_files_is_told_at_once_in_file_order(tmp_path: Path) -> None:
    files = spoilt("wording.busy", 1)
    files["stages"]["preparation"]["name"] = 2
    directory = write(tmp_path, files)
    (directory / "sources.yml").write_text("a: b: c", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(directory)
    assert [problem.file for problem in error.value.problems] == ["stages.yml", "sources.yml", "wording.yml"]
    assert error.value.problems[0] == Problem("stages.yml", "preparation", "name is 2", "a text")


def test_an_empty_directory_names_each_file_once(tmp_path: Path) -> None:
    expected = [f"{name}.yml: is missing; expected the file in {tmp_path}" for name in FILES]
    assert complaints(tmp_path) == expected


def test_the_real_knowledge_is_whole() -> None:
    directory = ROOT / "knowledge"
    missing = [name for name in FILES if not (directory / f"{name}.yml").exists()]
    if missing:
        pytest.skip(f"not yet written: {', '.join(missing)}")
    assert complaints(directory) == []
