"""What a browser sees live, and after it was away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from helpdesk import clock
from helpdesk.background import Background
from helpdesk.conversations import log, sends
from helpdesk.database import Database
from helpdesk.models import Conversation
from helpdesk.streams.poller import Poller
from helpdesk.streams.postgresql import PostgresqlRelay
from helpdesk.streams.wakeups import Signal, Wakeups
from tests.contract.helpdesk.core.conftest import (
    AgentActor,
    Customer,
    handoff_of,
    parts,
    wait_for,
)


def test_a_stream_begins_with_the_log_and_the_state(customer: Customer) -> None:
    customer.says("Dobrý den")
    reader = customer.reads_along()
    wait_for(lambda: reader.of("state"))

    assert reader.of("log") == customer.sees()
    assert reader.of("state")[0] == customer.state()
    assert reader.frames[0]["id"] == "1"
    assert "id" not in next(f for f in reader.frames if f["event"] == "state")


def test_replies_and_agents_appear_without_asking(
    customer: Customer, background: Background, agent: AgentActor, database: Database
) -> None:
    reader = customer.reads_along()
    customer.says("Dobrý den")
    wait_for(lambda: 2 in reader.sequences())
    customer.wants_a_human()
    agent.claims(handoff_of(database, customer).id)
    agent.says(customer, "Tady Jana.")
    wait_for(lambda: 5 in reader.sequences())

    assert reader.sequences() == [1, 2, 3, 4, 5]
    wait_for(lambda: reader.of("state")[-1]["in_charge"] == "agent")
    assert {"author": "bot", "active": True} in reader.of("typing")


@pytest.mark.parametrize("header", [True, False])
def test_a_browser_that_was_away_gets_what_it_missed_and_nothing_twice(
    header: bool, customer: Customer
) -> None:
    for number in range(5):
        customer.says(f"zpráva {number}")
    if header:
        reader = customer.reads_along(**{"Last-Event-ID": "3"})
    else:
        reader = customer.reads_along(after=3)
    wait_for(lambda: 5 in reader.sequences())
    customer.says("ještě něco")
    wait_for(lambda: 6 in reader.sequences())
    assert reader.sequences() == [4, 5, 6]


def test_a_long_history_arrives_whole(customer: Customer, database: Database) -> None:
    with database.write() as session:
        conversation = log.lock(session, customer.id)
        for number in range(log.PAGE + 20):
            part = {"type": "text", "text": str(number)}
            log.append(
                session,
                conversation,
                kind="message",
                author="bot",
                at=clock.now(),
                parts=[part],
            )
    reader = customer.reads_along()
    wait_for(lambda: len(reader.sequences()) == log.PAGE + 20)
    assert reader.sequences() == list(range(1, log.PAGE + 21))


def test_a_lost_wake_up_only_delays(customer: Customer, app: Flask) -> None:
    reader = customer.reads_along()
    wait_for(lambda: reader.of("state"))
    other_process = Database(parts(app).settings.sqlalchemy_url)  # announces to nobody
    with other_process.write() as session:
        sends.send_customer_message(
            session, customer.id, "from-elsewhere", "Ahoj", detect_language=lambda t, lang: lang
        )
    other_process.close()
    wait_for(lambda: reader.sequences() == [1])


def test_a_quiet_stream_is_kept_open_and_its_customer_counts_as_present(
    customer: Customer, database: Database
) -> None:
    reader = customer.reads_along()
    long_ago = clock.now() - timedelta(hours=1)
    with database.write() as session:
        session.get_one(Conversation, customer.id).customer_seen_at = long_ago

    def seen() -> bool:
        with database.read() as session:
            return session.get_one(Conversation, customer.id).customer_seen_at > long_ago

    wait_for(seen)
    wait_for(lambda: reader.comments)


def test_the_place_in_the_queue_is_live(
    new_customer: Callable[[], Customer], agent: AgentActor, database: Database
) -> None:
    first, second = new_customer(), new_customer()
    first.wants_a_human()
    second.wants_a_human()
    reader = second.reads_along()
    wait_for(lambda: reader.of("state") and reader.of("state")[-1]["handoff"]["position"] == 2)
    agent.claims(handoff_of(database, first).id)
    wait_for(lambda: reader.of("state")[-1]["handoff"]["position"] == 1)


def test_a_customer_does_not_see_the_own_typing_but_the_agents(
    customer: Customer, app: Flask
) -> None:
    reader = customer.reads_along()
    wait_for(lambda: reader.of("state"))
    assert customer.posts("typing", {"active": True}).status_code == 204
    typing = {"author": "agent", "active": True}
    parts(app).wakeups.signal(Signal(conversation_id=customer.id, kind="typing", data=typing))
    wait_for(lambda: reader.of("typing"))
    assert reader.of("typing") == [typing]


def test_streams_end_when_the_process_stops(customer: Customer, app: Flask) -> None:
    reader = customer.reads_along()
    wait_for(lambda: reader.of("state"))
    parts(app).wakeups.close()
    assert reader.ended.wait(10)
    assert wait_for(lambda: parts(app).stream_slots.open() == 0)


def test_a_conversation_may_have_only_so_many_streams(customer: Customer, app: Flask) -> None:
    allowed = parts(app).settings.streams_per_conversation
    readers = [customer.reads_along() for _ in range(allowed)]
    response = customer.client.get(
        f"/api/v1/conversations/{customer.id}/events",
        headers={**customer.headers, "Accept": "text/event-stream"},
    )
    assert (response.status_code, response.json["error"]["code"]) == (429, "too_many_streams")
    assert response.headers["Retry-After"]
    assert len(readers) == allowed


def test_another_process_is_woken(customer: Customer, app: Flask, database: Database) -> None:
    """What one process stores and signals, another one hears of."""
    wakeups = Wakeups()
    other = Database(parts(app).settings.sqlalchemy_url, listener=wakeups)
    if database.is_sqlite:
        poller = Poller(other, wakeups, pause_seconds=0.05)
        poller.look()
        poller.start()
        stop = poller.stop
    else:
        own = PostgresqlRelay(database, parts(app).wakeups)
        relay = PostgresqlRelay(other, wakeups)
        own.start()
        relay.start()
        assert relay.listening.wait(10)

        def stop() -> None:
            relay.stop()
            own.stop()

    with wakeups.subscribe([f"conversation:{customer.id}"]) as subscription:
        subscription.wait(0)
        customer.says("Slyšíte mě?")
        assert wait_for(lambda: subscription.wait(0.1))
        if not database.is_sqlite:
            customer.posts("typing", {"active": True})
            (signal,) = wait_for(lambda: (subscription.wait(0.1), subscription.signals())[1])
            assert signal.data == {"author": "customer", "active": True}
    stop()
    other.close()
