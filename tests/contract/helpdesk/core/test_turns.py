"""The assistant replies in order, is given up on in time, and never speaks over a human."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from helpdesk import handoffs
from helpdesk.assistant_client import Question, Reply
from helpdesk.background import Background
from helpdesk.database import Database
from helpdesk.models import Conversation, MessageFeedback, Turn
from helpdesk.turns import lease as leases
from helpdesk.turns import replies
from tests.assistant_double import AssistantDouble, Exchange, as_reply, text_reply
from tests.contract.helpdesk.core.conftest import (
    AgentActor,
    Customer,
    all_of,
    handoff_of,
    wait_for,
)


def no_reply(exchange: Exchange) -> None:
    exchange.hang_up()


def too_slow(exchange: Exchange) -> None:
    time.sleep(1.5)
    exchange.reply(text_reply("příliš pozdě"))


def endless(exchange: Exchange) -> None:
    exchange.drip(pieces=30, pause_seconds=0.1)


TROUBLES: dict[str, tuple[Callable[[Exchange], None], str]] = {
    "hangs up": (no_reply, "protocol"),
    "too slow": (too_slow, "timeout"),
    "never ends": (endless, "timeout"),
    "not JSON": (lambda e: e.reply(b"<html>oops</html>"), "nonsense"),
    "not UTF-8": (lambda e: e.reply(b'{"parts": ["\xff"]}'), "nonsense"),
    "wrong shape": (lambda e: e.reply(b'{"parts": [{"type": "dance"}]}'), "nonsense"),
    "a list": (lambda e: e.reply(b"[]"), "nonsense"),
    "nothing": (lambda e: e.reply(as_reply([])), "empty_reply"),
    "400": (lambda e: e.reply(b"{}", status=400), "status"),
    "500": (lambda e: e.reply(b"boom", status=500), "status"),
    "too much": (lambda e: e.reply(b" " * 1_100_000), "nonsense"),
}


def test_the_reply_follows_the_message(
    customer: Customer, background: Background, assistant: AssistantDouble
) -> None:
    customer.says("Jak vrátím zboží?")
    reply = customer.waits_for("message", "bot")

    assert reply["sequence"] == 2
    assert reply["parts"][0]["text"] == "echo: Jak vrátím zboží?"
    question = assistant.questions[0]
    assert question["conversation_id"] == customer.id
    assert (question["session"], question["new_session"]) == (1, True)
    assert question["language"] == "cs"


def test_replies_come_in_the_order_of_the_messages(
    customer: Customer, background: Background, assistant: AssistantDouble
) -> None:
    under_way = []
    most = []
    lock = threading.Lock()

    def reply_slowly(exchange: Exchange) -> None:
        with lock:
            under_way.append(exchange.question["text"])
            most.append(len(under_way))
        time.sleep(0.05)
        with lock:
            under_way.remove(exchange.question["text"])
        exchange.reply(text_reply(exchange.question["text"]))

    assistant.behaviour = reply_slowly
    for number in range(5):
        customer.says(f"otázka {number}")
    customer.waits_for("message", "bot", count=5)

    bot = [e["parts"][0]["text"] for e in customer.sees() if e["author"] == "bot"]
    assert bot == [f"otázka {number}" for number in range(5)]
    assert max(most) == 1, "one turn of a conversation at a time"


def test_several_conversations_are_answered_at_the_same_time(
    new_customer: Callable[[], Customer], background: Background, assistant: AssistantDouble
) -> None:
    everybody = threading.Barrier(3)

    def reply_together(exchange: Exchange) -> None:
        everybody.wait(timeout=5)  # breaks, and fails the turn, unless three are under way
        exchange.reply(text_reply("společně"))

    assistant.behaviour = reply_together
    customers = [new_customer() for _ in range(3)]
    for customer in customers:
        customer.says("Dobrý den")
    for customer in customers:
        customer.waits_for("message", "bot")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_an_assistant_in_trouble_gets_the_customer_a_human(
    trouble: str,
    customer: Customer,
    background: Background,
    assistant: AssistantDouble,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assistant.behaviour, code = TROUBLES[trouble]
    with caplog.at_level(logging.INFO):
        customer.says("Haló?")
        event = customer.waits_for("handoff_requested")

    assert event["handoff"]["reason"] == "assistant_unavailable"
    assert customer.state()["in_charge"] == "queue"
    assert handoff_of(database, customer).evidence["error"]["code"] == code
    (turn,) = all_of(database, Turn, conversation_id=customer.id)
    assert (turn.state, turn.error_code) == ("failed", code)
    assert f"action=assistant_failed conversation_id={customer.id}" in caplog.text


def test_an_assistant_that_is_not_there_gets_the_customer_a_human(
    customer: Customer, background: Background, assistant: AssistantDouble, database: Database
) -> None:
    assistant.close()
    customer.says("Haló?")
    customer.waits_for("handoff_requested")
    assert handoff_of(database, customer).evidence["error"]["code"] == "unreachable"


def test_an_error_the_assistant_reports_itself_asks_a_human(
    customer: Customer, background: Background, assistant: AssistantDouble
) -> None:
    apology = {"type": "text", "text": "Omlouvám se.", "language": "cs"}
    error = {"code": "timeout", "message": "knowledge base"}
    assistant.behaviour = lambda e: e.reply(as_reply([apology], error))
    customer.says("Haló?")
    assert customer.waits_for("handoff_requested")["handoff"]["reason"] == "assistant_unavailable"
    assert customer.waits_for("message", "bot")["sequence"] == 2


def test_reply_and_request_for_a_human_arrive_together_with_their_evidence(
    customer: Customer, background: Background, assistant: AssistantDouble, database: Database
) -> None:
    assistant.behaviour = lambda e: e.reply(text_reply("Předávám.", handoff="no_answer"))
    customer.says("Kolik váží duše?")
    customer.waits_for("handoff_requested")

    assert [e["kind"] for e in customer.sees()] == ["message", "message", "handoff_requested"]
    handoff = handoff_of(database, customer)
    assert handoff.reason == "no_answer"
    assert handoff.question == "Kolik váží duše?"
    assert handoff.evidence["search"] == {"decision": "answer", "candidates": []}


def test_while_a_human_is_asked_the_assistant_is_not(
    customer: Customer, background: Background, assistant: AssistantDouble, agent: AgentActor,
    database: Database,
) -> None:  # fmt: skip
    customer.wants_a_human()
    customer.says("Jste tam?")
    agent.claims(handoff_of(database, customer).id)
    customer.says("Pořád čekám")
    agent.resolves(handoff_of(database, customer).id)
    customer.says("Tak znovu")
    customer.waits_for("message", "bot")

    assert [q["text"] for q in assistant.questions] == ["Tak znovu"]


def test_after_a_human_the_assistant_begins_a_new_session_and_knows_what_was_shown(
    customer: Customer, background: Background, assistant: AssistantDouble, agent: AgentActor,
    database: Database,
) -> None:  # fmt: skip
    assistant.behaviour = lambda e: e.reply(text_reply("14 dní.", entry_id="return-period"))
    customer.says("Do kdy vrátit?")
    customer.waits_for("message", "bot")
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    agent.resolves(handoff_of(database, customer).id)
    customer.says("A doprava?")
    customer.waits_for("message", "bot", count=2)

    question = assistant.questions[-1]
    assert (question["session"], question["new_session"]) == (2, True)
    assert question["shown_entry_ids"] == ["return-period"]


def test_a_session_of_the_assistant_ends_after_so_many_turns(
    customer: Customer, database: Database
) -> None:
    asked = []
    for number in range(5):
        customer.says(f"otázka {number}")
        lease = taken(database)
        with database.read() as session:
            question = replies.question_for(session, lease, session_turns=2)
        assert question is not None
        asked.append((question.session, question.new_session))
        store(database, lease, question, "ano")
    assert asked == [(1, True), (1, False), (2, True), (2, False), (3, True)]


def test_a_choice_sends_the_assistants_own_payload_and_only_one_that_was_offered(
    customer: Customer, background: Background, assistant: AssistantDouble
) -> None:
    choice = {"id": "1", "label": "Vrácení peněz", "payload": '/choose_entry{"id": "refund"}'}
    offer = {"type": "choices", "text": "Myslíte?", "language": "cs", "choices": [choice]}
    assistant.behaviour = lambda e: e.reply(as_reply([offer]))
    customer.says("peníze")
    event = customer.waits_for("message", "bot")
    assert event["parts"][0]["choices"] == [{"id": "1", "label": "Vrácení peněz"}]

    refused = customer.picks(event["sequence"], "2")
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "choice_not_offered")
    assert customer.picks(1, "1").status_code == 422

    assert customer.picks(event["sequence"], "1").status_code == 201
    customer.waits_for("message", "bot", count=2)
    assert assistant.questions[-1]["choice"] == {"payload": choice["payload"]}
    assert assistant.questions[-1]["text"] == "Vrácení peněz"


def test_a_thumb_down_is_kept_and_offers_a_human_but_calls_none(
    customer: Customer, background: Background, database: Database
) -> None:
    customer.says("Jak vrátím zboží?")
    sequence = customer.waits_for("message", "bot")["sequence"]
    answers = [
        customer.posts(f"messages/{sequence}/feedback", {"helpful": helpful}).json
        for helpful in (True, False)
    ]
    assert answers == [{"offer_human": False}, {"offer_human": True}]
    (kept,) = all_of(database, MessageFeedback)
    assert (kept.sequence, kept.helpful) == (sequence, False)
    assert customer.state()["in_charge"] == "bot"


def test_a_human_asked_for_after_a_thumb_down_comes_because_the_answer_did_not_help(
    customer: Customer, background: Background
) -> None:
    customer.says("Jak vrátím zboží?")
    sequence = customer.waits_for("message", "bot")["sequence"]
    customer.posts(f"messages/{sequence}/feedback", {"helpful": False})
    customer.wants_a_human()
    assert customer.state()["handoff"]["reason"] == "negative_feedback"


def test_a_typed_payload_is_only_text(
    customer: Customer, background: Background, assistant: AssistantDouble
) -> None:
    customer.says('/choose_entry{"id": "refund"}')
    customer.waits_for("message", "bot")
    assert assistant.questions[0]["choice"] is None


def test_a_turn_whose_runner_died_is_taken_again_after_its_lease(
    customer: Customer, database: Database
) -> None:
    customer.says("Haló?")
    dead = taken(database, lease_for=timedelta(seconds=-1))
    again = taken(database)

    assert (dead.turn_id, again.attempt) == (again.turn_id, 2)
    store(database, again, question_of(database, again), "Zde jsem.")
    with pytest.raises(leases.LeaseLost):
        store(database, dead, question_of(database, again), "Duch.")
    bot = [e["parts"][0]["text"] for e in customer.sees() if e["author"] == "bot"]
    assert bot == ["Zde jsem."]


def test_a_leased_turn_keeps_the_conversations_next_turn_waiting(
    customer: Customer, database: Database
) -> None:
    customer.says("první")
    customer.says("druhá")
    first = taken(database)
    with database.write() as session:
        assert leases.take(session, timedelta(seconds=30)) is None
    store(database, first, question_of(database, first), "ano")
    assert taken(database).sequence == 2


def test_a_turn_that_kills_every_runner_is_given_to_a_human(
    customer: Customer, database: Database, background: Background
) -> None:
    customer.says("smrtící")
    customer.waits_for("message", "bot")  # harmless here: only the count of attempts is set
    with database.write() as session:
        (turn,) = session.query(Turn).all()
        turn.state, turn.attempts, turn.reply_sequence = "queued", 3, None
    wait_for(lambda: [t for t in all_of(database, Turn) if t.error_code == "given_up"])
    assert customer.waits_for("handoff_requested")["handoff"]["reason"] == "assistant_unavailable"


def test_a_reply_that_lost_the_race_with_an_agent_is_recorded_but_never_shown(
    customer: Customer, database: Database, agent: AgentActor
) -> None:
    customer.says("Haló?")
    lease = taken(database)
    question = question_of(database, lease)
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    assert store(database, lease, question, "Pozdě, ale přece.") == "hidden"

    assert all(e["author"] != "bot" for e in customer.sees())
    with database.read() as session:
        (hidden,) = replies.hidden_replies(session, customer.id)
    assert hidden["hidden_reason"] == "agent_in_charge"
    assert hidden["reply"]["parts"][0]["text"] == "Pozdě, ale přece."


def test_replies_that_race_with_claims_are_never_shown_after_them(
    new_customer: Callable[[], Customer], database: Database, agent: AgentActor
) -> None:
    """Whichever comes first wins; a reply is shown before the claim or not at all."""
    shown = 0
    for _ in range(15):
        customer = new_customer()
        customer.says("Haló?")
        lease = taken(database)
        question = question_of(database, lease)
        start = threading.Barrier(2)

        def human(customer: Customer = customer, start: threading.Barrier = start) -> None:
            start.wait()
            customer.wants_a_human()
            agent_handoff = handoff_of(database, customer)
            with database.write() as session:
                session.get_one(Conversation, customer.id)
                handoffs.claim(session, agent_handoff.id, agent.id)

        thread = threading.Thread(target=human)
        thread.start()
        start.wait()
        store(database, lease, question, "Odpověď.")
        thread.join()
        events = customer.sees()
        kinds = [(e["kind"], e["author"]) for e in events]
        assert ("handoff_claimed", "agent") in kinds
        if ("message", "bot") in kinds:
            shown += 1
            assert kinds.index(("message", "bot")) < kinds.index(("handoff_requested", "customer"))
        agent.resolves(handoff_of(database, customer).id)
    assert all_of(database, Turn, state="hidden") or shown == 15


def taken(database: Database, lease_for: timedelta = timedelta(seconds=30)) -> leases.Lease:
    with database.write() as session:
        lease = leases.take(session, lease_for)
    assert lease is not None
    return lease


def question_of(database: Database, lease: leases.Lease) -> Question:
    with database.read() as session:
        question = replies.question_for(session, lease, session_turns=40)
    assert question is not None
    return question


def store(database: Database, lease: leases.Lease, question: Question, text: str) -> str:
    reply = Reply.model_validate_json(text_reply(text))
    with database.write() as session:
        return replies.store_reply(session, lease, question, reply)
