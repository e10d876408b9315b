"""What the assistant may reply, and that no failure of HTTP escapes unnamed."""

import httpx
import pytest

from helpdesk import assistant_client
from helpdesk.assistant_client import AssistantClient, AssistantFailed, Question, Reply
from tests.assistant_double import as_reply, assistant_double, text_reply

QUESTION = Question(conversation_id="c", session=1, message_id="m", text="Haló?", language="cs")


def every_subclass(kind: type[Exception]) -> list[type[Exception]]:
    return [kind] + [s for k in kind.__subclasses__() for s in every_subclass(k)]


@pytest.mark.parametrize("kind", every_subclass(httpx.HTTPError), ids=lambda kind: kind.__name__)
def test_no_error_of_http_escapes(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    client = AssistantClient("http://127.0.0.1:9", token="", budget_seconds=0.1)

    def fail(*_: object, **__: object) -> None:
        if kind is httpx.HTTPStatusError:
            request = httpx.Request("POST", "http://127.0.0.1")
            raise httpx.HTTPStatusError("no", request=request, response=httpx.Response(500))
        raise kind("no")

    monkeypatch.setattr(client._http, "stream", fail)
    with pytest.raises(AssistantFailed) as raised:
        client.ask(QUESTION)
    assert raised.value.code in {"timeout", "unreachable", "protocol"}
    client.close()


def test_the_secret_travels_with_each_question() -> None:
    with assistant_double() as double:
        client = AssistantClient(double.url, token="s3cret", budget_seconds=2)
        assert client._http.headers["Authorization"] == "Bearer s3cret"
        assert client.ask(QUESTION).shown_parts[0].text == "echo: Haló?"
        client.close()


def test_a_reply_with_an_error_and_no_wish_for_a_human_asks_for_one() -> None:
    reply = Reply.model_validate_json(as_reply([], {"code": "timeout", "message": "x"}))
    assert reply.handoff_reason == "assistant_unavailable"


def test_the_assistants_own_reason_comes_first() -> None:
    text = {"type": "text", "text": "Předávám.", "language": "cs"}
    parts = [text, {"type": "handoff", "reason": "policy"}]
    reply = Reply.model_validate_json(as_reply(parts, {"code": "timeout", "message": "x"}))
    assert reply.handoff_reason == "policy"


def test_what_the_database_cannot_store_is_left_out() -> None:
    reply = Reply.model_validate_json(text_reply("a\x00b"))
    assert reply.shown_parts[0].text == "ab"


def test_the_whole_budget_is_within_the_lease() -> None:
    from helpdesk.settings import Settings

    settings = Settings()
    assert settings.turn_seconds * 2 + assistant_client.CONNECT_SECONDS < settings.lease_seconds
