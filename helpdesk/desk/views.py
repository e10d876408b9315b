"""One handoff on the desk: its row and its place in the queue."""

from typing import Any

from sqlalchemy.orm import Session

from helpdesk import handoffs
from helpdesk.desk.rows import handoff_rows
from helpdesk.models import Handoff


def handoff_view(session: Session, handoff: Handoff) -> dict[str, Any]:
    """The handoff as it is now, in this transaction too."""
    session.flush()
    (row,) = handoff_rows(session, Handoff.id == handoff.id)
    return {**row, "position": handoffs.position(session, handoff)}
