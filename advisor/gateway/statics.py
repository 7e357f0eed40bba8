"""Files that anybody may have: the widget, and what our own pages look like."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from advisor.gateway.limits import UNLIMITED
from advisor.gateway.problems import Problem

MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Nothing else is served."""
COMPRESSED_ALREADY = frozenset({".png", ".webp", ".woff2"})

PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
HASHED_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*-[A-Za-z0-9_-]{6,}\.[a-z0-9]+")

ASK_ALWAYS = "no-cache"
FOR_GOOD = "public, max-age=31536000, immutable"

Encodings = Annotated[str | None, HeaderParameter(name="Accept-Encoding", required=False)]
KnownTags = Annotated[str | None, HeaderParameter(name="If-None-Match", required=False)]


@dataclass(frozen=True)
class File:
    """One file as it is served."""

    content: bytes
    suffix: str

    @cached_property
    def compressed(self) -> bytes:
        """The content in gzip, always the same bytes."""
        return gzip.compress(self.content, mtime=0)

    @cached_property
    def tag(self) -> str:
        """Changes with the content. Weak, since gzip or not is one and the same to us."""
        return f'W/"{hashlib.sha256(self.content).hexdigest()[:32]}"'


class Folder:
    """The files of one folder, kept in memory and read again when they change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, tuple[tuple[int, int], File]] = {}

    def file(self, name: str) -> File | None:
        """A file by its name, which holds no way into another folder."""
        path = self._path / name
        if PLAIN_NAME.fullmatch(name) is None or path.suffix not in MEDIA_TYPES:
            return None
        try:
            if path.is_symlink():
                return None
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if name not in self._files or self._files[name][0] != stamp:
                self._files[name] = (stamp, File(path.read_bytes(), path.suffix))
        except OSError:
            return None
        return self._files[name][1]


@dataclass(frozen=True)
class Statics:
    """Where the files are."""

    widget: Folder
    assets: Folder
    pages: Folder

    @property
    def widget_is_built(self) -> bool:
        """Whether there is a widget to serve."""
        return self.widget.file("widget.js") is not None


@get("/widget.js", include_in_schema=False, opt={UNLIMITED: True}, sync_to_thread=True)
def widget(statics: NamedDependency[Statics], encodings: Encodings = None, known: KnownTags = None) -> Response[bytes]:
    """The one line that a website embeds. Asked for each time, so that all get a new version at once."""
    file = statics.widget.file("widget.js")
    if file is None:
        raise Problem("widget_not_built")
    return answer(file, ASK_ALWAYS, encodings, known)


@get("/assets/{name:str}", include_in_schema=False, opt={UNLIMITED: True}, sync_to_thread=True)
def asset(
    statics: NamedDependency[Statics], name: FromPath[str], encodings: Encodings = None, known: KnownTags = None
) -> Response[bytes]:
    """What the widget loads when it is opened. Its name changes with its content."""
    file = statics.assets.file(name) if HASHED_NAME.fullmatch(name) else None
    return answer(_found(file), FOR_GOOD, encodings, known)


@get("/pages/{name:str}", include_in_schema=False, opt={UNLIMITED: True}, sync_to_thread=True)
def page_file(
    statics: NamedDependency[Statics], name: FromPath[str], encodings: Encodings = None, known: KnownTags = None
) -> Response[bytes]:
    """Styles and pictures of our own pages."""
    return answer(_found(statics.pages.file(name)), ASK_ALWAYS, encodings, known)


def answer(file: File, caching: str, encodings: str | None, known: str | None) -> Response[bytes]:
    """The file, in gzip where the client takes it, or the word that it has it already."""
    headers = {"Cache-Control": caching, "ETag": file.tag, "Vary": "Accept-Encoding"}
    media_type = MEDIA_TYPES[file.suffix]
    if file.tag in (known or ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers, media_type=media_type)
    if takes_gzip(encodings or "") and file.suffix not in COMPRESSED_ALREADY:
        return Response(file.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    return Response(file.content, headers=headers, media_type=media_type)


def takes_gzip(encodings: str) -> bool:
    """Whether a client takes gzip.

    >>> takes_gzip("br, gzip;q=0.8"), takes_gzip("gzip;q=0")
    (True, False)
    """
    offers = (offer.replace(" ", "").lower().partition(";q=") for offer in encodings.split(","))
    return any(name in ("gzip", "*") and (quality or "1").strip("0.") != "" for name, _, quality in offers)


def _found(file: File | None) -> File:
    if file is None:
        raise Problem("not_found")
    return file
