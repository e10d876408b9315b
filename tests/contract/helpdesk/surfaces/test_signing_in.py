"""Agents signing in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from helpdesk import clock
from helpdesk.agents.attempts import (
    FAILURES_FROM_ADDRESS,
    FAILURES_OF_NAME_FROM_ADDRESS,
    WINDOW,
)
from helpdesk.models import Agent, AgentSession, AuditEntry

from .conftest import PASSWORD, Visitor

NEW_PASSWORD = "a longer wheat field"


@pytest.fixture
def passes(monkeypatch):
    """Let time go by."""
    gone = timedelta()

    def go_by(**how_long):
        nonlocal gone
        gone += timedelta(**how_long)
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + gone)

    return go_by


def audited(database, action=None):
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [entry for entry in entries if action in (None, entry.action)]


def guesses(app, username="petr", times=FAILURES_OF_NAME_FROM_ADDRESS, address="127.0.0.1"):
    for _ in range(times):
        response = app.test_client().post(
            "/api/v1/session",
            json={"username": username, "password": "guess"},
            environ_base={"REMOTE_ADDR": address},
        )
        assert response.status_code == 401


def test_a_stranger_is_nobody(stranger):
    response = stranger.sees("/api/v1/session")
    assert (response.json["agent"], response.json["csrf_token"]) == (None, "")
    assert response.json["failed_sign_ins"] == 0
    assert response.headers["Cache-Control"] == "no-store"


def test_an_agent_signs_in_and_is_known_afterwards(agent):
    who = agent.sees("/api/v1/session").json
    assert who["agent"].pop("id") > 0
    assert who["agent"] == {
        "username": "petr",
        "name": "Petr",
        "role": "agent",
        "availability": "online",
        "departments": [],
        "languages": [],
        "capacity": 5,
    }
    assert who["csrf_token"] == agent.csrf_token != ""


def test_the_name_may_be_typed_with_capitals_and_spaces(agent, app):
    assert Visitor(app.test_client()).signs_in("  PETR ").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(agent, app):
    cookie = Visitor(app.test_client()).signs_in("petr").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(agent, app):
    response = app.test_client().post(
        "/api/v1/session",
        json={"username": "petr", "password": PASSWORD},
        base_url="https://help.example",
    )
    assert "Secure" in response.headers["Set-Cookie"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(agent, stranger):
    wrong = stranger.signs_in("petr", "not the password")
    unknown = stranger.signs_in("nobody", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert wrong.json["error"]["code"] == "wrong_credentials"
    assert "Set-Cookie" not in wrong.headers


def test_an_agent_switched_off_cannot_sign_in_and_is_signed_out(agent, database, stranger):
    with database.write() as session:
        session.execute(update(Agent).values(active=False))
    assert stranger.signs_in("petr").json["error"]["code"] == "wrong_credentials"
    assert agent.sees("/api/v1/session").json["agent"] is None


def test_after_too_many_failures_even_the_right_password_must_wait(agent, app):
    guesser = Visitor(app.test_client())
    for _ in range(FAILURES_OF_NAME_FROM_ADDRESS):
        assert guesser.signs_in("petr", "guess").status_code == 401
    refused = guesser.signs_in("petr")
    assert refused.status_code == 429
    assert refused.json["error"]["code"] == "too_many_sign_ins"
    assert 0 < int(refused.headers["Retry-After"]) <= WINDOW.total_seconds() + 1


def test_guessing_elsewhere_does_not_lock_the_owner_out(agent, app):
    guesser = app.test_client()
    for _ in range(FAILURES_OF_NAME_FROM_ADDRESS + 1):
        guesser.post(
            "/api/v1/session",
            json={"username": "petr", "password": "guess"},
            environ_base={"REMOTE_ADDR": "192.0.2.7"},
        )
    assert Visitor(app.test_client()).signs_in("petr").status_code == 200


def test_patience_returns_with_time(agent, app, monkeypatch):
    guesser = Visitor(app.test_client())
    for _ in range(FAILURES_OF_NAME_FROM_ADDRESS):
        guesser.signs_in("petr", "guess")
    later = datetime.now(UTC) + WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert guesser.signs_in("petr").status_code == 200


def test_signing_in_clears_earlier_failures(agent, app):
    owner = Visitor(app.test_client())
    for _ in range(2):
        for _ in range(FAILURES_OF_NAME_FROM_ADDRESS - 1):
            owner.signs_in("petr", "typo")
        assert owner.signs_in("petr").status_code == 200


def test_signing_out_makes_the_cookie_worthless(agent, app):
    token = agent.client.get_cookie("ochota_session").value
    assert agent.signs_out().status_code == 204
    thief = app.test_client()
    thief.set_cookie("ochota_session", token)
    assert thief.get("/api/v1/session").json["agent"] is None


def test_signing_out_needs_the_csrf_token(agent):
    response = agent.client.delete("/api/v1/session")
    assert response.status_code == 403
    assert response.json["error"]["code"] == "wrong_csrf_token"
    assert agent.sees("/api/v1/session").json["agent"] is not None


def test_another_sign_ins_csrf_token_is_not_accepted(agent, app):
    second = Visitor(app.test_client())
    second.signs_in("petr")
    agent.csrf_token = second.csrf_token
    assert agent.signs_out().status_code == 403


def test_a_sign_in_ends_by_itself(agent, monkeypatch, settings):
    later = datetime.now(UTC) + timedelta(hours=settings.agent_session_hours, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert agent.sees("/api/v1/session").json["agent"] is None


def test_the_database_knows_neither_passwords_nor_cookie_tokens(agent, database):
    token = agent.client.get_cookie("ochota_session").value
    with database.read() as session:
        kept = session.scalars(select(AgentSession.token_hash)).all()
        hashes = session.scalars(select(Agent.password_hash)).all()
    assert len(kept) == len(hashes) == 1
    assert token not in kept[0]
    assert hashes[0].startswith("$argon2id$")


def test_a_password_hashed_with_old_costs_is_hashed_anew_at_sign_in(agent, database):
    with database.read() as session:
        renewed = session.scalar(select(Agent.password_hash))
    assert "m=19456,t=2,p=1" in renewed  # the fixture had hashed it cheaply


def test_an_agent_is_present_while_signed_in(agent, database):
    with database.read() as session:
        assert session.scalar(select(Agent.seen_at)) is not None
    agent.signs_out()
    with database.read() as session:
        assert session.scalar(select(Agent.seen_at)) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"username": "petr"}, 422),
        ({"username": "", "password": "x"}, 422),
        ({"username": "petr", "password": "x" * 100_000}, 422),
        ({"username": ["petr"], "password": {"$ne": ""}}, 422),
    ],
)
def test_a_sign_in_that_cannot_be_one_is_refused(stranger, body, status):
    response = stranger.client.post("/api/v1/session", json=body)
    assert response.status_code == status
    assert response.json["error"]["fields"]


def test_a_name_with_quotes_is_only_a_name(stranger, agent):
    assert stranger.signs_in("petr' OR '1'='1").status_code == 401


def test_who_must_wait_is_told_for_how_long(agent, app):
    guesses(app)
    refused = Visitor(app.test_client()).signs_in("petr")
    assert refused.json["error"]["message"] == (
        "Too many failed sign-ins. Try again in 10 minutes."
    )


def test_a_lockout_is_in_the_audit_log_once(agent, app, database):
    guesses(app)
    Visitor(app.test_client()).signs_in("petr")
    (entry,) = audited(database)
    assert (entry.action, entry.subject_kind, entry.subject_id) == (
        "sign_in.locked",
        "agent",
        "petr",
    )
    assert (entry.actor, entry.address) == ("system", "127.0.0.1")
    assert entry.details == {"failures": 5, "minutes": 10}


def test_a_name_nobody_has_is_not_written_down_for_it_may_be_a_password(agent, app, database):
    guesses(app, username="correct horse battery")
    assert audited(database) == []


def test_an_address_that_guesses_at_many_names_is_written_down(agent, app, database):
    for number in range(FAILURES_FROM_ADDRESS):
        guesses(app, username=f"name{number}", times=1, address="192.0.2.7")
    (entry,) = audited(database)
    assert (entry.action, entry.subject_id) == ("sign_in.address_locked", "192.0.2.7")


def test_an_agent_is_told_at_the_next_sign_in_how_often_somebody_failed(agent, app):
    guesses(app, times=3, address="192.0.2.7")
    owner = Visitor(app.test_client())
    assert owner.signs_in("petr").json["failed_sign_ins"] == 3
    assert owner.sees("/api/v1/session").json["failed_sign_ins"] == 3
    assert owner.signs_in("petr").json["failed_sign_ins"] == 0


def test_a_sign_in_that_nobody_uses_ends(agent, passes, settings):
    passes(hours=settings.agent_idle_hours, seconds=1)
    assert agent.sees("/api/v1/session").json["agent"] is None


def test_a_sign_in_that_is_used_goes_on_until_it_expires(agent, passes, settings):
    assert settings.agent_session_hours == 3 * settings.agent_idle_hours
    for _ in range(3):
        passes(hours=settings.agent_idle_hours, minutes=-1)
        assert agent.sees("/api/v1/desk/handoffs").status_code == 200
    passes(minutes=4)
    assert agent.sees("/api/v1/desk/handoffs").status_code == 401


def test_a_desk_left_open_is_no_use_of_its_sign_in(agent, passes, settings):
    for _ in range(2):
        passes(hours=settings.agent_idle_hours / 2, minutes=1)
        stream = agent.sees("/api/v1/desk/events")
        stream.close()
    assert stream.status_code == 401
    assert agent.sees("/api/v1/session").json["agent"] is None


def test_a_live_board_left_open_is_no_use_of_its_sign_in(lead, passes, settings):
    for _ in range(2):
        passes(hours=settings.agent_idle_hours / 2, minutes=1)
        answer = lead.sees("/api/v1/desk/board")
    assert answer.status_code == 401


def test_an_agent_changes_the_password(agent, app, database):
    elsewhere = Visitor(app.test_client())
    elsewhere.signs_in("petr")
    body = {"current": PASSWORD, "new": NEW_PASSWORD}
    assert agent.sends("PUT", "/api/v1/session/password", json=body).status_code == 204
    assert agent.sees("/api/v1/session").json["agent"] is not None
    assert elsewhere.sees("/api/v1/session").json["agent"] is None
    newcomer = Visitor(app.test_client())
    assert newcomer.signs_in("petr", PASSWORD).status_code == 401
    assert newcomer.signs_in("petr", NEW_PASSWORD).status_code == 200
    (entry,) = audited(database, "agent.password_changed")
    assert (entry.actor, entry.subject_id, entry.details) == ("petr", "petr", {})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"current": "guess", "new": NEW_PASSWORD}, "current"),
        ({"current": PASSWORD, "new": "short"}, "new"),
        ({"current": PASSWORD, "new": PASSWORD}, "new"),
        ({"current": PASSWORD, "new": "x" * 201}, "new"),
        ({"new": NEW_PASSWORD}, "current"),
    ],
)
def test_a_password_that_cannot_be_changed_so_says_which_field(agent, app, body, field):
    response = agent.sends("PUT", "/api/v1/session/password", json=body)
    assert response.status_code == 422
    assert [wrong["field"] for wrong in response.json["error"]["fields"]] == [field]
    assert Visitor(app.test_client()).signs_in("petr").status_code == 200


def test_wrong_old_passwords_are_failed_sign_ins(agent):
    body = {"current": "guess", "new": NEW_PASSWORD}
    for _ in range(FAILURES_OF_NAME_FROM_ADDRESS):
        assert agent.sends("PUT", "/api/v1/session/password", json=body).status_code == 422
    body["current"] = PASSWORD
    assert agent.sends("PUT", "/api/v1/session/password", json=body).status_code == 429
