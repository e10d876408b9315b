"""Targets of departments and the rules before a due time, over HTTP, for leads."""

from typing import Annotated, Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.setting_shapes import GREATEST_ID, SlugId
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.handoffs.states import Channel, Priority
from helpdesk.sla import editing
from helpdesk.sla.editing import Action, RuleFields, TargetFields
from helpdesk.sla.plan import Promise

MOST_MINUTES = 365 * 24 * 60
MOST_MINUTES_BEFORE = 7 * 24 * 60

api = APIBlueprint(
    "sla",
    __name__,
    url_prefix="/api/v1/desk/sla",
    abp_tags=[Tag(name="sla", description="What customers are promised.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]


class TargetBody(BaseModel):
    """What is promised for one channel and priority, in minutes of business time; null: nothing."""

    channel: Channel = "chat"
    priority: Priority
    first_response_minutes: Minutes | None = None
    next_response_minutes: Minutes | None = None
    resolution_minutes: Minutes | None = None

    def fields(self) -> TargetFields:
        """What is stored of it."""
        promised: dict[Promise, int | None] = {
            "first_response": self.first_response_minutes,
            "next_response": self.next_response_minutes,
            "resolution": self.resolution_minutes,
        }
        return TargetFields(
            channel=self.channel,
            priority=self.priority,
            minutes={promise: n for promise, n in promised.items() if n is not None},
        )


def _each_once(targets: list[TargetBody]) -> list[TargetBody]:
    seen = set()
    for target in targets:
        key = target.channel, target.priority
        if key in seen:
            raise PydanticCustomError(
                "twice",
                "has {channel}, {priority} twice; leave one of them out",
                {"channel": target.channel, "priority": target.priority},
            )
        seen.add(key)
    return targets


class TargetsBody(BaseModel):
    """The whole table of a department; what it does not name is not promised."""

    department: SlugId
    targets: Annotated[list[TargetBody], Field(max_length=6), AfterValidator(_each_once)]


class RulePath(BaseModel):
    """A rule's address."""

    rule_id: int = Field(ge=1, le=GREATEST_ID)


class RuleBody(BaseModel):
    """What is done so many minutes of business time before a due time.

    `department` and `promise` null: of all. `warn_agent`: its agent, or the leads while it
    waits. `reassign`: to another agent who is online, fits and has room; else the leads are told.
    """

    department: SlugId | None = None
    promise: Promise | None = None
    minutes_before: int = Field(ge=0, le=MOST_MINUTES_BEFORE)
    action: Action
    active: bool = True

    def fields(self) -> RuleFields:
        """What is stored of it."""
        return RuleFields(
            department_id=self.department,
            promise=self.promise,
            minutes_before=self.minutes_before,
            action=self.action,
            active=self.active,
        )


class TargetView(BaseModel):
    """What a department promises for one channel and priority."""

    department: str
    channel: Channel
    priority: Priority
    first_response_minutes: int | None
    next_response_minutes: int | None
    resolution_minutes: int | None


class RuleView(BaseModel):
    """A rule."""

    id: int
    department: str | None
    promise: Promise | None
    minutes_before: int
    action: Action
    active: bool


class SlaView(BaseModel):
    """All targets and rules."""

    targets: list[TargetView]
    rules: list[RuleView]


@api.get("", summary="Targets and rules", responses={200: SlaView})
def read_sla() -> Response:
    """All targets and rules; the rules that act first at the top."""
    with helpdesk().database.read() as session:
        return uncached(_everything(session))


@api.put("/targets", summary="Set a department's targets", responses={200: SlaView, 422: ErrorBody})
def put_targets(body: TargetsBody) -> Response:
    """All targets and rules after the change.

    They hold for promises made from now on; those made keep theirs until they are rerouted.
    """
    wanted = [target.fields() for target in body.targets]
    with helpdesk().database.write() as session:
        editing.put_targets(session, body.department, wanted, guard.signed_in().agent_id)
        return uncached(_everything(session))


@api.post("/rules", summary="Make a rule", responses={201: RuleView, 422: ErrorBody})
def make_rule(body: RuleBody) -> tuple[Response, int]:
    """The new rule. It acts at once where its time has come already."""
    with helpdesk().database.write() as session:
        made = editing.create_rule(session, body.fields(), guard.signed_in().agent_id)
        return uncached(editing.rule_view(made)), 201


@api.put(
    "/rules/<int:rule_id>",
    summary="Change a rule",
    responses={200: RuleView, 404: ErrorBody, 422: ErrorBody},
)
def change_rule(path: RulePath, body: RuleBody) -> Response:
    """The changed rule; it does not act again where it has acted."""
    with helpdesk().database.write() as session:
        agent_id = guard.signed_in().agent_id
        changed = editing.change_rule(session, path.rule_id, body.fields(), agent_id)
        return uncached(editing.rule_view(changed))


@api.delete("/rules/<int:rule_id>", summary="Delete a rule", responses={204: None, 404: ErrorBody})
def delete_rule(path: RulePath) -> tuple[str, int]:
    """Delete a rule."""
    with helpdesk().database.write() as session:
        editing.delete_rule(session, path.rule_id, guard.signed_in().agent_id)
    return "", 204


def _everything(session: Session) -> dict[str, Any]:
    return {
        "targets": [editing.target_view(target) for target in editing.targets(session)],
        "rules": [editing.rule_view(rule) for rule in editing.rules(session)],
    }
