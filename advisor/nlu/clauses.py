"""A message taken apart into clauses, and what kind each is: a plan, a denial, a question, about somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from advisor.nlu.language import Language, load_language
from advisor.nlu.phrases import KEPT, Span
from advisor.nlu.text import words_of

_SENTENCE_END = re.compile(r"[.!?\u3002\uff1f]+(?=\s|$)|[;\n\r]+|\s[-\u2013\u2014]\s|\u2014")
_WORD = re.compile(r"[^\s,]+|,(?=\s|$)|,")
AHEAD = 5
"""Words that are looked at to see whether a clause begins."""
_OTHERS_LEAD = 3
"""Words that may stand before somebody else who is spoken of ("and today even other firms")."""
_LONGEST_LEAD = 2
_TAG = 3
"""Words of the longest "isn't it" that hangs on a statement."""


@dataclass(frozen=True)
class Clause:
    """A part of a message that says one thing."""

    text: str
    negated: bool = False
    """It denies a deed. A deed that was and is no more is `ended` and not `negated`."""
    planned: bool = False
    """It is a wish, a plan, an intention, a possibility or a condition."""
    ended: bool = False
    """It was so, and is so no longer."""
    question: bool = False
    """The firm asks something."""
    others: bool = False
    """It is about somebody else and not the firm."""

    @property
    def is_fact(self) -> bool:
        """Whether it says what the firm does or did, or what it does not do."""
        return not (self.planned or self.question or self.others)

    @property
    def is_deed(self) -> bool:
        """Whether it says what the firm does or did, up to now."""
        return self.is_fact and not (self.negated or self.ended)


def split(text: str, language: str = "en") -> tuple[Clause, ...]:
    """The clauses of a text in order, without separators."""
    return _split(text, language)


@lru_cache(maxsize=KEPT)
def _split(text: str, language: str) -> tuple[Clause, ...]:
    reader = _Reader(load_language(language))
    clauses: list[Clause] = []
    for sentence, asked in _sentences(text, reader.language):
        clauses.extend(reader.read(sentence, asked, clauses[-1] if clauses else None))
    return tuple(clauses)


def _sentences(text: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Each sentence, and whether a question mark ends it."""
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if _is_abbreviation(text[begin : end.start()], end.group(), text[end.end() :], language):
            continue
        if words_of(text[begin : end.start()]):
            yield text[begin : end.start()].strip(), "?" in end.group()
        begin = end.end()
    if words_of(text[begin:]):
        yield text[begin:].strip(), False


def _is_abbreviation(before: str, mark: str, after: str, language: Language) -> bool:
    if mark != "." or not before.strip():
        return False
    last = before.rsplit(maxsplit=1)[-1].lower().lstrip("(")
    goes_on = bool(after.strip())
    return goes_on and (last in language.wording.abbreviations or (len(last) == 1 and last.isalpha() and last != "i"))


@dataclass(frozen=True)
class _Piece:
    text: str
    comma: bool
    """Whether a comma or a joining word, and not "but" or the like, parts it from the piece before."""


class _Cut(Enum):
    """How two clauses are parted."""

    STRONG = "by a word such as but"
    WEAK = "by a comma, or by and"


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    """Its plain words, misspelt cues mended; none for a comma."""


