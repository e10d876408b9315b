"""Agents' accounts: what is accepted as one, and how it is stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.passwords import (
    GREATEST_LENGTH,
    LEAST_LENGTH,
    Passwords,
)
from helpdesk.errors import Conflict, FieldError, Invalid
from helpdesk.language import Language
from helpdesk.models import Agent, AgentDepartment, Department

Role = Literal["agent", "lead", "admin"]

MOST_CAPACITY = 100
NAME_LENGTH = 120

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class NewAgent:
    """An account to be made; without departments or languages it is for all of them."""

    username: str
    name: str
    role: Role = "agent"
    capacity: int = 5
    departments: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()


def normalised_username(username: str) -> str:
    """The user name as it is stored: people may type it with capitals and spaces around."""
    return username.strip().lower()


def add_agent(session: Session, new: NewAgent, password: str, passwords: Passwords) -> Agent:
    """The stored account.

    Raises Invalid for a user name, password or skill that cannot be used, and Conflict
    (`username_taken`) when somebody has the name.
    """
    problems = problems_of(new) + problems_of_password(password)
    if problems:
        raise Invalid(fields=problems)
    return store_agent(session, new, passwords.hash(password))


def store_agent(session: Session, new: NewAgent, password_hash: str) -> Agent:
    """The stored account of a checked `new`. Raises Invalid (departments) and Conflict."""
    username = normalised_username(new.username)
    if session.scalar(select(Agent.id).where(Agent.username == username)) is not None:
        raise Conflict(f"There is already an agent {username!r}.", code="username_taken")
    agent = Agent(
        username=username,
        name=new.name.strip(),
        role=new.role,
        capacity=new.capacity,
        languages=sorted(set(new.languages)),
        password_hash=password_hash,
        created_at=clock.now(),
    )
    session.add(agent)
    session.flush()
    set_departments(session, agent.id, new.departments)
    return agent


def departments_of(session: Session, agent_id: int) -> list[str]:
    """The ids of the departments the agent answers for; none: all of them."""
    return list(
        session.scalars(
            select(AgentDepartment.department_id)
            .where(AgentDepartment.agent_id == agent_id)
            .order_by(AgentDepartment.department_id)
        )
    )


def set_departments(session: Session, agent_id: int, department_ids: Iterable[str]) -> None:
    """The agent answers for these departments. Raises Invalid for one that is not there."""
    wanted = sorted(set(department_ids))
    known = set(session.scalars(select(Department.id).where(Department.id.in_(wanted))))
    unknown = [department_id for department_id in wanted if department_id not in known]
    if unknown:
        reason = f"there is no department {unknown[0]!r}; load the departments again"
        raise Invalid(fields=[FieldError(field="departments", reason=reason)])
    session.execute(delete(AgentDepartment).where(AgentDepartment.agent_id == agent_id))
    session.add_all(
        AgentDepartment(agent_id=agent_id, department_id=department_id) for department_id in wanted
    )
    session.flush()


def problems_of(new: NewAgent) -> list[FieldError]:
    """What is wrong with an account to be made, all of it, by field."""
    problems = []
    if not _USERNAME.fullmatch(normalised_username(new.username)):
        reason = "lower-case letters, digits, dot, hyphen and underscore; at most 80"
        problems.append(FieldError(field="username", reason=reason))
    if not 0 < len(new.name.strip()) <= NAME_LENGTH:
        reason = f"must have 1 to {NAME_LENGTH} characters"
        problems.append(FieldError(field="name", reason=reason))
    if not 0 <= new.capacity <= MOST_CAPACITY:
        reason = f"must be between 0 and {MOST_CAPACITY}"
        problems.append(FieldError(field="capacity", reason=reason))
    if not set(new.languages) <= set(get_args(Language)):
        problems.append(FieldError(field="languages", reason="only cs and en"))
    return problems


def problems_of_password(password: str, field: str = "password") -> list[FieldError]:
    """What is wrong with a password somebody chose."""
    if LEAST_LENGTH <= len(password) <= GREATEST_LENGTH:
        return []
    reason = f"must have {LEAST_LENGTH} to {GREATEST_LENGTH} characters"
    return [FieldError(field=field, reason=reason)]
