"""Departments over HTTP: agents look, leads change, every change is answered for."""

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.models import AuditEntry, BusinessHours

DEPARTMENTS = "/api/v1/desk/departments"
SALES = {"names": {"cs": "Obchod", "en": "Sales"}, "position": 1}


def puts(visitor, department_id="sales", **changes):
    return visitor.sends("PUT", f"{DEPARTMENTS}/{department_id}", json={**SALES, **changes})


def audited(database):
    with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.subject_kind == "department")
        return list(session.scalars(query.order_by(AuditEntry.id)))


def test_a_new_department_is_open_manual_and_seen_by_every_agent(lead, agent):
    made = puts(lead)
    assert made.status_code == 200, made.text
    sales = {
        "id": "sales",
        "names": {"cs": "Obchod", "en": "Sales"},
        "position": 1,
        "active": True,
        "hours": None,
        "assignment": "manual",
        "version": 1,
    }
    assert made.json == sales
    assert agent.sees(DEPARTMENTS).json == {"departments": [sales]}


def test_departments_come_in_their_order_with_those_switched_off(lead):
    puts(lead, "second", position=2)
    puts(lead, "first", position=1, active=False)
    listed = lead.sees(DEPARTMENTS).json["departments"]
    assert [(found["id"], found["active"]) for found in listed] == [
        ("first", False),
        ("second", True),
    ]


def test_an_agent_cannot_change_a_department(lead, agent):
    puts(lead)
    refused = puts(agent, position=7, version=1)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "lead_only")
    assert lead.sees(DEPARTMENTS).json["departments"][0]["position"] == 1


def test_who_edits_an_old_version_changes_nothing(lead):
    puts(lead)
    assert puts(lead, version=1, assignment="automatic").json["version"] == 2
    late = puts(lead, version=1, active=False)
    assert (late.status_code, late.json["error"]["code"]) == (409, "version_conflict")
    kept = lead.sees(DEPARTMENTS).json["departments"][0]
    assert (kept["version"], kept["active"], kept["assignment"]) == (2, True, "automatic")


def test_a_taken_id_is_no_new_department(lead):
    puts(lead)
    assert puts(lead, position=9).json["error"]["code"] == "version_conflict"


def test_a_department_that_is_not_there_cannot_be_changed(lead):
    missing = puts(lead, "nowhere", version=3)
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "unknown_department")


def test_a_department_keeps_hours_that_exist(lead, database):
    with database.write() as session:
        hours = BusinessHours(
            name="Pracovní dny",
            time_zone="Europe/Prague",
            week={"mon": [["09:00", "17:00"]]},
            updated_at=clock.now(),
        )
        session.add(hours)
        session.flush()
        hours_id = hours.id
    assert puts(lead, hours=hours_id).json["hours"] == hours_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {"cs": "Obchod"}}, "names.en"),
        ({"names": {"cs": " ", "en": "Sales"}}, "names.cs"),
        ({"names": {"cs": "Ob\x00chod", "en": "Sales"}}, "names.cs"),
        ({"names": {"cs": "x" * 121, "en": "Sales"}}, "names.cs"),
        ({"position": -1}, "position"),
        ({"position": 2**31}, "position"),
        ({"assignment": "magic"}, "assignment"),
        ({"hours": 4711}, "hours"),
        ({"hours": 2**63}, "hours"),
        ({"version": 0}, "version"),
    ],
)
def test_a_department_that_cannot_be_is_refused_by_its_field(lead, change, field):
    refused = puts(lead, **change)
    assert refused.status_code == 422, refused.text
    assert [problem["field"] for problem in refused.json["error"]["fields"]] == [field]
    assert lead.sees(DEPARTMENTS).json == {"departments": []}


@pytest.mark.parametrize("department_id", ["Sales", "-sales", "a b", "x" * 81])
def test_an_id_that_cannot_be_is_refused(lead, department_id):
    assert puts(lead, department_id).status_code == 422


def test_each_change_is_in_the_audit_log_with_what_differs(lead, database):
    puts(lead)
    puts(lead, version=1, active=False)
    created, changed = audited(database)
    assert (created.action, created.actor, created.subject_id) == (
        "department.created",
        "jana",
        "sales",
    )
    assert created.details["after"]["names"] == SALES["names"]
    assert changed.action == "department.changed"
    assert changed.details == {
        "before": {"active": True, "version": 1},
        "after": {"active": False, "version": 2},
    }


def test_what_is_refused_is_not_in_the_audit_log(lead, database):
    puts(lead)
    puts(lead, position=5)
    assert [entry.action for entry in audited(database)] == ["department.created"]
