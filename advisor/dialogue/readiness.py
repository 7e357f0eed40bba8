"""Whether the Rasa server would do its work if it were started now.

Rasa starts without a model, and with a store in memory where it cannot find the one named. It warns, answers 200 and
forgets every conversation when it ends. So it is asked here first, before it becomes Rasa.
"""

from __future__ import annotations

import argparse
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.shared.exceptions import FileNotFoundException
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_yaml_file

RASAS_OWN = {
    "tracker_store": frozenset({"sql", "redis", "mongod", "dynamo"}),
    "lock_store": frozenset({"redis", "in_memory"}),
    "event_broker": frozenset({"pika", "sql", "file", "kafka"}),
}
"""Part of endpoints.yml -> the short names that Rasa knows for it."""
UNFILLED = "${"
VARIABLE = re.compile(r"\$\{(\w+)\}")
PLACE = re.compile(r"line \d+, column \d+")


def faults(arguments: Sequence[str]) -> list[str]:
    """What stands in the way of a server with these arguments of `rasa run`, each with what to do about it."""
    given = _given(arguments)
    return [
        *_faults_of_model(Path(given.model)),
        *_faults_of_file(given.endpoints, _faults_of_endpoints),
        *_faults_of_file(given.credentials, lambda _: ()),
    ]


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(add_help=False)
    for name, usual in (("model", "models"), ("endpoints", "endpoints.yml"), ("credentials", "credentials.yml")):
        parser.add_argument(f"--{name}", default=usual)
    return parser.parse_known_args(arguments)[0]


def _faults_of_model(model: Path) -> Iterator[str]:
    if not model.exists():
        yield f"there is no trained model at {model}; run `make train`, which makes models/advisor.tar.gz"
    elif model.is_file() and not tarfile.is_tarfile(model):
        yield f"the model at {model} cannot be read; remove it and run `make train`"


def _faults_of_file(name: str, faults_of: Any) -> Iterator[str]:  # noqa: ANN401 - a function of the content
    try:
        content = read_yaml_file(name)
    except Exception as error:  # YAML's errors have no common ancestor
        yield f"{name} cannot be read ({_reason(error)}); mend it, or `git checkout` it"
        return
    yield from (f"{name}: {fault}" for fault in _unfilled(content))
    yield from (f"{name}: {fault}" for fault in faults_of(content if isinstance(content, Mapping) else {}))


def _reason(error: Exception) -> str:
    """What may be told of an error that may quote secrets: variables that are not set, or where the file is broken."""
    told = str(error)
    if variables := sorted(set(VARIABLE.findall(told))):
        return f"not set: {', '.join(variables)}; `make start` sets them, else .env or the environment must"
    if isinstance(error, FileNotFoundException):
        return "it is not there"
    return ", ".join([type(error).__name__, *PLACE.findall(told)[:1]])


def _unfilled(content: object, place: str = "") -> Iterator[str]:
    """Rasa fills in `${NAME}` only without quotes, and only if there is such a variable; else it takes it as it is."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _unfilled(value, f"{place}: {key}" if place else str(key))
    elif isinstance(content, str) and UNFILLED in content:
        yield f"{place} still holds {UNFILLED}...; write it without quotes, and see that this variable is set (.env)"


def _faults_of_endpoints(content: Mapping[str, Any]) -> Iterator[str]:
    if "tracker_store" not in content:
        yield "tracker_store is missing, so that no conversation would be kept; see endpoints.yml as it comes"
    for part, short in RASAS_OWN.items():
        if part in content:
            yield from _faults_of_type(part, content[part], short)


def _faults_of_type(part: str, config: Any, short: frozenset[str]) -> Iterator[str]:  # noqa: ANN401 - YAML
    name = config.get("type") if isinstance(config, Mapping) else None
    if not isinstance(name, str):
        yield f"{part}: type is missing; expected one of {', '.join(sorted(short))} or the path of a class"
        return
    if name.lower() in short:
        return
    try:
        class_from_module_path(name)
    except Exception as error:  # whatever its module does as it loads
        yield (
            f"{part}: type: {name} cannot be found ({type(error).__name__}), and Rasa would go on without it; "
            f"expected one of {', '.join(sorted(short))} or the path of a class, spelt as in endpoints.yml as it comes"
        )
