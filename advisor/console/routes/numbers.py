"""Figures."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from advisor.console import charts
from advisor.console.accounts import Visit
from advisor.console.exports import table_csv
from advisor.console.guard import NOT_FOUND, RefusedError
from advisor.console.numbers import PERIODS, Span
from advisor.console.office import Office
from advisor.console.permissions import Permission, for_


@get("/numbers", opt=for_(Permission.READ))
async def show_numbers(office: NamedDependency[Office], request: Request[Any, Any, Any]) -> Response[str]:
    """All tables, each with its chart."""
    span = Span.parse(request.query_params)
    figures = await office.numbers.of(span)
    return office.pages.page(
        request,
        "numbers.html",
        span=span,
        periods=(*PERIODS, "all"),
        figures=figures,
        bars={table.id: charts.bars(table.rows, table.charted) for table in figures.tables},
        channels=(await office.conversations.values())["channel"],
    )


@get("/numbers/{name:str}", opt=for_(Permission.READ))
async def export_numbers(
    office: NamedDependency[Office], request: Request[Any, Any, Any], visit: NamedDependency[Visit], name: FromPath[str]
) -> Response[str]:
    """One table as `<name>.csv`."""
    figures = await office.numbers.of(Span.parse(request.query_params))
    table = next((one for one in figures.tables if f"{one.id}.csv" == name), None)
    if table is None:
        raise RefusedError(*NOT_FOUND)
    await office.audit.note(visit.name, "export_numbers", table=table.id)
    headers = {"Content-Disposition": f'attachment; filename="{table.id}.csv"'}
    return Response(table_csv(table.columns, table.rows), media_type="text/csv", headers=headers)
