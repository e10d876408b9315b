"""Owns the one clarification: what it offers, and the yes or no to it."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import utter_entry

Events = List[Dict[Text, Any]]
MAX_CHOICES = 3


class ActionClarify(Action):
    """Offers the nearest entries' questions as choices."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """At most three choices; "none of these" comes with the utterance."""
        candidates = tracker.latest_message["search"]["candidates"][:MAX_CHOICES]
        buttons = [
            {
                "title": candidate["question"],
                "payload": "/choose_entry" + json.dumps({"entry_id": candidate["entry_id"]}),
            }
            for candidate in candidates
        ]
        dispatcher.utter_message(response="utter_clarify", buttons=buttons)
        offered = [
            {"entry_id": candidate["entry_id"], "confidence": candidate["confidence"]}
            for candidate in candidates
        ]
        return [
            SlotSet("clarification_pending", True),
            SlotSet("clarification_candidates", offered),
        ]


class ActionConfirmChoice(Action):
    """Takes a typed yes for the only choice, or asks to pick one of several."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_confirm_choice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The only choice's answer; with several the clarification stays open."""
        offered = tracker.get_slot("clarification_candidates") or []
        if len(offered) != 1:
            dispatcher.utter_message(response="utter_pick_one")
            return [SlotSet("clarification_pending", True)]
        await utter_entry(dispatcher, tracker, offered[0]["entry_id"])
        return [SlotSet("clarification_pending", False)]


class ActionForgetClarification(Action):
    """Closes the clarification after it has failed."""

    def name(self) -> Text:
        """Rasa's name of the action."""
        return "action_forget_clarification"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The slots as before the clarification."""
        return [
            SlotSet("clarification_pending", False),
            SlotSet("clarification_candidates", None),
        ]
