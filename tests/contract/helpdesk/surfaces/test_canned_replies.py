"""Canned replies over HTTP, and what stands for their placeholders in a conversation."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.canned_replies import placeholders
from helpdesk.models import AuditEntry, CannedReply, Conversation, Customer

REPLIES = "/api/v1/desk/canned-replies"
HELLO = {
    "shortcut": "hello",
    "title": "Pozdrav",
    "texts": {"cs": "Dobrý den, tady {{agent.name}}.", "en": "Hello from {{company}}."},
}


@pytest.fixture
def departments(lead):
    for name in ("sales", "technical"):
        body = {"names": {"cs": name, "en": name}}
        put = lead.sends("PUT", f"/api/v1/desk/departments/{name}", json=body)
        assert put.status_code == 200


@pytest.fixture
def reply(lead):
    return makes(lead)


@pytest.fixture
def conversation(stranger):
    body = {"language": "cs", "page_url": "https://shop.example/boty"}
    started = stranger.client.post("/api/v1/conversations", json=body)
    return started.json["conversation"]["id"]


def makes(lead, **changes):
    made = lead.sends("POST", REPLIES, json={**HELLO, **changes})
    assert made.status_code == 201, made.text
    return made.json


def changes(lead, reply, **fields):
    return lead.sends("PUT", f"{REPLIES}/{reply['id']}", json={**reply, **fields})


def shortcuts(visitor, query=""):
    return [found["shortcut"] for found in visitor.sees(REPLIES + query).json["canned_replies"]]


def values(visitor, conversation):
    response = visitor.sees(f"/api/v1/desk/conversations/{conversation}/placeholders")
    assert response.status_code == 200, response.text
    return response.json


def test_a_canned_reply_is_there_for_every_agent(lead, agent, reply):
    assert reply == {**HELLO, "id": reply["id"], "department": None, "active": True, "version": 1}
    assert agent.sees(REPLIES).json == {"canned_replies": [reply]}


def test_a_department_sees_its_own_and_those_for_all(lead, agent, departments):
    makes(lead, shortcut="all")
    makes(lead, shortcut="its", department="sales")
    makes(lead, shortcut="others", department="technical")
    makes(lead, shortcut="off", active=False)
    assert shortcuts(agent, "?department=sales") == ["all", "its"]
    assert shortcuts(agent) == ["all", "its", "off", "others"]


def test_only_leads_write_canned_replies(lead, agent, reply):
    path = f"{REPLIES}/{reply['id']}"
    for response in (
        agent.sends("POST", REPLIES, json={**HELLO, "shortcut": "mine"}),
        changes(agent, reply, title="Mine"),
        agent.sends("DELETE", path),
    ):
        assert (response.status_code, response.json["error"]["code"]) == (403, "lead_only")
    assert agent.sees(REPLIES).json["canned_replies"] == [reply]


def test_a_shortcut_is_of_one_reply_only(lead, reply):
    again = lead.sends("POST", REPLIES, json=HELLO)
    assert (again.status_code, again.json["error"]["code"]) == (409, "shortcut_taken")
    other = makes(lead, shortcut="bye")
    taken = changes(lead, other, shortcut="hello")
    assert (taken.status_code, taken.json["error"]["code"]) == (409, "shortcut_taken")
    assert changes(lead, other, title="Bye").json["version"] == 2


def test_who_edits_an_old_version_changes_nothing(lead, reply):
    assert changes(lead, reply, title="First").json["version"] == 2
    late = changes(lead, reply, title="Second")
    assert (late.status_code, late.json["error"]["code"]) == (409, "version_conflict")
    assert lead.sees(REPLIES).json["canned_replies"][0]["title"] == "First"


def test_a_deleted_reply_is_gone(lead, reply):
    assert lead.sends("DELETE", f"{REPLIES}/{reply['id']}").status_code == 204
    assert shortcuts(lead) == []
    assert changes(lead, reply).json["error"]["code"] == "unknown_canned_reply"


def test_one_language_is_enough(lead):
    assert makes(lead, texts={"en": "Hello."})["texts"] == {"en": "Hello."}
    assert makes(lead, shortcut="b", texts={"cs": "Ahoj.", "en": None})["texts"] == {"cs": "Ahoj."}


def test_spaces_in_placeholders_do_not_matter(lead):
    made = makes(lead, texts={"cs": "{{ customer.name }}, {{today  }}"})
    assert made["texts"]["cs"] == "{{customer.name}}, {{today}}"


@pytest.mark.parametrize("text", ["{{customer.mail}}", "{{}}", "{{customer.name}", "agent.name}}"])
def test_a_placeholder_that_is_none_is_refused_and_the_known_ones_are_named(lead, text):
    refused = lead.sends("POST", REPLIES, json={**HELLO, "texts": {"cs": f"Dobrý den {text}"}})
    assert refused.status_code == 422
    (problem,) = refused.json["error"]["fields"]
    assert problem["field"] == "texts.cs"
    for name in ("customer.name", "agent.name", "conversation.page", "company", "today"):
        assert f"{{{{{name}}}}}" in problem["reason"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"shortcut": ""}, "shortcut"),
        ({"shortcut": "Hello"}, "shortcut"),
        ({"shortcut": "a b"}, "shortcut"),
        ({"shortcut": "x" * 41}, "shortcut"),
        ({"title": " "}, "title"),
        ({"texts": {}}, "texts"),
        ({"texts": {"cs": " "}}, "texts.cs"),
        ({"texts": {"en": "x" * 4001}}, "texts.en"),
        ({"texts": {"en": "a\x00b"}}, "texts.en"),
        ({"department": "nowhere"}, "department"),
    ],
)
def test_a_reply_that_cannot_be_is_refused_by_its_field(lead, change, field):
    refused = lead.sends("POST", REPLIES, json={**HELLO, **change})
    assert refused.status_code == 422, refused.text
    assert [problem["field"] for problem in refused.json["error"]["fields"]] == [field]
    assert shortcuts(lead) == []


def test_each_change_is_in_the_audit_log_and_the_reply_names_its_writer(lead, reply, database):
    changes(lead, reply, title="Changed")
    with database.read() as session:
        assert session.scalars(select(CannedReply.updated_by)).one() == "jana"
    lead.sends("DELETE", f"{REPLIES}/{reply['id']}")
    with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.subject_kind == "canned_reply")
        entries = list(session.scalars(query.order_by(AuditEntry.id)))
    assert [entry.action.split(".")[1] for entry in entries] == ["created", "changed", "deleted"]
    assert entries[1].details["after"] == {"title": "Changed", "version": 2}


def test_placeholders_stand_for_what_is_known(agent, conversation):
    known = values(agent, conversation)
    assert set(known) == {"customer.name", "agent.name", "conversation.page", "company", "today"}
    assert known["agent.name"] == "Petr"
    assert known["conversation.page"] == "https://shop.example/boty"
    assert known["company"] == "Lipová"
    assert known["customer.name"] is None


def test_a_known_customer_has_a_name(agent, conversation, database):
    now = clock.now()
    with database.write() as session:
        session.add(Customer(id="c1", name="Karel Čapek", created_at=now, updated_at=now))
        session.flush()
        session.get_one(Conversation, conversation).customer_id = "c1"
    assert values(agent, conversation)["customer.name"] == "Karel Čapek"


@pytest.mark.parametrize(("language", "today"), [("cs", "1. 12. 2026"), ("en", "1 December 2026")])
def test_today_is_the_companys_day_in_the_conversations_language(
    stranger, database, language, today
):
    started = stranger.client.post("/api/v1/conversations", json={"language": language}).json
    with database.read() as session:
        known = placeholders.values(
            session,
            started["conversation"]["id"],
            agent_name="Petr",
            company="Lipová",
            time_zone=ZoneInfo("Europe/Prague"),
            # half an hour after midnight in Prague
            at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
        )
    assert known["today"] == today


def test_a_conversation_that_is_not_there_has_no_placeholders(agent):
    missing = agent.sees("/api/v1/desk/conversations/nowhere/placeholders")
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "unknown_conversation")
