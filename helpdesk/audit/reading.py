"""What leads and admins read of the audit log.

An admin reads all of it. A lead reads what was done to the desk and its people, without network
addresses, and nothing of sign-ins: those tell where a colleague is.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.models import AuditEntry

_SIGN_INS = "sign_in."
PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which entries: older than one, of one kind of subject, one subject, one actor."""

    before: int | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    actor: str | None = None


def entries(
    session: Session, filters: Filters, *, all_of_it: bool, limit: int = PAGE
) -> tuple[list[dict[str, Any]], int | None]:
    """A page of entries, newest first, and what to ask `before` for the next one (None: no more).

    Without `all_of_it` as leads read it.
    """
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if filters.before is not None:
        query = query.where(AuditEntry.id < filters.before)
    for name in ("subject_kind", "subject_id", "actor"):
        wanted = getattr(filters, name)
        if wanted is not None:
            query = query.where(getattr(AuditEntry, name) == wanted)
    if not all_of_it:
        query = query.where(AuditEntry.action.not_like(f"{_SIGN_INS}%"))
    found = list(session.scalars(query))
    page, rest = found[:limit], found[limit:]
    views = [_view(entry, with_address=all_of_it) for entry in page]
    return views, page[-1].id if rest else None


def _view(entry: AuditEntry, *, with_address: bool) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": clock.rfc3339(entry.created_at),
        "actor": entry.actor,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "details": entry.details,
        "address": entry.address if with_address else None,
    }
