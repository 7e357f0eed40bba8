"""Sentences with the facts that each tells, and files of them that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge.loader import KnowledgeError, load_knowledge
from advisor.knowledge.told import ToldSentence, load_told
from tests.knowledge.builders import small, write

HEAD = 'version: "3.1"\nnlu:\n- intent: inform\n  examples:\n'
EXPORTS = '  - {text: "we never sold abroad", metadata: {facts: {share: none}}}\n'


def told(folder: Path, content: str) -> list[ToldSentence]:
    write(folder, small())
    (folder / "told" / "en").mkdir(parents=True)
    (folder / "told" / "en" / "deeds.yml").write_text(content, "utf-8")
    return load_told(folder, load_knowledge(folder).questions)


def test_each_sentence_has_its_facts(tmp_path: Path) -> None:
    silent = '  - {text: "it rains", metadata: {facts: {}}}\n'
    assert told(tmp_path, HEAD + EXPORTS + silent) == [
        ToldSentence("we never sold abroad", {"share": "none"}),
        ToldSentence("it rains", {}),
    ]


def test_knowledge_without_such_sentences_has_none(tmp_path: Path) -> None:
    write(tmp_path, small())
    assert load_told(tmp_path, load_knowledge(tmp_path).questions) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{shares: none}", "tells shares, which is no question; .* did you mean share?"),
        ("{share: nons}", "tells share nons, which is no option of it; .* did you mean none?"),
        ("[none]", r"deeds.yml: nlu.0.examples.0.metadata.facts: .* expected `- {text: ..., metadata:"),
        ("{share: none", "deeds.yml: line .* is not YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(wrong: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=said):
        told(tmp_path, HEAD + EXPORTS.replace("{share: none}", wrong))
