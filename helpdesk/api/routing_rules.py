"""Routing rules over HTTP, for leads: to see, make, change, delete, and to try on a text."""

from dataclasses import asdict
from typing import Annotated

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from helpdesk import departments
from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.api.conversation_shapes import MESSAGE_CHARACTERS, checked_text
from helpdesk.api.setting_shapes import GREATEST_ID, GREATEST_NUMBER, Line, Version
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody, KnowledgeBaseRefused, KnowledgeBaseUnavailable
from helpdesk.handoffs.states import Channel, Priority, Reason
from helpdesk.language import Language
from helpdesk.routing import rules
from helpdesk.routing.conditions import Condition, Effects, Facts, HeardTone, Tier
from helpdesk.routing.deciding import decide
from helpdesk.routing.rules import RuleFields

MOST_CONDITIONS = 10

api = APIBlueprint(
    "routing_rules",
    __name__,
    url_prefix="/api/v1/desk/routing-rules",
    abp_tags=[Tag(name="routing rules", description="Where handoffs go, and how urgently.")],
    abp_security=[{"agent": []}],
    abp_responses={401: ErrorBody, 403: ErrorBody},
)
api.before_request(guard.require_lead)


class RulePath(BaseModel):
    """A rule's address."""

    rule_id: int = Field(ge=1, le=GREATEST_ID)


class RuleBody(BaseModel):
    """A rule as it shall be. All conditions must hold for its effects."""

    name: Line
    position: int = Field(default=0, ge=0, le=GREATEST_NUMBER)
    active: bool = True
    conditions: Annotated[list[Condition], Field(min_length=1, max_length=MOST_CONDITIONS)]
    effects: Effects

    def fields(self) -> RuleFields:
        """What is stored of it."""
        return RuleFields(
            name=self.name,
            position=self.position,
            active=self.active,
            conditions=tuple(self.conditions),
            effects=self.effects,
        )


class EditedRuleBody(RuleBody):
    """A changed rule with the version that was edited."""

    version: Version


def _or_empty(value: object) -> object:
    return "" if value is None else value


class TryBody(BaseModel):
    """A made-up need for a human."""

    text: Annotated[str, Field(max_length=MESSAGE_CHARACTERS), AfterValidator(checked_text)]
    language: Language
    reason: Reason = "customer_request"
    tier: Tier = "standard"
    page_url: Annotated[str, Field(max_length=2000), BeforeValidator(_or_empty)] = ""
    channel: Channel = "chat"


class RuleView(BaseModel):
    """A rule."""

    id: int
    name: str
    position: int
    active: bool
    conditions: list[Condition]
    effects: Effects
    version: int


class RulesView(BaseModel):
    """Every rule in its order, also those switched off."""

    routing_rules: list[RuleView]


class MatchedView(BaseModel):
    """A rule that held."""

    id: int
    name: str


class ToneView(BaseModel):
    """How likely an agent hears anger and urgency in a text."""

    anger: float
    urgency: float


class TriedView(BaseModel):
    """Where such a handoff would go; `tone` is null while the knowledge base does not answer."""

    department: str | None
    priority: Priority
    matched: list[MatchedView]
    tone: ToneView | None


@api.get("", summary="List routing rules", responses={200: RulesView})
def list_rules() -> Response:
    """Every rule in its order, also those switched off."""
    with helpdesk().database.read() as session:
        shown = [rules.rule_view(rule) for rule in rules.listed(session)]
    return uncached({"routing_rules": shown})


@api.post("", summary="Make a routing rule", responses={201: RuleView, 422: ErrorBody})
def create_rule(body: RuleBody) -> Response:
    """The new rule. It is looked at from the next handoff on."""
    with helpdesk().database.write() as session:
        rule = rules.create(session, body.fields(), agent_id=guard.signed_in().agent_id)
        answer = uncached(rules.rule_view(rule))
    answer.status_code = 201
    return answer


@api.put(
    "/<int:rule_id>",
    summary="Change a routing rule",
    responses={200: RuleView, 404: ErrorBody, 409: ErrorBody, 422: ErrorBody},
)
def change_rule(path: RulePath, body: EditedRuleBody) -> Response:
    """The changed rule. 409 `version_conflict` when somebody else changed it meanwhile."""
    agent_id = guard.signed_in().agent_id
    with helpdesk().database.write() as session:
        rule = rules.change(
            session, path.rule_id, body.fields(), version=body.version, agent_id=agent_id
        )
        return uncached(rules.rule_view(rule))


@api.delete("/<int:rule_id>", summary="Delete a routing rule", responses={404: ErrorBody})
def delete_rule(path: RulePath) -> Response:
    """204: the rule is gone. Handoffs keep what it did, under its name."""
    with helpdesk().database.write() as session:
        rules.delete(session, path.rule_id, agent_id=guard.signed_in().agent_id)
    return Response(status=204)


@api.post("/try", summary="Try the rules on a text", responses={200: TriedView, 422: ErrorBody})
def try_rules(body: TryBody) -> Response:
    """Where a handoff with this text would go now, by which rules. Nothing is stored.

    Without the knowledge base the rules about tone cannot hold, and `tone` is null.
    """
    tone = _tone_of(body)
    facts = Facts(
        reason=body.reason,
        text=body.text,
        tier=body.tier,
        language=body.language,
        page_url=body.page_url,
        channel=body.channel,
        tone=tone,
    )
    with helpdesk().database.read() as session:
        active = [department.id for department in departments.active(session)]
        decision = decide(rules.active(session), facts, active)
    return uncached(
        {
            "department": decision.department_id,
            "priority": decision.priority,
            "matched": decision.matched_view(),
            "tone": asdict(tone) if tone else None,
        }
    )


def _tone_of(body: TryBody) -> HeardTone | None:
    try:
        heard = helpdesk().knowledge.tone(body.text, body.language)
    except (KnowledgeBaseUnavailable, KnowledgeBaseRefused):
        return None
    return HeardTone(anger=heard.anger, urgency=heard.urgency)
