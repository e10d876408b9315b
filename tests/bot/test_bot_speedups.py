"""The patches of Rasa: in force on the known version, absent on any other, and right."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import rasa
from components import speedups
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


def an_action() -> RemoteAction:
    endpoint = EndpointConfig("http://127.0.0.1:1", enable_selective_domain=True)
    return RemoteAction("action_answer_faq", endpoint)


def test_the_installed_versions_are_those_the_patches_are_for() -> None:
    assert speedups.apply()
    assert rasa.__version__ == speedups.RASA_VERSION


def test_on_another_version_nothing_is_patched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speedups, "_applied", False)
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    before = RemoteAction._validate_action_result
    assert not speedups.apply()
    assert RemoteAction._validate_action_result is before


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "language", "value": "cs", "timestamp": None}]},
        {"responses": [{"custom": {"type": "text"}}]},
    ],
)
def test_a_good_action_result_is_accepted(result: dict[str, Any]) -> None:
    assert an_action()._validate_action_result(result)


@pytest.mark.parametrize(
    "result", [None, [], {"events": "x"}, {"events": [{"event": "no such"}]}, {"responses": [1]}]
)
def test_a_bad_action_result_is_refused(result: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        an_action()._validate_action_result(result)


@pytest.mark.parametrize(
    ("name", "event"), [("user", UserUttered), ("slot", SlotSet), ("action", ActionExecuted)]
)
def test_event_types_are_found_by_name(name: str, event: type[Event]) -> None:
    assert Event.resolve_by_type(name) is event
    assert Event.resolve_by_type(name) is event


def test_an_action_is_sent_the_latest_message_and_the_slots_but_no_history() -> None:
    tracker = DialogueStateTracker.from_events(
        "c:1",
        [
            ActionExecuted("action_listen"),
            UserUttered("ahoj", {"name": "greet", "confidence": 1.0}, metadata={"a": 1}),
        ],
    )
    call = an_action()._action_call_format(tracker, Domain.empty())
    assert call["tracker"]["latest_message"]["text"] == "ahoj"
    assert call["tracker"]["events"] == []
    assert "domain" not in call
