"""The documents keep their promises: links lead somewhere, commands exist, examples are real."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from advisor.knowledge.loader import load_knowledge
from advisor.knowledge.reading import read_records
from advisor.knowledge.schema import Knowledge, NextStep, Question, Source
from advisor.settings import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FILES = {"questions": Question, "sources": Source, "next_steps": NextStep}
"""File of the knowledge -> its records."""

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<inside>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
OUTSIDE = re.compile(r"[a-z]+:")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
PLACEHOLDER = re.compile(r"\{\w+\}")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _fenced(page: Path, language: str) -> list[str]:
    return [match["inside"] for match in FENCE.finditer(_text(page)) if match["language"] == language]


def _said_in_code(pattern: str) -> list[tuple[str, str]]:
    """Page and what the pattern's group found in its code, since "make sure" in a sentence is no command."""
    return [
        (_name(page), name)
        for page in PAGES
        for code in CODE.findall(_text(page))
        for name in sorted(set(re.findall(pattern, code)))
    ]


# links and commands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = (match["target"].partition("#")[0] for match in LINK.finditer(_text(page)))
    inside = [(page.parent / target).resolve() for target in targets if target and not OUTSIDE.match(target)]
    assert [_name(path) for path in inside if not path.exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        waiting += [(page.parent / match["target"]).resolve() for match in LINK.finditer(_text(page))]
    assert [_name(page) for page in PAGES if page not in reached] == []


@pytest.mark.skipif(not (ROOT / "Makefile").exists(), reason="the Makefile is to come")
@pytest.mark.parametrize(("page", "target"), _said_in_code(r"(?m)(?:^|`)make ([a-z][a-z-]*)"))
def test_every_make_target_exists(page: str, target: str) -> None:
    assert re.search(rf"^{target}:", _text(ROOT / "Makefile"), re.MULTILINE), f"{page} names make {target}"


@pytest.mark.parametrize(("page", "command"), _said_in_code(r"python -m advisor ([a-z_]+)"))
def test_every_command_exists(page: str, command: str) -> None:
    module = f"advisor/commands/{command}.py"
    assert (ROOT / module).exists(), f"{page} names python -m advisor {command}"


def test_the_first_command_of_the_readme_stands_before_line_30() -> None:
    lines = _text(ROOT / "README.md").splitlines()
    assert next(number for number, line in enumerate(lines, start=1) if line.startswith("make ")) < 30


# examples ------------------------------------------------------------------------------------------------------------


@cache
def _knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


def _snippets() -> list[tuple[str, str]]:
    pages = (ROOT / "README.md", ROOT / "docs" / "knowledge.md")
    return [(_name(page), snippet) for page in pages for snippet in _fenced(page, "yaml")]


def _as_records(snippet: str, folder: Path) -> dict[str, Any]:
    file = folder / "snippet.yml"
    file.write_text(snippet, encoding="utf-8")
    records, problems = read_records(file)
    assert problems == []
    return records


def _file_of(record: dict[str, Any]) -> str:
    return "questions" if "section" in record else "next_steps" if "do" in record else "sources"


def _written_in(file: str, record_id: str) -> BaseModel | None:
    return dict(getattr(_knowledge(), file)).get(record_id)


@pytest.mark.parametrize(("page", "snippet"), _snippets())
def test_examples_of_records_are_right_and_those_with_a_real_id_are_real(
    page: str, snippet: str, tmp_path: Path
) -> None:
    for record_id, raw in _as_records(snippet, tmp_path).items():
        file = _file_of(raw)
        record = FILES[file].model_validate(raw)
        real = _written_in(file, record_id)
        assert real is None or page != "README.md" or record == real, f"{record_id} differs from knowledge/{file}.yml"


def test_the_readme_shows_a_question_and_a_source(tmp_path: Path) -> None:
    snippets = _fenced(ROOT / "README.md", "yaml")
    shown = {_file_of(raw) for snippet in snippets for raw in _as_records(snippet, tmp_path).values()}
    assert shown == {"questions", "sources"}


# the sample dialogue -------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(".").casefold()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


@cache
def _written() -> tuple[str, ...]:
    """All that the advisor may say."""
    domain = YAML(typ="safe", pure=True).load(ROOT / "domain.yml")
    everything = [*_strings(domain["responses"]), *_strings(_knowledge().model_dump(mode="json"))]
    return tuple(set(everything))


@cache
def _plainly_written() -> tuple[str, ...]:
    return tuple(_plain(text) for text in _written())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Sentences with words to be filled in."""
    sentences = {sentence for text in _written() if "{" in text for sentence in SENTENCE_END.split(text)}
    return tuple(
        re.compile("(.+)".join(re.escape(part) for part in PLACEHOLDER.split(_plain(sentence))))
        for sentence in sentences
        if len(PLACEHOLDER.sub("", sentence)) > 3 and PLACEHOLDER.search(sentence)
    )


def _is_written(said: str) -> bool:
    """Whether something stands in the domain or in the knowledge, or is made of things that do."""
    plain = _plain(said)
    if plain.isdigit() or any(plain in text for text in _plainly_written()):
        return True
    filled = (match.groups() for pattern in _patterns() if (match := pattern.fullmatch(plain)))
    return any(all(_is_written(words) for words in groups) for groups in filled)


def _advisor_lines() -> Iterator[str]:
    speaker = ""
    for line in _fenced(ROOT / "README.md", "text")[0].splitlines():
        name, _, said = line.partition(":") if line[:1].isalpha() else ("", "", line)
        speaker = name or speaker
        if speaker == "Advisor":
            yield said.strip()


def _sentences(line: str) -> Iterator[str]:
    if line.startswith("["):
        yield from re.findall(r"\[([^]]+)\]", line)
        return
    for part in re.sub(r"^(- |\d+\. )", "", line).split("..."):
        yield from (sentence for sentence in SENTENCE_END.split(part.strip()) if sentence)


SAID = [sentence for line in _advisor_lines() for sentence in _sentences(line)]


def test_the_sample_dialogue_is_long_enough_to_show_something() -> None:
    assert len(SAID) > 15


@pytest.mark.parametrize("sentence", SAID)
def test_the_advisor_really_says_what_the_sample_dialogue_says(sentence: str) -> None:
    assert _is_written(sentence)


@pytest.mark.parametrize(
    "sentence", ["I am quite happy (12 of 100).", "Noted: your firm is on Mars.", "Next step: Relax."]
)
def test_words_that_stand_nowhere_are_found_out(sentence: str) -> None:
    assert not _is_written(sentence)


# pages of their own kind ---------------------------------------------------------------------------------------------


def test_the_terms_of_the_glossary_are_sorted_and_stand_once() -> None:
    terms = re.findall(r"^\| ([^|]+) \| (?:Rasa|ours|trade) \|", _text(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    assert len(terms) > 30
    assert all(first.casefold() < second.casefold() for first, second in pairwise(terms))


def test_every_decision_is_in_the_index() -> None:
    index = _text(ROOT / "docs" / "adr" / "README.md")
    assert [path.name for path in (ROOT / "docs" / "adr").glob("0*.md") if f"({path.name})" not in index] == []


@pytest.mark.parametrize("source", sorted((ROOT / "docs" / "images").glob("*.src.svg")), ids=_name)
def test_pictures_are_what_their_sources_say(source: Path) -> None:
    outlined = runpy.run_path(str(ROOT / "docs" / "images" / "outline.py"))["outlined"]
    picture = source.with_name(source.name.replace(".src.", "."))
    assert _text(picture) == outlined(_text(source)), "run python docs/images/outline.py"
