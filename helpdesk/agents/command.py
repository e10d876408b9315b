"""The command that adds an agent."""

import argparse
import getpass
import sys

from helpdesk.agents.accounts import NewAgent
from helpdesk.agents.accounts import add_agent as store_agent
from helpdesk.agents.passwords import Passwords, generated_password
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.settings import Settings


def add_agent(settings: Settings, options: argparse.Namespace) -> int:
    """Add the agent the options describe, asking for a password; an empty one is generated."""
    password = _asked_password()
    generated = not password
    password = password or generated_password()
    new = NewAgent(
        username=options.username,
        name=options.name or options.username,
        role=options.role,
        capacity=options.capacity,
    )
    database = Database(settings.sqlalchemy_url)
    try:
        with database.write() as session:
            agent = store_agent(session, new, password, Passwords.strong())
    except HelpdeskError as error:
        for problem in error.fields:
            print(f"{problem.field}: {problem.reason}", file=sys.stderr)
        if not error.fields:
            print(error.message, file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"Added {agent.role} {agent.username} ({agent.name}).")
    if generated:
        print(f"Password: {password}")
    return 0


def _asked_password() -> str:
    """What was typed, or one line of standard input where nobody sits at a terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password (empty: generate one): ")
