"""Conversations that could have taken place, the same from the same seed: what the console is measured on."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.knowledge.schema import Knowledge, Question, StageId
from advisor.settings import ROOT

EXAMPLE = re.compile(r"^\s+- (.+)$", re.MULTILINE)
INTENTS = (
    "inform",
    "ask_question",
    "what_stage",
    "contact_person",
    "skip",
    "why",
    "show_plan",
    "thank",
    "out_of_scope",
)
CHANNELS = ("web", "web", "web", "telegram", "telegram", "embedded")
TAGS = ("silk", "coffee", "certificates", "customs", "packaging", "follow up", "payment", "fair")
STATUSES = ("in_review", "done", "done", "done")
PEOPLE = ("mei", "lin", "somchai", "ana")
REGION = (
    "VNM",
    "LAO",
    "KHM",
    "THA",
    "IDN",
    "PHL",
    "MMR",
    "NPL",
    "BGD",
    "LKA",
    "FJI",
    "VUT",
    "WSM",
    "MNG",
    "BTN",
    "IND",
)
"""Most firms come from here, the first most often."""
DAYS = 400
"""Over so many days the conversations began."""
LONG_TURNS = 400
RARE = "kaempferol"
"""A word that few conversations hold."""

Json = dict[str, Any]
Values = tuple[Any, ...]


@dataclass
class Talk:
    """One conversation as rows, by table."""

    conversation: Values = ()
    events: list[Values] = field(default_factory=list)
    others: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Course:
    """Where a conversation stands while it is made."""

    key: str
    channel: str
    country: str
    began: float
    moment: float
    turns: int
    profile: Json
    missed: int = 0
    lowest: float = 1.0
    talk: Talk = field(default_factory=Talk)


COLUMNS: Mapping[str, Sequence[str]] = {
    "conversations": (
        *("id", "token_sha256", "channel", "language", "created_at", "last_activity", "country", "stage", "certainty"),
        *("turns", "lowest_confidence", "not_understood", "flags", "profile", "projected_event_id", "reached"),
        *("last_question", "questions", "held_back_by", "returned_event_id"),
    ),
    "events": ("id", "sender_id", "type_name", "timestamp", "intent_name", "action_name", "data"),
    "turn_times": ("conversation_id", "channel", "at", "ms"),
    "ratings": ("conversation_id", "event_id", "thumb", "words", "rated_at"),
    "reviews": ("conversation_id", "status", "flagged", "assignee", "changed_at"),
    "tags": ("conversation_id", "tag"),
    "notes": ("conversation_id", "author", "text", "written_at"),
}


def sayings(folder: Path = ROOT / "data" / "nlu" / "en") -> Sequence[str]:
    """What firms write, from the training data."""
    found = [line for path in sorted(folder.glob("*.yml")) for line in EXAMPLE.findall(path.read_text("utf-8"))]
    return [re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line) for line in found if ":" not in line]


class Archive:
    """Makes conversations, oldest first. Ids of events grow with time, as in a real database."""

    def __init__(self, knowledge: Knowledge, now: float, *, days: int = DAYS, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._said = sayings()
        self._answers = [record.text for record in knowledge.faq.values()]
        self._questions = list(knowledge.questions.items())
        self._countries = [*REGION, *(code for code in knowledge.countries if code not in REGION)]
        self._weights = [1.0 / (place + 4) for place in range(len(self._countries))]
        self._constraints = list(knowledge.constraints)
        self._now = now
        self._days = days
        self._event_id = 0

    def talks(self, number: int) -> Iterator[Talk]:
        """So many conversations, one of them with 400 turns: the last but one."""
        for place in range(number):
            began = self._now - self._days * 86_400 * (number - place) / number
            turns = LONG_TURNS if place == number - 2 else min(1 + int(self._chance.expovariate(0.31)), 40)
            yield self._talk(f"{place:032x}", began, turns)

    def _talk(self, key: str, began: float, turns: int) -> Talk:
        chance = self._chance
        country = chance.choices(self._countries, self._weights)[0]
        profile: Json = {"answers": {"country": {"option": country, "said": None}}, "unknown": [], "overruled": None}
        course = Course(key, chance.choice(CHANNELS), country, began, began, turns, profile)
        for turn in range(turns):
            self._turn(course, self._questions[min(turn, len(self._questions) - 1)])
        self._review(course)
        course.talk.conversation = self._summary(course)
        return course.talk

    def _turn(self, course: Course, asked: tuple[str, Question]) -> None:
        """What the firm said, what was done, what the advisor said, what was learnt."""
        chance, (question, record) = self._chance, asked
        course.moment += 5 + chance.expovariate(1 / 40)
        confidence = round(chance.betavariate(6, 1.6), 4)
        course.lowest = min(course.lowest, confidence)
        understood = confidence > 0.35
        course.missed += not understood
        if record.options:
            course.profile["answers"][question] = {"option": chance.choice(list(record.options)), "said": None}
        self._add(course, "user", self._heard(confidence))
        action = "action_ask_answer" if understood else "action_not_understood"
        self._add(course, "action", {"name": action, "policy": "RulePolicy"})
        bot = self._add(course, "bot", self._reply(question, record, understood=understood))
        self._add(course, "slot", {"name": "profile", "value": course.profile})
        waited = int(20 + chance.lognormvariate(3.2, 0.7))
        course.talk.others["turn_times"].append((course.key, course.channel, course.moment + waited / 1000, waited))
        if chance.random() < 0.02:
            thumb = chance.choice(("up", "up", "down"))
            course.talk.others["ratings"].append((course.key, bot, thumb, None, course.moment + 9))

    def _heard(self, confidence: float) -> Json:
        chance = self._chance
        text = chance.choice(self._said)
        if chance.random() < 0.0002:
            text = f"{text}; it is about {RARE}"
        intent = chance.choice(INTENTS)
        ranking = [{"name": intent, "confidence": confidence}]
        ranking += [{"name": name, "confidence": round((1 - confidence) / 8, 4)} for name in INTENTS if name != intent]
        parsed = {"intent": ranking[0], "entities": [], "text": text, "intent_ranking": ranking}
        return {"text": text, "parse_data": parsed, "message_id": f"{chance.getrandbits(128):032x}"}

    def _reply(self, question: str, record: Question, *, understood: bool) -> Json:
        words = f"{self._chance.choice(self._answers)}\n\n{record.text}" if self._chance.random() < 0.5 else record.text
        buttons = [
            {"title": option.replace("_", " "), "payload": f'/answer{{"option":"{question}.{option}"}}'}
            for option in record.options
        ]
        custom = {"type": "question" if understood else "not_understood", "question": question, "attempt": 0}
        return {"text": words, "data": {"custom": custom, "buttons": buttons or None}}

    def _add(self, course: Course, kind: str, data: Json) -> int:
        self._event_id += 1
        intent = data["parse_data"]["intent"]["name"] if kind == "user" else None
        whole = json.dumps({"event": kind, "timestamp": course.moment, "metadata": {"model_id": "0" * 32}, **data})
        course.talk.events.append((self._event_id, course.key, kind, course.moment, intent, data.get("name"), whole))
        return self._event_id

    def _review(self, course: Course) -> None:
        chance, key, others = self._chance, course.key, course.talk.others
        if chance.random() < 0.15:
            assignee = chance.choice((*PEOPLE, None))
            others["reviews"].append(
                (key, chance.choice(STATUSES), chance.random() < 0.1, assignee, course.moment + 3600)
            )
        if chance.random() < 0.06:
            others["tags"] += [(key, tag) for tag in chance.sample(TAGS, 2)]
        if chance.random() < 0.03:
            others["notes"].append((key, "mei", "Please look at the answer on customs.", course.moment + 4000))

    def _summary(self, course: Course) -> Values:
        chance = self._chance
        reached = "question" if course.turns < 3 else chance.choice(("assessment", "plan", "plan"))
        flags = ["asked_for_person"] if chance.random() < 0.03 else []
        flags += ["not_understood"] if course.missed else []
        stage = chance.choices([stage.value for stage in StageId], (6, 3, 1))[0] if course.turns > 1 else None
        return (
            *(course.key, f"{chance.getrandbits(256):064x}", course.channel, "en", course.began, course.moment),
            *(course.country, stage, round(chance.uniform(0.4, 0.99), 3), course.turns, course.lowest, course.missed),
            *(json.dumps(flags), json.dumps(course.profile), self._event_id, reached),
            *(self._questions[min(course.turns, len(self._questions) - 1)][0], course.turns),
            *(None if reached == "question" else chance.choice(self._constraints), self._event_id),
        )
