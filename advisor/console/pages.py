"""The console's pages: HTML from the templates beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType

from advisor.console.guard import visit_of

HERE = Path(__file__).parent
STATIC = HERE / "static"


class StaffPages:
    """Fills templates in. All that is filled in is escaped."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        """`names` are what all templates may name: stages, countries, questions."""
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(names)
        self._templates.filters.update(moment=moment, percent=percent, seconds=seconds, span=span)

    def page(
        self, request: Request[Any, Any, Any], template: str, *, status_code: int = 200, **facts: object
    ) -> Response[str]:
        """One page."""
        text = self._templates.get_template(template).render(visit=visit_of(request), path=request.url.path, **facts)
        return Response(text, status_code=status_code, media_type=MediaType.HTML)


def moment(timestamp: float) -> str:
    """A time that is read at a glance.

    >>> moment(0)
    '1970-01-01 00:00'
    """
    return datetime.fromtimestamp(timestamp, tz=UTC).strftime("%Y-%m-%d %H:%M")


def percent(share: float | None) -> str:
    """A share that is read at a glance.

    >>> percent(0.756), percent(None)
    ('76 %', '')
    """
    return "" if share is None else f"{round(100 * share)} %"


def span(seconds: float) -> str:
    """How long something takes, read at a glance.

    >>> span(40), span(5_400), span(200_000)
    ('1 min', '1 h 30 min', '2 d 7 h')
    """
    minutes = max(1, round(seconds / 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def seconds(ms: int | None) -> str:
    """A time of some milliseconds that is read at a glance.

    >>> seconds(85), seconds(1200), seconds(None)
    ('0.085 s', '1.2 s', '')
    """
    return "" if ms is None else f"{ms / 1000:.2g} s" if ms < 1000 else f"{ms / 1000:.1f} s"
