"""What only several records together can get wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge.checks import CHECKS, check
from advisor.knowledge.loader import Problem, draft_knowledge
from tests.knowledge.builders import complaints, complaints_about, small, spoilt, without, write

LONG = "a" * 22

ONE_VALUE: list[tuple[str, Any, str]] = [
    # references
    (
        "sources.chamber.constraints",
        ["first_contact"],
        "sources.yml: chamber: constraints names first_contact; "
        "expected an id of constraints.yml; did you mean first_contacts?",
    ),
    (
        "questions.share.options.none.constraints.market_choce",
        2.0,
        "questions.yml: share: options.none.constraints names market_choce; "
        "expected an id of constraints.yml; did you mean market_choice?",
    ),
    (
        "next_steps.standards_1.sources",
        ["ministry"],
        "next_steps.yml: standards_1: sources names ministry; expected an id of sources.yml",
    ),
    (
        "sources.chamber.countries",
        ["VMN"],
        "sources.yml: chamber: countries names VMN; expected an ISO3 code of countries.yml; did you mean VNM?",
    ),
    # answers
    (
        "faq.fairs.sources",
        ["fair_lst"],
        "faq.yml: fairs: sources names fair_lst; expected an id of sources.yml; did you mean fair_list?",
    ),
    (
        "faq.fairs.constraint",
        "first_contact",
        "faq.yml: fairs: constraint names first_contact; "
        "expected an id of constraints.yml; did you mean first_contacts?",
    ),
    (
        "faq.fairs.follow_ups",
        ["incoterm"],
        "faq.yml: fairs: follow_ups names incoterm; expected an id of faq.yml; did you mean incoterms?",
    ),
    (
        "faq.fairs.follow_ups",
        ["fairs"],
        "faq.yml: fairs: follow_ups names the answer itself; expected other answers",
    ),
    (
        "faq.fairs.names",
        ["what is Incoterms"],
        'faq.yml: fairs: "what is Incoterms" also asks for incoterms; expected words that ask for one answer',
    ),
    (
        "faq.fairs.title",
        "Incoterms",
        'faq.yml: fairs: title "Incoterms" is also that of incoterms; expected a name of its own',
    ),
    # conditions
    (
        "next_steps.standards_2.only_if",
        {"countri": ["THA"]},
        "next_steps.yml: standards_2: only_if.countri names countri; "
        "expected an id of questions.yml; did you mean country?",
    ),
    (
        "next_steps.standards_2.only_if",
        {"sells": ["good"]},
        "next_steps.yml: standards_2: only_if.sells names good; expected one of goods, services; did you mean goods?",
    ),
    (
        "next_steps.standards_2.only_if",
        {"country": ["VN"]},
        "next_steps.yml: standards_2: only_if.country names VN; "
        "expected an ISO3 code of countries.yml; did you mean VNM?",
    ),
    (
        "sources.chamber.only_if",
        {"country": ["Vietnam"]},
        "sources.yml: chamber: only_if.country names Vietnam; "
        "expected an ISO3 code of countries.yml; did you mean VNM?",
    ),
    (
        "sources.chamber.only_if",
        {"sells": []},
        "sources.yml: chamber: only_if.sells is an empty list; expected at least one option",
    ),
    (
        "questions.buyers.options.yes.contradicts",
        {"share": ["nothing"]},
        "questions.yml: buyers: options.yes.contradicts.share names nothing; expected one of none, some",
    ),
    (
        "questions.buyers.options.yes.contradicts",
        {"buyers": ["no"]},
        "questions.yml: buyers: options.yes.contradicts names its own question; "
        "expected other questions only, since it has one answer anyway",
    ),
    (
        "questions.share.only_if",
        {"buyers": ["yes"]},
        "questions.yml: share: only_if names buyers, which is asked later; expected a question of an earlier section, "
        "of the same section, or, in the basics, one above it",
    ),
    (
        "questions.country.only_if",
        {"sells": ["goods"]},
        "questions.yml: country: only_if names sells, which is asked later; expected a question of an earlier section, "
        "of the same section, or, in the basics, one above it",
    ),
    (
        "questions.share.only_if",
        {"share": ["none"]},
        "questions.yml: share: only_if goes round in a circle (share -> share); expected a first question",
    ),
    # options
    (
        "questions.sells.options.services.words",
        ["Things"],
        'questions.yml: sells: "things" stands in goods, services; expected words that choose one option',
    ),
    (
        "questions.buyers.options.no.plain",
        "yes",
        "questions.yml: buyers: plain: yes stands in yes, no; expected one option for a bare yes and one for a bare no",
    ),
    (
        "questions.sells.options.goods.means",
        "you sell goods.",
        'questions.yml: sells: options.goods.means ends with .; expected a clause such as "you sell to one market"',
    ),
    (
        "questions.sells.counts",
        "people",
        "questions.yml: sells: counts people without ranges; expected a range on its options",
    ),
    (
        "questions.share.counts",
        None,
        "questions.yml: share: options.none has a range without counts; "
        "expected counts, which says what the numbers are",
    ),
    (
        "questions.share.options.none.range",
        [0, 5],
        "questions.yml: share: the ranges of none and some overlap from 1 to 5; "
        "expected ranges apart (the end itself belongs to the next)",
    ),
    (
        "questions.share.options.none.range",
        [0, 0.5],
        "questions.yml: share: no option takes 0.5 to 1, between none and some; "
        "expected a range that starts where the last one ends",
    ),
    # completeness
    (
        "constraints.standards.stage",
        "preparation",
        "constraints.yml: no constraint has stage growth_and_expansion; expected at least one",
    ),
    (
        "next_steps.standards_1.only_if",
        {"sells": ["goods"]},
        "next_steps.yml: every next step of standards has only_if; expected one that fits every firm",
    ),
    (
        "next_steps.standards_3.constraint",
        "first_contacts",
        "next_steps.yml: standards has 2 next steps; expected at least 3",
    ),
    (
        "questions.share.options.some.constraints.standards",
        1,
        "questions.yml: no option of any question tells about standards; "
        "expected `constraints: {standards: ...}` in at least one option",
    ),
    # names
    (
        "stages.preparation.name",
        "Active_Engagement",
        'stages.yml: active_engagement: name "active_engagement" is also that of preparation; '
        "expected a name of its own",
    ),
    (
        "questions.share.topic",
        "what you sell",
        'questions.yml: share: topic "what you sell" is also that of sells; expected a name of its own',
    ),
    (
        "next_steps.standards_2.title",
        "Step 1 on standards",
        'next_steps.yml: standards_2: title "Step 1 on standards" is also that of standards_1; '
        "expected a name of its own",
    ),
    (
        "sources.chamber.name",
        "Fair list",
        'sources.yml: chamber: name "Fair list of UN" is also that of fair_list; expected a name of its own',
    ),
    (
        "countries.VNM.iso2",
        "TH",
        'countries.yml: VNM: name "TH" is also that of THA; expected a name of its own',
    ),
    (
        "countries.CHI.other_names",
        ["vietnam"],
        'countries.yml: CHI: name "vietnam" is also that of VNM; expected a name of its own',
    ),
    (
        "countries.CHI.other_names",
        ["Islands", "Islands"],
        'countries.yml: CHI: name "Islands" stands twice; expected each once',
    ),
    # lists
    (
        "sources.chamber.constraints",
        ["standards", "standards"],
        "sources.yml: chamber: constraints names standards 2 times; expected each once",
    ),
    (
        "sources.chamber.stages",
        ["preparation", "preparation"],
        "sources.yml: chamber: stages names preparation 2 times; expected each once",
    ),
    (
        "sources.chamber.only_if",
        {"sells": ["goods", "goods"]},
        "sources.yml: chamber: only_if.sells names goods 2 times; expected each once",
    ),
    # texts
    (
        "sources.fair_list.address",
        "see their page",
        "sources.yml: fair_list: address is 'see their page'; expected an address such as www.trademap.org",
    ),
    (
        "questions.sells.options.goods.words",
        ["TODO more"],
        'questions.yml: sells: a text has TODO ("TODO more"); expected a finished text',
    ),
    (
        "wording.greeting",
        "Hello {name",
        "wording.yml: greeting: has a placeholder that cannot be filled: 'Hello {name'; expected {name}",
    ),
    (
        "wording.greeting",
        "Hello {your name}",
        "wording.yml: greeting: has a placeholder that cannot be filled: 'Hello {your name}'; expected {name}",
    ),
]

TAKEN_OUT = {
    "stages.preparation": "stages.yml: preparation: is missing; expected a record for each of "
    "preparation, active_engagement, growth_and_expansion",
    "priors.high": "priors.yml: high: is missing; expected a record for each of "
    "least_developed, lower_middle, upper_middle, high, unknown",
    "next_steps.standards_3": "next_steps.yml: standards has 2 next steps; expected at least 3",
    "questions.buyers.options.no.constraints": "questions.yml: no option of any question tells about first_contacts; "
    "expected `constraints: {first_contacts: ...}` in at least one option",
}


@pytest.mark.parametrize(("path", "value", "line"), ONE_VALUE)
def test_one_value_that_does_not_fit_the_rest(tmp_path: Path, path: str, value: object, line: str) -> None:
    assert complaints_about(tmp_path, spoilt(path, value)) == [line]


@pytest.mark.parametrize(("path", "line"), TAKEN_OUT.items())
def test_something_that_the_rest_needs(tmp_path: Path, path: str, line: str) -> None:
    assert complaints_about(tmp_path, without(path)) == [line]


@pytest.mark.parametrize(("number", "said"), [(0, "no next steps"), (1, "1 next step"), (2, "2 next steps")])
def test_a_constraint_with_too_few_steps(tmp_path: Path, number: int, said: str) -> None:
    files = small()
    for unwanted in range(number + 1, 4):
        del files["next_steps"][f"standards_{unwanted}"]
    assert complaints_about(tmp_path, files) == [f"next_steps.yml: standards has {said}; expected at least 3"]


def test_likelihoods_that_would_never_be_used(tmp_path: Path) -> None:
    files = small()
    files["questions"]["more"] = {**files["questions"]["share"], "section": "constraints", "topic": "more"}
    assert complaints_about(tmp_path, files) == [
        "questions.yml: more: options.none has likelihood in section constraints; "
        "expected likelihoods in section evidence only"
    ]


def test_a_section_without_questions(tmp_path: Path) -> None:
    files = without("questions.buyers")
    files["questions"]["share"]["options"]["none"]["constraints"]["first_contacts"] = 2.0
    line = "questions.yml: no question has section constraints; expected at least one"
    assert complaints_about(tmp_path, files) == [line]


def test_a_button_too_long_for_telegram(tmp_path: Path) -> None:
    files = small()
    files["questions"][LONG] = {**files["questions"]["sells"], "topic": "more"}
    files["questions"][LONG]["options"] = {
        "b" * 23: {"title": "B", "means": "you said b"},
        "c" * 19: {"title": "C", "means": "you said c"},
    }
    [line] = complaints_about(tmp_path, files)
    assert line == (
        f"questions.yml: {LONG}: the button for {'b' * 23} has 66 bytes; "
        "expected at most 64, so ids shorter by 2 together"
    )


def test_a_button_for_a_country_fits_even_under_the_longest_id(tmp_path: Path) -> None:
    files = small()
    files["questions"]["q" * 40] = {**files["questions"]["country"], "topic": "more"}
    assert complaints_about(tmp_path, files) == []


def test_a_circle_of_conditions_is_told_once(tmp_path: Path) -> None:
    files = spoilt("questions.buyers.only_if", {"visits": ["yes"]})
    visits = {**files["questions"]["buyers"], "topic": "visits", "only_if": {"buyers": ["yes"], "sells": ["goods"]}}
    after = {**visits, "topic": "after visits", "only_if": {"visits": ["yes"]}}
    files["questions"] |= {"visits": visits, "after": after}
    assert complaints_about(tmp_path, files) == [
        "questions.yml: buyers: only_if goes round in a circle (buyers -> visits -> buyers); expected a first question"
    ]


def test_a_step_that_leans_on_an_unverified_source(tmp_path: Path) -> None:
    files = spoilt("next_steps.standards_1.sources", ["fair_list"])
    files["sources"]["fair_list"]["evidence"] = "unverified"
    assert complaints_about(tmp_path, files) == [
        "next_steps.yml: standards_1: sources names fair_list, which is unverified and never shown; "
        "expected sources of which a page was read"
    ]


def test_an_answer_that_leans_on_an_unverified_source(tmp_path: Path) -> None:
    files = spoilt("faq.fairs.sources", ["fair_list"])
    files["sources"]["fair_list"]["evidence"] = "unverified"
    assert complaints_about(tmp_path, files) == [
        "faq.yml: fairs: sources names fair_list, which is unverified and never shown; "
        "expected sources of which a page was read"
    ]


def test_a_local_answer_needs_a_constraint(tmp_path: Path) -> None:
    files = without("faq.fairs.constraint")
    files["faq"]["fairs"]["local"] = True
    assert complaints_about(tmp_path, files) == [
        "faq.yml: fairs: local is true without a constraint; expected the constraint whose sources are named"
    ]


def test_bodies_of_two_countries_may_share_a_name(tmp_path: Path) -> None:
    files = spoilt("sources.chamber.name", "Fair list")
    files["sources"]["chamber"]["owner"] = "Thailand"
    assert complaints_about(tmp_path, files) == []


def test_ranges_may_end_nowhere(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, spoilt("questions.share.options.some.range", [1, float("inf")])) == []


@pytest.mark.parametrize("file", ["stages", "constraints", "questions", "sources", "countries", "priors"])
def test_a_missing_file_does_not_make_everything_that_refers_to_it_wrong(tmp_path: Path, file: str) -> None:
    directory = write(tmp_path, small())
    (directory / f"{file}.yml").unlink()
    assert complaints(directory) == [f"{file}.yml: is missing; expected the file in {directory}"]


@pytest.mark.parametrize(
    "path", ["constraints.standards", "questions.sells", "sources.chamber", "next_steps.standards_1"]
)
def test_a_refused_record_does_not_make_everything_that_refers_to_it_wrong(tmp_path: Path, path: str) -> None:
    [line] = complaints_about(tmp_path, spoilt(f"{path}.nonsense", 1))
    assert "nonsense is an unknown key" in line


@given(data=st.data())
def test_whatever_is_taken_out_checks_give_problems_and_never_fail(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files: Any = small()
    inside = files[data.draw(st.sampled_from(sorted(files)))]
    while isinstance(inside, dict) and inside:
        key = data.draw(st.sampled_from(sorted(inside)))
        if data.draw(st.booleans()):
            del inside[key]
            break
        inside = inside[key]
    draft, _ = draft_knowledge(write(tmp_path_factory.mktemp("knowledge"), files))
    assert all(isinstance(problem, Problem) for problem in check(draft))


def test_every_check_is_run_and_says_what_holds() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(one.__doc__ for one in CHECKS)
