"""What a turn that is over counts as: a question, an answer, both or neither.

Written down with the turn, since reports count a year of turns and a reply is large.
"""

from typing import Any, Final, TypedDict

from helpdesk.labels.outcomes import live_answer

# what the assistant takes for a question; all else is small talk, thanks, a wish for a human
QUESTIONS: Final = frozenset(
    {"faq", "faq_ambiguous", "nlu_fallback", "no_answer", "question", "knowledge_unavailable"}
)
_PICKED = "/choose_entry"


class Counts(TypedDict):
    """The columns of `Turn` that say it."""

    asked: bool
    answered: bool


def counts_of_reply(payload: str | None, reply: dict[str, Any]) -> Counts:
    """Of a turn whose reply was shown: a typed one, or (with a payload) a choice that was picked.

    A picked choice answers the question that was typed before it and is none itself.
    """
    if payload is not None:
        return {"asked": False, "answered": payload.startswith(_PICKED)}
    return {
        "asked": reply.get("intent") in QUESTIONS,
        "answered": live_answer(reply) is not None,
    }


def counts_of_failure(payload: str | None) -> Counts:
    """Of a turn without a usable reply: whatever was typed was not answered."""
    return {"asked": payload is None, "answered": False}
