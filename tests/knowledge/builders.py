"""A small but complete knowledge, as plain data that a test can spoil and write out as YAML."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from advisor.knowledge.loader import KnowledgeError, load_knowledge
from advisor.knowledge.schema import Knowledge

Files = dict[str, dict[Any, Any]]

STAGES = ("preparation", "active_engagement", "growth_and_expansion")
EVEN = dict(zip(STAGES, (0.2, 0.3, 0.5), strict=True))
OTHER = dict(zip(STAGES, (0.8, 0.7, 0.5), strict=True))
CONSTRAINTS = {"market_choice": STAGES[0], "first_contacts": STAGES[1], "standards": STAGES[2]}


def small() -> Files:
    """Everything that a whole knowledge needs, once."""
    return {
        "stages": {stage: _stage(stage) for stage in STAGES},
        "constraints": {key: _constraint(key, stage) for key, stage in CONSTRAINTS.items()},
        "questions": _questions(),
        "next_steps": {f"{key}_{number}": _step(key, number) for key in CONSTRAINTS for number in (1, 2, 3)},
        "sources": {"fair_list": _source("Fair list"), "chamber": _chamber()},
        "countries": {
            "THA": _country("Thailand", "TH"),
            "VNM": {**_country("Viet Nam", "VN"), "other_names": ["Vietnam"]},
            "CHI": _country("Channel Islands", None),
        },
        "priors": {level: _prior() for level in ("least_developed", "lower_middle", "upper_middle", "high", "unknown")},
        "faq": {"incoterms": _answer("Incoterms"), "fairs": _answer("Fairs")},
        "wording": {"greeting": "Hello {name}.", "busy": "One moment."},
    }


def spoilt(path: str, value: object) -> Files:
    """The small knowledge with one value set: `spoilt("questions.share.options.none.means", "x")`."""
    files: Any = small()
    *way, last = path.split(".")
    inside = files
    for part in way:
        inside = inside.setdefault(part, {})
    inside[last] = copy.deepcopy(value)
    return files


def without(path: str) -> Files:
    """The small knowledge with something taken out."""
    files: Any = small()
    *way, last = path.split(".")
    inside = files
    for part in way:
        inside = inside[part]
    del inside[last]
    return files


def write(directory: Path, files: Files) -> Path:
    """The files as YAML in a directory."""
    for name, records in files.items():
        written = yaml.dump(records, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        (directory / f"{name}.yml").write_text(written, "utf-8")
    return directory


def loaded(directory: Path, files: Files) -> Knowledge:
    """What the loader makes of the files."""
    return load_knowledge(write(directory, files))


def complaints(directory: Path) -> list[str]:
    """The lines that the loader prints about a directory."""
    try:
        load_knowledge(directory)
    except KnowledgeError as error:
        return str(error).splitlines()
    return []


def complaints_about(directory: Path, files: Files) -> list[str]:
    """The lines that the loader prints about the files."""
    return complaints(write(directory, files))


def _answer(title: str) -> dict[str, Any]:
    return {
        "topic": "logistics",
        "title": title,
        "phrasings": [f"What is {title}?", f"tell me about {title}", f"{title} please"],
        "text": "It is a set of rules.",
        "constraint": "first_contacts",
    }


def _stage(stage: str) -> dict[str, Any]:
    texts = ("short", "meaning", "emphasis", "moving_on", "impression", "reference")
    return {"name": stage, **{text: f"{text} of {stage}" for text in texts}}


def _constraint(key: str, stage: str) -> dict[str, Any]:
    return {
        "name": key,
        "stage": stage,
        "meaning": "You do not know enough.",
        "signs": ["No list", "No visits"],
        "prior": dict(EVEN),
        "prior_reason": "A guess.",
        "reference": "Abonyi 2015",
    }


def _questions() -> dict[str, Any]:
    asked = {"text": "Which?", "reworded": "Which one?", "why": "It tells the stage."}
    return {
        "country": {**asked, "section": "basics", "topic": "your country", "pick": "country"},
        "sells": {**asked, "section": "basics", "topic": "what you sell", "options": _plain_options()},
        "share": {
            **asked,
            "section": "evidence",
            "topic": "share abroad",
            "counts": "percent",
            "options": {
                "none": {**_option("None", OTHER), "range": [0, 1], "constraints": {"market_choice": 3.0}},
                "some": {**_option("Some", EVEN), "range": [1, 101], "constraints": {"standards": 2.0}},
            },
        },
        "buyers": {
            **asked,
            "section": "constraints",
            "topic": "buyers you know",
            "only_if": {"sells": ["goods"]},
            "options": {
                "yes": {**_option("Yes"), "plain": "yes", "contradicts": {"share": ["none"]}},
                "no": {**_option("No"), "plain": "no", "constraints": {"first_contacts": 4.0}},
            },
        },
    }


def _plain_options() -> dict[str, Any]:
    return {"goods": {**_option("Goods"), "words": ["things"]}, "services": _option("Services")}


def _option(title: str, likelihood: dict[str, float] | None = None) -> dict[str, Any]:
    option = {"title": title, "means": f"you said {title.lower()}"}
    return {**option, "likelihood": dict(likelihood), "reason": "A guess."} if likelihood else option


def _step(constraint: str, number: int) -> dict[str, Any]:
    step = {
        "constraint": constraint,
        "title": f"Step {number} on {constraint}",
        "do": "Write a list.",
        "who": "The owner",
        "effort": "one day",
        "time": "a week",
        "result": "A list",
        "sources": ["chamber"],
    }
    return step if number == 1 else {**step, "only_if": {"country": ["THA", "VNM"]}}


def _source(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "owner": "UN",
        "role": "information",
        "address": "www.example.org",
        "address_seen": True,
        "gives": "Lists",
        "cost": "free",
        "region": "world",
        "stages": ["preparation"],
        "constraints": ["market_choice"],
        "evidence": "own_page",
        "evidence_url": "https://www.example.org/about",
        "checked_on": "2026-01-31",
    }


def _chamber() -> dict[str, Any]:
    national = {"role": "national_body", "countries": ["THA"], "constraints": ["first_contacts"]}
    return {**_source("Chamber"), **national, "address": None, "address_seen": False}


def _country(name: str, iso2: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "iso2": iso2,
        "people": ["Thai"],
        "region": "East Asia & Pacific",
        "income": "upper_middle",
        "income_year": 2025,
        "asia_pacific": iso2 is not None,
    }


def _prior() -> dict[str, Any]:
    stages = dict(zip(STAGES, (0.5, 0.3, 0.2), strict=True))
    return {"name": "Some economies", "stages": stages, "reason": "A guess."}
