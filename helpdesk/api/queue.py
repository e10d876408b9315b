"""The queue's API: what agents and leads do with a handoff. The verbs are docs/handoff.md's.

Every route is behind the agents' guard; whose conversation an agent may touch is decided where
it changes, in `helpdesk.handoffs`.
"""

from collections.abc import Callable
from datetime import UTC
from typing import Annotated, Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import handoffs
from helpdesk.agents import guard
from helpdesk.api.desk_shapes import HandoffDeskView
from helpdesk.app import helpdesk
from helpdesk.desk.views import handoff_view
from helpdesk.errors import ErrorBody, FieldError
from helpdesk.handoffs.states import Priority, SettledOutcome
from helpdesk.models import Agent, Handoff

NOTE_CHARACTERS = 2000

api = APIBlueprint(
    "queue",
    __name__,
    url_prefix="/api/v1/desk/handoffs/<handoff_id>",
    abp_tags=[Tag(name="queue", description="What agents do with a handoff.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody, 409: ErrorBody},
)
api.before_request(guard.require_agent)


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain NUL")
    return text.strip()


Note = Annotated[str, Field(max_length=NOTE_CHARACTERS), AfterValidator(_without_nul)]
Name = Annotated[str, Field(max_length=80), AfterValidator(_without_nul)]


class HandoffPath(BaseModel):
    """A handoff's address."""

    handoff_id: str


class TransferBody(BaseModel):
    """Where a handoff goes, an agent or a department, and what whoever gets it should know."""

    to_agent: Name | None = None
    department: Name | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _one_target(self) -> "TransferBody":
        if (self.to_agent is None) == (self.department is None):
            raise ValueError("name either to_agent or department")
        return self


class SnoozeBody(BaseModel):
    """Until when a handoff is put aside."""

    until: AwareDatetime


class ResolveBody(BaseModel):
    """How the need ended, and a note on it for the desk. Nothing sent: it is solved."""

    outcome: SettledOutcome = "solved"
    note: Note = ""

    @model_validator(mode="before")
    @classmethod
    def _nothing_sent(cls, value: Any) -> Any:
        return {} if value is None and not request.get_data() else value


class PriorityBody(BaseModel):
    """How urgent a handoff is."""

    priority: Priority


class DepartmentBody(BaseModel):
    """Whose a handoff is."""

    department: Name


@api.post("/claim", summary="Take a waiting conversation", responses={200: HandoffDeskView})
def claim(path: HandoffPath) -> Response:
    """The handoff, now yours.

    409: `already_claimed` (somebody was faster), `at_capacity`, `wrong_state`. Claiming what is
    yours already changes nothing and is fine.
    """
    return _moved(
        path, lambda session, me: _unless_mine(handoffs.claim, session, path.handoff_id, me)
    )


@api.post(
    "/take-over", summary="Take a conversation from another agent", responses={200: HandoffDeskView}
)
def take_over(path: HandoffPath) -> Response:
    """The handoff, now yours; for leads. 409: `not_assigned_to_you`, `at_capacity`, `wrong_state`.

    Taking over what is yours already changes nothing and is fine.
    """
    return _moved(
        path, lambda session, me: _unless_mine(handoffs.take_over, session, path.handoff_id, me)
    )


@api.post(
    "/release",
    summary="Give a conversation back to the queue",
    responses={200: HandoffDeskView},
)
def release(path: HandoffPath) -> Response:
    """The handoff, waiting at its old place. 409: `not_assigned_to_you`, `wrong_state`."""
    return _moved(path, lambda session, me: handoffs.release(session, path.handoff_id, me))


@api.post("/transfer", summary="Pass a conversation on", responses={200: HandoffDeskView})
def transfer(path: HandoffPath, body: TransferBody) -> Response:
    """The handoff, another agent's or waiting in another department at its old waiting time.

    409: `not_assigned_to_you`, `at_capacity_of_other`, `agent_absent` (a lead may), `wrong_state`.
    422 for an agent or a department that is unknown or no longer active.
    """
    return _moved(path, lambda session, me: _transfer(session, path.handoff_id, me, body))


@api.post("/snooze", summary="Put a conversation aside", responses={200: HandoffDeskView})
def snooze(path: HandoffPath, body: SnoozeBody) -> Response:
    """The handoff, which takes no room until its time comes or its customer writes.

    409: `not_assigned_to_you`, `wrong_state`. 422 for a time gone by or over 90 days away.
    """
    until = body.until.astimezone(UTC)
    return _moved(path, lambda session, me: handoffs.snooze(session, path.handoff_id, me, until))


@api.post("/wake", summary="Take up what was put aside", responses={200: HandoffDeskView})
def wake(path: HandoffPath) -> Response:
    """The handoff, no longer snoozed. 409: `not_assigned_to_you`, `wrong_state`."""
    return _moved(path, lambda session, me: handoffs.wake(session, path.handoff_id, me))


@api.post(
    "/resolve",
    summary="Give a conversation back to the bot",
    responses={200: HandoffDeskView},
)
def resolve(path: HandoffPath, body: ResolveBody) -> Response:
    """The handoff, resolved. 409: `not_assigned_to_you`, `wrong_state`."""

    def act(session: Session, me: int) -> Handoff:
        return handoffs.resolve(session, path.handoff_id, me, outcome=body.outcome, note=body.note)

    return _moved(path, act)


@api.post("/undo", summary="Undo a resolve", responses={200: HandoffDeskView})
def undo(path: HandoffPath) -> Response:
    """The handoff you resolved less than ten seconds ago, yours again.

    409: `too_late` (also when something has happened since), `not_assigned_to_you`, `wrong_state`.
    """
    return _moved(path, lambda session, me: handoffs.undo_resolve(session, path.handoff_id, me))


@api.post("/priority", summary="Set how urgent it is", responses={200: HandoffDeskView})
def set_priority(path: HandoffPath, body: PriorityBody) -> Response:
    """The handoff, at its new place in the queue. 409: `not_assigned_to_you`, `wrong_state`."""

    def act(session: Session, me: int) -> Handoff:
        return handoffs.reroute(session, path.handoff_id, me, priority=body.priority)

    return _moved(path, act)


@api.post("/department", summary="Set whose it is", responses={200: HandoffDeskView})
def set_department(path: HandoffPath, body: DepartmentBody) -> Response:
    """The handoff, in that department; whoever has it keeps it.

    409: `not_assigned_to_you`, `wrong_state`. 422 for an unknown department.
    """

    def act(session: Session, me: int) -> Handoff:
        return handoffs.reroute(session, path.handoff_id, me, department_id=body.department)

    return _moved(path, act)


def _moved(path: HandoffPath, act: Callable[[Session, int], Handoff]) -> Response:
    with helpdesk().database.write() as session:
        handoff = act(session, guard.signed_in().agent_id)
        return jsonify(handoff_view(session, handoff))


def _unless_mine(
    verb: Callable[[Session, str, int], Handoff], session: Session, handoff_id: str, agent_id: int
) -> Handoff:
    """The handoff after the verb; one that is this agent's already stays as it is."""
    try:
        return verb(session, handoff_id, agent_id)
    except handoffs.HandoffRefused:
        handoff = session.get_one(Handoff, handoff_id)
        if handoff.state == "assigned" and handoff.agent_id == agent_id:
            return handoff
        raise


def _transfer(session: Session, handoff_id: str, agent_id: int, body: TransferBody) -> Handoff:
    if body.department is not None:
        return handoffs.transfer_to_department(
            session, handoff_id, agent_id, body.department, note=body.note
        )
    to_agent_id = session.scalar(select(Agent.id).where(Agent.username == body.to_agent))
    if to_agent_id is None:
        unknown = FieldError(field="to_agent", reason="is unknown or not active")
        raise handoffs.UnknownTarget(fields=[unknown])
    return handoffs.transfer_to_agent(
        session,
        handoff_id,
        agent_id,
        to_agent_id,
        note=body.note,
        agent_present_for=helpdesk().settings.agent_present_for,
    )
