"""The audit log: who did what that others may have to answer for, in the change's transaction.

An entry is never changed or deleted: there is nothing here to do it with, and the database
refuses it (migration 0004).
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import Agent, AuditEntry

_SECRET = re.compile(r"password|token|secret|hash", re.IGNORECASE)


def record(
    session: Session,
    agent_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    *,
    details: dict[str, Any] | None = None,
    address: str | None = None,
) -> None:
    """Write down that an agent (None: the system) did `action` to the subject.

    `action` is `noun.verb`, such as `department.changed`. Raises ValueError for `details` with a
    name that a secret has: what is written here is read by many and stays for ever.
    """
    secrets = [name for name in _names(details or {}) if _SECRET.search(name)]
    if secrets:
        raise ValueError(f"the audit log takes no secrets: {secrets}")
    agent = session.get(Agent, agent_id) if agent_id is not None else None
    session.add(
        AuditEntry(
            agent_id=agent_id,
            actor=agent.username if agent else "system",
            action=action,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            details=details or {},
            address=address,
            created_at=clock.now(),
        )
    )


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """`{"before": …, "after": …}` with only what differs; for `details` of a change."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before[name] for name in changed if name in before},
        "after": {name: after[name] for name in changed if name in after},
    }


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names(inner)
