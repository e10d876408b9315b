"""Leads and admins running the people of the desk."""

import json

import pytest
from sqlalchemy import select

from helpdesk import handoffs
from helpdesk.agents.attempts import FAILURES_OF_NAME_FROM_ADDRESS
from helpdesk.conversations import access
from helpdesk.models import AuditEntry, Event, Handoff

from .conftest import PASSWORD, Visitor

PEOPLE = "/api/v1/desk/people"
EVA = {"username": "eva", "name": "Eva Svobodová", "capacity": 3, "languages": ["en", "cs"]}


@pytest.fixture
def admin(employ):
    return employ("martina", "admin")


@pytest.fixture
def sales(lead):
    names = {"cs": "Obchod", "en": "Sales"}
    path = "/api/v1/desk/departments/sales"
    assert lead.sends("PUT", path, json={"names": names}).status_code == 200
    return "sales"


def person(visitor, username):
    people = visitor.sees(PEOPLE).json["people"]
    return next((one for one in people if one["username"] == username), None)


def changes(visitor, username, **body):
    return visitor.sends("PATCH", f"{PEOPLE}/{username}", json=body)


def entries(database):
    with database.read() as session:
        return session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()


def code(response):
    return response.json["error"]["code"]


def test_a_lead_adds_somebody_who_signs_in_with_the_generated_password(lead, app, sales):
    added = lead.sends("POST", PEOPLE, json={**EVA, "departments": [sales]})
    assert added.status_code == 201
    assert added.headers["Cache-Control"] == "no-store"
    password = added.json.pop("password")
    shown = person(lead, "eva")
    assert shown == {key: value for key, value in added.json.items() if key != "password"}
    assert (shown["role"], shown["capacity"], shown["departments"]) == ("agent", 3, ["sales"])
    assert shown["languages"] == ["cs", "en"]
    assert (shown["presence"], shown["load"], shown["locked"]) == ("offline", 0, False)
    newcomer = Visitor(app.test_client())
    assert newcomer.signs_in("eva", password).status_code == 200
    assert newcomer.sees("/api/v1/session").json["agent"]["departments"] == ["sales"]
    assert person(lead, "eva")["presence"] == "online"


def test_people_are_listed_by_name_with_what_they_have(lead, agent):
    assert [one["username"] for one in lead.sees(PEOPLE).json["people"]] == ["jana", "petr"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**EVA, "username": "e va"}, "username"),
        ({**EVA, "username": "x" * 300}, "username"),
        ({**EVA, "name": " "}, "name"),
        ({**EVA, "role": "boss"}, "role"),
        ({**EVA, "capacity": -1}, "capacity"),
        ({**EVA, "capacity": 101}, "capacity"),
        ({**EVA, "languages": ["de"]}, "languages.0"),
        ({**EVA, "departments": ["nowhere"]}, "departments"),
        ({"name": "Eva"}, "username"),
    ],
)
def test_somebody_who_cannot_be_added_is_refused_by_field(lead, body, field):
    refused = lead.sends("POST", PEOPLE, json=body)
    assert refused.status_code == 422
    assert [wrong["field"] for wrong in refused.json["error"]["fields"]] == [field]
    assert person(lead, "eva") is None


def test_a_name_is_given_once(lead, agent):
    refused = lead.sends("POST", PEOPLE, json={"username": "PETR", "name": "Another"})
    assert (refused.status_code, code(refused)) == (409, "username_taken")


