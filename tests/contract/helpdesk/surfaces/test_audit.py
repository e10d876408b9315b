"""The audit log: read by leads and admins, changed by nobody."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from helpdesk import audit

AUDIT = "/api/v1/desk/audit"


@pytest.fixture
def admin(employ):
    return employ("martina", "admin")


@pytest.fixture
def written(database):
    """Three entries: a change of a department, one of a person, a lockout."""
    with database.write() as session:
        changed = {"before": {"position": 1}, "after": {"position": 2}}
        audit.record(session, None, "department.changed", "department", "sales", details=changed)
        audit.record(session, None, "agent.changed", "agent", "petr", address="192.0.2.1")
        audit.record(session, None, "sign_in.locked", "agent", "petr", address="192.0.2.7")


def actions(visitor, query=""):
    response = visitor.sees(AUDIT + query)
    assert response.status_code == 200, response.text
    return [entry["action"] for entry in response.json["entries"]]


def test_an_admin_reads_all_of_it_newest_first(admin, written):
    shown = admin.sees(AUDIT)
    assert shown.headers["Cache-Control"] == "no-store"
    lockout, person, department = shown.json["entries"]
    assert (lockout["action"], lockout["address"]) == ("sign_in.locked", "192.0.2.7")
    assert (person["subject_kind"], person["subject_id"]) == ("agent", "petr")
    assert department["details"] == {"before": {"position": 1}, "after": {"position": 2}}
    assert department["actor"] == "system"
    assert shown.json["next_before"] is None


def test_a_lead_reads_neither_sign_ins_nor_addresses(lead, written):
    shown = lead.sees(AUDIT).json["entries"]
    assert [entry["action"] for entry in shown] == ["agent.changed", "department.changed"]
    assert {entry["address"] for entry in shown} == {None}


def test_it_is_filtered_by_subject_and_actor(admin, written):
    assert actions(admin, "?subject_kind=department") == ["department.changed"]
    assert actions(admin, "?subject_kind=agent&subject_id=petr") == [
        "sign_in.locked",
        "agent.changed",
    ]
    assert actions(admin, "?actor=jana") == []
    assert len(actions(admin, "?actor=system")) == 3


def test_it_is_read_page_by_page(admin, written):
    pages, query = [], "?limit=2"
    while query:
        body = admin.sees(AUDIT + query).json
        pages.append([entry["action"] for entry in body["entries"]])
        before = body["next_before"]
        query = f"?limit=2&before={before}" if before else None
    assert pages == [["sign_in.locked", "agent.changed"], ["department.changed"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?before=x", "before"),
        ("?before=0", "before"),
        (f"?before={10**30}", "before"),
        ("?limit=0", "limit"),
        ("?limit=501", "limit"),
        ("?actor=", "actor"),
        ("?actor=%00", "actor"),
        (f"?subject_kind={'x' * 81}", "subject_kind"),
    ],
)
def test_a_question_that_is_none_names_its_field(admin, query, field):
    refused = admin.sees(AUDIT + query)
    assert refused.status_code == 422
    assert [wrong["field"] for wrong in refused.json["error"]["fields"]] == [field]


def test_no_route_changes_it(app, admin, written):
    rules = [rule for rule in app.url_map.iter_rules() if "audit" in rule.rule]
    assert {method for rule in rules for method in rule.methods} == {"GET", "HEAD", "OPTIONS"}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert admin.sends(method, AUDIT).status_code == 405


def test_the_database_itself_refuses_to_change_or_delete_an_entry(database, admin, written):
    statements = ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"]
    if not database.is_sqlite:
        statements.append("TRUNCATE audit_entry")
    for statement in statements:
        with pytest.raises(DBAPIError, match="audit log is never"), database.write() as session:
            session.execute(text(statement))
    assert len(actions(admin)) == 3


@pytest.mark.parametrize(
    "details",
    [
        {"password": "x"},
        {"after": {"smtp_password": "x"}},
        {"list": [{"token_hash": "x"}]},
        {"Secret": 1},
    ],
)
def test_it_takes_no_secrets(database, details):
    with pytest.raises(ValueError, match="no secrets"), database.write() as session:
        audit.record(session, None, "x.changed", "x", "1", details=details)
