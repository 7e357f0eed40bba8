"""A firm that talks with the really running advisor over the conversation API."""

from __future__ import annotations

from typing import Any

import httpx

Json = dict[str, Any]
MOST_TURNS = 40


class Firm:
    """One conversation."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        opened = self._client.post("/api/conversations").raise_for_status().json()
        self.id: str = opened["conversation_id"]
        self._client.headers["Authorization"] = f"Bearer {opened['token']}"
        self.last: list[Json] = opened["messages"]

    def close(self) -> None:
        """Let go of the connection; the conversation stays."""
        self._client.close()

    def write(self, text: str) -> list[Json]:
        """Say something in words."""
        return self._send({"text": text})

    def press(self, title: str) -> list[Json]:
        """Press a button of the last messages by its title, or by how it begins."""
        buttons = [button for message in self.last for button in message["buttons"]]
        chosen = [button for button in buttons if button["title"].startswith(title)]
        assert chosen, f"no button {title!r} among {[button['title'] for button in buttons]}"
        return self._send({"payload": chosen[0]["payload"]})

    def send(self, payload: str) -> httpx.Response:
        """Send any payload, offered or not."""
        return self._client.post(f"{self._address}/messages", json={"payload": payload})

    def play(self, answers: Json, until: str) -> list[Json]:
        """Answer what is asked until a message of a type comes; "I don't know" where there is no answer.

        An answer that is an option id is given by its button, anything else in words.
        """
        for _ in range(MOST_TURNS):
            if self.of_type(until):
                return self.last
            self.answer(answers)
        raise AssertionError(f"no {until} after {MOST_TURNS} turns; last: {self.texts()}")

    def answer(self, answers: Json) -> None:
        """Answer the question that is open."""
        question = self.question()
        given = str(answers.get(question["data"]["question"], "I don't know"))
        titles = {option["id"]: option["title"] for option in question["data"]["options"]}
        if given in titles:
            self.press(titles[given])
        else:
            self.write(given)

    def question(self) -> Json:
        """The question that is open."""
        asked = self.of_type("question")
        assert asked, f"nothing was asked: {self.texts()}"
        return asked[-1]

    def asked(self) -> str:
        """Its id."""
        return str(self.question()["data"]["question"])

    def of_type(self, kind: str) -> list[Json]:
        """The last messages of a type."""
        return [message for message in self.last if message["data"]["type"] == kind]

    def kinds(self) -> list[str]:
        """The types of the last messages."""
        return [message["data"]["type"] for message in self.last]

    def texts(self) -> str:
        """The last messages as a reader sees them."""
        return "\n".join(message["text"] for message in self.last)

    def assessment(self) -> Json:
        """Where the firm stands, as data."""
        return self._get("assessment")

    def history(self) -> list[Json]:
        """All that was said."""
        return list(self._get("messages")["messages"])

    def erase(self) -> None:
        """Have everything deleted."""
        self._client.delete(self._address).raise_for_status()

    def is_gone(self) -> bool:
        """Whether nothing of it is there any more."""
        return self._client.get(f"{self._address}/messages").status_code == httpx.codes.NOT_FOUND

    @property
    def _address(self) -> str:
        return f"/api/conversations/{self.id}"

    def _send(self, body: Json) -> list[Json]:
        answer = self._client.post(f"{self._address}/messages", json=body)
        assert answer.is_success, answer.text
        self.last = answer.json()["messages"]
        return self.last

    def _get(self, what: str) -> Json:
        return dict(self._client.get(f"{self._address}/{what}").raise_for_status().json())
