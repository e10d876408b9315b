"""The leads' routing rules: stored, changed, and read back as the engine looks at them."""

import logging
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk import audit, clock
from helpdesk.errors import FieldError, Invalid, NotFound, VersionConflict
from helpdesk.models import Department, RoutingRule
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
    _audit(session, rule.id, "created", {}, rule_view(rule), agent_id)
    return rule


def change(
    session: Session, rule_id: int, fields: RuleFields, *, version: int, agent_id: int | None
) -> RoutingRule:
    """The changed rule. Raises UnknownRule, VersionConflict, or as `create`."""
    rule = _found(session, rule_id)
    if rule.version != version:
        raise VersionConflict
    before = rule_view(rule)
    _store(session, rule, fields)
    _audit(session, rule.id, "changed", before, rule_view(rule), agent_id)
    return rule


def delete(session: Session, rule_id: int, *, agent_id: int | None) -> None:
    """The rule is gone; handoffs keep its name. Raises UnknownRule."""
    rule = _found(session, rule_id)
    before = rule_view(rule)
    session.delete(rule)
    session.flush()
    _audit(session, rule_id, "deleted", before, {}, agent_id)


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


def _found(session: Session, rule_id: int) -> RoutingRule:
    rule = session.get(RoutingRule, rule_id, with_for_update=True)
    if rule is None:
        raise UnknownRule
    return rule


def _store(session: Session, rule: RoutingRule, fields: RuleFields) -> None:
    wanted = fields.effects.department
    if wanted is not None and session.get(Department, wanted) is None:
        reason = "there is no such department; load the departments again"
        raise Invalid(fields=[FieldError(field="effects.department", reason=reason)])
    rule.name = fields.name
    rule.position = fields.position
    rule.active = fields.active
    rule.conditions = [condition.model_dump(mode="json") for condition in fields.conditions]
    rule.effects = fields.effects.model_dump(mode="json")
    rule.version += 1
    rule.updated_at = clock.now()
    session.add(rule)
    session.flush()


def _audit(
    session: Session,
    rule_id: int,
    verb: str,
    before: dict[str, Any],
    after: dict[str, Any],
    agent_id: int | None,
) -> None:
    audit.record(
        session,
        agent_id,
        f"routing_rule.{verb}",
        "routing_rule",
        rule_id,
        details=audit.difference(before, after),
    )
