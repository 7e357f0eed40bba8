"""The console as one router, from its parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.exceptions import ValidationException
from litestar.handlers.base import BaseRouteHandler
from litestar.static_files import create_static_files_router

from advisor.console.accounts import Accounts
from advisor.console.guard import HOME, INVALID, SIGN_IN, Guard, RefusedError, SignInNeededError, signed_in
from advisor.console.numbers import Numbers
from advisor.console.office import Office, Supplies
from advisor.console.pages import STATIC, StaffPages
from advisor.console.permissions import ASKED_BY_PAGE, OPT, Permission
from advisor.console.queries import Conversations
from advisor.console.routes import conversations, exports, handovers, numbers, reviews, sign_in, team
from advisor.console.training import known_intents
from advisor.console.transcript import Transcripts
from advisor.settings import ROOT
from advisor.store.audit import AuditLog
from advisor.store.conversations import ConversationStore
from advisor.store.reviews import ReviewStore
from advisor.store.staff import StaffStore

Connection = ASGIConnection[Any, Any, Any, Any]

HANDLERS = (
    *(sign_in.show_sign_in, sign_in.sign_in, sign_in.sign_out, sign_in.show_account, sign_in.change_password),
    *(sign_in.show_second_step, sign_in.add_second_step, sign_in.drop_second_step),
    *(conversations.show_list, conversations.show_conversation, conversations.save_view, conversations.drop_view),
    *(reviews.set_status, reviews.set_flag, reviews.assign, reviews.add_tag, reviews.remove_tag, reviews.add_note),
    *(reviews.correct, reviews.show_corrections, reviews.drop_correction, reviews.export_corrections),
    *(reviews.export_story, reviews.export_case, numbers.show_numbers, numbers.export_numbers),
    *(exports.export_many, exports.export_one),
    *(handovers.show_queue, handovers.count_waiting, handovers.take, handovers.say, handovers.hand_back),
    handovers.show_new,
    *(team.show_team, team.add_staff, team.new_password, team.disable, team.show_audit, team.erase),
)


def create_console(supplies: Supplies) -> Router:
    """Everything under /console."""
    office = open_office(supplies)
    statics = create_static_files_router(
        path="/static",
        directories=[STATIC],
        name="console_static",
        # As the gateway's own files, they do not count against the limits of an address.
        opt={OPT: Permission.NOBODY, "unlimited": True},
        include_in_schema=False,
        cache_control=CacheControlHeader(no_cache=True),
    )
    return Router(
        HOME,
        route_handlers=[*HANDLERS, statics],
        guards=[_as_function(Guard(office.accounts))],
        dependencies={
            "office": Provide(lambda: office, sync_to_thread=False),
            "visit": Provide(signed_in, sync_to_thread=False),
        },
        exception_handlers={
            SignInNeededError: to_sign_in,
            RefusedError: lambda request, error: refused(office, request, error),
            ValidationException: lambda request, _: refused(office, request, RefusedError(*INVALID)),
        },
        include_in_schema=False,
    )


def _as_function(guard: Guard) -> Callable[[Connection, BaseRouteHandler], Awaitable[None]]:
    """Litestar copies a router with all that hangs on it, but for functions."""

    async def check(connection: Connection, handler: BaseRouteHandler) -> None:
        await guard(connection, handler)

    return check


def open_office(supplies: Supplies) -> Office:
    """What the handlers work with."""
    knowledge, database = supplies.knowledge, supplies.database
    audit = AuditLog(database)
    names = {
        "stages": {stage.value: record.name for stage, record in knowledge.stages.items()},
        "countries": {code: country.name for code, country in knowledge.countries.items()},
        "facts": {
            f"{key}.{option}": option_record.means
            for key, question in knowledge.questions.items()
            for option, option_record in question.options.items()
        },
        "questions": {key: question.text for key, question in knowledge.questions.items()},
    }
    return Office(
        knowledge=knowledge,
        assess=supplies.assess,
        accounts=Accounts(StaffStore(database), audit),
        audit=audit,
        store=ConversationStore(database),
        conversations=Conversations(database),
        transcripts=Transcripts(database),
        reviews=ReviewStore(database),
        handovers=supplies.handovers,
        numbers=Numbers(supplies.figures, knowledge),
        pages=StaffPages(names),
        erase=supplies.erase,
        intents=known_intents(ROOT / "data" / "nlu"),
    )


def to_sign_in(request: Request[Any, Any, Any], _: SignInNeededError) -> Response[Any]:
    """First sign in, then go where one wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = SIGN_IN if request.method != "GET" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
    if request.route_handler.opt.get(ASKED_BY_PAGE):
        # Nobody did anything: what one of the staff is just writing must not go away with the page.
        return Response("", status_code=401)
    if request.headers.get("hx-request"):
        return Response("", status_code=401, headers={"HX-Redirect": SIGN_IN})
    return Response("", status_code=303, headers={"Location": address})


def refused(office: Office, request: Request[Any, Any, Any], error: RefusedError) -> Response[str]:
    """A page that says why."""
    return office.pages.page(request, "refused.html", status_code=error.status, reason=error.key)
