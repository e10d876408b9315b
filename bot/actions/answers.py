"""Owns the actions that show a stored answer, or say that it stands above already."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.entries import Answer, EntryUnavailable, fetch_answer

logger = logging.getLogger(__name__)

Events = List[Dict[Text, Any]]


class ActionAnswerFaq(Action):
    """Utters the answer the knowledge base was sure of."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_answer_faq"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The answer found with the message, or a pointer to where it was given."""
        candidate = tracker.latest_message["search"]["candidates"][0]
        if candidate["already_shown"]:
            utter_already_answered(dispatcher, candidate["entry_id"])
            return []
        answer = Answer(
            entry_id=candidate["entry_id"],
            version=candidate["version"],
            language=candidate["language"],
            question=candidate["question"],
            text=candidate["answer"],
            cross_lingual=candidate["cross_lingual"],
        )
        utter_answer(dispatcher, answer, candidate["confidence"])
        return []


class ActionChooseEntry(Action):
    """Utters the answer of the entry picked in a clarification."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_choose_entry"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The picked entry's answer, unless it was given before."""
        choice = tracker.latest_message["choice"]
        if choice["already_shown"]:
            utter_already_answered(dispatcher, choice["entry_id"])
        else:
            await utter_entry(dispatcher, tracker, choice["entry_id"])
        return []


class ActionShowAgain(Action):
    """Utters an answer once more because the customer asked for it."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_show_again"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The entry's answer as it is now."""
        await utter_entry(dispatcher, tracker, tracker.latest_message["choice"]["entry_id"])
        return []


async def utter_entry(dispatcher: CollectingDispatcher, tracker: Tracker, entry_id: str) -> None:
    """Utters an entry's answer; a handoff when it is gone or cannot be had."""
    try:
        answer = await fetch_answer(entry_id, tracker.get_slot("language") or "cs")
    except EntryUnavailable as error:
        logger.error("entry %s cannot be shown: %s", entry_id, error)
        dispatcher.utter_message(response="utter_hand_over_unavailable")
        return
    if answer is None:
        dispatcher.utter_message(response="utter_hand_over_no_answer")
        return
    utter_answer(dispatcher, answer, confidence_of_choice(tracker, entry_id))


def utter_answer(dispatcher: CollectingDispatcher, answer: Answer, confidence: float) -> None:
    """Utters the answer with what it is, saying so when it is in the other language."""
    if answer.cross_lingual:
        dispatcher.utter_message(response="utter_only_in_other_language")
    dispatcher.utter_message(
        json_message={
            "type": "text",
            "text": answer.text,
            "language": answer.language,
            "entry": {
                "id": answer.entry_id,
                "version": answer.version,
                "language": answer.language,
                "question": answer.question,
                "confidence": confidence,
                "cross_lingual": answer.cross_lingual,
            },
        }
    )


def utter_already_answered(dispatcher: CollectingDispatcher, entry_id: str) -> None:
    """Says that the answer stands above, with the choice to see it again or talk to a human."""
    dispatcher.utter_message(response="utter_already_answered", entry_id=entry_id)


def confidence_of_choice(tracker: Tracker, entry_id: str) -> float:
    """The confidence the clarification had in the entry; 1.0 when picked outside of one."""
    for candidate in tracker.get_slot("clarification_candidates") or []:
        if candidate["entry_id"] == entry_id:
            return float(candidate["confidence"])
    return 1.0
