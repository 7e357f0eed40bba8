"""Whether a process answers."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

TIMEOUT = 2.0


def is_healthy(host: str, port: int, path: str) -> bool:
    """It answers 200 and, where the answer is an object with a `status`, that says ok."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK and _status(answer.read()) == "ok"
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _status(body: bytes) -> object:
    try:
        content = json.loads(body)
    except ValueError:
        return "ok"
    return content.get("status", "ok") if isinstance(content, dict) else "ok"
