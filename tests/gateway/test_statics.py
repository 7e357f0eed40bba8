"""The widget's files, and what our own pages look like."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from httpx import AsyncClient as Client

from advisor.gateway.pages import STATIC
from advisor.gateway.statics import MEDIA_TYPES
from advisor.settings import Settings
from tests.gateway.test_access import is_problem

BUNDLE = "chat-3fa9c2d1.js"
OUT_OF_REACH = [
    "chat.js",
    "notes-3fa9c2d1.txt",
    "manifest.json",
    "..%2fwidget.js",
    "%2e%2e%2fwidget.js",
    "..%5cwidget.js",
    "%252e%252e%252fwidget.js",
    "../widget.js",
    "....//widget.js",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "chat-3fa9c2d1.js%00.txt",
    "chat-3fa9c2d1.js/",
    ".env",
    "x" * 5000 + "-3fa9c2d1.js",
    "",
]


@pytest.fixture
def dist(settings: Settings) -> Path:
    """A built widget."""
    assets = settings.widget_dir / "assets"
    assets.mkdir(parents=True)
    (settings.widget_dir / "widget.js").write_text("launch();" * 200)
    (settings.widget_dir / "manifest.json").write_text("{}")
    (assets / BUNDLE).write_text("chat();" * 200)
    (assets / "chat.js").write_text("without a hash")
    (assets / "notes-3fa9c2d1.txt").write_text("of a kind that nobody needs")
    return settings.widget_dir


async def test_the_launcher_is_asked_for_each_time(client: Client, dist: Path) -> None:
    first = await client.get("/widget.js")
    known = {"If-None-Match": first.headers["ETag"]}
    again = await client.get("/widget.js", headers=known)
    (dist / "widget.js").write_text("launch_better();")

    assert first.status_code == 200
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/widget.js", headers=known)).text == "launch_better();"


async def test_what_it_loads_is_kept_for_good(client: Client, dist: Path) -> None:
    response = await client.get(f"/assets/{BUNDLE}")

    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/widget.js", f"/assets/{BUNDLE}"])
async def test_other_websites_may_load_both(client: Client, dist: Path, path: str) -> None:
    response = await client.get(path, headers={"Origin": "https://anybody.example"})

    assert response.status_code == 200
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("encodings", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
async def test_gzip_where_the_client_takes_it(client: Client, dist: Path, encodings: str, packed: bool) -> None:
    async with client.stream("GET", "/widget.js", headers={"Accept-Encoding": encodings}) as response:
        raw = b"".join([part async for part in response.aiter_raw()])

    assert response.headers["vary"] == "Accept-Encoding"
    assert ("content-encoding" in response.headers) is packed
    assert (gzip.decompress(raw) if packed else raw) == b"launch();" * 200


async def test_without_a_build_it_says_how_to_build_it(client: Client) -> None:
    response = await client.get("/widget.js")

    assert is_problem(response, "widget_not_built")
    assert "npm ci && npm run build" in response.json()["detail"]
    assert is_problem(await client.get(f"/assets/{BUNDLE}"), "not_found")


async def test_nothing_else_can_be_had(client: Client, dist: Path) -> None:
    for name in OUT_OF_REACH:
        response = await client.get(f"/assets/{name}")
        # A client takes `..` and a last slash off by itself.
        assert response.status_code == 404 or response.text in ("launch();" * 200, "chat();" * 200), name
        assert "passwd" not in response.text and "hash" not in response.text


async def test_a_link_out_of_the_folder_leads_nowhere(client: Client, dist: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("secret")
    (dist / "assets" / "link-3fa9c2d1.js").symlink_to(tmp_path / "secret.js")

    assert is_problem(await client.get("/assets/link-3fa9c2d1.js"), "not_found")


@pytest.mark.parametrize("file", sorted(path.name for path in STATIC.iterdir()))
async def test_our_own_pages_find_their_files(client: Client, file: str) -> None:
    response = await client.get(f"/pages/{file}")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(MEDIA_TYPES[Path(file).suffix])
