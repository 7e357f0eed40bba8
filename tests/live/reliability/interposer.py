"""Stands between Rasa and the action server: passes calls on, or is slow, or answers nonsense."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import httpx

JSON = "application/json"


@dataclass(frozen=True)
class Nonsense:
    """An answer that is none."""

    body: bytes
    status: int = 200
    kind: str = JSON


NONSENSE = (
    Nonsense(b"<html>It works!</html>", kind="text/html"),
    Nonsense(b"{", kind=JSON),
    Nonsense(b"[]"),
    Nonsense(b"null"),
    Nonsense(b'{"events": "many", "responses": 3}'),
    Nonsense(b'{"events": [{"event": "no such event"}], "responses": []}'),
    Nonsense(b'{"events": [{"event": "slot"}], "responses": []}'),
    Nonsense(b'{"error": "boom"}', status=500),
    Nonsense(b"", status=502, kind="text/plain"),
    Nonsense(b'{"events": [], "responses": []}'),
    Nonsense(b"\xff\xfe\x00 no text"),
    Nonsense(b"x" * 2_000_000),
)


class Interposer:
    """Listens where Rasa looks for the action server."""

    def __init__(self, port: int, actions_url: str) -> None:
        self.delay = 0.0
        self.nonsense = False
        self.calls_until_failure = 0
        """Counts down: the call that brings it to nothing fails."""
        self._kinds = itertools.cycle(NONSENSE)
        self._client = httpx.Client(base_url=actions_url, timeout=60, trust_env=False)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        """What an action's call gets: status, kind and body."""
        if self.nonsense:
            odd = next(self._kinds)
            return odd.status, odd.kind, odd.body
        if self.calls_until_failure:
            self.calls_until_failure -= 1
            if not self.calls_until_failure:
                return httpx.codes.INTERNAL_SERVER_ERROR, JSON, b"{}"
        time.sleep(self.delay)
        reply = self._client.post(path, content=body, headers={"Content-Type": JSON})
        return reply.status_code, reply.headers.get("content-type", JSON), reply.content

    def health(self, path: str) -> int:
        """The action server's own."""
        try:
            return self._client.get(path).status_code
        except httpx.HTTPError:
            return httpx.codes.BAD_GATEWAY

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        between = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(between.health(self.path), JSON, b"{}")

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                self._send(*between.answer(self.path, self.rfile.read(length)))

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler
