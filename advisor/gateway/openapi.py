"""The description of the API, for people and for tools. Served from here alone: no foreign script is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from advisor.gateway.pages import Pages

PATH = "/api/schema"
METHODS = ("get", "post", "put", "patch", "delete")


class PlainPage(OpenAPIRenderPlugin):
    """A page of plain HTML that lists the operations."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(path="/")
        self._pages = pages

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page."""
        return self._pages.api(openapi_schema["info"], list(_operations(openapi_schema["paths"]))).encode()


def _operations(paths: dict[str, Any]) -> Iterator[dict[str, str]]:
    for path, item in paths.items():
        for method in METHODS:
            if operation := item.get(method):
                yield {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", ""),
                    "answers": ", ".join(sorted(operation["responses"])),
                }


def openapi_config(pages: Pages, title: str, description: str, version: str) -> OpenAPIConfig:
    """At `PATH`."""
    return OpenAPIConfig(
        title=title,
        description=description,
        version=version,
        path=PATH,
        use_handler_docstrings=True,
        render_plugins=[PlainPage(pages), JsonRenderPlugin(), YamlRenderPlugin()],
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    )
