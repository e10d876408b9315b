"""Customers who write on while they wait are heard, and may come forward."""

from datetime import timedelta

import pytest

from helpdesk import departments, handoffs
from helpdesk.departments import DepartmentFields
from helpdesk.errors import KnowledgeBaseUnavailable
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.models import HandoffTransition
from helpdesk.routing import rules
from helpdesk.routing.conditions import Effects, KeywordsCondition, ToneCondition
from helpdesk.routing.listening import Listener
from helpdesk.routing.rules import RuleFields
from tests.knowledge_double import KnowledgeDouble

from .conftest import all_of, handoff_of

TOKEN = "internal-token-of-tests"


@pytest.fixture
def knowledge():
    with KnowledgeDouble(token=TOKEN) as double:
        yield double


@pytest.fixture
def listener(database, knowledge):
    with KnowledgeBase(f"http://127.0.0.1:{knowledge.port}", token=TOKEN) as client:
        yield Listener(database, client, 60)


@pytest.fixture(autouse=True)
def company(database):
    """Two departments; whoever is angry is high, whoever names a lawyer urgent and sales'."""
    with database.write() as session:
        for position, name in enumerate(("support", "sales")):
            names = DepartmentFields(names={"cs": name, "en": name}, position=position)
            departments.put(session, name, names, version=None, agent_id=None)
        for name, condition, effects in (
            ("angry", ToneCondition(kind="anger", at_least=0.7), Effects(priority="high")),
            (
                "legal",
                KeywordsCondition(kind="keywords", any_of=("právník*",)),
                Effects(priority="urgent", department="sales"),
            ),
        ):
            fields = RuleFields(name=name, conditions=(condition,), effects=effects)
            rules.create(session, fields, agent_id=None)


@pytest.fixture
def waiting(customer):
    """A customer who waits for a human, and said so calmly."""
    customer.says("Chci mluvit s člověkem")
    assert customer.wants_a_human().status_code == 200
    return customer


def reroutes(database):
    return [found for found in all_of(database, HandoffTransition) if found.verb == "reroute"]


def asked(knowledge):
    return [path for _, path in knowledge.requests].count("/tone")


def test_who_gets_angry_while_waiting_comes_forward(waiting, listener, database):
    waiting.says("Tak kde jste!")
    listener.hear()
    handoff = handoff_of(database, waiting)
    assert handoff.priority == 1
    assert handoff.rank_at == handoff.waiting_since - timedelta(minutes=30)
    assert [found["name"] for found in handoff.routing["rules"]] == ["angry"]
    assert handoff.routing["tone"] == {"anger": 0.9, "urgency": 0.1}
    (reroute,) = reroutes(database)
    assert (reroute.actor, reroute.details) == (
        "system",
        {"priority": "high", "cause": "customer_wrote"},
    )


def test_what_was_heard_is_not_asked_for_again(waiting, listener, knowledge, database):
    waiting.says("Tak kde jste!")
    assert listener.hear() == 1
    before = asked(knowledge)
    assert listener.hear() == 0
    assert asked(knowledge) == before
    assert len(reroutes(database)) == 1


def test_who_goes_on_calmly_stays_where_they_are(waiting, listener, database):
    before = handoff_of(database, waiting)
    waiting.says("A ještě jsem se chtěl zeptat na boty.")
    assert listener.hear() == 1
    after = handoff_of(database, waiting)
    assert (after.priority, after.rank_at) == (before.priority, before.rank_at)
    assert reroutes(database) == []


def test_who_calms_down_is_not_put_back(waiting, listener, database):
    waiting.says("Tak kde jste!")
    listener.hear()
    waiting.says("Promiňte, už to nespěchá.")
    listener.hear()
    assert handoff_of(database, waiting).priority == 1
    assert len(reroutes(database)) == 1


def test_words_count_too_but_the_department_stays(waiting, listener, database):
    waiting.says("Předám to právníkovi")
    listener.hear()
    handoff = handoff_of(database, waiting)
    assert (handoff.priority, handoff.department_id) == (2, "support")


def test_who_is_with_an_agent_is_not_listened_to(waiting, listener, agent, database, knowledge):
    agent.claims(handoff_of(database, waiting).id)
    waiting.says("Tak kde jste!")
    assert listener.hear() == 0
    assert handoff_of(database, waiting).priority == 0


def test_an_agent_who_claims_meanwhile_is_not_disturbed(
    waiting, listener, agent, database, monkeypatch
):
    waiting.says("Tak kde jste!")
    tone = listener._knowledge.tone

    def claimed_meanwhile(text, language):
        if handoff_of(database, waiting).state == "waiting":
            agent.claims(handoff_of(database, waiting).id)
        return tone(text, language)

    monkeypatch.setattr(listener._knowledge, "tone", claimed_meanwhile)
    listener.hear()
    assert handoff_of(database, waiting).priority == 0
    assert reroutes(database) == []


def test_without_the_knowledge_base_they_are_heard_later(waiting, listener, knowledge, database):
    waiting.says("Tak kde jste!")
    knowledge.fails_with = (500, "{}")
    with pytest.raises(KnowledgeBaseUnavailable):
        listener.hear()
    assert handoff_of(database, waiting).priority == 0
    knowledge.fails_with = None
    listener.hear()
    assert handoff_of(database, waiting).priority == 1


def test_a_priority_that_a_lead_set_is_never_lowered(waiting, listener, new_agent, database):
    lead = new_agent("eva", role="lead")
    with database.write() as session:
        handoffs.reroute(session, handoff_of(database, waiting).id, lead.id, priority="urgent")
    waiting.says("Tak kde jste!")
    listener.hear()
    assert handoff_of(database, waiting).priority == 2
