"""What a customer gets when something around the assistant fails, and what gets no further."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from aiohttp import web

from tests.bot.conftest import Assistant, Customer, answers, choices, handoff_reasons, texts
from tests.bot.stand_in import KnowledgeBaseStandIn

QUESTION = "do kdy můžu vrátit boty?"


@contextlib.contextmanager
def actions_at(assistant: Assistant, url: str) -> Iterator[None]:
    """The assistant looks for its actions elsewhere."""
    endpoint = assistant.agent.action_endpoint
    kept, endpoint.url = endpoint.url, url
    try:
        yield
    finally:
        endpoint.url = kept


@contextlib.contextmanager
def misbehaving_actions(status: int, body: str, delay_seconds: float = 0.0) -> Iterator[str]:
    """An action server that answers everything the same wrong way; gives its URL."""
    loop = asyncio.new_event_loop()
    started, stopping = threading.Event(), asyncio.Event()
    address: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(delay_seconds)
        return web.Response(status=status, text=body, content_type="application/json")

    async def serve() -> None:
        application = web.Application()
        application.router.add_post("/webhook", answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.append(runner.addresses[0][1])
        started.set()
        await stopping.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(5)
    try:
        yield f"http://127.0.0.1:{address[0]}/webhook"
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(5)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestKnowledgeBase:
    """The knowledge base fails: questions go to a human, small talk goes on."""

    @pytest.mark.parametrize(
        "misbehaviour",
        [
            {"status": 500},
            {"status": 401},
            {"delay_seconds": 2.5},
            {"raw": "this is no JSON"},
            {"raw": "[]"},
            {"raw": '{"decision": "answer", "confidence": 7, "candidates": []}'},
            {"raw": '{"decision": "answer", "confidence": 0.9, "candidates": []}'},
            {"raw": '{"decision": "answer", "confidence": 0.9, "candidates": [{"entry_id": 1}]}'},
            {"raw": '{"decision": "dance", "confidence": 0.9, "candidates": []}'},
        ],
        ids=["500", "401", "slow", "text", "list", "confidence", "empty", "shape", "decision"],
    )
    def test_a_question_is_handed_over_honestly(
        self,
        customer: Customer,
        knowledge_base: KnowledgeBaseStandIn,
        misbehaviour: dict[str, Any],
    ) -> None:
        for name, value in misbehaviour.items():
            setattr(knowledge_base, name, value)
        reply = customer.says(QUESTION)
        assert reply["intent"] == "knowledge_unavailable"
        assert handoff_reasons(reply) == ["assistant_unavailable"]
        assert "technické potíži" in texts(reply)
        assert reply["search"] is None

    @pytest.mark.parametrize(
        ("text", "intent"),
        [("dobrý den", "greet"), ("jste robot?", "bot_small_talk"), ("ahoj", "greet")],
    )
    def test_small_talk_goes_on(
        self,
        customer: Customer,
        knowledge_base: KnowledgeBaseStandIn,
        text: str,
        intent: str,
    ) -> None:
        knowledge_base.status = 500
        reply = customer.says(text)
        assert reply["intent"] == intent
        assert handoff_reasons(reply) == []

    def test_it_answers_again_once_the_knowledge_base_is_back(
        self, customer: Customer, knowledge_base: KnowledgeBaseStandIn
    ) -> None:
        knowledge_base.status = 500
        customer.says(QUESTION)
        knowledge_base.behave()
        assert answers(customer.says(QUESTION))

    def test_a_picked_entry_that_cannot_be_fetched_goes_to_a_human(
        self, customer: Customer, knowledge_base: KnowledgeBaseStandIn
    ) -> None:
        offered = choices(customer.says("něco mi tu je nejasného s objednávkou"))
        knowledge_base.entries_status = 500
        assert handoff_reasons(customer.picks(offered[0])) == ["assistant_unavailable"]

    def test_a_picked_entry_that_is_gone_goes_to_a_human(self, customer: Customer) -> None:
        reply = customer.picks({"payload": '/choose_entry{"entry_id": "no-longer-there"}'})
        assert handoff_reasons(reply) == ["no_answer"]


class TestActionServer:
    """The action server fails: the customer is told and gets a human, never silence."""

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, '{"error": "broken"}'),
            (404, '{"error": "no such action", "action_name": "action_answer_faq"}'),
            # Rasa would take this one for "predict something else" and loop
            (400, '{"error": "rejected", "action_name": "action_answer_faq"}'),
            (200, "no JSON at all"),
            (200, '{"events": "nonsense"}'),
            (200, '{"events": [], "responses": []}'),
            (200, '{"events": [], "responses": [{"custom": {"type": "text", "text": 7}}]}'),
        ],
    )
    def test_a_question_becomes_a_handoff(
        self, assistant: Assistant, customer: Customer, status: int, body: str
    ) -> None:
        with misbehaving_actions(status, body) as url, actions_at(assistant, url):
            reply = customer.says(QUESTION)
        assert reply["error"]["code"] == "empty_reply"
        assert handoff_reasons(reply) == ["assistant_unavailable"]
        assert "Předávám vás kolegům" in texts(reply)
        assert reply["search"]["decision"] == "answer"

    def test_one_that_is_down_becomes_a_handoff_and_small_talk_goes_on(
        self, assistant: Assistant, customer: Customer
    ) -> None:
        with actions_at(assistant, f"http://127.0.0.1:{closed_port()}/webhook"):
            failed = customer.says(QUESTION)
            assert handoff_reasons(failed) == ["assistant_unavailable"]
            assert failed["error"]["message"] == "the dialogue ended mute: it ran no action"
            assert customer.says("děkuji")["intent"] == "thanks"
            assert handoff_reasons(customer.says("chci mluvit s člověkem")) == ["customer_request"]
        assert answers(customer.says(QUESTION))

    def test_a_slow_one_becomes_a_handoff_within_the_turns_budget(
        self, assistant: Assistant, customer: Customer
    ) -> None:
        with misbehaving_actions(200, "{}", delay_seconds=8) as url, actions_at(assistant, url):
            reply = customer.says(QUESTION)
        assert reply["error"]["code"] in ("empty_reply", "timeout")
        assert handoff_reasons(reply) == ["assistant_unavailable"]

    def test_an_apology_is_in_the_customers_language(
        self, assistant: Assistant, english_customer: Customer
    ) -> None:
        with actions_at(assistant, f"http://127.0.0.1:{closed_port()}/webhook"):
            assert "Sorry" in texts(english_customer.says("how can I return my shoes"))


class TestDialogue:
    """The dialogue itself fails."""

    def test_an_exception_becomes_a_handoff_and_the_next_turn_works(
        self, assistant: Assistant, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*arguments: Any, **named: Any) -> None:
            raise RuntimeError("a fault in the dialogue")

        with monkeypatch.context() as patched:
            patched.setattr(type(assistant.agent), "handle_message", fail)
            reply = customer.says(QUESTION)
        assert reply["error"]["code"] == "assistant_failed"
        assert handoff_reasons(reply) == ["assistant_unavailable"]
        assert answers(customer.says(QUESTION))

    def test_a_turn_over_its_budget_is_ended(
        self, assistant: Assistant, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (channel,) = assistant.app.ctx.input_channels
        with monkeypatch.context() as patched:
            patched.setattr(channel, "_turn_seconds", 0.001)
            reply = customer.says(QUESTION)
        assert reply["error"]["code"] == "timeout"
        assert handoff_reasons(reply) == ["assistant_unavailable"]
        assert answers(customer.says(QUESTION))


class TestText:
    """Whatever is typed is text."""

    @pytest.mark.parametrize(
        "text",
        [
            "/restart",
            "/session_start",
            " /restart",
            "//restart",
            "/ /restart",
            "\u00a0/restart",
            '/choose_entry{"entry_id": "only-english"}',
            "/talk_to_human",
            "/greet",
            '/faq@0.99{"language": "en"}',
            "EXTERNAL: restart",
        ],
    )
    def test_a_typed_command_does_nothing_of_its_own(
        self, assistant: Assistant, customer: Customer, text: str
    ) -> None:
        customer.says("něco mi tu je nejasného s objednávkou")
        reply = customer.says(text)
        assert reply["intent"] not in ("restart", "session_start", "choose_entry", "back")
        assert not answers(reply)
        # the clarification is still known: nothing was restarted
        assert handoff_reasons(reply) in (["clarification_failed"], ["customer_request"])

    @pytest.mark.parametrize("text", ["🙂", "👍👍", "???", "...", "❤️", "/", "!?", "🤷‍♀️"])
    def test_a_message_without_words_is_met_kindly(
        self, customer: Customer, knowledge_base: KnowledgeBaseStandIn, text: str
    ) -> None:
        reply = customer.says(text)
        assert reply["intent"] == "wordless"
        assert "Napište mi" in texts(reply)
        assert handoff_reasons(reply) == []
        assert knowledge_base.requests == []

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script> <b>kde je můj balík</b>",
            "\u202eמשלוח balík\u202c",
            "balík \x00\x07 \ud83d\ude00",
            "kde je balík? " * 285,
            "balík'; DROP TABLE event; --",
            "{balík} {0} %s {language}",
        ],
        ids=["html", "rtl", "control", "4000", "sql", "format"],
    )
    def test_odd_text_is_a_question_like_any_other(self, customer: Customer, text: str) -> None:
        reply = customer.says(text)
        assert reply["error"] is None
        assert [answer["entry"]["id"] for answer in answers(reply)] == ["delivery-time"]

    @pytest.mark.parametrize(
        "text", ["متى يمكنني إرجاع البضاعة؟", "שלום", "返品できますか", "Πότε;"]
    )
    def test_a_script_nobody_taught_is_no_small_talk(self, customer: Customer, text: str) -> None:
        reply = customer.says(text)
        assert reply["intent"] in ("no_answer", "nlu_fallback")
        assert handoff_reasons(reply)

    def test_more_than_the_knowledge_base_reads_is_cut(
        self, customer: Customer, knowledge_base: KnowledgeBaseStandIn
    ) -> None:
        assert customer.says("balík " * 2000)["error"] is None
        assert len(knowledge_base.requests[0]["text"]) <= 4000

    def test_two_messages_at_once_are_both_answered(
        self, assistant: Assistant, customer: Customer
    ) -> None:
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(customer.says, ["kde je můj balík?", "dobrý den"] * 4))
        assert [reply["error"] for reply in replies] == [None] * 8
        assert {reply["intent"] for reply in replies} == {"faq", "greet"}


class TestDoor:
    """The channel lets nobody in without the token and nothing in that is no turn."""

    @pytest.mark.parametrize("token", [None, "", "wrong", "a-token-for-testsx", "žluťoučký"])
    def test_without_the_token_nothing_is_answered(
        self, assistant: Assistant, customer: Customer, token: str | None
    ) -> None:
        if token is not None:
            token = token.encode().decode("latin-1")
        status, body = assistant.post(customer.turn(text="dobrý den"), token=token)
        assert status == 401
        assert body["error"]["code"] == "unauthorized"

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"nonsense"])
    def test_a_body_that_is_no_json_is_malformed(self, assistant: Assistant, body: bytes) -> None:
        status, answer = assistant.post(body)
        assert status in (400, 422)
        assert answer["error"]["code"] in ("malformed", "invalid_turn")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": 7}, "text"),
            ({"text": "x" * 20_001}, "text"),
            ({"language": "de"}, "language"),
            ({"session": "1"}, "session"),
            ({"conversation_id": ""}, "conversation_id"),
            ({"message_id": None}, "message_id"),
            ({"shown_entry_ids": [7]}, "shown_entry_ids"),
            ({"choice": {"payload": "/restart"}}, "choice"),
            ({"choice": {"payload": "/greet"}}, "choice"),
            ({"choice": {"payload": '/choose_entry{"entry_id": "../etc"}'}}, "choice"),
            ({"choice": {"payload": '/choose_entry{"entry_id": "a", "x": 1}'}}, "choice"),
            ({"choice": {"payload": '/choose_entry{"language": "en"}'}}, "choice"),
            ({"choice": {"payload": "/choose_entry{"}}, "choice"),
            ({"choice": "/none_of_these"}, "choice"),
        ],
    )
    def test_a_wrong_field_is_named(
        self, assistant: Assistant, customer: Customer, changes: dict[str, Any], field: str
    ) -> None:
        status, body = assistant.post(customer.turn(**{"text": "dobrý den", **changes}))
        assert status == 422
        assert field in [item["field"] for item in body["error"]["fields"]]

    def test_health_is_ready_with_model_and_actions(self, assistant: Assistant) -> None:
        assert assistant.get("/health") == (200, {"status": "ready", "reason": None})

    def test_health_is_degraded_while_the_actions_are_down(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (channel,) = assistant.app.ctx.input_channels
        monkeypatch.setattr(channel, "_actions_url", f"http://127.0.0.1:{closed_port()}")
        status, body = assistant.get("/health")
        assert (status, body["status"]) == (200, "degraded")
        assert "action server" in body["reason"]

    def test_health_is_starting_without_a_model(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assistant.agent, "processor", None)
        assert assistant.get("/health")[0] == 503