class _Reader:
    def __init__(self, language: Language) -> None:
        self.language = language

    def read(self, sentence: str, asked: bool, before: Clause | None) -> Iterator[Clause]:
        pieces = list(self._pieces(sentence))
        conditional = False
        previous: Clause | None = None
        for index, piece in enumerate(pieces):
            words = self._words(piece.text)
            is_tag = index > 0 and self._is_tag(words)
            is_last = index == len(pieces) - 1 or (
                index == len(pieces) - 2 and self._is_tag(self._words(pieces[-1].text))
            )
            asks = self._asks(words) or (asked and (is_last or is_tag) and not self._asks_later(pieces[index + 1 :]))
            if previous is not None and piece.comma and previous.question:
                asks = True
            clause = self._clause(piece.text, words, asks, previous or before)
            if conditional and piece.comma:
                clause = replace(clause, planned=True)
            conditional = self._opens(words, "conditions")
            previous = clause
            yield clause

    def _asks_later(self, pieces: Sequence[_Piece]) -> bool:
        return any(self._asks(self._words(piece.text)) for piece in pieces)

    def _words(self, text: str) -> list[str]:
        return [self.language.vocabulary.meant(word) for word in words_of(text)]

    def _clause(self, text: str, words: list[str], asks: bool, before: Clause | None) -> Clause:
        ended = self._has(words, "ended", "not_ended") or self._is_over(words)
        return Clause(
            text=text,
            negated=not ended and self._has(words, "negated", "not_negated"),
            planned=self._has(words, "planned", "not_planned"),
            ended=ended,
            question=asks,
            others=self._is_about_others(words, before),
        )

    def _is_over(self, words: list[str]) -> bool:
        """ "Not exported since 2019"."""
        return self._has(words, "negated", "not_negated") and self.language.are_in("since", words)

    def _has(self, words: list[str], key: str, exempt: str) -> bool:
        spared = {at for span in self._spans(words, exempt) for at in range(span.start, span.end)}
        return any(not spared.issuperset(range(span.start, span.end)) for span in self._spans(words, key))

    def _spans(self, words: list[str], key: str) -> Sequence[Span]:
        return self.language.find(key, words)

    def _opens(self, words: list[str], key: str) -> bool:
        """Whether the words begin with a phrase, perhaps after an "and" or "please"."""
        leads = self.language.words("question_leads")
        for position, word in enumerate(words[: _LONGEST_LEAD + 1]):
            if self.language.at(key, words, position):
                return True
            if word not in leads:
                return False
        return False

    def _asks(self, words: list[str]) -> bool:
        starts = self._opens(words, "question_starts") and not self._opens(words, "not_question")
        return starts or self.language.are_in("question_cues", words)

    def _is_tag(self, words: list[str]) -> bool:
        return len(words) <= _TAG and " ".join(words) in self.language.words("question_tags")

    def _is_about_others(self, words: list[str], before: Clause | None) -> bool:
        who = self._spans(words, "others_who")
        if who and not self._is_ours(words[who[0].end :]):
            return True
        cue = next((span for span in self._spans(words, "others") if span.start <= _OTHERS_LEAD), None)
        if cue and not self._is_ours(words[: max(0, cue.start - 1)] + words[cue.end :]):
            return not any(self.language.vocabulary.is_a(word, "deed") for word in words[: cue.start])
        goes_on = before is not None and before.others and bool(words)
        return goes_on and words[0] in self.language.words("pointing") and not self._is_ours(words)

    def _is_ours(self, words: Sequence[str]) -> bool:
        """Whether the firm comes up, and not only where it is ("other firms in our town")."""
        near = self.language.words("near_us")
        pairs = zip(["", *words], words, strict=False)
        return any(self.language.vocabulary.is_a(word, "ours") and before not in near for before, word in pairs)

    def _pieces(self, sentence: str) -> Iterator[_Piece]:
        """The sentence cut before "but" and the like, and at commas and "and" where a clause of its own begins."""
        tokens = [self._token(match) for match in _WORD.finditer(sentence)]
        begin, comma = 0, False
        for index in range(1, len(tokens)):
            cut = self._cut(tokens, begin, index)
            if cut is None:
                continue
            text = sentence[tokens[begin].start : tokens[index - 1].end].strip(" ,")
            if words_of(text):
                yield _Piece(text, comma)
                comma = cut is _Cut.WEAK
            begin = index
        rest = sentence[tokens[begin].start :].strip(" ,") if tokens else ""
        if words_of(rest):
            yield _Piece(rest, comma)

    def _token(self, match: re.Match[str]) -> _Token:
        words = tuple(self.language.vocabulary.meant(word) for word in words_of(match.group()))
        return _Token(match.start(), match.end(), match.group().lower(), words)

    def _cut(self, tokens: Sequence[_Token], begin: int, index: int) -> _Cut | None:
        """Whether a clause begins at a token."""
        following = _ahead(tokens, index)
        if not following or self._joined(tokens, index, following):
            return None
        if self.language.at("parting", following):
            return _Cut.STRONG
        before = [word for token in tokens[begin:index] for word in token.words]
        after = _ahead(tokens, index + 1)
        if tokens[index].text == ",":
            begins = self._parts_at_comma(before, after)
        elif tokens[index].text in self.language.words("joining_clauses"):
            begins = self._is_whole(before) and self.language.at("clause_starts", after) is not None
        else:
            begins = self._main_clause_begins(before, following)
        return _Cut.WEAK if begins else None

    def _joined(self, tokens: Sequence[_Token], index: int, following: Sequence[str]) -> bool:
        """Whether a token makes one phrase with what follows or with the word before ("nothing but")."""
        if self.language.at("not_parting", following):
            return True
        found = self.language.at("not_parting", _ahead(tokens, index - 1))
        return found is not None and found.end > 1 and tokens[index - 1].words != ()

    def _parts_at_comma(self, before: list[str], after: list[str]) -> bool:
        if not after:
            return False
        if len(before) == 1 and before[0] in self.language.words("answers"):
            return True
        if self._is_tag(after):
            return True
        start = self.language.at("clause_starts", after)
        return start is not None and start.end < len(after) and self._is_whole(before)

    def _is_whole(self, words: list[str]) -> bool:
        """Whether the words may be a clause, and not only "In 2015" or "Based in Suva"."""
        kinds = ("subject", "aux", "deed", "buys")
        return any(self.language.vocabulary.is_a(word, kind) for word in words for kind in kinds)

    def _main_clause_begins(self, before: list[str], following: list[str]) -> bool:
        """In "if we get money we export", the second "we"."""
        if len(before) < 3 or not self._opens(before, "openings"):
            return False
        return self.language.vocabulary.is_a(following[0], "we") and before[-1] not in self.language.words(
            "not_before_subject"
        )


def _ahead(tokens: Sequence[_Token], index: int) -> list[str]:
    """Some words from a token on."""
    return [word for token in tokens[index : index + AHEAD] for word in token.words]
