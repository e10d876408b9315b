"""Business hours over HTTP: leads edit them, due times follow, every change is answered for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.models import AuditEntry, Conversation, Handoff, SlaClock

from .conftest import ON_SQLITE

HOURS = "/api/v1/desk/hours"
OFFICE = {
    "name": "Kancelář",
    "time_zone": "Europe/Prague",
    "week": {"mon": [["08:00", "12:00"], ["13:00", "24:00"]], "sat": [["22:00", "06:00"]]},
    "holidays": "CZ",
    "dates": {"2026-12-24": [], "2026-12-27": [["09:00", "12:00"]]},
}
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
AROUND_THE_CLOCK = {
    "name": "Nonstop",
    "time_zone": "UTC",
    "week": ALWAYS,
    "holidays": None,
    "dates": {},
}


def makes(visitor, **changes):
    return visitor.sends("POST", HOURS, json={**OFFICE, **changes})


def changes(visitor, made, **fields):
    body = {**OFFICE, "version": made["version"], **fields}
    return visitor.sends("PUT", f"{HOURS}/{made['id']}", json=body)


def wrong_fields(response):
    assert response.status_code == 422, response.text
    return {wrong["field"]: wrong["reason"] for wrong in response.json["error"]["fields"]}


def test_made_hours_come_back_as_they_were_given_with_the_holidays_to_come(lead):
    made = makes(lead)
    assert made.status_code == 201, made.text
    shown = made.json
    holidays = shown.pop("next_holidays")
    assert shown == {**OFFICE, "id": shown["id"], "version": 1}
    assert len(holidays) == 5
    today = clock.now().date().isoformat()
    assert [day["date"] for day in holidays] == sorted(day["date"] for day in holidays)
    assert all(day["date"] >= today for day in holidays)
    assert lead.sees(HOURS).json == {"hours": [made.json]}


@ON_SQLITE
def test_holidays_are_named_in_the_asked_language(lead):
    makes(lead)

    def names(query):
        (hours,) = lead.sees(f"{HOURS}{query}").json["hours"]
        return {day["name"] for day in hours["next_holidays"]}

    assert names("?language=en").isdisjoint(names("?language=cs"))
    assert names("?language=cs") == names("")


@ON_SQLITE
def test_every_wrong_field_is_named_at_once(lead):
    refused = makes(
        lead,
        name=" ",
        time_zone="Europe/Praha",
        holidays="XX",
        week={"mon": [["8:00", "12:60"]], "tue": [["24:00", "06:00"]], "someday": []},
        dates={"2026-13-01": [], "1999-12-24": [], "2026-12-24": [["09:00"]]},
    )
    wrong = wrong_fields(refused)
    assert wrong["time_zone"] == "is no time zone such as Europe/Prague"
    assert wrong["week.mon.0.0"] == wrong["week.mon.0.1"] == "is no time such as 08:30"
    assert wrong["week.tue.0.0"] == "24:00 ends a day; one starts at 00:00"
    assert {"name", "holidays", "week.someday.[key]", "dates.2026-13-01.[key]"} <= wrong.keys()
    assert {"dates.1999-12-24.[key]", "dates.2026-12-24.0.1"} <= wrong.keys()
    assert lead.sees(HOURS).json == {"hours": []}


@ON_SQLITE
@pytest.mark.parametrize("week", [{}, {"mon": []}])
def test_hours_that_are_never_open_are_refused(lead, week):
    refused = makes(lead, week=week, dates={"2026-12-24": [["09:00", "12:00"]]})
    assert wrong_fields(refused) == {"week": "must be open on some day of the week"}


def test_a_name_is_taken_once(lead):
    makes(lead)
    assert wrong_fields(makes(lead)) == {"name": "other hours have this name"}


def test_who_edits_an_old_version_changes_nothing(lead):
    made = makes(lead).json
    assert changes(lead, made, name="Nová").json["version"] == 2
    late = changes(lead, made, name="Pozdní")
    assert (late.status_code, late.json["error"]["code"]) == (409, "version_conflict")
    assert lead.sees(HOURS).json["hours"][0]["name"] == "Nová"


def test_hours_in_use_stay_and_others_can_be_deleted(lead):
    made = makes(lead).json
    used = {"names": {"cs": "Obchod", "en": "Sales"}, "hours": made["id"]}
    assert lead.sends("PUT", "/api/v1/desk/departments/sales", json=used).status_code == 200
    refused = lead.sends("DELETE", f"{HOURS}/{made['id']}")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "in_use")

    other = makes(lead, name="Jiná").json
    assert lead.sends("DELETE", f"{HOURS}/{other['id']}").status_code == 204
    assert [found["id"] for found in lead.sees(HOURS).json["hours"]] == [made["id"]]


@ON_SQLITE
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_hours_that_are_not_there_are_not_found(lead, method):
    missing = lead.sends(method, f"{HOURS}/77", json={**OFFICE, "version": 1})
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "unknown_hours")


@ON_SQLITE
def test_agents_do_not_edit_hours(agent, lead):
    assert makes(agent).status_code == 403
    assert lead.sees(HOURS).json == {"hours": []}


def test_each_change_is_in_the_audit_log_with_what_differs(lead, database):
    made = makes(lead).json
    changes(lead, made, holidays=None)
    lead.sends("DELETE", f"{HOURS}/{made['id']}")
    with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.subject_kind == "hours")
        entries = list(session.scalars(query.order_by(AuditEntry.id)))
    assert [(entry.actor, entry.action) for entry in entries] == [
        ("jana", "hours.created"),
        ("jana", "hours.changed"),
        ("jana", "hours.deleted"),
    ]
    assert entries[1].details["before"] == {"holidays": "CZ", "version": 1}
    assert entries[1].details["after"] == {"holidays": None, "version": 2}


def test_editing_hours_moves_due_times_that_run(lead, database):
    made = lead.sends("POST", HOURS, json=AROUND_THE_CLOCK).json
    used = {"names": {"cs": "Obchod", "en": "Sales"}, "hours": made["id"]}
    lead.sends("PUT", "/api/v1/desk/departments/sales", json=used)
    due_at = a_running_clock(database, "sales")

    # open only every other hour: what is left takes longer
    halved = {
        day: [[f"{hour:02}:00", f"{hour + 1:02}:00"] for hour in range(0, 20, 2)] for day in ALWAYS
    }
    body = {**AROUND_THE_CLOCK, "week": halved, "version": 1}
    assert lead.sends("PUT", f"{HOURS}/{made['id']}", json=body).status_code == 200
    later = the_clock(database).due_at
    assert later > due_at
    assert the_clock(database).used_seconds >= 3600

    # and when the department works around the clock again, it is the earlier one
    freed = {"names": {"cs": "Obchod", "en": "Sales"}, "hours": None, "version": 1}
    lead.sends("PUT", "/api/v1/desk/departments/sales", json=freed)
    assert abs(the_clock(database).due_at - due_at) < timedelta(hours=1)
    assert the_clock(database).due_at < later


def a_running_clock(database, department):
    """A promise of ten hours, of which one is used up."""
    now = clock.now()
    with database.write() as session:
        conversation = Conversation(
            id=str(uuid4()),
            token_hash="-",
            language="cs",
            customer_seen_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(conversation)
        session.flush()
        handoff = Handoff(
            id=str(uuid4()),
            conversation_id=conversation.id,
            state="waiting",
            reason="no_answer",
            department_id=department,
            requested_at=now,
            waiting_since=now,
            rank_at=now,
            updated_at=now,
        )
        session.add(handoff)
        session.flush()
        promised = SlaClock(
            handoff_id=handoff.id,
            conversation_id=conversation.id,
            department_id=department,
            promise="first_response",
            state="running",
            target_minutes=600,
            started_at=now - timedelta(hours=1),
            running_since=now - timedelta(hours=1),
            due_at=now + timedelta(hours=9),
        )
        session.add(promised)
        return promised.due_at


def the_clock(database):
    with database.read() as session:
        return session.scalars(select(SlaClock)).one()
