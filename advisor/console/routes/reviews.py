"""What staff do about a conversation, and the queue of misunderstood messages."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from advisor.console.accounts import Visit
from advisor.console.guard import HOME, INVALID, NOT_FOUND, RefusedError
from advisor.console.office import Form, Office, address_of, field_of, go
from advisor.console.permissions import Permission, for_
from advisor.console.training import as_case, as_cases, as_nlu, as_story
from advisor.core.masking import mask
from advisor.store.console_models import Correction, Note
from advisor.store.reviews import STATUSES

LONGEST_NOTE = 4_000
TAG = re.compile(r"[\w][\w -]{0,31}")
YAML_TYPE = "application/yaml"
QUEUE_FILES = {"nlu.yml": (as_nlu, "corrections.yml"), "cases.yml": (as_cases, "correction_cases.yml")}
"""Name in the address -> what writes it, and the name under which it is saved."""
OF_ONE = "/conversations/{conversation_id:str}"


@post(f"{OF_ONE}/status", opt=for_(Permission.REVIEW))
async def set_status(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """New, in review, done."""
    status = field_of(data, "status", 16)
    if status not in STATUSES:
        raise RefusedError(*INVALID)
    return await _change(office, visit, conversation_id, status=status)


@post(f"{OF_ONE}/flag", opt=for_(Permission.REVIEW))
async def set_flag(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """So that it is found again."""
    return await _change(office, visit, conversation_id, flagged=data.get("flagged") == "yes")


@post(f"{OF_ONE}/assign", opt=for_(Permission.REVIEW))
async def assign(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """To one of the staff, or to nobody."""
    name = field_of(data, "assignee", 64, needed=False)
    if name and await office.accounts.store.named(name) is None:
        raise RefusedError(*INVALID)
    return await _change(office, visit, conversation_id, assignee=name or None)


@post(f"{OF_ONE}/tags", opt=for_(Permission.REVIEW))
async def add_tag(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """A word to find it by."""
    await office.conversation(conversation_id)
    tag = field_of(data, "tag", 32).lower()
    if TAG.fullmatch(tag) is None:
        raise RefusedError(*INVALID)
    await office.reviews.tag(conversation_id, tag)
    await office.audit.note(visit.name, "tag", conversation_id, tag=tag)
    return go(address_of(conversation_id))


@post(f"{OF_ONE}/tags/remove", opt=for_(Permission.REVIEW))
async def remove_tag(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """Take it off."""
    await office.conversation(conversation_id)
    tag = field_of(data, "tag", 32)
    await office.reviews.untag(conversation_id, tag)
    await office.audit.note(visit.name, "untag", conversation_id, tag=tag)
    return go(address_of(conversation_id))


@post(f"{OF_ONE}/notes", opt=for_(Permission.REVIEW))
async def add_note(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """For the others; @name finds its way to one of them."""
    await office.conversation(conversation_id)
    text = field_of(data, "text", LONGEST_NOTE)
    await office.reviews.add_note(
        Note(conversation_id=conversation_id, author=visit.name, text=text, written_at=office.now())
    )
    await office.audit.note(visit.name, "note", conversation_id)
    return go(address_of(conversation_id))


@post(f"{OF_ONE}/corrections", opt=for_(Permission.REVIEW))
async def correct(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str], data: Form
) -> Redirect:
    """This was misunderstood: it means something else."""
    await office.conversation(conversation_id)
    event_id = _event_id(data)
    row = await office.transcripts.message(conversation_id, event_id)
    if row is None:
        raise RefusedError(*NOT_FOUND)
    intent, fact = field_of(data, "intent", 255), field_of(data, "fact", 129, needed=False)
    if intent not in office.intents or (fact and not _is_fact(office, fact)):
        raise RefusedError(*INVALID)
    await office.reviews.correct(
        Correction(
            conversation_id=conversation_id,
            event_id=event_id,
            text=mask(row.text),
            understood=row.intent,
            intent=intent,
            fact=fact or None,
            author=visit.name,
            corrected_at=office.now(),
        )
    )
    await office.audit.note(visit.name, "correct", conversation_id, message=event_id, intent=intent)
    return go(f"{address_of(conversation_id)}?at={event_id}#m{event_id}")


@get("/corrections", opt=for_(Permission.READ))
async def show_corrections(office: NamedDependency[Office], request: Request[Any, Any, Any]) -> Response[str]:
    """The queue."""
    return office.pages.page(request, "corrections.html", corrections=await office.reviews.corrections())


@post("/corrections/remove", opt=for_(Permission.REVIEW))
async def drop_correction(office: NamedDependency[Office], visit: NamedDependency[Visit], data: Form) -> Redirect:
    """Out of the queue: it is learnt, or was none."""
    conversation_id, event_id = field_of(data, "conversation", 64), _event_id(data)
    await office.reviews.drop_correction(conversation_id, event_id)
    await office.audit.note(visit.name, "drop_correction", conversation_id, message=event_id)
    return go(f"{HOME}/corrections")


@get("/corrections/{name:str}", opt=for_(Permission.REVIEW))
async def export_corrections(
    office: NamedDependency[Office], visit: NamedDependency[Visit], name: FromPath[str]
) -> Response[str]:
    """The queue as training data for Rasa, or as what must be understood from now on."""
    if name not in QUEUE_FILES:
        raise RefusedError(*NOT_FOUND)
    written, saved_as = QUEUE_FILES[name]
    await office.audit.note(visit.name, "export_corrections", kind=name.removesuffix(".yml"))
    return _file(written(await office.reviews.corrections()), saved_as)


@get(f"{OF_ONE}/story.yml", opt=for_(Permission.REVIEW))
async def export_story(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str]
) -> Response[str]:
    """The conversation as a story for `rasa test`."""
    conversation = await office.conversation(conversation_id)
    await office.audit.note(visit.name, "save_as_test", conversation_id, kind="story")
    return _file(as_story(_name(conversation.id), await office.transcripts.rows(conversation_id)), "story.yml")


@get(f"{OF_ONE}/case.yml", opt=for_(Permission.REVIEW))
async def export_case(
    office: NamedDependency[Office], visit: NamedDependency[Visit], conversation_id: FromPath[str]
) -> Response[str]:
    """The conversation as a firm of tests/cases, its words masked."""
    conversation = await office.conversation(conversation_id)
    await office.audit.note(visit.name, "save_as_test", conversation_id, kind="case")
    said = [
        one.text for one in await office.transcripts.whole(conversation_id) if one.author == "firm" and not one.tapped
    ]
    stage = str(office.assess(conversation.profile)["stage"])
    return _file(as_case(_name(conversation.id), conversation.profile, stage, said), "case.yml")


async def _change(office: Office, visit: Visit, conversation_id: str, **values: object) -> Redirect:
    await office.conversation(conversation_id)
    await office.reviews.change(conversation_id, office.now(), **values)
    await office.audit.note(visit.name, "review", conversation_id, **values)
    return go(address_of(conversation_id))


def _event_id(data: dict[str, str]) -> int:
    value = field_of(data, "message", 15)
    if not (value.isascii() and value.isdigit()):
        raise RefusedError(*INVALID)
    return int(value)


def _is_fact(office: Office, fact: str) -> bool:
    question, _, option = fact.partition(".")
    known = office.knowledge.questions.get(question)
    return known is not None and option in known.options


def _name(conversation_id: str) -> str:
    return f"conversation_{conversation_id[:12]}"


def _file(text: str, name: str) -> Response[str]:
    return Response(text, media_type=YAML_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})
