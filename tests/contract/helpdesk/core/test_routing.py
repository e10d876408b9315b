"""Routing when a human is needed: department, priority and place in the queue by the rules."""

from datetime import timedelta

import pytest

from helpdesk import clock, departments, handoffs
from helpdesk.conversations import log
from helpdesk.departments import DepartmentFields
from helpdesk.handoffs import Need
from helpdesk.models import Conversation, Customer, Handoff, RoutingRule, Turn
from helpdesk.routing import rules
from helpdesk.routing.conditions import (
    Effects,
    KeywordsCondition,
    ReasonCondition,
    TierCondition,
    ToneCondition,
)
from helpdesk.routing.rules import RuleFields

from .conftest import Customer as CustomerActor
from .conftest import handoff_of


@pytest.fixture
def company(database):
    """Departments: support first, then sales."""
    with database.write() as session:
        for position, name in enumerate(("support", "sales")):
            fields = DepartmentFields(names={"cs": name, "en": name}, position=position)
            departments.put(session, name, fields, version=None, agent_id=None)


@pytest.fixture
def rule(database, company):
    def add(*conditions, name="rule", **effects):
        fields = RuleFields(name=name, conditions=conditions, effects=Effects(**effects))
        with database.write() as session:
            return rules.create(session, fields, agent_id=None).id

    return add


@pytest.fixture
def needs(database):
    """Ask for a human in a customer's conversation."""

    def ask(customer: CustomerActor, reason="customer_request", at=None, **evidence) -> Handoff:
        need = Need(reason=reason, actor="assistant", evidence=evidence)
        with database.write() as session:
            conversation = log.lock(session, customer.id)
            handoffs.request(session, conversation, need, at=at)
        return handoff_of(database, customer)

    return ask


def words(*keywords):
    return KeywordsCondition(kind="keywords", any_of=keywords)


def heard(kind, at_least=0.7):
    return ToneCondition(kind=kind, at_least=at_least)


def tone(anger, urgency):
    return {"search": {"tone": {"anger": anger, "urgency": urgency}}}


def test_without_departments_and_rules_a_handoff_is_normal_and_nowhere(customer, needs):
    handoff = needs(customer)
    assert (handoff.department_id, handoff.priority) == (None, 0)
    assert handoff.rank_at == handoff.waiting_since
    assert handoff.routing == {"rules": [], "tone": None, "heard_sequence": 0}


def test_what_no_rule_sends_anywhere_is_the_first_departments(customer, needs, company):
    assert needs(customer).department_id == "support"


def test_a_rule_on_the_customers_words_sends_the_handoff(customer, needs, rule):
    number = rule(words("faktur*"), name="Faktury", department="sales", priority="urgent")
    customer.says("Dobrý den, kde je moje faktura?")
    handoff = needs(customer)
    assert (handoff.department_id, handoff.priority) == ("sales", 2)
    assert handoff.rank_at == handoff.waiting_since - timedelta(hours=1)
    assert handoff.routing["rules"] == [{"id": number, "name": "Faktury"}]


def test_what_was_said_just_before_counts_too_but_not_what_was_said_long_ago(
    new_customer, needs, rule
):
    rule(words("faktur*"), department="sales")
    lately, long_ago = new_customer(), new_customer()
    for customer, others in ((lately, 1), (long_ago, 3)):
        customer.says("Chybí mi faktura")
        for number in range(others):
            customer.says(f"A ještě {number}")
    assert needs(lately).department_id == "sales"
    assert needs(long_ago).department_id == "support"


def test_the_tone_in_the_evidence_is_heard_and_kept(new_customer, needs, rule):
    rule(heard("anger"), priority="high")
    rule(heard("anger"), heard("urgency"), priority="urgent")
    calm, angry, both = (
        needs(new_customer(), **tone(*probabilities))
        for probabilities in ((0.2, 0.9), (0.8, 0.1), (0.8, 0.9))
    )
    assert [calm.priority, angry.priority, both.priority] == [0, 1, 2]
    assert angry.routing["tone"] == {"anger": 0.8, "urgency": 0.1}


