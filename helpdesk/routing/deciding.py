"""The decision: which rules hold for a handoff, and what follows. Pure, from facts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpdesk.handoffs.states import PRIORITIES, Priority
from helpdesk.routing.conditions import Condition, Effects, Facts


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule as it is looked at: all of its conditions must hold."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    effects: Effects

    def holds(self, facts: Facts) -> bool:
        """Whether all of its conditions hold."""
        return all(condition.holds(facts) for condition in self.conditions)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Where a handoff goes, how urgent it is, and the rules that held, in their order."""

    department_id: str | None
    priority: Priority
    matched: tuple[Rule, ...]

    def matched_view(self) -> list[dict[str, Any]]:
        """The rules that held, as they are shown and kept."""
        return [{"id": rule.id, "name": rule.name} for rule in self.matched]


def decide(rules: Sequence[Rule], facts: Facts, department_ids: Sequence[str]) -> Decision:
    """The first rule that names one of the departments says which; the highest priority holds.

    `department_ids` are the active ones in their order: the first of them is for what no rule
    sends anywhere. Without any there is no department.
    """
    matched = tuple(rule for rule in rules if rule.holds(facts))
    named = [rule.effects.department for rule in matched]
    wanted = [name for name in named if name in department_ids]
    priorities = [rule.effects.priority or "normal" for rule in matched]
    return Decision(
        department_id=next(iter([*wanted, *department_ids]), None),
        priority=max(priorities, key=PRIORITIES.index, default="normal"),
        matched=matched,
    )
