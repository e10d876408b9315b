"""The demo's helpdesk: who works in it, in which departments, by which rules."""

import argparse
import stat

import pytest
from sqlalchemy import select

from helpdesk import canned_replies, departments
from helpdesk.agents.accounts import NewAgent, add_agent
from helpdesk.agents.passwords import Passwords
from helpdesk.api.canned_replies import EditedCannedReplyBody
from helpdesk.api.routing_rules import EditedRuleBody
from helpdesk.demo import command
from helpdesk.models import Agent, AgentDepartment, Department
from helpdesk.routing import rules
from helpdesk.routing.conditions import Facts, HeardTone
from helpdesk.routing.deciding import decide


def test_the_demo_has_four_agents_whose_passwords_only_the_owner_can_read(settings, database):
    path = command.load(database, settings.state, Passwords.cheap())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = [line.split("\t") for line in path.read_text().splitlines() if line[0] != "#"]
    assert [(username, role, name) for username, _, role, name in lines] == [
        ("jana", "lead", "Jana Dvořáková"),
        ("petr", "agent", "Petr Novák"),
        ("eva", "agent", "Eva Svobodová"),
        ("martina", "admin", "Martina Kučerová"),
    ]
    with database.read() as session:
        hashes = dict(session.execute(select(Agent.username, Agent.password_hash)).all())
    for username, password, *_ in lines:
        assert Passwords.cheap().matches(password, hashes[username])


def test_the_demo_has_three_departments_and_somebody_in_each(settings, database):
    command.load(database, settings.state, Passwords.cheap())
    with database.read() as session:
        listed = departments.listed(session)
        staffed = set(session.scalars(select(AgentDepartment.department_id)))
    assert [(found.id, found.assignment) for found in listed] == [
        ("sales", "manual"),
        ("technical", "manual"),
        ("enterprise", "automatic"),
    ]
    assert staffed == {"sales", "technical", "enterprise"}


def test_the_demos_rules_and_replies_can_be_saved_again_as_they_are(settings, database):
    command.load(database, settings.state, Passwords.cheap())
    with database.read() as session:
        for rule in rules.listed(session):
            EditedRuleBody.model_validate(rules.rule_view(rule))
        replies = canned_replies.listed(session)
        for reply in replies:
            EditedCannedReplyBody.model_validate(canned_replies.canned_reply_view(reply))
            assert set(reply.texts) == {"cs", "en"}
        assert len(rules.active(session)) == 7
        assert len(replies) == 8


@pytest.mark.parametrize(
    ("text", "tier", "tone", "department", "priority"),
    [
        ("Kde najdu fakturu?", "standard", None, "sales", "normal"),
        ("What is the price of delivery?", "standard", None, "sales", "normal"),
        ("To čerpadlo mi nefunguje", "standard", None, "technical", "normal"),
        ("the pump is not working", "standard", None, "technical", "normal"),
        ("Chybí mi faktura", "standard", None, "sales", "normal"),
        ("Chci mluvit s člověkem", "standard", None, "sales", "normal"),
        ("Předám to ČOI", "standard", None, "sales", "urgent"),
        ("You will hear from my lawyer", "standard", None, "sales", "urgent"),
        ("Kde najdu fakturu?", "premium", None, "enterprise", "high"),
        ("Haló", "standard", HeardTone(anger=0.8, urgency=0.1), "sales", "high"),
        ("Haló", "standard", HeardTone(anger=0.1, urgency=0.8), "sales", "high"),
        ("Haló", "standard", HeardTone(anger=0.8, urgency=0.8), "sales", "urgent"),
    ],
)
def test_the_demos_rules_send_where_a_person_would(
    settings, database, text, tier, tone, department, priority
):
    command.load(database, settings.state, Passwords.cheap())
    facts = Facts(
        reason="customer_request",
        text=text,
        tier=tier,
        language="cs",
        page_url="",
        channel="chat",
        tone=tone,
    )
    with database.read() as session:
        active = [found.id for found in departments.active(session)]
        decision = decide(rules.active(session), facts, active)
    assert (decision.department_id, decision.priority) == (department, priority)


def test_the_demo_leaves_a_database_with_agents_alone(settings, database, capsys):
    with database.write() as session:
        new = NewAgent(username="somebody", name="Somebody")
        add_agent(session, new, "correct horse battery", Passwords.cheap())
    assert command.load_demo(settings, argparse.Namespace()) == 0
    assert "no demo agents were added" in capsys.readouterr().out
    assert not (settings.state / "demo-agents.txt").exists()
    with database.read() as session:
        assert session.scalars(select(Department)).all() == []


def test_demo_passwords_that_cannot_be_written_leave_nothing(settings, database, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    with pytest.raises(OSError, match="a file"):
        command.load(database, blocked, Passwords.cheap())
    with database.read() as session:
        assert session.scalars(select(Agent)).all() == []
        assert session.scalars(select(Department)).all() == []
