"""Owns the reply of a turn: collects what the dialogue utters as typed parts."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Text

from rasa.core.channels.channel import OutputChannel

logger = logging.getLogger(__name__)

HANDOFF_REASONS = frozenset(
    {
        "customer_request",
        "low_confidence",
        "no_answer",
        "clarification_failed",
        "assistant_unavailable",
        "negative_feedback",
        "policy",
    }
)
# choices that lead out of the question stand below the entries, wherever they were added
_LAST_PAYLOADS = ("/none_of_these", "/talk_to_human")

Part = Dict[str, Any]


def text_part(text: str, language: str, entry: Optional[Dict[str, Any]] = None) -> Part:
    """A text in Markdown; `entry` says which stored answer it is."""
    return {"type": "text", "text": text, "language": language, "entry": entry}


def handoff_part(reason: str) -> Part:
    """The request for a human."""
    return {"type": "handoff", "reason": reason}


class TurnOutput(OutputChannel):
    """Rasa's output for one turn: `parts` in the order uttered."""

    @classmethod
    def name(cls) -> Text:
        """Rasa's name of the channel."""
        return "ochota"

    def __init__(self, language: str) -> None:
        self.language = language
        self.parts: List[Part] = []

    async def send_text_message(self, recipient_id: Text, text: Text, **kwargs: Any) -> None:
        """Adds a text, whole: Rasa's own collector splits at empty lines."""
        if text.strip():
            self.parts.append(text_part(text, self.language))

    async def send_text_with_buttons(
        self, recipient_id: Text, text: Text, buttons: List[Dict[Text, Any]], **kwargs: Any
    ) -> None:
        """Adds choices, numbered from 1."""
        ordered = sorted(buttons, key=lambda button: button.get("payload") in _LAST_PAYLOADS)
        choices = [
            {"id": str(number), "label": button["title"], "payload": button["payload"]}
            for number, button in enumerate(ordered, start=1)
        ]
        self.parts.append(
            {"type": "choices", "text": text, "language": self.language, "choices": choices}
        )

    async def send_custom_json(
        self, recipient_id: Text, json_message: Dict[Text, Any], **kwargs: Any
    ) -> None:
        """Adds a typed part; one of no known shape is logged and left out."""
        part = _known_part(json_message)
        if part is None:
            logger.error("an action uttered a part of no known shape: %.200r", json_message)
            return
        self.parts.append(part)


def _known_part(message: Any) -> Optional[Part]:
    if not isinstance(message, dict):
        return None
    if message.get("type") == "handoff" and message.get("reason") in HANDOFF_REASONS:
        return handoff_part(message["reason"])
    if message.get("type") == "text" and _is_text(message) and _is_entry(message.get("entry")):
        return text_part(message["text"], message["language"], message["entry"])
    return None


def _is_text(message: Dict[str, Any]) -> bool:
    text = message.get("text")
    return isinstance(text, str) and bool(text.strip()) and message.get("language") in ("cs", "en")


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and {
        "id",
        "version",
        "language",
        "question",
        "confidence",
        "cross_lingual",
    } <= set(entry)
