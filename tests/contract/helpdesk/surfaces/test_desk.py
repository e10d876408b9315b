"""Agents at their desk: the queue, conversations, answers, suggestions."""

from uuid import uuid4

import pytest

from helpdesk import handoffs
from helpdesk.conversations import log
from tests.contract.helpdesk.core.conftest import Customer

from .conftest import ON_SQLITE

DESK = "/api/v1/desk"
EVIDENCE = {
    "search": {
        "decision": "hand_off",
        "reason": "no_answer",
        "confidence": 0.12,
        "certified": False,
        "candidates": [{"entry_id": "return-period", "version": 1, "confidence": 0.12}],
    },
    "intent": "nlu_fallback",
    "intent_confidence": 0.12,
    "error": None,
}


@pytest.fixture
def customer(app):
    return Customer(app.test_client()).starts(page_url="https://shop.example/konev")


@pytest.fixture
def waiting(app, customer):
    """A customer who asked something and waits for a human."""
    customer.says("Máte **zelené** konve?")
    customer.wants_a_human()
    return customer


@pytest.fixture
def unsure(app, database, customer):
    """A customer whose question the assistant was not sure enough about."""
    customer.says("Kdy mi vrátíte peníze za reklamaci?")
    with database.write() as session:
        conversation = log.lock(session, customer.id)
        need = handoffs.Need(reason="no_answer", actor="assistant", evidence=EVIDENCE)
        handoffs.request(session, conversation, need)
    return customer


def queue(agent, state="waiting"):
    return agent.sees(f"{DESK}/handoffs?state={state}").json["handoffs"]


def place_of(agent, customer):
    return agent.sees(f"{DESK}/conversations/{customer.id}").json["handoff"]["position"]


def move(agent, handoff_id, verb):
    return agent.sends("POST", f"{DESK}/handoffs/{handoff_id}/{verb}")


def answers(agent, customer, text, message_id=None):
    body = {"client_message_id": message_id or str(uuid4()), "text": text}
    return agent.sends("POST", f"{DESK}/conversations/{customer.id}/messages", json=body)


def test_a_waiting_customer_is_in_the_queue_with_what_an_agent_wants_to_know(agent, waiting):
    (handoff,) = queue(agent)
    assert handoff["conversation_id"] == waiting.id
    assert handoff["reason"] == "customer_request"
    assert handoff["agent"] is None
    assert handoff["page_url"] == "https://shop.example/konev"
    assert handoff["question"] == "Máte **zelené** konve?"
    assert handoff["last_message"]["author"] == "customer"
    assert handoff["last_message"]["text"] == "Máte zelené konve?"
    assert handoff["last_sequence"] == 2


def test_the_queue_is_in_the_order_of_waiting(agent, app):
    customers = [Customer(app.test_client()).starts() for _ in range(3)]
    for customer in customers:
        customer.wants_a_human()
    listed = queue(agent)
    assert [h["conversation_id"] for h in listed] == [customer.id for customer in customers]
    places = [place_of(agent, customer) for customer in customers]
    assert places == [1, 2, 3]
    move(agent, listed[0]["id"], "claim")
    assert [place_of(agent, customer) for customer in customers] == [None, 1, 2]
    assert customers[1].state()["handoff"]["position"] == 1


def test_one_agent_claims_and_the_other_is_told_so(agent, lead, waiting):
    (handoff,) = queue(agent)
    claimed = move(agent, handoff["id"], "claim")
    assert claimed.status_code == 200
    assert claimed.json["agent"] == {"username": "petr", "name": "Petr"}
    assert claimed.json["position"] is None
    late = move(lead, handoff["id"], "claim")
    assert late.status_code == 409
    assert late.json["error"]["code"] == "already_claimed"
    assert waiting.state()["agent_name"] == "Petr"


def test_claiming_twice_is_one_claim(agent, waiting):
    (handoff,) = queue(agent)
    assert move(agent, handoff["id"], "claim").status_code == 200
    assert move(agent, handoff["id"], "claim").status_code == 200
    assert [e["kind"] for e in waiting.sees()].count("handoff_claimed") == 1


def test_my_handoffs_are_mine(agent, lead, waiting):
    move(agent, queue(agent)[0]["id"], "claim")
    mine = agent.sees(f"{DESK}/handoffs?state=assigned&mine=true").json["handoffs"]
    hers = lead.sees(f"{DESK}/handoffs?state=assigned&mine=true").json["handoffs"]
    assert (len(mine), len(hers)) == (1, 0)


@pytest.mark.parametrize("verb", ["release", "resolve"])
def test_only_its_agent_or_a_lead_hands_a_conversation_in(employ, waiting, verb):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")
    (handoff,) = queue(petr)
    assert move(petr, handoff["id"], verb).json["error"]["code"] == "wrong_state"
    move(petr, handoff["id"], "claim")
    refused = move(eva, handoff["id"], verb)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "not_assigned_to_you")
    done = move(jana, handoff["id"], verb)
    assert done.json["state"] == {"release": "waiting", "resolve": "resolved"}[verb]


def test_an_agent_can_only_have_so_many_conversations(agent, app):
    for _ in range(6):
        Customer(app.test_client()).starts().wants_a_human()
    answered = [move(agent, handoff["id"], "claim") for handoff in queue(agent)]
    assert [response.status_code for response in answered] == [200] * 5 + [409]
    assert answered[-1].json["error"]["code"] == "at_capacity"


def test_an_unknown_handoff_is_not_found(agent):
    assert move(agent, str(uuid4()), "claim").json["error"]["code"] == "unknown_handoff"


