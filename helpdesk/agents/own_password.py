"""Agents changing their own passwords."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import audit
from helpdesk.agents import sessions
from helpdesk.agents.accounts import problems_of_password
from helpdesk.agents.attempts import check_patience, record_failure
from helpdesk.agents.passwords import Passwords
from helpdesk.agents.sessions import SignedIn
from helpdesk.database import Database
from helpdesk.errors import FieldError, Invalid
from helpdesk.models import Agent


def change(
    database: Database,
    passwords: Passwords,
    agent: SignedIn,
    *,
    old: str,
    new: str,
    address: str,
    token: str,
) -> None:
    """The agent has the new password, and no other sign-in than the one with this cookie token.

    Raises Invalid for a wrong old password (`current`) or an unusable new one (`new`), and
    TooManyRequests after too many wrong ones: they count as failed sign-ins.
    """
    problems = problems_of_password(new, field="new")
    if new == old:
        problems.append(FieldError(field="new", reason="must differ from the old one"))
    if problems:
        raise Invalid(fields=problems)
    with database.read() as session:
        check_patience(session, agent.username, address)
        stored = session.scalar(select(Agent.password_hash).where(Agent.id == agent.agent_id))
    if not passwords.matches(old, stored):
        with database.write() as session:
            record_failure(session, agent.username, address)
        raise Invalid(fields=[FieldError(field="current", reason="is not your password")])
    hashed = passwords.hash(new)
    with database.write() as session:
        store(session, session.get_one(Agent, agent.agent_id), hashed, keep=token)
        audit.record(
            session,
            agent.agent_id,
            "agent.password_changed",
            "agent",
            agent.username,
            address=address,
        )


def store(session: Session, agent: Agent, hashed: str, *, keep: str | None = None) -> None:
    """The agent's password is the hashed one, and sign-ins with the old one are over.

    The one with the cookie token `keep` goes on.
    """
    agent.password_hash = hashed
    sessions.end_all(session, agent.id, but=keep)
