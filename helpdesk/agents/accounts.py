"""Agents' accounts: what is accepted as one, and how it is stored."""

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.passwords import (
    GREATEST_LENGTH,
    LEAST_LENGTH,
    Passwords,
)
from helpdesk.errors import Conflict, FieldError, Invalid
from helpdesk.models import Agent

Role = Literal["agent", "lead", "admin"]

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class NewAgent:
    """An account to be made."""

    username: str
    name: str
    role: Role = "agent"
    capacity: int = 5


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
