"""What is sent is stored once, in order, and answered with what was stored."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest

from helpdesk.database import Database
from helpdesk.models import Conversation, Event, Turn
from tests.contract.helpdesk.core.conftest import Customer, all_of


def test_a_message_is_stored_with_the_turn_it_asks_for(
    customer: Customer, database: Database
) -> None:
    response = customer.says("Kde je moje objednávka?")

    assert response.status_code == 201
    assert response.json["sequence"] == 1
    (turn,) = all_of(database, Turn, conversation_id=customer.id)
    assert (turn.sequence, turn.state) == (1, "queued")


def test_a_message_sent_twice_is_stored_once(customer: Customer, database: Database) -> None:
    message_id = str(uuid4())
    first = customer.says("Dobrý den", message_id)
    second = customer.says("Dobrý den", message_id)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert len(all_of(database, Event, conversation_id=customer.id)) == 1
    assert len(all_of(database, Turn, conversation_id=customer.id)) == 1


def test_another_text_under_the_same_id_is_refused(customer: Customer) -> None:
    message_id = str(uuid4())
    customer.says("Dobrý den", message_id)
    response = customer.says("Na shledanou", message_id)

    assert response.status_code == 409
    assert response.json["error"]["code"] == "client_message_id_reused"
    assert [e["parts"][0]["text"] for e in customer.sees()] == ["Dobrý den"]


def test_the_same_id_in_two_conversations_means_two_messages(
    new_customer: Callable[[], Customer],
) -> None:
    message_id = str(uuid4())
    responses = [new_customer().says("Dobrý den", message_id) for _ in range(2)]
    assert [r.status_code for r in responses] == [201, 201]


def test_two_tabs_that_send_at_once_share_one_gapless_log(customer: Customer) -> None:
    count = 12
    started = threading.Barrier(2)

    def tab(name: str) -> None:
        started.wait()
        for number in range(count):
            assert customer.says(f"{name} {number}").status_code == 201

    threads = [threading.Thread(target=tab, args=(name,)) for name in ("levá", "pravá")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    events = customer.sees()
    assert [e["sequence"] for e in events] == list(range(1, 2 * count + 1))
    texts = [e["parts"][0]["text"] for e in events]
    for name in ("levá", "pravá"):
        assert [t for t in texts if t.startswith(name)] == [f"{name} {n}" for n in range(count)]


def test_the_same_message_from_two_tabs_at_once_is_stored_once(
    customer: Customer, database: Database
) -> None:
    message_id = str(uuid4())
    codes: list[int] = []
    started = threading.Barrier(8)

    def tab() -> None:
        started.wait()
        codes.append(customer.says("Haló?", message_id).status_code)

    threads = [threading.Thread(target=tab) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200] * 7 + [201]
    assert len(all_of(database, Event, conversation_id=customer.id)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "שלום, איפה ההזמנה שלי?",
        "😀🎉",
        "<script>alert(1)</script>",
        "<b>tučně</b> & 'uvozovky'",
        "a\r\nb\tc",
        "/restart",
        "x" * 4000,
    ],
)
def test_any_text_is_stored_as_it_was_typed_and_shown_as_text(
    customer: Customer, text: str
) -> None:
    assert customer.says(text).status_code == 201
    part = customer.sees()[0]["parts"][0]
    assert part["text"] == text
    assert "<script" not in part["html"]
    assert "<b>" not in part["html"]


def test_the_conversation_follows_the_customers_language(customer: Customer) -> None:
    spoken = []
    for text in ("Kde je moje objednavka?", "Where is my order?", "PPL", "ok"):
        customer.says(text)
        spoken.append(customer.sees()[-1]["language"])
    assert spoken == ["cs", "en", "en", "en"]
    assert customer.state()["language"] == "en"


def test_a_token_is_kept_only_as_its_hash(customer: Customer, database: Database) -> None:
    (conversation,) = all_of(database, Conversation, id=customer.id)
    assert len(customer.token) >= 43
    assert customer.token not in str(vars(conversation))


def test_a_customers_own_message_takes_no_feedback(customer: Customer) -> None:
    customer.says("Dobrý den")
    response = customer.posts("messages/1/feedback", {"helpful": False})
    assert (response.status_code, response.json["error"]["code"]) == (404, "unknown_message")
