"""Presence: whether an agent is there, as they say and as their desk's signs of life tell."""

from datetime import datetime, timedelta
from typing import Literal, cast

from helpdesk.models import Agent

Availability = Literal["online", "busy", "away"]
Presence = Literal["online", "busy", "away", "offline"]

# OCHOTA_AGENT_PRESENT_SECONDS, where nobody says otherwise
AGENT_PRESENT_FOR = timedelta(seconds=60)


def presence_of(agent: Agent, at: datetime, present_for: timedelta) -> Presence:
    """What the agent says of themselves, if seen within `present_for`; else offline."""
    if not agent.active or agent.seen_at is None or at - agent.seen_at > present_for:
        return "offline"
    return cast(Availability, agent.availability)
