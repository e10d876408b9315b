"""Due times after a lead has edited hours, or has given a department other ones."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.business_time import Hours
from helpdesk.database import announce
from helpdesk.models import SlaClock
from helpdesk.sla import clocks
from helpdesk.streams.wakeups import HANDOFFS, MISSED


def recount(session: Session, changed: Mapping[str, tuple[Hours, Hours]], at: datetime) -> int:
    """Set the due times of the running clocks of these departments; how many there were.

    ``changed`` has the old and the new hours by department. What has passed until now is counted
    by the old ones. The caller has locked what was edited (the hours' or the department's row),
    so that no clock starts by the old hours meanwhile.
    """
    running = session.scalars(
        select(SlaClock)
        .where(SlaClock.state == "running", SlaClock.department_id.in_(changed))
        .order_by(SlaClock.id),
        execution_options={"populate_existing": True},
    ).all()
    for clock in running:
        old_hours, new_hours = changed[clock.department_id]
        clocks.recount(clock, old_hours, new_hours, at)
    session.flush()
    if running:
        announce(session, HANDOFFS)
        # more conversations than one wake-up could name
        announce(session, MISSED)
    return len(running)
