"""Errors as problem+json (RFC 9457), each with a sentence that a person understands."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from advisor.store.database import UNAVAILABLE

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
URN = "urn:advisor:problem:"

RETRY_AFTER_SECONDS = 5

STATUSES = {
    "bad_request": 400,
    "token_missing": 401,
    "origin_not_allowed": 403,
    "wrong_secret": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "body_too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "text_or_payload": 422,
    "text_empty": 422,
    "text_too_long": 422,
    "payload_not_offered": 422,
    "message_not_rated": 422,
    "head_too_large": 431,
    "too_many_messages": 429,
    "too_many_requests": 429,
    "too_many_conversations": 429,
    "too_many_streams": 429,
    "internal": 500,
    "unavailable": 503,
    "widget_not_built": 503,
}
"""Every problem that the gateway knows, and its HTTP status. The wording stands in knowledge/wording.yml."""

KEY_OF_STATUS = {
    400: "bad_request",
    401: "token_missing",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "not_json",
    422: "invalid",
}


class Problem(Exception):
    """A request that cannot be met."""

    def __init__(self, key: str, headers: Mapping[str, str] | None = None, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.headers = dict(headers or {})
        self.facts = facts


class Problems:
    """Answers for problems, in the words of knowledge/wording.yml."""

    def __init__(self, wording: Mapping[str, str]) -> None:
        self._wording = wording

    def handlers(self) -> ExceptionHandlersMap:
        """For Litestar: no error leaves the gateway in any other form."""
        return {
            Problem: self._from_problem,
            ValidationException: self._from_validation,
            HTTPException: self._from_http,
            RecursionError: self._from_depth,
            **dict.fromkeys(UNAVAILABLE, self._from_absence),
            Exception: self._from_bug,
        }

    def _from_problem(self, _: Request[Any, Any, Any], error: Problem) -> Response[Any]:
        return self._answer(error.key, error.headers, **error.facts)

    def _from_validation(self, _: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
        return self._answer("invalid")

    def _from_http(self, request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        key = KEY_OF_STATUS.get(error.status_code)
        if key is None:
            return self._from_bug(request, error)
        return self._answer(key, {**(error.headers or {})})

    def _from_depth(self, _: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
        """JSON may be nested deeper than it can be read."""
        log_bug(logger, error)
        return self._answer("bad_request")

    def _from_absence(self, _: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        log_bug(logger, error)
        return self._answer("unavailable", {"Retry-After": str(RETRY_AFTER_SECONDS)})

    def _from_bug(self, _: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        log_bug(logger, error)
        return self._answer("internal")

    def _answer(self, key: str, headers: Mapping[str, str] | None = None, **facts: object) -> Response[Any]:
        status = STATUSES[key]
        content = {
            "type": URN + key,
            "title": self._wording[f"problem_{key}_title"],
            "status": status,
            "detail": self._wording[f"problem_{key}"].format(**facts),
        }
        return Response(content, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def log_bug(log: logging.Logger, error: BaseException) -> None:
    """Log where an error arose, without its message: that may hold what a firm said."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s (its message is not logged, it may hold what a firm said)\n%s", type(error).__name__, places)
