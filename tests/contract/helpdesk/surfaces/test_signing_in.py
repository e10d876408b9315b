"""Agents signing in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from helpdesk import clock
from helpdesk.agents.attempts import FAILURES_OF_NAME_FROM_ADDRESS, WINDOW
from helpdesk.models import Agent, AgentSession

from .conftest import PASSWORD, Visitor


def test_a_stranger_is_nobody(stranger):
    response = stranger.sees("/api/v1/session")
    assert response.json == {"agent": None, "csrf_token": ""}
    assert response.headers["Cache-Control"] == "no-store"


def test_an_agent_signs_in_and_is_known_afterwards(agent):
    who = agent.sees("/api/v1/session").json
    assert who["agent"] == {"username": "petr", "name": "Petr", "role": "agent"}
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
