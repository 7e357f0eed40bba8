"""Rows as Rasa writes them, in few words."""

from __future__ import annotations

from advisor.store.rows import Row


def user(row_id: int, text: str, message_id: str | None = None, confidence: float | None = 0.9) -> Row:
    parse_data = {"intent": {"name": "inform", "confidence": confidence}}
    data = {"text": text, "message_id": message_id or f"m{row_id}", "parse_data": parse_data}
    return Row(row_id, "user", float(row_id), None, data)


def bot(row_id: int, text: str | None, buttons: dict[str, str] | None = None, **custom: object) -> Row:
    listed = [{"title": title, "payload": payload} for title, payload in (buttons or {}).items()]
    return Row(
        row_id, "bot", float(row_id), None, {"text": text, "data": {"buttons": listed, "custom": custom or None}}
    )


def action(row_id: int, name: str) -> Row:
    return Row(row_id, "action", float(row_id), name, {"name": name})


def slot(row_id: int, name: str, value: object) -> Row:
    return Row(row_id, "slot", float(row_id), name, {"name": name, "value": value})


def event(row_id: int, kind: str, **data: object) -> Row:
    return Row(row_id, kind, float(row_id), None, data)
