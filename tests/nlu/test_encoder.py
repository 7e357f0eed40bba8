from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.nlu.encoder import MODEL, SIZE, SUMS, TOKENIZER, Encoder, EncoderFileError, shared_encoder
from advisor.settings import ROOT

ENCODER = ROOT / "models" / "encoder"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ENCODER, tmp_path / "encoder"))


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, SUMS])
def test_a_missing_file_is_named_with_what_to_do(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(EncoderFileError, match=rf"{name} is missing.*git checkout -- models/encoder") as raised:
        Encoder.load(copy)
    assert raised.value.file == copy / name


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_an_altered_file_is_named_with_both_fingerprints(copy: Path, name: str) -> None:
    expected = dict(reversed(line.split("  ")) for line in (copy / SUMS).read_text().splitlines())[name]
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(EncoderFileError, match=rf"{name} is altered: SHA256SUMS beside it says {expected}"):
        Encoder.load(copy)


def test_a_file_that_the_list_does_not_know_is_refused(copy: Path) -> None:
    (copy / SUMS).write_text("")
    with pytest.raises(EncoderFileError, match=r"model\.onnx is altered: SHA256SUMS beside it does not name it"):
        Encoder.load(copy)


def test_a_process_has_one_encoder() -> None:
    assert shared_encoder() is shared_encoder()


def test_each_text_gives_a_vector_of_length_one() -> None:
    vectors = shared_encoder().encode(["We sell shoes.", "", "A letter of credit"])
    assert vectors.shape == (3, SIZE)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_no_texts_give_no_vectors() -> None:
    assert shared_encoder().encode([]).shape == (0, SIZE)


def test_a_text_has_the_same_vector_whatever_stands_beside_it() -> None:
    text, others = "We sell shoes to Japan.", ["Hi", "What does a certificate of origin cost, and who gives it to us?"]
    alone = Encoder.load(ENCODER).encode([text])
    among = Encoder.load(ENCODER).encode([others[0], text, others[1]])
    assert np.array_equal(alone[0], among[1])


def test_what_is_kept_cannot_be_changed_from_outside() -> None:
    before = shared_encoder().encode(["Fish from Fiji"])
    changed = shared_encoder().encode(["Fish from Fiji"])
    changed[:] = 0
    assert np.array_equal(shared_encoder().encode(["Fish from Fiji"]), before)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("How do I find buyers abroad?", "where can we look for foreign customers", "What is an HS code?"),
        ("We have no export yet.", "we never sold anything to another country", "Half of our sales go to Japan."),
        ("Who pays the freight?", "is transport paid by the buyer", "Please delete all my data."),
    ],
)
def test_sentences_of_like_meaning_are_nearer(text: str, near: str, far: str) -> None:
    first, second, third = shared_encoder().encode([text, near, far])
    assert first @ second > first @ third + 0.1


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_anything_can_be_encoded(text: str) -> None:
    assert np.linalg.norm(shared_encoder().encode([text])) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["x" * 2000, "\N{SLIGHTLY SMILING FACE}" * 2000, "\ud800", "\0" * 2000, "a b " * 500])
def test_long_and_odd_texts_can_be_encoded(text: str) -> None:
    assert np.isfinite(shared_encoder().encode([text])).all()
