"""Agents' accounts: made by the command line, in the demo's case into an empty table only."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.passwords import (
    GREATEST_LENGTH,
    LEAST_LENGTH,
    Passwords,
    generated_password,
)
from helpdesk.database import Database
from helpdesk.errors import Conflict, FieldError, Invalid
from helpdesk.models import Agent

Role = Literal["agent", "lead", "admin"]

DEMO_FILE = "demo-agents.txt"

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class NewAgent:
    """An account to be made."""

    username: str
    name: str
    role: Role = "agent"
    capacity: int = 5


DEMO_AGENTS = (
    NewAgent(username="jana", name="Jana Dvořáková", role="lead"),
    NewAgent(username="petr", name="Petr Novák"),
    NewAgent(username="eva", name="Eva Svobodová"),
)


def normalised_username(username: str) -> str:
    """The user name as it is stored: people may type it with capitals and spaces around."""
    return username.strip().lower()


def add_agent(session: Session, new: NewAgent, password: str, passwords: Passwords) -> Agent:
    """The stored account.

    Raises Invalid for a user name or password that cannot be used, and Conflict
    (`username_taken`) when somebody has the name.
    """
    username = normalised_username(new.username)
    _check(username, new, password)
    if session.scalar(select(Agent.id).where(Agent.username == username)) is not None:
        raise Conflict(f"There is already an agent {username!r}.", code="username_taken")
    agent = Agent(
        username=username,
        name=new.name.strip(),
        role=new.role,
        capacity=new.capacity,
        password_hash=passwords.hash(password),
        created_at=clock.now(),
    )
    session.add(agent)
    session.flush()
    return agent


def load_demo_agents(database: Database, state: Path, passwords: Passwords) -> Path | None:
    """The file with the demo agents' new passwords, or None when there are agents already.

    Only the owner of the file can read it.
    """
    with database.write() as session:
        if session.scalar(select(func.count()).select_from(Agent)):
            return None
        credentials = {agent: generated_password() for agent in DEMO_AGENTS}
        for agent, password in credentials.items():
            add_agent(session, agent, password, passwords)
        # written before the commit: agents whose passwords nobody knows must never exist
        path = state / DEMO_FILE
        _write_private(path, _as_table(credentials))
    return path


def _check(username: str, new: NewAgent, password: str) -> None:
    problems = []
    if not _USERNAME.fullmatch(username):
        reason = "lower-case letters, digits, dot, hyphen and underscore; at most 80"
        problems.append(FieldError(field="username", reason=reason))
    if not new.name.strip():
        problems.append(FieldError(field="name", reason="must not be empty"))
    if new.capacity < 0:
        problems.append(FieldError(field="capacity", reason="must not be negative"))
    if not LEAST_LENGTH <= len(password) <= GREATEST_LENGTH:
        reason = f"must have {LEAST_LENGTH} to {GREATEST_LENGTH} characters"
        problems.append(FieldError(field="password", reason=reason))
    if problems:
        raise Invalid(fields=problems)


def _as_table(credentials: dict[NewAgent, str]) -> str:
    lines = ["# Demo agents: user name, password, role, name"]
    lines += [
        f"{agent.username}\t{password}\t{agent.role}\t{agent.name}"
        for agent, password in credentials.items()
    ]
    return "\n".join(lines) + "\n"


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
