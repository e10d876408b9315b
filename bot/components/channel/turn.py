"""Owns the request of a turn: what is accepted, what is said of a wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from components.channel.payloads import Choice, parse_payload

LANGUAGES = ("cs", "en")
MAX_TEXT = 20_000
# the knowledge base reads as much, and what is longer is no routine question
READ_TEXT = 4_000
MAX_SHOWN = 1_000

# Rasa takes text that starts with a slash for an intent: typed text never starts with one
_COMMAND_PREFIX = re.compile(r"\A[\s/]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class InvalidTurn(Exception):
    """The request is no turn; `fields` says what is wrong with which field."""

    def __init__(self, fields: List[Dict[str, str]]) -> None:
        super().__init__("; ".join(f"{item['field']} {item['reason']}" for item in fields))
        self.fields = fields


@dataclass(frozen=True)
class Turn:
    """One message of a customer, checked.

    `sender` is Rasa's name of the session; `text` is what was typed, without what Rasa could
    take for a command; `choice` is set when a choice was picked instead.
    """

    sender: str
    message_id: str
    text: str
    choice: Optional[Choice]
    language: str
    shown_entry_ids: FrozenSet[str]


def neutralise(text: str) -> str:
    """The text as a customer meant it, which Rasa cannot take for a command."""
    text = _CONTROL.sub(" ", text)
    return _COMMAND_PREFIX.sub("", text).strip()[:READ_TEXT]


def parse_turn(body: Any) -> Turn:
    """The turn in a decoded JSON body; raises InvalidTurn with every wrong field."""
    if not isinstance(body, dict):
        raise InvalidTurn([{"field": "body", "reason": "must be a JSON object"}])
    wrong: List[Dict[str, str]] = []

    def check(field: str, good: bool, reason: str) -> None:
        if not good:
            wrong.append({"field": field, "reason": reason})

    conversation_id = body.get("conversation_id")
    session = body.get("session")
    message_id = body.get("message_id")
    text = body.get("text", "")
    language = body.get("language")
    shown = body.get("shown_entry_ids") or []
    check("conversation_id", _is_name(conversation_id), "must be a text of 1–100 characters")
    check("session", isinstance(session, int) and session >= 0, "must be a number from 0")
    check("message_id", _is_name(message_id), "must be a text of 1–100 characters")
    check("language", language in LANGUAGES, "must be cs or en")
    check("shown_entry_ids", _is_list_of_names(shown), "must be a list of entry ids")
    check(
        "text",
        isinstance(text, str) and len(text) <= MAX_TEXT,
        f"must be a text of at most {MAX_TEXT} characters",
    )
    choice, reason = _parse_choice(body.get("choice"))
    check("choice", reason is None, reason or "")
    if choice is None and reason is None and isinstance(text, str):
        check("text", bool(text.strip()), "must not be empty without a choice")
    if wrong:
        raise InvalidTurn(wrong)
    return Turn(
        sender=f"{conversation_id}:{session}",
        message_id=message_id,
        text=neutralise(text),
        choice=choice,
        language=language,
        shown_entry_ids=frozenset(shown),
    )


def _parse_choice(value: Any) -> Tuple[Optional[Choice], Optional[str]]:
    if value is None:
        return None, None
    payload = value.get("payload") if isinstance(value, dict) else None
    if not isinstance(payload, str) or len(payload) > 200:
        return None, "must carry a payload"
    choice = parse_payload(payload)
    return choice, None if choice else "carries a payload the assistant never offers"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MAX_SHOWN and all(map(_is_name, value))
