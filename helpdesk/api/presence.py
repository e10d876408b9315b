"""Presence over HTTP: agents say whether they are there, and see who else is."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from sqlalchemy import update

from helpdesk import clock
from helpdesk.agents import guard
from helpdesk.app import helpdesk
from helpdesk.database import announce
from helpdesk.desk.agents import agent_views
from helpdesk.errors import ErrorBody
from helpdesk.handoffs.presence import Availability
from helpdesk.models import Agent
from helpdesk.streams.wakeups import AGENTS

api = APIBlueprint(
    "presence",
    __name__,
    url_prefix="/api/v1/desk",
    abp_tags=[Tag(name="presence", description="Which agents are there.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_agent)


class AvailabilityBody(BaseModel):
    """What an agent says: online (give me conversations), busy (give me none) or away."""

    availability: Availability


class AgentsView(BaseModel):
    """All active agents with presence, departments, languages, capacity and load."""

    agents: list[dict[str, Any]]


@api.get("/agents", summary="Who is there", responses={200: AgentsView})
def list_agents() -> Response:
    """All active agents by name; `load` is what takes room: assigned and not snoozed."""
    parts = helpdesk()
    with parts.database.read() as session:
        return jsonify({"agents": agent_views(session, parts.settings.agent_present_for)})


@api.put("/presence", summary="Say whether you are there", responses={200: AvailabilityBody})
def set_availability(body: AvailabilityBody) -> Response:
    """What is said now. Only who is online is given conversations automatically."""
    with helpdesk().database.write() as session:
        session.execute(
            update(Agent)
            .where(Agent.id == guard.signed_in().agent_id)
            .values(availability=body.availability, seen_at=clock.now())
        )
        announce(session, AGENTS)
    return jsonify({"availability": body.availability})
