"""Routing rules over HTTP: leads make, change, delete and try them; each change is audited."""

import pytest
from sqlalchemy import select

from helpdesk.models import AuditEntry

RULES = "/api/v1/desk/routing-rules"
DEPARTMENTS = "/api/v1/desk/departments"
INVOICES = {
    "name": "Faktury",
    "conditions": [{"kind": "keywords", "any_of": ["faktur*"]}],
    "effects": {"department": "sales", "priority": "high"},
}


@pytest.fixture
def departments(lead):
    for position, name in enumerate(("support", "sales")):
        names = {"cs": name, "en": name}
        body = {"names": names, "position": position}
        assert lead.sends("PUT", f"{DEPARTMENTS}/{name}", json=body).status_code == 200


@pytest.fixture
def rule(lead, departments):
    return makes(lead)


def makes(lead, **changes):
    made = lead.sends("POST", RULES, json={**INVOICES, **changes})
    assert made.status_code == 201, made.text
    return made.json


def changes(lead, rule, **fields):
    return lead.sends("PUT", f"{RULES}/{rule['id']}", json={**rule, **fields})


def tries(lead, **body):
    tried = lead.sends("POST", f"{RULES}/try", json={"language": "cs", **body})
    assert tried.status_code == 200, tried.text
    return tried.json


def audited(database):
    with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.subject_kind == "routing_rule")
        return list(session.scalars(query.order_by(AuditEntry.id)))


def test_a_rule_is_kept_as_it_was_made(lead, rule):
    assert rule == {
        "id": rule["id"],
        "name": "Faktury",
        "position": 0,
        "active": True,
        "conditions": [{"kind": "keywords", "any_of": ["faktur*"]}],
        "effects": {"department": "sales", "priority": "high"},
        "version": 1,
    }
    assert lead.sees(RULES).json == {"routing_rules": [rule]}


def test_a_rule_may_be_sent_back_as_it_was_read(lead, rule):
    assert changes(lead, rule).json == {**rule, "version": 2}


def test_rules_come_in_their_order(lead, rule):
    first = makes(lead, position=0, name="a")
    last = makes(lead, position=9)
    changes(lead, rule, position=3)
    listed = [found["id"] for found in lead.sees(RULES).json["routing_rules"]]
    assert listed == [first["id"], rule["id"], last["id"]]


def test_who_edits_an_old_version_changes_nothing(lead, rule):
    assert changes(lead, rule, name="First").status_code == 200
    late = changes(lead, rule, name="Second")
    assert (late.status_code, late.json["error"]["code"]) == (409, "version_conflict")
    assert lead.sees(RULES).json["routing_rules"][0]["name"] == "First"


def test_a_deleted_rule_is_gone(lead, rule):
    assert lead.sends("DELETE", f"{RULES}/{rule['id']}").status_code == 204
    assert lead.sees(RULES).json == {"routing_rules": []}
    for response in (lead.sends("DELETE", f"{RULES}/{rule['id']}"), changes(lead, rule)):
        assert response.status_code == 404
        assert response.json["error"]["code"] == "unknown_routing_rule"


def test_agents_do_not_see_the_rules(agent, rule):
    for response in (agent.sees(RULES), agent.sends("POST", RULES, json=INVOICES)):
        assert (response.status_code, response.json["error"]["code"]) == (403, "lead_only")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"conditions": []}, "conditions"),
        ({"conditions": [{"kind": "moon"}]}, "conditions.0"),
        (
            {"conditions": [{"kind": "anger", "at_least": 7}]},
            "conditions.0.anger.at_least",
        ),
        (
            {"conditions": [{"kind": "keywords", "any_of": ["a", "*"]}]},
            "conditions.0.keywords.any_of.1",
        ),
        ({"conditions": INVOICES["conditions"] * 11}, "conditions"),
        ({"effects": {}}, "effects"),
        ({"effects": {"department": "nowhere"}}, "effects.department"),
        ({"effects": {"priority": "extreme"}}, "effects.priority"),
        ({"position": -1}, "position"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_field(lead, departments, change, field):
    refused = lead.sends("POST", RULES, json={**INVOICES, **change})
    assert refused.status_code == 422, refused.text
    assert [problem["field"] for problem in refused.json["error"]["fields"]] == [field]
    assert lead.sees(RULES).json == {"routing_rules": []}


def test_each_change_is_in_the_audit_log(lead, rule, database):
    changes(lead, rule, active=False)
    lead.sends("DELETE", f"{RULES}/{rule['id']}")
    created, changed, deleted = audited(database)
    assert [entry.action for entry in (created, changed, deleted)] == [
        "routing_rule.created",
        "routing_rule.changed",
        "routing_rule.deleted",
    ]
    assert changed.details == {
        "before": {"active": True, "version": 1},
        "after": {"active": False, "version": 2},
    }
    assert deleted.details["before"]["name"] == "Faktury"


def test_a_text_is_tried_on_the_rules_as_they_are(lead, rule):
    matched = tries(lead, text="Kde je moje faktura")
    assert matched == {
        "department": "sales",
        "priority": "high",
        "matched": [{"id": rule["id"], "name": "Faktury"}],
        "tone": {"anger": 0.1, "urgency": 0.1},
    }
    nothing = tries(lead, text="Kde je moje kolo")
    assert (nothing["department"], nothing["priority"]) == ("support", "normal")
    assert nothing["matched"] == []
    changes(lead, rule, active=False)
    assert tries(lead, text="Kde je moje faktura")["matched"] == []


def test_a_trial_hears_the_tone(lead, departments):
    makes(lead, conditions=[{"kind": "anger", "at_least": 0.7}], effects={"priority": "urgent"})
    assert tries(lead, text="Podvodníci!")["priority"] == "urgent"
    assert tries(lead, text="Dobrý den")["priority"] == "normal"


def test_a_trial_knows_tier_page_reason_and_channel(lead, departments):
    conditions = [
        {"kind": "tier", "any_of": ["premium"]},
        {"kind": "page", "contains": "/b2b"},
        {"kind": "reason", "any_of": ["policy"]},
        {"kind": "channel", "any_of": ["email"]},
        {"kind": "language", "any_of": ["en"]},
    ]
    makes(lead, conditions=conditions, effects={"priority": "urgent"})
    right = {
        "text": "Hi",
        "tier": "premium",
        "page_url": "https://shop.example/b2b",
        "reason": "policy",
        "channel": "email",
        "language": "en",
    }
    assert tries(lead, **right)["priority"] == "urgent"
    for name, wrong in (
        ("tier", "standard"),
        ("page_url", None),
        ("reason", "no_answer"),
        ("channel", "chat"),
        ("language", "cs"),
    ):
        assert tries(lead, **{**right, name: wrong})["priority"] == "normal", name


def test_without_the_knowledge_base_a_trial_goes_on_without_tone(lead, rule, knowledge):
    knowledge.goes_away()
    tried = tries(lead, text="Kde je moje faktura!")
    assert (tried["priority"], tried["tone"]) == ("high", None)


def test_an_empty_text_is_not_tried(lead, departments):
    refused = lead.sends("POST", f"{RULES}/try", json={"text": " ", "language": "cs"})
    assert [problem["field"] for problem in refused.json["error"]["fields"]] == ["text"]
