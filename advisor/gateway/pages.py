"""Pages for people: plain HTML from the templates beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.status_codes import HTTP_404_NOT_FOUND

from advisor.gateway.plan_page import PlanPage
from advisor.gateway.statics import Statics

HERE = Path(__file__).parent
STATIC = HERE / "static"

WORDING = ("plan_gone", "plan_gone_home", "plan_gone_title")


class Pages:
    """Fills templates in. All that is filled in is escaped."""

    def __init__(self, wording: Mapping[str, str]) -> None:
        self._words = {key: wording[key] for key in WORDING}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def demo(self, *, widget_is_built: bool) -> Response[str]:
        """The first page."""
        return self._page("demo.html", widget_is_built=widget_is_built)

    def plan(self, page: PlanPage, pdf: str) -> Response[str]:
        """A plan, with the address of its PDF."""
        return self._page("plan.html", page=page, pdf=pdf)

    def gone(self) -> Response[str]:
        """Where there is no plan, and nobody needs to know why."""
        return self._page("gone.html", HTTP_404_NOT_FOUND, words=self._words)

    def api(self, info: Mapping[str, object], operations: list[dict[str, str]]) -> str:
        """The description of the API."""
        return self._templates.get_template("api.html").render(info=info, operations=operations)

    def _page(self, template: str, status_code: int = 200, **facts: object) -> Response[str]:
        text = self._templates.get_template(template).render(**facts)
        return Response(text, status_code=status_code, media_type=MediaType.HTML)


@get("/", include_in_schema=False, sync_to_thread=False)
def first_page(pages: NamedDependency[Pages], statics: NamedDependency[Statics]) -> Response[str]:
    """A trade agency that does not exist, with the widget as any website may have it."""
    return pages.demo(widget_is_built=statics.widget_is_built)
