"""What staff do about conversations, and what comes out of it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from advisor.store.conversations import ConversationStore
from advisor.store.database import Database
from tests.cases.reading import Case
from tests.console.conftest import Archive, Staffer


def loaded(yaml: str) -> Any:
    return YAML(typ="safe").load(io.StringIO(yaml))


async def message_of(archive: Archive, key: str) -> str:
    return str((await ConversationStore(archive.database).rows(key, types=("user",)))[0].id)


async def test_a_review(reviewer: Staffer, archive: Archive) -> None:
    key = await archive.add("we sell silk")

    await reviewer.post(f"/conversations/{key}/status", status="in_review")
    await reviewer.post(f"/conversations/{key}/flag", flagged="yes")
    await reviewer.post(f"/conversations/{key}/assign", assignee="the.reviewer")
    await reviewer.post(f"/conversations/{key}/tags", tag="Silk trade")
    await reviewer.post(f"/conversations/{key}/notes", text="@the.reviewer, please look")

    row = await reviewer.reads("")
    for words in ("in review", "flagged", "the.reviewer", "silk trade"):
        assert words in row
    assert "please look" in await reviewer.reads("/account")
    await reviewer.post(f"/conversations/{key}/tags/remove", tag="silk trade")
    assert "silk trade" not in await reviewer.reads("")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("status", {"status": "forgotten"}), ("assign", {"assignee": "nobody.here"}), ("tags", {"tag": "<b>"}),
        ("notes", {"text": ""}), ("notes", {"text": "x" * 5000}), ("corrections", {"message": "x", "intent": "greet"}),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(reviewer: Staffer, archive: Archive, path: str, form: dict[str, str]) -> None:
    key = await archive.add("we sell silk")

    assert (await reviewer.post(f"/conversations/{key}/{path}", **form)).status_code == 422


async def test_a_misunderstood_message_becomes_training_data(reviewer: Staffer, archive: Archive) -> None:
    key = await archive.add("can I [talk](x) to mei@example.com: a human?")
    message = await message_of(archive, key)

    wrong = await reviewer.post(f"/conversations/{key}/corrections", message=message, intent="no_such_intent")
    response = await reviewer.post(
        f"/conversations/{key}/corrections", message=message, intent="contact_person", fact="sold_abroad.never"
    )

    assert wrong.status_code == 422
    assert response.headers["location"].endswith(f"?at={message}#m{message}")
    assert "contact_person" in await reviewer.reads("/corrections")
    nlu = loaded(await reviewer.reads("/corrections/nlu.yml"))
    assert nlu["nlu"] == [{"intent": "contact_person", "examples": "- can I talk x to e-mail : a human?\n"}]
    (case,) = loaded(await reviewer.reads("/corrections/cases.yml")).values()
    assert (case["intent"], case["fact"], case["was_understood_as"]) == (
        "contact_person", "sold_abroad.never", "inform"
    )  # fmt: skip
    assert (await reviewer.get("/corrections/other.yml")).status_code == 404
    await reviewer.post("/corrections/remove", conversation=key, message=message)
    assert "The queue is empty" in await reviewer.reads("/corrections")


async def test_a_message_of_another_conversation_is_not_corrected(reviewer: Staffer, archive: Archive) -> None:
    one, other = await archive.add("we sell silk"), await archive.add("we sell rice")
    message = await message_of(archive, other)

    response = await reviewer.post(f"/conversations/{one}/corrections", message=message, intent="greet")

    assert response.status_code == 404


async def test_a_conversation_becomes_a_test(reviewer: Staffer, archive: Archive) -> None:
    profile = {"answers": {"country": {"option": "LAO"}, "sold_abroad": {"option": "never"}}}
    key = await archive.add("call me: 020 5555 1234", profile=profile)

    story = loaded(await reviewer.reads(f"/conversations/{key}/story.yml"))
    (case,) = loaded(await reviewer.reads(f"/conversations/{key}/case.yml")).values()

    assert story["stories"][0]["steps"] == [{"intent": "inform"}, {"action": "action_answer_question"}]
    assert Case.model_validate(case).answers == {"country": "LAO", "sold_abroad": "never"}
    assert case["story"] == "call me: [number]"


async def test_the_audit_log_says_who_did_what_and_never_what_was_said(admin: Staffer, archive: Archive) -> None:
    key = await archive.add("we sell silk")
    await admin.reads(f"/conversations/{key}")
    await admin.reads(f"/conversations/{key}/export/csv")

    log = await admin.reads("/audit")

    for words in ("sign in", "read", "export", "the.admin"):
        assert words in log
    assert "silk" not in log


@pytest.mark.parametrize("change", ["UPDATE audit_log SET who = 'nobody'", "DELETE FROM audit_log"])
async def test_nobody_changes_the_audit_log(admin: Staffer, database: Database, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        async with database.begin() as session:
            await session.execute(text(change))


async def test_admins_look_after_accounts(admin: Staffer) -> None:
    made = await admin.post("/team", name="lin", role="viewer")
    again = await admin.post("/team", name="lin", role="viewer")
    nonsense = await admin.post("/team", name="kim", role="emperor")

    assert "It is shown this once" in made.text
    assert (again.status_code, nonsense.status_code) == (422, 422)
    assert "The password of" in (await admin.post("/team/password", name="lin")).text
    await admin.post("/team/disable", name="lin", disabled="yes")
    assert "disabled" in await admin.reads("/team")
    assert (await admin.post("/team/disable", name="the.admin", disabled="yes")).status_code == 422
