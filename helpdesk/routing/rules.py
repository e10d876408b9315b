"""The leads' routing rules: stored, changed, and read back as the engine looks at them."""

import logging
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import clock
from helpdesk.errors import NotFound, VersionConflict
from helpdesk.lead_edits import check_department, locked, record
from helpdesk.models import RoutingRule
from helpdesk.routing.conditions import Condition, Effects
from helpdesk.routing.deciding import Rule

log = logging.getLogger(__name__)


class UnknownRule(NotFound):
    """There is no such routing rule. Load the rules again."""

    code = "unknown_routing_rule"


@dataclass(frozen=True, kw_only=True)
class RuleFields:
    """What a lead sets of a rule."""

    name: str
    conditions: tuple[Condition, ...]
    effects: Effects
    position: int = 0
    active: bool = True


class _Stored(BaseModel):
    conditions: tuple[Condition, ...]
    effects: Effects


def listed(session: Session) -> list[RoutingRule]:
    """Every rule in its order, also those switched off."""
    return list(session.scalars(select(RoutingRule).order_by(RoutingRule.position, RoutingRule.id)))


def active(session: Session) -> list[Rule]:
    """The rules that are looked at, in their order.

    One that cannot be read is left out and logged: it must not keep a customer from a human.
    """
    found = []
    for row in listed(session):
        if not row.active:
            continue
        try:
            stored = _Stored.model_validate({"conditions": row.conditions, "effects": row.effects})
        except ValidationError as error:
            log.error("action=routing_rule_unreadable rule=%s problems=%s", row.id, error.title)
            continue
        found.append(
            Rule(id=row.id, name=row.name, conditions=stored.conditions, effects=stored.effects)
        )
    return found


def create(session: Session, fields: RuleFields, *, agent_id: int | None) -> RoutingRule:
    """The new rule. Raises Invalid (`effects.department`) for a department that is not there."""
    rule = RoutingRule(version=0)
    _store(session, rule, fields)
    record(session, agent_id, "routing_rule.created", rule.id, before={}, after=rule_view(rule))
    return rule


def change(
    session: Session, rule_id: int, fields: RuleFields, *, version: int, agent_id: int | None
) -> RoutingRule:
    """The changed rule. Raises UnknownRule, VersionConflict, or as `create`."""
    rule = locked(session, RoutingRule, rule_id, UnknownRule)
    if rule.version != version:
        raise VersionConflict
    before = rule_view(rule)
    _store(session, rule, fields)
    after = rule_view(rule)
    record(session, agent_id, "routing_rule.changed", rule.id, before=before, after=after)
    return rule


def delete(session: Session, rule_id: int, *, agent_id: int | None) -> None:
    """The rule is gone; handoffs keep its name. Raises UnknownRule."""
    rule = locked(session, RoutingRule, rule_id, UnknownRule)
    before = rule_view(rule)
    session.delete(rule)
    session.flush()
    record(session, agent_id, "routing_rule.deleted", rule_id, before=before, after={})


def rule_view(rule: RoutingRule) -> dict[str, Any]:
    """A rule as the API shows it."""
    return {
        "id": rule.id,
        "name": rule.name,
        "position": rule.position,
        "active": rule.active,
        "conditions": rule.conditions,
        "effects": rule.effects,
        "version": rule.version,
    }


def _store(session: Session, rule: RoutingRule, fields: RuleFields) -> None:
    check_department(session, fields.effects.department, field="effects.department")
    rule.name = fields.name
    rule.position = fields.position
    rule.active = fields.active
    rule.conditions = [condition.model_dump(mode="json") for condition in fields.conditions]
    rule.effects = fields.effects.model_dump(mode="json")
    rule.version += 1
    rule.updated_at = clock.now()
    session.add(rule)
    session.flush()
