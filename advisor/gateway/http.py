"""HTTP as the gateway speaks it: uvicorn's quicker protocol, which by itself takes heads that never end."""

from __future__ import annotations

from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from advisor.gateway.limits import MAX_HEAD

TOO_LONG = "The head is too long."
"""For who speaks HTTP by hand. What is merely a bit long is refused by `HeadLimit`, in our own words."""


class BoundedHttp(HttpToolsProtocol):
    """Hangs up on a head, or on trailers, that go on for longer than any that are taken."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*args, **options)
        self._in_head = True
        self._moved = False
        """Whether what came last was more than a piece of a head."""
        self._unfinished = 0
        """Bytes of a head that came without its end."""
        self._trailers = 0

    def data_received(self, data: bytes) -> None:
        """Take bytes from the network."""
        self._moved = not self._in_head
        super().data_received(data)
        if not self._moved and not self.transport.is_closing():
            self._unfinished += len(data)
            if self._unfinished > MAX_HEAD:
                self.send_400_response(TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header, or trailer."""
        if not self._in_head:
            self._trailers += len(name) + len(value)
            if self._trailers > MAX_HEAD:
                raise HttpParserError(TOO_LONG)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._in_head, self._moved = False, True
        self._unfinished = self._trailers = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes next is another head."""
        self._in_head = True
        super().on_message_complete()
