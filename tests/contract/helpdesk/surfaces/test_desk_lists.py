"""The desk's lists: pages, filters, order; and the lead's live board."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from helpdesk import clock
from helpdesk.models import Agent, Department, Handoff, OutgoingMail, SlaClock
from tests.contract.helpdesk.core.conftest import Customer, handoff_of

from .conftest import ON_SQLITE
from .desk_actors import DESK, claims, of


@pytest.fixture
def new_waiting(app):
    def wait(text="Dobrý den"):
        customer = Customer(app.test_client()).starts()
        customer.says(text)
        customer.wants_a_human()
        return customer

    return wait


def listed(agent, query=""):
    return agent.sees(f"{DESK}/handoffs?{query}").json


def ids(answer):
    return [one["conversation_id"] for one in answer["handoffs"]]


def resolves(agent, customer):
    handoff = claims(agent, customer).json
    assert agent.sends("POST", f"{DESK}/handoffs/{handoff['id']}/resolve").status_code == 200


def test_pages_follow_each_other_without_a_gap_while_the_queue_changes(agent, lead, new_waiting):
    customers = [new_waiting() for _ in range(7)]
    first = listed(agent, "limit=3")
    assert ids(first) == [customer.id for customer in customers[:3]]
    # somebody takes one of the first page away: nothing moves up past the cursor
    resolves(lead, customers[1])
    second = listed(agent, f"limit=3&after={first['next'].replace('+', '%2B')}")
    assert ids(second) == [customer.id for customer in customers[3:6]]
    third = listed(agent, f"limit=3&after={second['next'].replace('+', '%2B')}")
    assert ids(third) == [customers[6].id]
    assert third["next"] is None


def test_finished_ones_come_newest_first_in_pages(agent, new_waiting):
    customers = [new_waiting() for _ in range(4)]
    for customer in customers:
        resolves(agent, customer)
    first = listed(agent, "state=closed&limit=2")
    assert ids(first) == [customers[3].id, customers[2].id]
    rest = listed(agent, f"state=closed&limit=2&after={first['next'].replace('+', '%2B')}")
    assert ids(rest) == [customers[1].id, customers[0].id]
    assert ids(listed(agent, "state=resolved")) == ids(listed(agent, "state=closed"))
    assert ids(listed(agent)) == []


def test_the_list_is_narrowed_by_who_has_it_and_where_it_belongs(
    agent, lead, database, new_waiting
):
    mine, other, third = new_waiting(), new_waiting(), new_waiting()
    claims(agent, mine)
    claims(lead, other)
    assert ids(listed(agent, "mine=true")) == [mine.id]
    assert set(ids(listed(agent, "state=assigned"))) == {mine.id, other.id}
    assert ids(listed(agent, "state=waiting")) == [third.id]
    assert ids(listed(agent, "department=nowhere")) == []
    resolves(agent, third)
    assert ids(listed(agent, "state=closed&mine=true")) == [third.id]
    assert ids(listed(lead, "state=closed&mine=true")) == []


@pytest.mark.parametrize("query", ["šárka", "ŠÁRKA", "sarka@", "zelené kon", "Zelené"])
def test_somebody_is_found_by_name_address_or_question(agent, new_waiting, query):
    sought = new_waiting("Máte zelené konve?")
    new_waiting("Něco jiného")
    of(agent, sought, "PATCH", "customer", {"name": "Šárka", "email": "sarka@example.com"})
    assert ids(listed(agent, f"query={query}")) == [sought.id]


def test_a_wildcard_is_no_wildcard(agent, new_waiting):
    new_waiting("sleva")
    sought = new_waiting("sleva 100%_opravdu")
    assert ids(listed(agent, "query=100%25_")) == [sought.id]


def test_unread_messages_stand_in_the_list_where_they_concern_the_agent(agent, lead, new_waiting):
    mine, _ = new_waiting(), new_waiting()
    claims(agent, mine)
    assert sorted([row["unread"] or 0 for row in listed(agent)["handoffs"]]) == [0, 1]
    assert {row["unread"] for row in listed(lead)["handoffs"]} == {None}
    of(agent, mine, "PUT", "reading", {"sequence": 3})
    (row,) = listed(agent, "mine=true")["handoffs"]
    assert row["unread"] == 0


@ON_SQLITE
@pytest.mark.parametrize(
    "query", ["after=nonsense", "after=~", "limit=0", "limit=2001", "state=lost", "query=%00"]
)
def test_a_wrong_question_is_refused(agent, query):
    assert agent.sees(f"{DESK}/handoffs?{query}").status_code == 422


@ON_SQLITE
def test_a_longer_list_takes_no_more_queries(agent, database, new_waiting):
    made = []

    def note(_connection, _cursor, statement, *_rest):
        made.append(statement)

    def queries():
        made.clear()
        listed(agent)
        return len(made)

    new_waiting()
    listed(agent)
    event.listen(database.engine, "before_cursor_execute", note)
    few = queries()
    for _ in range(8):
        new_waiting()
    assert queries() == few
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_live_board_says_how_the_desk_stands(agent, lead, database, new_waiting):
    late, _, mine, snoozed = (new_waiting() for _ in range(4))
    claims(agent, mine)
    handoff = claims(agent, snoozed).json
    until = clock.rfc3339(clock.now() + timedelta(hours=2))
    path = f"{DESK}/handoffs/{handoff['id']}/snooze"
    assert agent.sends("POST", path, json={"until": until}).status_code == 200
    now = clock.now()
    late_id, mine_id = handoff_of(database, late).id, handoff_of(database, mine).id
    with database.write() as session:
        names = {"cs": "Technická", "en": "Technical"}
        session.add(Department(id="technical", names=names, updated_at=now))
        session.flush()
        session.execute(
            update(Handoff)
            .where(Handoff.id == late_id)
            .values(waiting_since=now - timedelta(minutes=90))
        )
        for handoff_id, customer, due_at in (
            (late_id, late, now - timedelta(minutes=5)),
            (late_id, late, now - timedelta(minutes=3)),
            (mine_id, mine, now + timedelta(minutes=5)),
        ):
            session.add(
                SlaClock(
                    handoff_id=handoff_id,
                    conversation_id=customer.id,
                    department_id="technical",
                    promise="resolution",
                    state="running",
                    target_minutes=60,
                    started_at=now,
                    running_since=now,
                    due_at=due_at,
                )
            )
        session.add(
            OutgoingMail(
                purpose="test",
                to_address="karel@example.com",
                subject="?",
                text="?",
                language="cs",
                state="failed",
                next_attempt_at=now,
                created_at=now,
            )
        )
    seen = lead.sees(f"{DESK}/board").json
    assert (seen["waiting"], seen["assigned"], seen["snoozed"]) == (2, 1, 1)
    assert 90 * 60 <= seen["longest_wait_seconds"] < 91 * 60
    assert (seen["breached"], seen["due_soon"]) == (1, 1)
    assert seen["mail"] == {"queued": 0, "failed": 1}
    (everywhere,) = [one for one in seen["by_department"] if one["department"] is None]
    assert (everywhere["waiting"], everywhere["breached"]) == (2, 1)
    assert everywhere["agents_online"] == 2
    (technical,) = [one for one in seen["by_department"] if one["department"] == "technical"]
    assert (technical["waiting"], technical["agents_online"]) == (0, 2)
    petr = next(one for one in seen["agents"] if one["username"] == "petr")
    assert (petr["presence"], petr["load"], petr["capacity"]) == ("online", 1, 5)
    with database.write() as session:
        session.execute(update(Agent).where(Agent.username == "petr").values(availability="away"))
    (everywhere,) = [
        one for one in lead.sees(f"{DESK}/board").json["by_department"] if not one["department"]
    ]
    assert everywhere["agents_online"] == 1


def test_an_empty_live_board_is_zeros(lead):
    seen = lead.sees(f"{DESK}/board").json
    assert (seen["waiting"], seen["longest_wait_seconds"], seen["oldest_waiting_since"]) == (
        0,
        None,
        None,
    )


def test_the_live_board_is_for_leads(agent):
    assert agent.sees(f"{DESK}/board").json["error"]["code"] == "lead_only"