def test_a_lead_changes_an_agent(lead, agent, sales):
    body = {"name": "Petr Novák", "role": "lead", "capacity": 9, "departments": [sales]}
    changed = changes(lead, "petr", **body, languages=["en"])
    assert changed.status_code == 200
    shown = person(lead, "petr")
    assert {key: shown[key] for key in body} == body
    assert shown["languages"] == ["en"]
    assert changes(lead, "petr", departments=[], languages=[]).status_code == 200
    assert person(lead, "petr")["departments"] == person(lead, "petr")["languages"] == []
    assert person(lead, "petr")["capacity"] == 9


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"capacity": 101}, "capacity"),
        ({"role": "boss"}, "role"),
        ({"departments": ["nowhere"]}, "departments"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field(lead, agent, body, field):
    before = person(lead, "petr")
    refused = changes(lead, "petr", **body)
    assert refused.status_code == 422
    assert [wrong["field"] for wrong in refused.json["error"]["fields"]] == [field]
    assert person(lead, "petr") | {"last_seen_at": ""} == before | {"last_seen_at": ""}


@pytest.mark.parametrize("name", ["nobody", "%00", "a%00b"])
def test_nobody_of_this_name(lead, name):
    for response in (
        changes(lead, name, capacity=1),
        lead.sends("POST", f"{PEOPLE}/{name}/password"),
    ):
        assert (response.status_code, code(response)) == (404, "unknown_agent")


def test_a_lead_may_not_make_change_or_become_an_admin(lead, admin, agent):
    for refused in (
        lead.sends("POST", PEOPLE, json={**EVA, "role": "admin"}),
        changes(lead, "petr", role="admin"),
        changes(lead, "jana", role="admin"),
        changes(lead, "martina", role="agent"),
        changes(lead, "martina", active=False),
        changes(lead, "martina", capacity=1),
        lead.sends("POST", f"{PEOPLE}/martina/password"),
    ):
        assert (refused.status_code, code(refused)) == (403, "admin_only")
    assert person(lead, "eva") is None
    assert person(lead, "martina")["role"] == "admin"
    assert admin.sees("/api/v1/session").json["agent"] is not None


def test_an_admin_makes_and_changes_admins(lead, admin):
    assert admin.sends("POST", PEOPLE, json={**EVA, "role": "admin"}).status_code == 201
    assert changes(admin, "jana", role="admin").status_code == 200
    assert changes(admin, "eva", role="agent").status_code == 200
    assert person(admin, "eva")["role"] == "agent"


def test_nobody_takes_their_own_rights_away(lead, admin):
    for visitor, username in ((lead, "jana"), (admin, "martina")):
        for body in ({"active": False}, {"role": "agent"}):
            refused = changes(visitor, username, **body)
            assert (refused.status_code, code(refused)) == (409, "own_rights")
        assert "Ask another" in refused.json["error"]["message"]
    assert changes(lead, "jana", name="Jana D.", role="lead", active=True).status_code == 200


def test_of_two_admins_who_demote_each_other_one_stays(employ, admin):
    other = employ("olga", "admin")
    assert changes(admin, "olga", role="agent").status_code == 200
    assert changes(other, "martina", role="agent").status_code == 403
    assert person(admin, "martina")["role"] == "admin"


def test_whoever_is_switched_off_is_out_at_once_and_can_come_back(lead, agent, app):
    assert changes(lead, "petr", active=False).json["active"] is False
    assert agent.sees("/api/v1/session").json["agent"] is None
    assert Visitor(app.test_client()).signs_in("petr").status_code == 401
    assert changes(lead, "petr", active=True).status_code == 200
    assert agent.sees("/api/v1/session").json["agent"] is None
    assert Visitor(app.test_client()).signs_in("petr").status_code == 200


def test_the_conversations_of_whoever_is_switched_off_wait_for_others(lead, agent, database):
    with database.write() as session:
        conversation, _ = access.start(session, "cs")
        need = handoffs.Need(reason="customer_request", actor="customer")
        waiting = handoffs.request(session, conversation, need)
        handoff_id, since = waiting.id, waiting.waiting_since
    assert agent.sends("POST", f"/api/v1/desk/handoffs/{handoff_id}/claim").status_code == 200
    assert person(lead, "petr")["load"] == 1
    assert changes(lead, "petr", active=False).status_code == 200
    assert person(lead, "petr")["load"] == 0
    with database.read() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.state, handoff.agent_id) == ("waiting", None)
        assert handoff.waiting_since == since
        last = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last.kind == "handoff_released"
    assert last.handoff["cause"] == "agent_gone"


def test_a_new_password_ends_sign_ins_and_a_lockout(lead, agent, app):
    guesser = Visitor(app.test_client())
    for _ in range(FAILURES_OF_NAME_FROM_ADDRESS):
        guesser.signs_in("petr", "guess")
    assert person(lead, "petr")["locked"] is True
    given = lead.sends("POST", f"{PEOPLE}/petr/password")
    assert given.headers["Cache-Control"] == "no-store"
    assert person(lead, "petr")["locked"] is False
    assert agent.sees("/api/v1/session").json["agent"] is None
    newcomer = Visitor(app.test_client())
    assert newcomer.signs_in("petr", PASSWORD).status_code == 401
    assert newcomer.signs_in("petr", given.json["password"]).status_code == 200


def test_each_change_is_in_the_audit_log_without_secrets(lead, agent, database):
    password = lead.sends("POST", PEOPLE, json=EVA).json["password"]
    changes(lead, "eva", capacity=7)
    changes(lead, "eva", capacity=7)
    given = lead.sends("POST", f"{PEOPLE}/eva/password").json["password"]
    created, changed, reset = entries(database)
    assert [one.action for one in (created, changed, reset)] == [
        "agent.created",
        "agent.changed",
        "agent.password_given",
    ]
    assert {(one.actor, one.subject_kind, one.subject_id) for one in (created, changed, reset)} == {
        ("jana", "agent", "eva")
    }
    assert created.details["after"]["capacity"] == 3
    assert changed.details == {"before": {"capacity": 3}, "after": {"capacity": 7}}
    written = json.dumps([one.details for one in (created, changed, reset)])
    for secret in (password, given, "argon2"):
        assert secret not in written