def test_a_conversation_comes_with_its_history_and_the_evidence(agent, unsure):
    seen = agent.sees(f"{DESK}/conversations/{unsure.id}").json
    assert [event["kind"] for event in seen["events"]] == ["message", "handoff_requested"]
    assert seen["handoff"]["reason"] == "no_answer"
    assert seen["handoff"]["evidence"] == EVIDENCE
    assert seen["handoff"]["evidence"]["search"]["certified"] is False
    assert seen["conversation"]["page_url"] == "https://shop.example/konev"


def test_customers_never_see_the_evidence(agent, unsure):
    body = unsure.client.get(
        f"/api/v1/conversations/{unsure.id}/events", headers=unsure.headers
    ).get_data(as_text=True)
    assert "evidence" not in body
    assert "nlu_fallback" not in body


def test_a_long_history_is_complete(agent, customer, database):
    with database.write() as session:
        conversation = log.lock(session, customer.id)
        for number in range(log.PAGE + 20):
            part = {"type": "text", "text": str(number)}
            log.append(
                session,
                conversation,
                kind="message",
                author="customer",
                at=conversation.created_at,
                parts=[part],
            )
    events = agent.sees(f"{DESK}/conversations/{customer.id}").json["events"]
    assert [event["sequence"] for event in events] == list(range(1, log.PAGE + 21))


def test_an_agents_answer_reaches_the_customer_with_the_agents_name(agent, waiting):
    move(agent, queue(agent)[0]["id"], "claim")
    sent = answers(agent, waiting, "Ano, **máme**.")
    assert sent.status_code == 201
    message = waiting.sees()[-1]
    assert (message["author"], message["author_name"]) == ("agent", "Petr")
    assert message["parts"][0]["html"] == "<p>Ano, <strong>máme</strong>.</p>"


def test_an_answer_sent_twice_is_stored_once(agent, waiting):
    move(agent, queue(agent)[0]["id"], "claim")
    message_id = str(uuid4())
    first = answers(agent, waiting, "Dobrý den", message_id)
    second = answers(agent, waiting, "Dobrý den", message_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    other = answers(agent, waiting, "Na shledanou", message_id)
    assert other.json["error"]["code"] == "client_message_id_reused"


def test_nobody_writes_into_a_conversation_that_is_not_theirs(agent, lead, waiting):
    assert answers(agent, waiting, "x").json["error"]["code"] == "not_assigned_to_you"
    move(agent, queue(agent)[0]["id"], "claim")
    assert answers(lead, waiting, "x").json["error"]["code"] == "not_assigned_to_you"


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "x" * 4001, "a\x00b"])
def test_an_answer_that_says_nothing_or_too_much_is_refused(agent, waiting, text):
    response = answers(agent, waiting, text)
    assert response.status_code == 422
    assert response.json["error"]["fields"][0]["field"].endswith("text")


def test_a_gap_in_a_log_is_filled(agent, waiting):
    events = agent.sees(f"{DESK}/conversations/{waiting.id}/events?after=1").json["events"]
    assert [event["sequence"] for event in events] == [2]
    unknown = agent.sees(f"{DESK}/conversations/{uuid4()}/events")
    assert unknown.json["error"]["code"] == "unknown_conversation"


def test_only_who_has_the_conversation_is_seen_typing(agent, lead, waiting):
    address = f"{DESK}/conversations/{waiting.id}/typing"
    move(agent, queue(agent)[0]["id"], "claim")
    assert agent.sends("POST", address, json={"active": True}).status_code == 204
    assert lead.sends("POST", address, json={"active": True}).status_code == 409


def test_suggestions_answer_what_the_customer_last_asked(agent, content, customer):
    customer.says("Dobrý den, mám dotaz k vaší prodejně v Brně.")
    customer.says("Kolik stojí doprava do Brna?")
    found = agent.sees(f"{DESK}/conversations/{customer.id}/suggestions").json
    assert found["question"] == "Kolik stojí doprava do Brna?"
    best = found["candidates"][0]
    assert best["entry_id"] == "delivery-price"
    assert best["html"].startswith("<h3>Ceny</h3>")
    assert content.received[-1]["language"] == customer.state()["language"]


@ON_SQLITE
def test_a_short_question_is_asked_with_what_was_said_before(agent, content, customer):
    customer.says("Kolik stojí doprava?")
    customer.says("a do Brna?")
    found = agent.sees(f"{DESK}/conversations/{customer.id}/suggestions").json
    assert found["question"] == "Kolik stojí doprava?\na do Brna?"


@ON_SQLITE
def test_a_customer_who_said_nothing_gets_no_suggestions(agent, content, customer):
    before = len(content.requests)
    found = agent.sees(f"{DESK}/conversations/{customer.id}/suggestions").json
    assert found["candidates"] == []
    assert len(content.requests) == before


@ON_SQLITE
def test_without_the_knowledge_base_the_desk_works_but_for_suggestions(agent, knowledge, waiting):
    knowledge.goes_away()
    response = agent.sees(f"{DESK}/conversations/{waiting.id}/suggestions")
    assert response.status_code == 503
    assert agent.sees(f"{DESK}/conversations/{waiting.id}").status_code == 200


@ON_SQLITE
def test_a_preview_is_what_the_customer_will_see(agent):
    body = {"text": "**ano** <script>alert(1)</script>"}
    html = agent.sends("POST", f"{DESK}/preview", json=body).json["html"]
    assert html == "<p><strong>ano</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>"


@ON_SQLITE
@pytest.mark.parametrize("query", ["state=lost", "mine=maybe"])
def test_a_list_that_cannot_be_one_is_refused(agent, query):
    assert agent.sees(f"{DESK}/handoffs?{query}").status_code == 422
