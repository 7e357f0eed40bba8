"""The description of the API, for people and for tools. Served from here alone: no foreign script is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from litestar import Request, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Redirect

PATH = "/api/schema"
METHODS = ("get", "post", "put", "patch", "delete")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}code{{font-size:1.05em}}</style>
</head><body><h1>{title}</h1><p>{description}</p>
<p>For tools: <a href="/api/schema/openapi.json">JSON</a>, <a href="/api/schema/openapi.yaml">YAML</a>.</p>
{operations}</body></html>
"""
OPERATION = "<h2><code>{method} {path}</code></h2><p><strong>{summary}</strong> {description}</p><p>{answers}</p>"


@get("/", include_in_schema=False, sync_to_thread=False)
def front_door() -> Redirect:
    """Whoever opens the address of the gateway in a browser finds out what can be done here."""
    return Redirect(PATH)


class PlainPage(OpenAPIRenderPlugin):
    """A page of plain HTML that lists the operations."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page."""
        info = openapi_schema["info"]
        page = PAGE.format(
            title=escape(info["title"]),
            description=escape(info["description"]),
            operations="\n".join(_operations(openapi_schema["paths"])),
        )
        return page.encode()


def _operations(paths: dict[str, Any]) -> Iterator[str]:
    for path, item in paths.items():
        for method in METHODS:
            if operation := item.get(method):
                yield _operation(method, path, operation)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    return OPERATION.format(
        method=method.upper(),
        path=escape(path),
        summary=escape(operation.get("summary", "")),
        description=escape(operation.get("description", "")),
        answers=escape("Answers: " + ", ".join(sorted(operation["responses"]))),
    )


def openapi_config(title: str, description: str, version: str) -> OpenAPIConfig:
    """At `PATH`."""
    return OpenAPIConfig(
        title=title,
        description=description,
        version=version,
        path=PATH,
        use_handler_docstrings=True,
        render_plugins=[PlainPage(path="/"), JsonRenderPlugin(), YamlRenderPlugin()],
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    )
