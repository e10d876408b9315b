"""Owns the grammar of the payloads that our choices carry, and what each stands for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Optional

ENTRY_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")

_OF_AN_ENTRY = re.compile(r"/(choose_entry|show_again)(\{.*\})")
_PLAIN = {"/none_of_these": "none_of_these", "/talk_to_human": "talk_to_human"}


@dataclass(frozen=True)
class Choice:
    """A choice the customer picked: the intent, and the entry where it is about one."""

    intent: str
    entry_id: Optional[str] = None


def parse_payload(payload: str) -> Optional[Choice]:
    """The choice a payload of ours stands for; None for anything we never emit."""
    if payload in _PLAIN:
        return Choice(_PLAIN[payload])
    match = _OF_AN_ENTRY.fullmatch(payload)
    if match is None:
        return None
    entry_id = _entry_id(match.group(2))
    return None if entry_id is None else Choice(match.group(1), entry_id)


def _entry_id(arguments: str) -> Optional[str]:
    try:
        values: Any = json.loads(arguments)
    except ValueError:
        return None
    if not isinstance(values, dict) or set(values) != {"entry_id"}:
        return None
    entry_id = values["entry_id"]
    if not isinstance(entry_id, str) or ENTRY_ID.fullmatch(entry_id) is None:
        return None
    return entry_id
