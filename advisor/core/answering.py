"""Which answer of faq.yml a question gets, and how it is suited to the firm."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.core.plan import Help, sources_for, sources_named
from advisor.core.profile import FirmProfile, Frozen
from advisor.core.utterance import Candidate
from advisor.knowledge.schema import Knowledge, StageId, Topic

SURE_ANSWER = 0.6
"""Confidence from which an answer is given."""
POSSIBLE_ANSWER = 0.3
"""Confidence from which it is worth asking whether it was meant."""
MOST_SOURCES = 3


class SuitedAnswer(Frozen):
    """An answer as one firm hears it."""

    topic: Topic
    paragraphs: tuple[str, ...]
    """The answer, and a sentence for firms at its stage where there is one."""
    sources: tuple[Help, ...]
    """Its own country's first."""
    follow_ups: tuple[str, ...]


def choose(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The answer to give; or the two that may be meant; or none.

    Args:
        candidates: the best first.
    """
    possible = [each.answer for each in candidates if each.confidence >= POSSIBLE_ANSWER][:2]
    if candidates and candidates[0].confidence >= SURE_ANSWER:
        return (candidates[0].answer,)
    return tuple(possible) if len(possible) == 2 else ()


def suited(knowledge: Knowledge, profile: FirmProfile, stage: StageId, key: str) -> SuitedAnswer:
    """An answer with what matters for the firm's stage and country."""
    answer = knowledge.faq[key]
    local = sources_for(knowledge, profile, answer.constraint, stage) if answer.local and answer.constraint else ()
    named = sources_named(knowledge, profile, answer.sources)
    own = tuple(source for source in local if source.own_country and source.id not in answer.sources)
    return SuitedAnswer(
        topic=answer.topic,
        paragraphs=(answer.text, *([answer.by_stage[stage]] if stage in answer.by_stage else [])),
        sources=(*own[:1], *named)[:MOST_SOURCES],
        follow_ups=answer.follow_ups,
    )
