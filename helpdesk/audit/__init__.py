"""The audit log: who did what that others may have to answer for, in the change's transaction."""

from typing import Any

from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import Agent, AuditEntry


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

    `action` is `noun.verb`, such as `department.changed`; `details` holds no secrets.
    """
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
