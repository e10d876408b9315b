"""The command that adds the demo's agents."""

import argparse

from helpdesk.agents.accounts import load_demo_agents
from helpdesk.agents.passwords import Passwords
from helpdesk.database import Database
from helpdesk.settings import Settings


def load_demo(settings: Settings, _options: argparse.Namespace) -> int:
    """Add the demo agents when there are none, and say where their passwords are."""
    database = Database(settings.sqlalchemy_url)
    try:
        written_to = load_demo_agents(database, settings.state, Passwords.strong())
    finally:
        database.close()
    if written_to is None:
        print("There are agents already; no demo agents were added.")
    else:
        print(f"Demo agents were added; their passwords are in {written_to}.")
    return 0
