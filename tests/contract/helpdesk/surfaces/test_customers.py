"""Who the customer is: what agents enter, what joins conversations, what no customer ever gets."""

import pytest

from helpdesk import customers
from helpdesk.conversations import log
from helpdesk.models import Customer as CustomerRow
from tests.contract.helpdesk.core.conftest import Customer, all_of

from .conftest import ON_SQLITE
from .desk_actors import DESK, detail, of

EMAIL = "karel@example.com"


@pytest.fixture
def new_customer(app):
    return lambda **page: Customer(app.test_client()).starts(**page)


@pytest.fixture
def customer(new_customer):
    return new_customer()


def is_said_to_be(agent, customer, **fields):
    response = of(agent, customer, "PATCH", "customer", fields)
    assert response.status_code == 200, response.text
    return response.json


def earlier(agent, customer):
    return [one["id"] for one in detail(agent, customer)["earlier"]]


def test_a_stranger_is_known_by_nothing(agent, customer):
    seen = detail(agent, customer)["customer"]
    assert seen["id"] is None
    assert (seen["name"], seen["email"], seen["tier"]) == (None, None, "standard")
    assert (seen["tags"], seen["notes"], seen["conversations"]) == ([], [], 1)


def test_an_agent_says_who_the_customer_is(agent, customer):
    customer.wants_a_human()
    changed = is_said_to_be(
        agent, customer, name="  Karel   Novák ", email=EMAIL.upper(), tags=["b2b", "vip", "b2b"]
    )
    assert (changed["name"], changed["email"]) == ("Karel Novák", EMAIL)
    assert changed["tags"] == ["b2b", "vip"]
    changed = is_said_to_be(agent, customer, tier="premium")
    assert (changed["name"], changed["tier"]) == ("Karel Novák", "premium")
    (row,) = agent.sees(f"{DESK}/handoffs").json["handoffs"]
    assert row["customer"] == {
        "name": "Karel Novák",
        "email": EMAIL,
        "tier": "premium",
        "tags": ["b2b", "vip"],
    }
    changed = is_said_to_be(agent, customer, name="", tags=[])
    assert (changed["name"], changed["tags"], changed["email"]) == (None, [], EMAIL)


def test_a_known_address_joins_conversations_of_one_customer(agent, database, new_customer):
    first, second = new_customer(), new_customer()
    first.says("Kde je zásilka?")
    is_said_to_be(agent, first, name="Karel", email=EMAIL, tags=["vip"])
    is_said_to_be(agent, second, name="K. Novák", tags=["b2b"])
    joined = is_said_to_be(agent, second, email=EMAIL)
    assert joined["name"] == "Karel"
    assert joined["tags"] == ["vip", "b2b"]
    assert joined["conversations"] == 2
    assert len(all_of(database, CustomerRow)) == 1
    assert earlier(agent, second) == [first.id]
    assert detail(agent, second)["earlier"][0]["question"] == "Kde je zásilka?"


def test_another_persons_conversations_stay_theirs(agent, new_customer):
    """Who was known by another address may be somebody else: only this conversation moves."""
    karel, old, new = new_customer(), new_customer(), new_customer()
    is_said_to_be(agent, karel, email=EMAIL)
    is_said_to_be(agent, old, email="eva@example.com")
    is_said_to_be(agent, new, email="eva@example.com")
    is_said_to_be(agent, new, email=EMAIL)
    assert earlier(agent, new) == [karel.id]
    assert earlier(agent, old) == []
    assert detail(agent, old)["customer"]["email"] == "eva@example.com"


def test_what_customers_say_replaces_no_known_name(agent, database, new_customer):
    known, new = new_customer(), new_customer()
    is_said_to_be(agent, known, name="Karel Novák", email=EMAIL)
    with database.write() as session:
        conversation = log.lock(session, new.id)
        customers.identify(session, conversation, name="Někdo jiný", email=f" {EMAIL.upper()}")
    seen = detail(agent, new)["customer"]
    assert (seen["name"], seen["conversations"]) == ("Karel Novák", 2)


def test_the_same_browsers_conversations_belong_together(agent, new_customer):
    first = new_customer()
    second = new_customer(previous={"id": first.id, "token": first.token})
    third = new_customer(previous={"id": second.id, "token": second.token})
    assert earlier(agent, third) == [second.id, first.id]
    assert detail(agent, third)["customer"]["email"] is None


@pytest.mark.parametrize("wrong", ["another's token", "no such conversation"])
def test_a_wrong_previous_conversation_is_ignored(agent, new_customer, wrong):
    first, other = new_customer(), new_customer()
    previous = {"id": first.id, "token": other.token}
    if wrong == "no such conversation":
        previous = {"id": "0" * 8, "token": first.token}
    second = new_customer(previous=previous)
    assert earlier(agent, second) == []
    assert detail(agent, first)["customer"]["id"] is None


def test_one_customers_token_opens_no_other_conversation_of_theirs(agent, new_customer):
    first, second = new_customer(), new_customer()
    for customer in (first, second):
        is_said_to_be(agent, customer, email=EMAIL)
    response = second.client.get(f"/api/v1/conversations/{first.id}", headers=second.headers)
    assert response.status_code == 403
    for customer in (first, second):
        answer = customer.client.get(
            f"/api/v1/conversations/{customer.id}", headers=customer.headers
        ).get_data(as_text=True)
        other = second if customer is first else first
        assert other.id not in answer


def test_notes_on_a_customer_are_there_in_the_next_conversation(agent, lead, new_customer):
    first, second = new_customer(), new_customer()
    is_said_to_be(agent, first, email=EMAIL)
    noted = of(agent, first, "POST", "customer/notes", {"text": "Volat po 17. hodině."})
    assert noted.status_code == 201
    is_said_to_be(agent, second, email=EMAIL)
    (note,) = detail(lead, second)["customer"]["notes"]
    assert note["text"] == "Volat po 17. hodině."
    assert note["agent"] == {"username": "petr", "name": "Petr"}


def test_a_note_is_deleted_by_its_writer_or_a_lead_only(employ, customer):
    petr, eva, jana = employ("petr", "agent"), employ("eva", "agent"), employ("jana", "lead")

    def noted():
        return of(petr, customer, "POST", "customer/notes", {"text": "?"}).json["notes"][-1]["id"]

    path = f"customer/notes/{noted()}"
    assert of(eva, customer, "DELETE", path).json["error"]["code"] == "not_your_note"
    assert of(petr, customer, "DELETE", path).json["notes"] == []
    assert of(petr, customer, "DELETE", path).json["error"]["code"] == "unknown_note"
    assert of(jana, customer, "DELETE", f"customer/notes/{noted()}").json["notes"] == []


@ON_SQLITE
@pytest.mark.parametrize(
    "body",
    [
        {"email": "no address"},
        {"tier": "gold"},
        {"tags": ["x" * 41]},
        {"tags": ["a"] * 21},
        {"name": "x" * 121},
        {"name": "a\x00b"},
    ],
)
def test_what_cannot_be_is_refused_by_field(agent, customer, body):
    response = of(agent, customer, "PATCH", "customer", body)
    assert response.status_code == 422
    assert response.json["error"]["fields"][0]["field"].startswith(next(iter(body)))
    assert detail(agent, customer)["customer"]["id"] is None
