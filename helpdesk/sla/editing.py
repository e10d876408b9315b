"""Targets and rules as leads edit them.

Edited targets hold for promises made from then on, and for handoffs that are rerouted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpdesk import audit
from helpdesk.errors import Invalid, NotFound
from helpdesk.handoffs.states import PRIORITIES, Channel, Priority
from helpdesk.lead_edits import check_department, locked, record, unknown_department
from helpdesk.models import Department, SlaClock, SlaRule, SlaTarget
from helpdesk.sla.clocks import OPEN_STATES
from helpdesk.sla.plan import PROMISES, Promise

Action = Literal["warn_agent", "raise_priority", "reassign", "tell_lead"]


class UnknownSlaRule(NotFound):
    """There is no such rule. Load the rules again."""

    code = "unknown_sla_rule"


@dataclass(frozen=True, kw_only=True)
class TargetFields:
    """The minutes of business time promised for one channel and priority."""

    channel: Channel
    priority: Priority
    minutes: Mapping[Promise, int]


@dataclass(frozen=True, kw_only=True)
class RuleFields:
    """What is done so many minutes of business time before a due time.

    Without a department or a promise: of all.
    """

    action: Action
    minutes_before: int
    department_id: str | None = None
    promise: Promise | None = None
    active: bool = True


def targets(session: Session, department_id: str | None = None) -> list[SlaTarget]:
    """All targets, or a department's: by department, chat first, normal first."""
    query = select(SlaTarget)
    if department_id is not None:
        query = query.where(SlaTarget.department_id == department_id)
    return list(
        session.scalars(
            query.order_by(SlaTarget.department_id, SlaTarget.channel, SlaTarget.priority)
        )
    )


def put_targets(
    session: Session, department_id: str, wanted: Sequence[TargetFields], agent_id: int | None
) -> None:
    """Let the department promise this and nothing else. Raises Invalid (`department`)."""
    # locked: of two edits at once the later one holds whole
    if session.get(Department, department_id, with_for_update=True) is None:
        raise Invalid(fields=[unknown_department("department")])
    before = _as_table(targets(session, department_id))
    session.execute(delete(SlaTarget).where(SlaTarget.department_id == department_id))
    for target in wanted:
        if target.minutes:
            session.add(
                SlaTarget(
                    department_id=department_id,
                    channel=target.channel,
                    priority=PRIORITIES.index(target.priority),
                    **{f"{promise}_minutes": n for promise, n in target.minutes.items()},
                )
            )
    session.flush()
    details = audit.difference(before, _as_table(targets(session, department_id)))
    audit.record(
        session, agent_id, "sla_targets.changed", "department", department_id, details=details
    )


def rules(session: Session) -> list[SlaRule]:
    """All rules, those that act first at the top."""
    return list(
        session.scalars(select(SlaRule).order_by(SlaRule.minutes_before.desc(), SlaRule.id))
    )


def create_rule(session: Session, fields: RuleFields, agent_id: int | None) -> SlaRule:
    """The new rule. Raises Invalid (`department`)."""
    rule = SlaRule()
    _set(session, rule, fields)
    session.add(rule)
    session.flush()
    record(session, agent_id, "sla_rule.created", rule.id, before={}, after=rule_view(rule))
    return rule


def change_rule(
    session: Session, rule_id: int, fields: RuleFields, agent_id: int | None
) -> SlaRule:
    """The changed rule; it does not act again where it has. Raises UnknownSlaRule or Invalid."""
    rule = locked(session, SlaRule, rule_id, UnknownSlaRule)
    before = rule_view(rule)
    _set(session, rule, fields)
    session.flush()
    record(session, agent_id, "sla_rule.changed", rule.id, before=before, after=rule_view(rule))
    return rule


def delete_rule(session: Session, rule_id: int, agent_id: int | None) -> None:
    """Delete the rule. Raises UnknownSlaRule."""
    rule = locked(session, SlaRule, rule_id, UnknownSlaRule)
    record(session, agent_id, "sla_rule.deleted", rule.id, before=rule_view(rule), after={})
    session.delete(rule)
    # SQLite may give the id to the next new rule, which has not acted anywhere
    clocks = session.scalars(select(SlaClock).where(SlaClock.state.in_(OPEN_STATES)))
    for clock in clocks:
        if rule_id in clock.rules_done:
            clock.rules_done = [done for done in clock.rules_done if done != rule_id]
    session.flush()


def target_view(target: SlaTarget) -> dict[str, Any]:
    """A target as the API shows it."""
    return {
        "department": target.department_id,
        "channel": target.channel,
        "priority": PRIORITIES[target.priority],
        **{f"{promise}_minutes": getattr(target, f"{promise}_minutes") for promise in PROMISES},
    }


def rule_view(rule: SlaRule) -> dict[str, Any]:
    """A rule as the API shows it."""
    return {
        "id": rule.id,
        "department": rule.department_id,
        "promise": rule.promise,
        "minutes_before": rule.minutes_before,
        "action": rule.action,
        "active": rule.active,
    }


def _set(session: Session, rule: SlaRule, fields: RuleFields) -> None:
    check_department(session, fields.department_id, field="department")
    rule.department_id = fields.department_id
    rule.promise = fields.promise
    rule.minutes_before = fields.minutes_before
    rule.action = fields.action
    rule.active = fields.active


def _as_table(found: Iterable[SlaTarget]) -> dict[str, Any]:
    """Targets by channel and priority, for the audit log."""
    return {
        f"{target.channel} {PRIORITIES[target.priority]}": {
            promise: getattr(target, f"{promise}_minutes") for promise in PROMISES
        }
        for target in found
    }
