"""Owns the patches of Rasa that make a turn cheap: each for one exact version, each with a test.

Stock Rasa 3.6.21 re-validates a constant JSON schema for every custom action, walks all event
classes for every stored event, and sends the whole history of a session to every action. On
any other version nothing is patched and everything works, only slower.
"""

from __future__ import annotations

import functools
import logging
from typing import Any, Dict, Optional, Text, Type

import jsonschema
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

logger = logging.getLogger(__name__)

RASA_VERSION = "3.6.21"
JSONSCHEMA_VERSION = "3.2.0"

_applied = False


def apply() -> bool:
    """True when the patches are in force; they are put in place once, on the known version."""
    global _applied
    if _applied:
        return True
    if rasa.__version__ != RASA_VERSION or jsonschema.__version__ != JSONSCHEMA_VERSION:
        logger.warning(
            "No speed-ups: they are for Rasa %s with jsonschema %s, found %s with %s",
            RASA_VERSION,
            JSONSCHEMA_VERSION,
            rasa.__version__,
            jsonschema.__version__,
        )
        return False
    _validate_action_results_with_a_compiled_schema()
    _remember_event_types()
    _send_actions_no_history()
    _applied = True
    return True


def _validate_action_results_with_a_compiled_schema() -> None:
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def _validate_action_result(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]


def _remember_event_types() -> None:
    original = Event.resolve_by_type

    @functools.lru_cache(maxsize=256)
    def resolve_by_type(
        type_name: Text, default: Optional[Type[Event]] = None
    ) -> Optional[Type[Event]]:
        return original(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)  # type: ignore[method-assign]


def _send_actions_no_history() -> None:
    # our actions read the latest message and the slots; the events would grow with the session
    original = RemoteAction._action_call_format

    def _action_call_format(
        self: RemoteAction, tracker: DialogueStateTracker, domain: Domain
    ) -> Dict[Text, Any]:
        if self._is_selective_domain_enabled():
            state = tracker.current_state(EventVerbosity.NONE)
            state["events"] = []
            return {
                "next_action": self.name(),
                "sender_id": tracker.sender_id,
                "tracker": state,
                "version": rasa.__version__,
            }
        return original(self, tracker, domain)

    RemoteAction._action_call_format = _action_call_format  # type: ignore[method-assign]