def test_a_tone_may_come_without_a_search(customer, needs, rule):
    rule(heard("urgency"), priority="high")
    assert needs(customer, tone={"anger": 0.1, "urgency": 0.9}).priority == 1


def test_anger_a_moment_ago_is_not_forgotten_when_a_human_is_asked_for(
    customer, needs, rule, database
):
    rule(heard("anger"), priority="high")
    with database.write() as session:
        conversation = session.get_one(Conversation, customer.id)
        for sequence, anger in ((1, 0.9), (2, 0.1)):
            reply = {"parts": [], **tone(anger, 0.1)}
            session.add(
                Turn(
                    conversation_id=customer.id,
                    sequence=sequence,
                    state="answered",
                    assistant_session=conversation.assistant_session,
                    reply=reply,
                    created_at=clock.now(),
                )
            )
    assert needs(customer, **tone(0.1, 0.1)).routing["tone"] == {"anger": 0.9, "urgency": 0.1}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"tone": "angry"},
        {"tone": {"anger": 2, "urgency": 0.1}},
        {"tone": {"anger": 0.9}},
        {"search": None},
        {"search": {"tone": None}},
    ],
)
def test_a_tone_that_is_none_keeps_nobody_from_a_human(customer, needs, rule, nonsense):
    rule(heard("anger"), priority="high")
    handoff = needs(customer, **nonsense)
    assert (handoff.priority, handoff.routing["tone"]) == (0, None)


def test_reason_and_tier_are_known(new_customer, needs, rule, database):
    rule(
        ReasonCondition(kind="reason", any_of=("no_answer",)),
        TierCondition(kind="tier", any_of=("premium",)),
        department="sales",
    )
    premium, standard = new_customer(), new_customer()
    now = clock.now()
    with database.write() as session:
        session.add(Customer(id="c1", tier="premium", created_at=now, updated_at=now))
        session.flush()
        session.get_one(Conversation, premium.id).customer_id = "c1"
    assert needs(premium, "no_answer").department_id == "sales"
    assert needs(standard, "no_answer").department_id == "support"
    assert needs(new_customer(), "policy").department_id == "support"


def test_a_department_that_is_switched_off_gets_nothing_new(customer, needs, rule, database):
    rule(words("faktura"), department="sales", priority="high")
    with database.write() as session:
        off = DepartmentFields(names={"cs": "sales", "en": "sales"}, position=1, active=False)
        departments.put(session, "sales", off, version=1, agent_id=None)
    customer.says("faktura")
    handoff = needs(customer)
    assert (handoff.department_id, handoff.priority) == ("support", 1)


def test_a_rule_that_cannot_be_read_keeps_nobody_from_a_human(customer, needs, rule, database):
    broken = rule(words("faktura"), priority="high")
    rule(words("faktura"), department="sales")
    with database.write() as session:
        session.get_one(RoutingRule, broken).conditions = [{"kind": "of another version"}]
    customer.says("faktura")
    handoff = needs(customer)
    assert (handoff.department_id, handoff.priority) == ("sales", 0)


def test_a_need_that_comes_again_is_routed_anew(customer, needs, rule, agent, database):
    rule(words("faktura"), department="sales", priority="high")
    first = needs(customer)
    assert (first.department_id, first.priority) == ("support", 0)
    agent.claims(first.id)
    agent.resolves(first.id)
    customer.says("A ještě ta faktura")
    again = needs(customer)
    assert again.id == first.id
    assert (again.department_id, again.priority) == ("sales", 1)
    assert again.rank_at == again.waiting_since - timedelta(minutes=30)


def test_a_deleted_rule_stays_named_where_it_held(customer, needs, rule, database):
    number = rule(words("faktura"), name="Faktury", priority="high")
    customer.says("faktura")
    needs(customer)
    with database.write() as session:
        rules.delete(session, number, agent_id=None)
    assert handoff_of(database, customer).routing["rules"] == [{"id": number, "name": "Faktury"}]
