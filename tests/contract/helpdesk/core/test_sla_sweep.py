"""Before a promise is broken somebody hears of it, and once it is, over both databases."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from helpdesk import handoffs
from helpdesk.background import Background
from helpdesk.database import Database
from helpdesk.models import Agent, AgentNotice, HandoffTransition, SlaClock, SlaRule
from helpdesk.sla import editing
from helpdesk.sla.sweep import sweep
from tests.contract.helpdesk.core.conftest import AgentActor, all_of, wait_for
from tests.contract.helpdesk.core.test_sla_clocks import MINUTE, MONDAY, Desk, routed

__all__ = ["routed"]

PRESENT_FOR = timedelta(seconds=60)


@pytest.fixture
def lead(new_agent: Callable[..., AgentActor]) -> AgentActor:
    return new_agent("lenka", role="lead")


@pytest.fixture
def desk(database: Database, agent: AgentActor, lead: AgentActor, routed: dict[str, Any]) -> Desk:
    return Desk(database, agent)


@pytest.fixture
def has_rule(database: Database) -> Callable[..., int]:
    def add(action: str, minutes_before: int = 15, **of: Any) -> int:
        with database.write() as session:
            rule = SlaRule(action=action, minutes_before=minutes_before, **of)
            session.add(rule)
            session.flush()
            return rule.id

    return add


def notices(desk: Desk, agent: AgentActor) -> list[tuple[str, str]]:
    rows = all_of(desk.database, AgentNotice, agent_id=agent.id)
    return [(row.kind, row.details.get("promise", "")) for row in rows]


def is_seen(desk: Desk, agent: AgentActor, at: datetime) -> None:
    with desk.database.write() as session:
        session.get_one(Agent, agent.id).seen_at = at


def sweeps(desk: Desk, at: datetime) -> int:
    return sweep(desk.database, PRESENT_FOR, at)


def test_an_agent_is_warned_once_when_the_due_time_is_near(
    desk: Desk, agent: AgentActor, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("warn_agent")
    desk.asks()
    desk.acts(handoffs.claim, agent.id, at=MONDAY)

    assert sweeps(desk, MONDAY + 44 * MINUTE) == 0
    assert sweeps(desk, MONDAY + 45 * MINUTE) == 1
    assert sweeps(desk, MONDAY + 46 * MINUTE) == 0
    assert notices(desk, agent) == [("sla_warning", "first_response")]
    assert notices(desk, lead) == []


def test_of_what_waits_the_leads_are_warned(
    desk: Desk, agent: AgentActor, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("warn_agent")
    desk.asks()
    sweeps(desk, MONDAY + 50 * MINUTE)

    assert notices(desk, lead) == [("sla_warning", "first_response")]
    assert notices(desk, agent) == []


def test_minutes_before_are_minutes_of_business_time(
    desk: Desk, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("tell_lead", 15)
    # 17:10 on Monday: due at 8:10 on Tuesday, a quarter of an hour before it is 17:55
    desk.asks(MONDAY + 460 * MINUTE)

    assert sweeps(desk, MONDAY + 504 * MINUTE) == 0
    assert sweeps(desk, MONDAY + 505 * MINUTE) == 1


def test_a_raised_priority_keeps_the_promise_that_was_made(
    desk: Desk, has_rule: Callable[..., int]
) -> None:
    has_rule("raise_priority", 10)
    desk.asks()
    due_at = desk.clocks()["first_response"].due_at
    sweeps(desk, MONDAY + 52 * MINUTE)
    sweeps(desk, MONDAY + 53 * MINUTE)

    assert desk.handoff().priority == 1
    assert desk.clocks()["first_response"].due_at == due_at
    (raised,) = all_of(desk.database, HandoffTransition, verb="reroute")
    assert (raised.actor, raised.details) == ("timer", {"priority": "high", "cause": "sla"})


def test_a_rule_acts_again_before_a_longer_target(
    desk: Desk, agent: AgentActor, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("tell_lead", 15, promise="first_response")
    desk.asks()
    desk.acts(handoffs.reroute, lead.id, priority="high", at=MONDAY + MINUTE)
    assert sweeps(desk, MONDAY + 16 * MINUTE) == 1
    desk.acts(handoffs.reroute, lead.id, priority="normal", at=MONDAY + 17 * MINUTE)

    assert sweeps(desk, MONDAY + 18 * MINUTE) == 0
    assert sweeps(desk, MONDAY + 45 * MINUTE) == 1


def test_another_agent_takes_over_what_its_agent_leaves_lying(
    desk: Desk,
    agent: AgentActor,
    lead: AgentActor,
    new_agent: Callable[..., AgentActor],
    has_rule: Callable[..., int],
) -> None:
    has_rule("reassign", 5)
    eva = new_agent("eva")
    desk.asks()
    desk.acts(handoffs.claim, agent.id, at=MONDAY)
    at = MONDAY + 56 * MINUTE
    is_seen(desk, agent, at)
    is_seen(desk, eva, at)
    sweeps(desk, at)

    assert (desk.handoff().state, desk.handoff().agent_id) == ("assigned", eva.id)
    assert [kind for kind, _ in notices(desk, eva)] == ["assigned"]
    assert desk.clocks()["first_response"].due_at == MONDAY + 60 * MINUTE


def test_nobody_loses_a_conversation_while_no_other_agent_has_room(
    desk: Desk, agent: AgentActor, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("reassign", 5)
    desk.asks()
    desk.acts(handoffs.claim, agent.id, at=MONDAY)
    at = MONDAY + 56 * MINUTE
    is_seen(desk, agent, at)
    sweeps(desk, at)

    assert desk.handoff().agent_id == agent.id
    assert notices(desk, lead) == [("sla_warning", "first_response")]


def test_a_breach_is_written_down_and_told_once_to_the_agent_and_the_leads(
    desk: Desk, agent: AgentActor, lead: AgentActor
) -> None:
    desk.asks()
    desk.acts(handoffs.claim, agent.id, at=MONDAY)

    assert sweeps(desk, MONDAY + 60 * MINUTE) == 0
    assert sweeps(desk, MONDAY + 61 * MINUTE) == 1
    assert sweeps(desk, MONDAY + 62 * MINUTE) == 0
    assert desk.clocks()["first_response"].breached_at == MONDAY + 60 * MINUTE
    assert notices(desk, agent) == notices(desk, lead) == [("sla_breach", "first_response")]
    assert desk.summary()["breached"] is True


def test_rules_of_another_department_or_promise_and_those_switched_off_do_nothing(
    desk: Desk, has_rule: Callable[..., int]
) -> None:
    has_rule("tell_lead", 30, department_id="quiet")
    has_rule("tell_lead", 30, promise="next_response")
    has_rule("tell_lead", 30, active=False)
    desk.asks()

    assert sweeps(desk, MONDAY + 40 * MINUTE) == 0


def test_what_is_paused_or_over_is_left_alone(
    desk: Desk, agent: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("tell_lead", 30)
    desk.asks()
    desk.acts(handoffs.claim, agent.id, at=MONDAY)
    desk.agent_writes(MONDAY + 5 * MINUTE)

    assert sweeps(desk, MONDAY + timedelta(days=30)) == 0


def test_several_sweeps_at_once_carry_each_rule_out_once(
    desk: Desk, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    has_rule("tell_lead")
    has_rule("raise_priority", 10)
    desk.asks()
    at = MONDAY + 61 * MINUTE
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(sweeps(desk, at))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 1
    assert sorted(kind for kind, _ in notices(desk, lead)) == ["sla_breach", "sla_warning"]
    assert desk.handoff().priority == 1


def test_a_new_rule_acts_although_a_deleted_one_had_its_id(
    desk: Desk, lead: AgentActor, has_rule: Callable[..., int]
) -> None:
    deleted = has_rule("tell_lead")
    desk.asks()
    assert sweeps(desk, MONDAY + 50 * MINUTE) == 1
    with desk.database.write() as session:
        editing.delete_rule(session, deleted, lead.id)
    has_rule("raise_priority")

    assert sweeps(desk, MONDAY + 51 * MINUTE) == 1
    assert desk.handoff().priority == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_background_sweeps_by_itself(
    desk: Desk, lead: AgentActor, background: Background
) -> None:
    # long ago, and by e-mail, which nobody has to wait for on the page
    desk.asks(MONDAY - timedelta(days=28), channel="email")

    def breached() -> list[SlaClock]:
        rows = all_of(desk.database, SlaClock, promise="first_response")
        return [row for row in rows if row.breached_at is not None]

    assert wait_for(breached)
