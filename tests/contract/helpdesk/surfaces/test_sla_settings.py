"""Targets and rules over HTTP: leads edit them, every change is answered for; the demo's own."""

import pytest
from sqlalchemy import func, select

from helpdesk.demo import departments as demo_departments
from helpdesk.models import AuditEntry, BusinessHours, Department, SlaRule, SlaTarget
from helpdesk.sla import demo

from .conftest import ON_SQLITE

SLA = "/api/v1/desk/sla"
RULE = {
    "department": None,
    "promise": "first_response",
    "minutes_before": 15,
    "action": "warn_agent",
    "active": True,
}


def target(channel="chat", priority="normal", first=120, following=900, resolution=None):
    return {
        "channel": channel,
        "priority": priority,
        "first_response_minutes": first,
        "next_response_minutes": following,
        "resolution_minutes": resolution,
    }


def puts(visitor, targets, department="sales"):
    return visitor.sends(
        "PUT", f"{SLA}/targets", json={"department": department, "targets": targets}
    )


def wrong_fields(response):
    assert response.status_code == 422, response.text
    return {wrong["field"] for wrong in response.json["error"]["fields"]}


@pytest.fixture(autouse=True)
def sales(lead):
    body = {"names": {"cs": "Obchod", "en": "Sales"}}
    assert lead.sends("PUT", "/api/v1/desk/departments/sales", json=body).status_code == 200


def test_a_departments_table_is_stored_whole(lead):
    puts(lead, [target(), target(priority="urgent", first=30), target(channel="email")])
    stored = puts(lead, [target(), target(priority="high", first=60)])
    assert stored.status_code == 200, stored.text
    assert stored.json["targets"] == [
        {"department": "sales", **target()},
        {"department": "sales", **target(priority="high", first=60)},
    ]
    assert lead.sees(SLA).json == stored.json


def test_one_departments_table_leaves_the_others_alone(lead):
    body = {"names": {"cs": "Technika", "en": "Technical"}}
    lead.sends("PUT", "/api/v1/desk/departments/technical", json=body)
    puts(lead, [target()])
    both = puts(lead, [target(first=480)], "technical").json["targets"]
    assert [(found["department"], found["first_response_minutes"]) for found in both] == [
        ("sales", 120),
        ("technical", 480),
    ]


@ON_SQLITE
def test_a_line_that_promises_nothing_is_not_kept(lead):
    assert puts(lead, [target(first=None, following=None)]).json["targets"] == []


@ON_SQLITE
def test_every_wrong_target_is_named_at_once(lead):
    refused = puts(
        lead,
        [target(channel="post"), target(priority="highest"), target(first=0, following=525_601)],
    )
    assert wrong_fields(refused) == {
        "targets.0.channel",
        "targets.1.priority",
        "targets.2.first_response_minutes",
        "targets.2.next_response_minutes",
    }
    assert wrong_fields(puts(lead, [target(), target(first=60)])) == {"targets"}
    assert wrong_fields(puts(lead, [target()], "nowhere")) == {"department"}
    assert lead.sees(SLA).json["targets"] == []


def test_rules_are_made_changed_and_deleted(lead):
    made = lead.sends("POST", f"{SLA}/rules", json=RULE)
    assert made.status_code == 201, made.text
    assert made.json == {**RULE, "id": made.json["id"]}
    address = f"{SLA}/rules/{made.json['id']}"
    changed = lead.sends("PUT", address, json={**RULE, "minutes_before": 30, "department": "sales"})
    assert (changed.json["minutes_before"], changed.json["department"]) == (30, "sales")
    assert lead.sees(SLA).json["rules"] == [changed.json]
    assert lead.sends("DELETE", address).status_code == 204
    assert lead.sees(SLA).json["rules"] == []
    assert lead.sends("PUT", address, json=RULE).json["error"]["code"] == "unknown_sla_rule"
    assert lead.sends("DELETE", address).status_code == 404


@ON_SQLITE
def test_every_wrong_field_of_a_rule_is_named_at_once(lead):
    wrong = {"promise": "all", "minutes_before": -1, "action": "shout", "department": "Ř"}
    assert wrong_fields(lead.sends("POST", f"{SLA}/rules", json=wrong)) == wrong.keys()
    unknown = {**RULE, "department": "nowhere"}
    assert wrong_fields(lead.sends("POST", f"{SLA}/rules", json=unknown)) == {"department"}


@ON_SQLITE
def test_agents_do_not_set_promises(agent, lead):
    assert puts(agent, [target()]).status_code == 403
    assert agent.sends("POST", f"{SLA}/rules", json=RULE).status_code == 403
    assert lead.sees(SLA).json == {"targets": [], "rules": []}


def test_each_change_is_in_the_audit_log_with_what_differs(lead, database):
    puts(lead, [target()])
    puts(lead, [target(first=60)])
    made = lead.sends("POST", f"{SLA}/rules", json=RULE).json
    lead.sends("PUT", f"{SLA}/rules/{made['id']}", json={**RULE, "active": False})
    lead.sends("DELETE", f"{SLA}/rules/{made['id']}")
    with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("sla"))
        entries = list(session.scalars(query.order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == [
        "sla_targets.changed",
        "sla_targets.changed",
        "sla_rule.created",
        "sla_rule.changed",
        "sla_rule.deleted",
    ]
    assert entries[1].details["before"]["chat normal"]["first_response"] == 120
    assert entries[1].details["after"]["chat normal"]["first_response"] == 60
    assert entries[3].details == {"before": {"active": True}, "after": {"active": False}}


def test_the_demo_promises_what_its_table_says_once(database, lead):
    with database.write() as session:
        demo_departments.load(session)
    for _ in range(2):
        with database.write() as session:
            demo.load(session)
    with database.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (BusinessHours, SlaTarget, SlaRule)
        ]
        hours = {row.id: row.business_hours_id for row in session.scalars(select(Department))}
    assert counts == [2, 18, 5]
    assert hours["sales"] == hours["technical"] != hours["enterprise"]
    assert None not in hours.values()

    promised = {
        (found["department"], found["priority"]): (
            found["first_response_minutes"],
            found["next_response_minutes"],
        )
        for found in lead.sees(SLA).json["targets"]
        if found["channel"] == "chat"
    }
    assert promised == {
        ("sales", "normal"): (120, 900),
        ("sales", "high"): (60, 480),
        ("sales", "urgent"): (30, 60),
        ("technical", "normal"): (480, 1920),
        ("technical", "high"): (240, 960),
        ("technical", "urgent"): (30, 60),
        ("enterprise", "normal"): (60, 240),
        ("enterprise", "high"): (30, 60),
        ("enterprise", "urgent"): (15, 30),
    }
