"""Agents' sign-ins: from password to cookie token, and from cookie token to agent.

The token exists in the browser's cookie only; the database keeps its SHA-256, so that a stolen
copy of the database signs nobody in.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.accounts import Role, normalised_username
from helpdesk.agents.attempts import check_patience, forget_failures, record_failure
from helpdesk.agents.passwords import Passwords
from helpdesk.database import Database
from helpdesk.errors import NotSignedIn
from helpdesk.models import Agent, AgentSession

_TOKEN_BYTES = 32
# a lower rate than that of requests: presence needs no finer clock
_SEEN_EVERY = timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """An agent in the middle of a sign-in."""

    agent_id: int
    username: str
    name: str
    role: Role
    csrf_token: str
    expires_at: datetime

    @property
    def is_lead(self) -> bool:
        """Whether this agent also runs the desk; an admin may all that a lead may."""
        return self.role in ("lead", "admin")

    def accepts(self, csrf_token: str) -> bool:
        """Whether an unsafe request carrying this token was made by our own page."""
        return hmac.compare_digest(self.csrf_token.encode(), csrf_token.encode())


def sign_in(
    database: Database,
    passwords: Passwords,
    *,
    username: str,
    password: str,
    address: str,
    lifetime: timedelta,
) -> tuple[str, SignedIn]:
    """The new cookie token and who it belongs to.

    Raises NotSignedIn (`wrong_credentials`), the same and after the same work whether the name or
    the password was wrong, and TooManyRequests after too many failures.
    """
    name = normalised_username(username)
    with database.read() as session:
        check_patience(session, name, address)
        agent = session.scalar(select(Agent).where(Agent.username == name, Agent.active))
    # between two transactions: hashing takes long enough to be in others' way
    if not passwords.matches(password, agent.password_hash if agent else None) or agent is None:
        with database.write() as session:
            record_failure(session, name, address)
        raise NotSignedIn("The user name or the password is wrong.", code="wrong_credentials")
    renewed = passwords.hash(password) if passwords.is_outdated(agent.password_hash) else None
    with database.write() as session:
        forget_failures(session, name, address)
        if renewed:
            session.execute(update(Agent).where(Agent.id == agent.id).values(password_hash=renewed))
        return _open(session, agent, lifetime)


def current(database: Database, token: str) -> SignedIn | None:
    """Who the cookie token belongs to; None when it is unknown or over, or its agent is off."""
    now = clock.now()
    with database.read() as session:
        row = session.execute(
            select(AgentSession, Agent)
            .join(Agent, Agent.id == AgentSession.agent_id)
            .where(
                AgentSession.token_hash == _hashed(token),
                AgentSession.expires_at > now,
                Agent.active,
            )
        ).one_or_none()
    if row is None:
        return None
    sign_in_row, agent = row
    if agent.seen_at is None or now - agent.seen_at > _SEEN_EVERY:
        mark_seen(database, agent.id)
    return _signed_in(sign_in_row, agent)


def mark_seen(database: Database, agent_id: int) -> None:
    """Remember that the agent is present now."""
    with database.write() as session:
        session.execute(update(Agent).where(Agent.id == agent_id).values(seen_at=clock.now()))


def sign_out(database: Database, token: str) -> None:
    """Make the cookie token worthless, and the agent absent once no other sign-in is left."""
    hashed = _hashed(token)
    with database.write() as session:
        agent_id = session.scalar(
            select(AgentSession.agent_id).where(AgentSession.token_hash == hashed)
        )
        session.execute(delete(AgentSession).where(AgentSession.token_hash == hashed))
        others = select(AgentSession.token_hash).where(
            AgentSession.agent_id == agent_id, AgentSession.expires_at > clock.now()
        )
        if agent_id is not None and session.scalar(others.limit(1)) is None:
            session.execute(update(Agent).where(Agent.id == agent_id).values(seen_at=None))


def _open(session: Session, agent: Agent, lifetime: timedelta) -> tuple[str, SignedIn]:
    now = clock.now()
    session.execute(delete(AgentSession).where(AgentSession.expires_at <= now))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    opened = AgentSession(
        token_hash=_hashed(token),
        agent_id=agent.id,
        csrf_token=secrets.token_urlsafe(_TOKEN_BYTES),
        created_at=now,
        used_at=now,
        expires_at=now + lifetime,
    )
    session.add(opened)
    session.execute(update(Agent).where(Agent.id == agent.id).values(seen_at=now))
    return token, _signed_in(opened, agent)


def _signed_in(opened: AgentSession, agent: Agent) -> SignedIn:
    return SignedIn(
        agent_id=agent.id,
        username=agent.username,
        name=agent.name,
        role=cast(Role, agent.role),
        csrf_token=opened.csrf_token,
        expires_at=opened.expires_at,
    )


def _hashed(token: str) -> str:
    # a random token of 256 bits needs no slow hash
    return hashlib.sha256(token.encode()).hexdigest()
