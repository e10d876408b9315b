"""The people of the desk as leads run them: added, changed, switched off, given a new password.

Agents and leads are changed by leads, admins only by admins; nobody changes their own role or
switches themselves off. So whoever makes a change stays, and there is always somebody left who
runs the desk. Nobody is deleted: conversations and reports name them.
"""

import logging
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import audit, handoffs
from helpdesk.agents import sessions
from helpdesk.agents.accounts import (
    NewAgent,
    Role,
    problems_of,
    set_departments,
    store_agent,
)
from helpdesk.agents.attempts import forget_failures
from helpdesk.agents.own_password import store as store_password
from helpdesk.agents.passwords import Passwords, generated_password
from helpdesk.agents.person_views import settings_view
from helpdesk.agents.sessions import SignedIn
from helpdesk.database import Database, announce
from helpdesk.errors import Conflict, Forbidden, Invalid, NotFound
from helpdesk.language import Language
from helpdesk.models import Agent, Handoff
from helpdesk.streams.wakeups import AGENTS

log = logging.getLogger(__name__)


class UnknownPerson(NotFound):
    """There is nobody with this user name. Load the people again."""

    code = "unknown_agent"


class OwnRights(Conflict):
    """Nobody changes their own role or switches themselves off. Ask another lead or admin.

    If there is no other one, make somebody a lead or an admin first.
    """

    code = "own_rights"


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What becomes different of a person; None stays as it is."""

    name: str | None = None
    role: Role | None = None
    active: bool | None = None
    capacity: int | None = None
    departments: tuple[str, ...] | None = None
    languages: tuple[Language, ...] | None = None


def add(
    database: Database,
    passwords: Passwords,
    by: SignedIn,
    new: NewAgent,
    *,
    address: str | None,
) -> tuple[str, str]:
    """The user name and the generated password of a new person; it is kept nowhere else.

    Raises Invalid, Conflict (`username_taken`) and Forbidden (`admin_only`).
    """
    problems = problems_of(new)
    if problems:
        raise Invalid(fields=problems)
    password = generated_password()
    hashed = passwords.hash(password)
    with database.write() as session:
        _require_rights_over(_acting(session, by), new.role)
        agent = store_agent(session, new, hashed)
        audit.record(
            session,
            by.agent_id,
            "agent.created",
            "agent",
            agent.username,
            details={"after": settings_view(session, agent)},
            address=address,
        )
        announce(session, AGENTS)
        return agent.username, password


def change(
    database: Database, by: SignedIn, username: str, changes: Changes, *, address: str | None
) -> None:
    """The person is as the changes say; switched off, their conversations wait for others.

    Raises UnknownPerson, Invalid, OwnRights and Forbidden (`admin_only`).
    """
    with database.write() as session:
        agent, acting = _person(session, by, username)
        _check_changes(agent, by, acting, changes)
        before = settings_view(session, agent)
        _apply(session, agent, changes)
        after = settings_view(session, agent)
        if before == after:
            return
        if before["active"] and not agent.active:
            sessions.end_all(session, agent.id)
        audit.record(
            session,
            by.agent_id,
            "agent.changed",
            "agent",
            agent.username,
            details=audit.difference(before, after),
            address=address,
        )
        announce(session, AGENTS)
        agent_id, is_off = agent.id, not agent.active
    if is_off:
        _give_back(database, agent_id)


def give_new_password(
    database: Database,
    passwords: Passwords,
    by: SignedIn,
    username: str,
    *,
    address: str | None,
) -> str:
    """The person's new generated password; their sign-ins and a lockout are over.

    Raises UnknownPerson and Forbidden (`admin_only`).
    """
    password = generated_password()
    hashed = passwords.hash(password)
    with database.write() as session:
        agent, _ = _person(session, by, username)
        store_password(session, agent, hashed)
        forget_failures(session, agent.username)
        audit.record(
            session,
            by.agent_id,
            "agent.password_given",
            "agent",
            agent.username,
            address=address,
        )
    return password


def _acting(session: Session, by: SignedIn) -> Role:
    """The role that `by` has now, locked. Raises Forbidden if it no longer runs the desk."""
    acting = session.scalar(
        select(Agent).where(Agent.id == by.agent_id, Agent.active).with_for_update()
    )
    if acting is None or acting.role not in ("lead", "admin"):
        raise Forbidden("Only a lead may do this.", code="lead_only")
    return cast(Role, acting.role)


def _person(session: Session, by: SignedIn, username: str) -> tuple[Agent, Role]:
    """Whom `by` may change, locked, and the role `by` has now.

    Two who change each other wait in one order.
    """
    known = "\x00" not in username  # PostgreSQL takes no NUL, which an address can carry
    found = session.scalar(select(Agent.id).where(Agent.username == username)) if known else None
    if found is None:
        raise UnknownPerson
    list(
        session.scalars(
            select(Agent)
            .where(Agent.id.in_((found, by.agent_id)))
            .order_by(Agent.id)
            .with_for_update()
        )
    )
    agent, acting = session.get_one(Agent, found), _acting(session, by)
    _require_rights_over(acting, cast(Role, agent.role))
    return agent, acting


def _require_rights_over(acting: Role, role: Role) -> None:
    if role == "admin" and acting != "admin":
        raise Forbidden("Only an admin may do this for an admin.", code="admin_only")


def _check_changes(agent: Agent, by: SignedIn, acting: Role, changes: Changes) -> None:
    if changes.role is not None:
        _require_rights_over(acting, changes.role)
    loses = changes.active is False or changes.role not in (None, agent.role)
    if agent.id == by.agent_id and loses:
        raise OwnRights
    wanted = NewAgent(username=agent.username, name=agent.name)
    for name in ("name", "capacity", "languages"):
        value = getattr(changes, name)
        if value is not None:
            wanted = replace(wanted, **{name: value})
    problems = problems_of(wanted)
    if problems:
        raise Invalid(fields=problems)


def _apply(session: Session, agent: Agent, changes: Changes) -> None:
    if changes.name is not None:
        agent.name = changes.name.strip()
    if changes.languages is not None:
        agent.languages = sorted(set(changes.languages))
    for name in ("role", "active", "capacity"):
        value = getattr(changes, name)
        if value is not None:
            setattr(agent, name, value)
    session.flush()
    if changes.departments is not None:
        set_departments(session, agent.id, changes.departments)


def _give_back(database: Database, agent_id: int) -> None:
    """Let what an agent has wait for others. They take no more: they are off already."""
    with database.read() as session:
        theirs = list(session.scalars(select(Handoff.id).where(Handoff.agent_id == agent_id)))
    for handoff_id in theirs:
        try:
            with database.write() as session:
                handoffs.release(session, handoff_id, None, actor="system", cause="agent_gone")
        except handoffs.HandoffRefused:
            # somebody else has taken or ended it in between
            log.info("action=not_given_back handoff=%s", handoff_id)
