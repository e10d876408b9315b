"""The command that fills an empty database with the demo, in one transaction."""

import argparse
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk.agents.passwords import Passwords
from helpdesk.database import Database
from helpdesk.demo import canned_replies, departments, people, routing_rules
from helpdesk.models import Agent
from helpdesk.settings import Settings
from helpdesk.sla import demo as sla_demo


def load_demo(settings: Settings, _options: argparse.Namespace) -> int:
    """Add the demo when there are no agents yet, and say where its passwords are."""
    database = Database(settings.sqlalchemy_url)
    try:
        written_to = load(database, settings.state, Passwords.strong())
    finally:
        database.close()
    if written_to is None:
        print("There are agents already; no demo agents were added.")
    else:
        print(f"Demo agents were added; their passwords are in {written_to}.")
    return 0


def load(database: Database, state: Path, passwords: Passwords) -> Path | None:
    """The file with the demo agents' new passwords, or None when there are agents already."""
    with database.write() as session:
        if session.scalar(select(func.count()).select_from(Agent)):
            return None
        _fill(session)
        # last, before the commit: agents whose passwords nobody knows must never exist
        return people.load(session, state, passwords)


def _fill(session: Session) -> None:
    departments.load(session)
    sla_demo.load(session)
    routing_rules.load(session)
    canned_replies.load(session)
