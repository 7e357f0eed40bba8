"""Sentences as vectors that are close together where the sentences mean much the same.

The model lies in `models/encoder/` and is checked against its fingerprints before use.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from advisor.settings import ROOT

SIZE = 384
"""Numbers of a vector."""
KEPT = 32768
"""Vectors kept, 50 MB: each component of a pipeline asks for the same sentences, and a training has some 20,000."""
MANY = 100
"""Texts from which on it pays to share them out."""
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
SUMS = "SHA256SUMS"
REMEDY = "Restore it with `git checkout -- models/encoder`, or make it anew with scripts/export_encoder.py."

Vectors = NDArray[np.float32]


class EncoderFileError(Exception):
    """A file of the encoder is missing or is not the one that was made."""

    def __init__(self, file: Path, wrong: str) -> None:
        super().__init__(f"{file} {wrong}. {REMEDY}")
        self.file = file


class Encoder:
    """Encodes sentences one by one.

    A batch would be a third faster but not the same: int8 activations share one scale in a batch, so that a vector
    would depend on the sentences beside it.
    """

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._vector = lru_cache(maxsize=KEPT)(self._compute)

    @classmethod
    def load(cls, directory: Path) -> Encoder:
        """Check the files and read them.

        Raises:
            EncoderFileError: a file is missing or altered.
        """
        sums = _sums(directory / SUMS)
        model, tokenizer = (_checked(directory / name, sums) for name in (MODEL, TOKENIZER))
        return cls(InferenceSession(model, _one_thread()), Tokenizer.from_buffer(tokenizer))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, 384), each of length 1. A long text counts by its first 128 pieces of words."""
        if not texts:
            return np.empty((0, SIZE), dtype=np.float32)
        return np.stack(list(self._vectors(texts)))

    def pieces(self, text: str) -> float:
        """Pieces of words a word, on average: 1 for common words, more the stranger they are."""
        words = text.split()
        return len(self._tokenizer.encode(_valid(text), add_special_tokens=False).ids) / len(words) if words else 0.0

    def _vectors(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """Many texts are shared out among the processors; a message is not worth it."""
        if len(texts) < MANY:
            yield from map(self._vector, texts)
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                yield from pool.map(self._vector, texts)

    def _compute(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(_valid(text))
        inputs = {"input_ids": [encoding.ids], "attention_mask": [encoding.attention_mask]}
        arrays = {name: np.array(values, dtype=np.int64) for name, values in inputs.items()}
        (vectors,) = self._session.run(None, arrays)
        return np.asarray(vectors[0], dtype=np.float32)


@cache
def shared_encoder() -> Encoder:
    """The encoder of this process, loaded once for all who need it.

    Raises:
        EncoderFileError: a file is missing or altered.
    """
    return Encoder.load(ROOT / "models" / "encoder")


def _valid(text: str) -> str:
    """Half a surrogate pair, which JSON can carry, is no text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _one_thread() -> SessionOptions:
    """One sentence gains nothing from further threads, and takes them from other conversations."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return options


def _sums(file: Path) -> Mapping[str, str]:
    """Fingerprints by file name, from the format of `sha256sum`."""
    lines = _bytes(file).decode("utf-8", "replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _checked(file: Path, sums: Mapping[str, str]) -> bytes:
    content, expected = _bytes(file), sums.get(file.name)
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        said = f"says {expected}" if expected else "does not name it"
        raise EncoderFileError(file, f"is altered: {SUMS} beside it {said}, its SHA-256 is {found}")
    return content


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise EncoderFileError(file, "is missing: the sentence encoder cannot do without it") from None
