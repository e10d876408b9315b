"""Agents' accounts: passwords, names, the command that adds one."""

import argparse
import io

import pytest
from sqlalchemy import select

from helpdesk.agents import command
from helpdesk.agents.accounts import NewAgent, add_agent
from helpdesk.agents.passwords import Passwords, generated_password
from helpdesk.errors import Conflict, Invalid
from helpdesk.models import Agent

PASSWORD = "correct horse battery"


def add(database, username="petr", password=PASSWORD, **new):
    with database.write() as session:
        account = NewAgent(username=username, **{"name": "Petr", **new})
        return add_agent(session, account, password, Passwords.cheap())


def test_a_password_matches_its_own_hash_only():
    passwords = Passwords.cheap()
    stored = passwords.hash(PASSWORD)
    assert PASSWORD not in stored
    assert passwords.matches(PASSWORD, stored)
    assert not passwords.matches(PASSWORD + " ", stored)
    assert not passwords.matches(PASSWORD, "no hash at all")


def test_no_password_matches_nobody():
    assert not Passwords.cheap().matches(PASSWORD, None)


def test_a_cheap_hash_counts_as_outdated_where_real_ones_are_made():
    assert Passwords.strong().is_outdated(Passwords.cheap().hash(PASSWORD))
    assert not Passwords.strong().is_outdated(Passwords.strong().hash(PASSWORD))


def test_generated_passwords_differ_and_can_be_read_aloud():
    generated = {generated_password() for _ in range(50)}
    assert len(generated) == 50
    assert not set("".join(generated)) & set("l1o0iIO")


def test_a_name_is_taken_once_however_it_is_typed(database):
    add(database, "petr")
    with pytest.raises(Conflict, match="petr"):
        add(database, " PETR ")


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "petr novak"}, "username"),
        ({"username": "-petr"}, "username"),
        ({"username": "x" * 81}, "username"),
        ({"name": " "}, "name"),
        ({"capacity": -1}, "capacity"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
    ],
)
def test_an_account_that_cannot_be_used_is_refused_by_its_field(database, account, field):
    with pytest.raises(Invalid) as refused:
        add(database, **account)
    assert [problem.field for problem in refused.value.fields] == [field]


def options(**changes):
    values = {"username": "eva", "name": None, "role": "lead", "capacity": 5}
    return argparse.Namespace(**{**values, **changes})


def test_the_command_takes_a_password_from_its_input(settings, database, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert command.add_agent(settings, options()) == 0
    assert capsys.readouterr().out == "Added lead eva (eva).\n"
    with database.read() as session:
        stored = session.scalars(select(Agent.password_hash)).one()
    assert Passwords.strong().matches(PASSWORD, stored)


def test_the_command_generates_a_password_where_none_is_given(
    settings, database, monkeypatch, capsys
):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert command.add_agent(settings, options(name="Eva Svobodová")) == 0
    printed = capsys.readouterr().out.splitlines()[-1].removeprefix("Password: ")
    with database.read() as session:
        stored = session.scalars(select(Agent.password_hash)).one()
    assert Passwords.strong().matches(printed, stored)


def test_the_command_says_what_is_wrong(settings, database, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert command.add_agent(settings, options(username="E va")) == 1
    said = capsys.readouterr().err
    assert "username:" in said
    assert "password: must have 10 to 200 characters" in said
