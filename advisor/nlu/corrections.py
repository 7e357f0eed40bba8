"""Whether a message begins as a correction of what was just noted: "no, three", "sorry, I meant Fiji"."""

from __future__ import annotations

from advisor.nlu.language import load_language
from advisor.nlu.text import words_of

LONGEST = 3
"""Words of the longest beginning."""


def begins_as_correction(text: str, language: str = "en") -> bool:
    """Whether the first words are those of a correction, and more follows."""
    words = words_of(text)
    beginnings = load_language(language).words("corrections")
    return any(" ".join(words[:count]) in beginnings for count in range(1, min(LONGEST, len(words) - 1) + 1))
