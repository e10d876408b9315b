"""The board behind every desk: only what changed is sent, and nothing is lost."""

import time

import pytest
from sqlalchemy import event, select, update

from helpdesk import clock
from helpdesk.conversations import log, reading, sends
from helpdesk.database import Database
from helpdesk.desk import board as boards
from helpdesk.desk.viewers import TTL
from helpdesk.models import Agent, AgentSession, ConversationViewer, HandoffTransition
from helpdesk.streams.poller import Poller
from tests.contract.helpdesk.core.conftest import Customer, wait_for

from .conftest import ON_SQLITE
from .desk_actors import claims, detail, last_queue, logged, of, unread, viewing, writes


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"heartbeat_seconds": 0.2})


@pytest.fixture
def new_waiting(app):
    def wait():
        customer = Customer(app.test_client()).starts()
        customer.says("Dobrý den")
        customer.wants_a_human()
        return customer

    return wait


@pytest.fixture
def waiting(new_waiting):
    return new_waiting()


@pytest.fixture
def board(app):
    return app.extensions["helpdesk"].board


@pytest.fixture
def statements(database):
    """The SELECTs of the application's database, as they are made."""
    made = []

    def note(_connection, _cursor, statement, *_rest):
        made.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield made
    event.remove(database.engine, "before_cursor_execute", note)


def looks(board):
    time.sleep(board.pause())
    board.look()


def test_a_message_sends_the_one_row_it_changed(agent, new_waiting, watch):
    first, second = new_waiting(), new_waiting()
    desk = watch(agent)
    wait_for(lambda: len(last_queue(desk) or []) == 2)
    second.says("Haló?")
    wait_for(lambda: logged(desk, second))
    sent = [row for change in desk.of("handoff_changes") for row in change["changed"]]
    assert [row["conversation_id"] for row in sent] == [second.id]
    assert len(desk.of("handoffs")) == 1
    assert logged(desk, first) == []


def test_one_look_serves_all_desks_and_reads_no_quiet_conversation(board, new_waiting, statements):
    customers = [new_waiting() for _ in range(3)]

    def statements_of_a_message():
        customers[0].says("Ještě něco")
        statements.clear()
        looks(board)
        seen = len(statements)
        looks(board)
        assert len(statements) == seen, "a second look without news read the database"
        return seen

    with board.watched():
        looks(board)
        # far off: everything is looked at again by itself only then
        board._check_seconds = 3600
        few = statements_of_a_message()
        customers += [new_waiting() for _ in range(12)]
        looks(board)
        assert statements_of_a_message() == few > 0
        _, frames = board.whole()
        assert all(customer.id in frames for customer in customers)


def test_a_board_nobody_watches_forgets_and_begins_anew(board, new_waiting):
    first = new_waiting()
    with board.watched():
        looks(board)
        assert board.shows(first.id)
    assert not board.shows(first.id)
    second = new_waiting()
    with board.watched():
        looks(board)
        assert board.shows(first.id)
        assert board.shows(second.id)


@ON_SQLITE
def test_a_desk_that_fell_too_far_behind_begins_anew(board, waiting, monkeypatch):
    monkeypatch.setattr(boards, "_BATCHES_KEPT", 3)
    with board.watched():
        pass  # watched anew, it keeps as few as that
    with board.watched():
        looks(board)
        number, _ = board.whole()
        for text in "abc":
            waiting.says(text)
            looks(board)
        kept = board.since(number)
        assert len(kept) == 3
        waiting.says("d")
        looks(board)
        assert board.since(number) is None
        assert len(board.since(kept[-1].number)) == 1
        assert board.since(board.whole()[0]) == []


def test_a_lost_wake_up_only_delays(agent, app, waiting, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk))
    # another process that announces to nobody
    elsewhere = Database(app.extensions["helpdesk"].settings.sqlalchemy_url)
    with elsewhere.write() as session:
        sends.send_customer_message(
            session, waiting.id, "from-elsewhere", "Ahoj", detect_language=lambda t, lang: lang
        )
    wait_for(lambda: logged(desk, waiting) == [3])
    assert last_queue(desk)[0]["last_message"]["text"] == "Ahoj"
    elsewhere.close()


@ON_SQLITE
def test_another_process_tells_of_what_has_no_event(agent, app, database, waiting, watch):
    """On SQLite the log of transitions is looked at, too: a snooze has no event of its own."""
    wakeups = app.extensions["helpdesk"].wakeups
    poller = Poller(database, wakeups, pause_seconds=3600)
    poller.look()
    handoff_id = detail(agent, waiting)["handoff"]["id"]
    elsewhere = Database(app.extensions["helpdesk"].settings.sqlalchemy_url)
    with elsewhere.write() as session:
        transition = session.scalars(select(HandoffTransition)).one()
        session.add(
            HandoffTransition(
                handoff_id=handoff_id,
                conversation_id=waiting.id,
                verb="reroute",
                from_state="waiting",
                to_state="waiting",
                actor="system",
                details={},
                created_at=transition.created_at,
            )
        )
    elsewhere.close()
    with wakeups.subscribe_to_all() as subscription:
        poller.look()
        assert f"conversation:{waiting.id}" in subscription.wait(0)


