"""A console as it looks on a morning at an agency: some hundred conversations, and one to read."""

from __future__ import annotations

import time
from typing import Any

from advisor.console.accounts import Accounts
from advisor.console.permissions import Role
from advisor.core.report import report
from advisor.gateway.handovers import BACK
from advisor.gateway.rasa_client import Remark
from advisor.knowledge.schema import Knowledge
from advisor.store.audit import AuditLog
from advisor.store.console_models import Note
from advisor.store.database import Database
from advisor.store.figures import FigureStore
from advisor.store.handovers import HandoverStore, ask_for_person
from advisor.store.models import Conversation
from advisor.store.reviews import ReviewStore
from advisor.store.staff import StaffStore
from bench.archive import Archive
from bench.filling import fill
from tests.console.conftest import PASSWORD
from tests.gateway.fakes import action, as_row, bot, bots, record, slot

READER = "mei"
NUMBER = 300
KEY = "f" * 32
TALKING = "e" * 32
"""A conversation in which the reader speaks with a firm."""
TOLD = (
    ("country", "Vanuatu", "VUT", 0.92),
    ("offer", "We make chocolate in Port Vila, from our own cocoa", "goods", 0.81),
    ("sold_abroad", "an airline took a first order last month, and two hotels before that", "several_times", 0.74),
    ("orders_came", "they tasted it at the market and wrote to us", "they_found_us", 0.66),
    ("markets", "Fiji and New Caledonia", "two_or_three", 0.58),
    ("last_six_months", "we delivered the order and sent samples to Nouméa", "delivered", 0.83),
    ("export_plan", "only in my head, to be honest", "in_the_head", 0.88),
)
"""Question, what the firm says, what that means, how sure the advisor was."""


async def set_up(database: Database, url: str, knowledge: Knowledge) -> None:
    """Fill the console; `mei` may do all in it."""
    now = time.time()
    fill(url, Archive(knowledge, now - 3_600, days=30).talks(NUMBER))
    accounts = Accounts(StaffStore(database), AuditLog(database))
    await accounts.add(READER, Role.ADMIN, "test", PASSWORD)
    await accounts.add("lin", Role.REVIEWER, "test", PASSWORD)
    await _tell(database, knowledge, now - 1_800)
    async with database.begin() as session:
        await ask_for_person(session, KEY, now - 1_500)
    await _talk(database, now - 600)
    await FigureStore(database).catch_up()


async def _tell(database: Database, knowledge: Knowledge, moment: float) -> None:
    answers: dict[str, Any] = {}
    rows = bots([bot("Hello! I help small firms that want to sell to other countries.", "greeting")])
    for number, (question, words, option, confidence) in enumerate(TOLD):
        record_of = knowledge.questions[question]
        buttons = {each.title: f'/answer{{"option":"{question}.{key}"}}' for key, each in record_of.options.items()}
        rows += bots([bot(record_of.text, "question", buttons, question=question, attempt=0)])
        answers[question] = {"option": option, "said": words}
        rows += [heard(words, number, confidence, f"{question}.{option}"), action("action_ask_answer")]
        rows += [slot("profile", {"answers": dict(answers), "unknown": [], "overruled": None, "impression": {}})]
    rows += [heard("kan u sen me list of fair", 98, 0.31, None), action("action_not_understood")]
    rows += bots([bot("I am not sure what you mean. Could you say it in other words?", "not_understood")])
    rows += [heard("can I talk to somebody at your office?", 99, 0.93, None), action("action_contact_person")]
    rows += bots([bot("Yes. I have told the office that you would like to talk to a person.", "answer")])
    profile = {"answers": answers, "unknown": [], "overruled": None, "impression": {}}
    assessed = report(knowledge, profile)
    row = Conversation(
        id=KEY,
        token_sha256=KEY,
        channel="web",
        language="en",
        created_at=moment,
        last_activity=moment + 900,
        country="VUT",
        stage=assessed["stage"],
        certainty=assessed["probabilities"][assessed["stage"]],
        turns=len(TOLD) + 2,
        lowest_confidence=0.31,
        not_understood=1,
        flags=["asked_for_person", "not_understood"],
        profile=profile,
        reached="question",
        last_question="export_plan",
        questions=len(TOLD),
    )
    async with database.begin() as session:
        session.add(row)
    await record(database, KEY, rows, since=moment)
    reviews = ReviewStore(database)
    await reviews.tag(KEY, "chocolate")
    await reviews.change(KEY, moment + 1_000, status="in_review", assignee="lin")
    note = Note(
        conversation_id=KEY,
        author="lin",
        text=f"@{READER}, they want the list of fairs. I call them today.",
        written_at=moment + 1_100,
    )
    await reviews.add_note(note)


async def _talk(database: Database, moment: float) -> None:
    """A firm asked for a person, and got one."""
    row = Conversation(
        id=TALKING,
        token_sha256=TALKING,
        channel="telegram",
        language="en",
        created_at=moment,
        last_activity=moment + 300,
        country="LAO",
        stage="preparation",
        certainty=0.71,
        turns=3,
        flags=["asked_for_person"],
    )
    async with database.begin() as session:
        session.add(row)
    taken = {"type": "handover", "state": "with_person", "name": READER}
    told = "mei is here now. mei is a person, has read what we wrote, and answers you in this conversation."
    to_mei, by_mei = {"to_person": READER}, {"type": "person", "name": READER}
    said = [
        Remark(TALKING, "t1", "staff", told, taken, [{"title": "Go back to the advisor", "payload": BACK}]),
        Remark(TALKING, "t2", "staff", "Good morning! What can I do for you?", by_mei),
        Remark(TALKING, "t3", "firm", "Which papers does a buyer in Thailand need for our silk?", to_mei),
    ]
    rows = [heard("We weave silk in Savannakhet. May I talk to a person?", 1, 0.97, None)]
    rows += bots([bot("I have also told the people behind this advisor.", "advice", about="handover")])
    await record(database, TALKING, [*rows, *map(as_row, said)], since=moment)
    await HandoverStore(database).take(TALKING, READER, moment + 60)


def heard(words: str, number: int, confidence: float, told: str | None) -> dict[str, Any]:
    """A message of the firm as the advisor understood it."""
    intent = {"name": "inform" if told else "contact_person", "confidence": confidence}
    ranking = [intent, {"name": "ask_question", "confidence": round((1 - confidence) * 0.7, 2)}]
    entities = [{"entity": "option", "value": told}] if told else []
    parsed = {"intent": intent, "entities": entities, "intent_ranking": ranking}
    return {"event": "user", "text": words, "message_id": f"s{number}", "parse_data": parsed}
