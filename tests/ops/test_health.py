from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer

import pytest

from advisor.ops.health import is_healthy
from tests.ops.conftest import free_port
from tests.ops.fake_service import Health


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), type("Answer", (Health,), {"body": body}))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("body", "healthy"),
    [
        (b'{"status": "ok"}', True),
        (b'{"status": "rasa is not reachable"}', False),
        (b"Hello from Rasa: 3.6.21", True),
        (b"[]", True),
    ],
)
def test_a_service_is_healthy_unless_its_answer_says_otherwise(body: bytes, healthy: bool) -> None:
    with answering(body) as port:
        assert is_healthy("127.0.0.1", port, "/health") is healthy


def test_nobody_there_is_not_healthy() -> None:
    assert not is_healthy("127.0.0.1", free_port(), "/health")