def test_unread_messages_are_counted_where_they_concern_the_agent(agent, lead, new_waiting, watch):
    mine, other = new_waiting(), new_waiting()
    claims(agent, mine)
    desk, her_desk = watch(agent), watch(lead)
    wait_for(lambda: unread(desk) == {mine.id: 1})
    wait_for(lambda: last_queue(her_desk))
    mine.says("A ještě něco")
    other.says("Haló?")
    wait_for(lambda: unread(desk) == {mine.id: 2})
    wait_for(lambda: logged(her_desk, other))
    assert unread(her_desk) == {}
    of(agent, mine, "PUT", "reading", {"sequence": 99})
    wait_for(lambda: unread(desk) == {})
    mine.says("Jste tam?")
    wait_for(lambda: unread(desk) == {mine.id: 1})
    # what she has opened before is marked for her, too
    of(lead, other, "PUT", "reading", {"sequence": 99})
    other.says("Jste tam?")
    wait_for(lambda: unread(her_desk) == {other.id: 1})


def test_a_conversation_that_is_over_has_no_unread_mark(agent, waiting, watch):
    handoff = claims(agent, waiting).json
    desk = watch(agent)
    wait_for(lambda: unread(desk) == {waiting.id: 1})
    agent.sends("POST", f"/api/v1/desk/handoffs/{handoff['id']}/resolve")
    wait_for(lambda: unread(desk) == {})


def test_the_customers_reading_shows_without_a_row(agent, database, waiting, watch):
    claims(agent, waiting)
    writes(agent, waiting, "Dobrý den")
    desk = watch(agent)
    wait_for(lambda: last_queue(desk))
    with database.write() as session:
        reading.customer_reads(session, waiting.id, 4)
    (seen,) = wait_for(lambda: desk.of("reading"))
    assert seen == {"conversation_id": waiting.id, "customer_read_sequence": 4}
    assert desk.of("handoff_changes") == []
    again = watch(agent)
    assert wait_for(lambda: last_queue(again))[0]["customer_read_sequence"] == 4


def test_agents_see_who_else_has_a_conversation_open(agent, lead, database, waiting, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk))
    assert of(lead, waiting, "POST", "viewing", {"active": True}).json == {"viewers": []}
    wait_for(lambda: viewing(desk, waiting) == ["jana"])
    others = of(agent, waiting, "POST", "viewing", {"active": True, "writing": True}).json
    assert others == {"viewers": [{"username": "jana", "name": "Jana", "writing": False}]}
    later = watch(lead)
    wait_for(lambda: viewing(later, waiting) == ["jana", "petr"])
    assert detail(lead, waiting)["viewers"][1]["writing"] is True
    of(agent, waiting, "POST", "viewing", {"active": False})
    wait_for(lambda: viewing(later, waiting) == ["jana"])
    with database.write() as session:
        gone_at = clock.now() - TTL
        session.execute(update(ConversationViewer).values(seen_at=gone_at))
    wait_for(lambda: viewing(later, waiting) == [])
    assert detail(lead, waiting)["viewers"] == []


def test_who_is_there_and_how_much_they_have_shows(agent, lead, waiting, watch):
    desk = watch(lead)

    def load_of(username):
        told = desk.of("agents")
        found = {one["username"]: one for one in told[-1]["agents"]} if told else {}
        return (found[username]["presence"], found[username]["load"]) if found else None

    wait_for(lambda: load_of("petr") == ("online", 0))
    claims(agent, waiting)
    wait_for(lambda: load_of("petr") == ("online", 1))
    agent.signs_out()
    wait_for(lambda: load_of("petr") == ("offline", 1))


def test_an_open_desk_keeps_its_agent_present_but_not_signed_in(agent, database, watch):
    desk = watch(agent)
    wait_for(lambda: last_queue(desk) == [])
    long_ago = clock.now() - TTL * 10
    with database.write() as session:
        session.execute(update(Agent).values(seen_at=long_ago))
        session.execute(update(AgentSession).values(used_at=long_ago))

    def row(table):
        with database.read() as session:
            return session.scalars(select(table)).one()

    wait_for(lambda: row(Agent).seen_at > long_ago)
    assert row(AgentSession).used_at == long_ago


@ON_SQLITE
def test_a_handoff_that_comes_while_nobody_has_claimed_it_arrives_with_its_request(
    agent, database, app, watch
):
    customer = Customer(app.test_client()).starts()
    for number in range(4):
        customer.says(f"zpráva {number}")
    desk = watch(agent)
    wait_for(lambda: last_queue(desk) == [])
    customer.wants_a_human()
    wait_for(lambda: logged(desk, customer))
    with database.read() as session:
        assert log.get(session, customer.id).last_sequence == 5
    assert logged(desk, customer) == [5]
