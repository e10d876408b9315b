"""Agents' sign-ins: from password to cookie token, and from cookie token to agent.

The token exists in the browser's cookie only; the database keeps its SHA-256, so that a stolen
copy of the database signs nobody in. A sign-in ends twice: so long after it began, and so long
after it was last used. What a browser does by itself is no use of it (`helpdesk.agents.guard`).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.agents.accounts import Role, normalised_username
from helpdesk.agents.attempts import check_patience, forget_failures, record_failure
from helpdesk.agents.passwords import Passwords
from helpdesk.database import Database, announce
from helpdesk.errors import NotSignedIn
from helpdesk.models import Agent, AgentSession
from helpdesk.streams.wakeups import AGENTS

_TOKEN_BYTES = 32
# a lower rate than that of requests: presence needs no finer clock
_SEEN_EVERY = timedelta(seconds=15)
_USED_EVERY = timedelta(minutes=1)
# whoever was not seen for so long may have been taken for absent
_BACK_AFTER = timedelta(seconds=45)


# put together once: every request of a desk asks
_OPENED = (
    select(AgentSession, Agent)
    .join(Agent, Agent.id == AgentSession.agent_id)
    .where(
        AgentSession.token_hash == bindparam("token_hash"),
        AgentSession.expires_at > bindparam("now"),
        AgentSession.used_at > bindparam("used_after"),
        Agent.active,
    )
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """An agent in the middle of a sign-in."""

    agent_id: int
    username: str
    name: str
    role: Role
    capacity: int
    languages: tuple[str, ...]
    availability: str
    csrf_token: str
    expires_at: datetime
    # how often somebody failed to sign in as this agent before this sign-in succeeded
    failed_sign_ins: int

    @property
    def is_lead(self) -> bool:
        """Whether this agent also runs the desk; an admin may all that a lead may."""
        return self.role in ("lead", "admin")

    @property
    def is_admin(self) -> bool:
        """Whether this agent may do everything."""
        return self.role == "admin"

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
        stored = _still_the_same(session, agent)
        forget_failures(session, name, address)
        if renewed:
            stored.password_hash = renewed
        return _open(session, stored, lifetime)


def current(database: Database, token: str, idle_for: timedelta) -> SignedIn | None:
    """Who the cookie token belongs to, without this being a use of it.

    None when it is unknown, has expired or was not used for `idle_for`, or its agent is off.
    """
    row = _row_of(database, token, idle_for)
    return _signed_in(*row) if row is not None else None


def used(database: Database, token: str, idle_for: timedelta) -> SignedIn | None:
    """As `current`, and the sign-in goes on for `idle_for`; its agent is present.

    Neither is written down at each request.
    """
    row = _row_of(database, token, idle_for)
    if row is None:
        return None
    opened, agent = row
    now = clock.now()
    if now - opened.used_at > _USED_EVERY:
        with database.write(durable=False) as session:
            session.execute(
                update(AgentSession)
                .where(AgentSession.token_hash == opened.token_hash)
                .values(used_at=now)
            )
    if agent.seen_at is None or now - agent.seen_at > _SEEN_EVERY:
        mark_seen(database, agent.id)
    return _signed_in(opened, agent)


def mark_seen(database: Database, agent_id: int) -> None:
    """Remember that the agent is present now, and say so if that is news."""
    now = clock.now()
    with database.write(durable=False) as session:
        seen_at = session.scalar(select(Agent.seen_at).where(Agent.id == agent_id))
        session.execute(update(Agent).where(Agent.id == agent_id).values(seen_at=now))
        if seen_at is None or now - seen_at > _BACK_AFTER:
            announce(session, AGENTS)


def sign_out(database: Database, token: str) -> None:
    """Make the cookie token worthless, and the agent absent once no other sign-in is left."""
    hashed = _hashed(token)
    with database.write() as session:
        agent_id = session.scalar(
            delete(AgentSession)
            .where(AgentSession.token_hash == hashed)
            .returning(AgentSession.agent_id)
        )
        if agent_id is not None:
            _absent_without_sign_ins(session, agent_id)


def end_all(session: Session, agent_id: int, *, but: str | None = None) -> None:
    """End the agent's sign-ins, all or all but the one with this cookie token."""
    others = AgentSession.agent_id == agent_id
    if but is not None:
        others &= AgentSession.token_hash != _hashed(but)
    session.execute(delete(AgentSession).where(others))
    _absent_without_sign_ins(session, agent_id)


def _row_of(
    database: Database, token: str, idle_for: timedelta
) -> tuple[AgentSession, Agent] | None:
    now = clock.now()
    with database.read() as session:
        row = session.execute(
            _OPENED, {"token_hash": _hashed(token), "now": now, "used_after": now - idle_for}
        ).one_or_none()
    return None if row is None else (row[0], row[1])


def _still_the_same(session: Session, agent: Agent) -> Agent:
    """The agent, locked; whoever was switched off or got another password meanwhile is refused."""
    stored = session.scalar(
        select(Agent)
        .where(Agent.id == agent.id, Agent.active, Agent.password_hash == agent.password_hash)
        .with_for_update()
    )
    if stored is None:
        raise NotSignedIn("The user name or the password is wrong.", code="wrong_credentials")
    return stored


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
        failed_sign_ins=agent.failed_sign_ins,
    )
    session.add(opened)
    agent.failed_sign_ins = 0
    agent.seen_at = now
    announce(session, AGENTS)
    return token, _signed_in(opened, agent)


def _absent_without_sign_ins(session: Session, agent_id: int) -> None:
    left = select(AgentSession.token_hash).where(
        AgentSession.agent_id == agent_id, AgentSession.expires_at > clock.now()
    )
    if session.scalar(left.limit(1)) is None:
        now = clock.now()
        session.execute(
            update(Agent).where(Agent.id == agent_id).values(seen_at=None, signed_out_at=now)
        )
        announce(session, AGENTS)


def _signed_in(opened: AgentSession, agent: Agent) -> SignedIn:
    return SignedIn(
        agent_id=agent.id,
        username=agent.username,
        name=agent.name,
        role=cast(Role, agent.role),
        capacity=agent.capacity,
        languages=tuple(agent.languages),
        availability=agent.availability,
        csrf_token=opened.csrf_token,
        expires_at=opened.expires_at,
        failed_sign_ins=opened.failed_sign_ins,
    )


def _hashed(token: str) -> str:
    # a random token of 256 bits needs no slow hash
    return hashlib.sha256(token.encode()).hexdigest()
