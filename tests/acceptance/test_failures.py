"""What bad things get, on the real processes: each is stopped, killed or starved in turn.

A customer who waits is told so and gets a human with the reason; nothing is lost or doubled; the
log says why in one line; and once the part is back, the next question is answered.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from stack.processes import ManagedProcess
from stack.temporary import RunningStack
from tests.acceptance.api_customer import ApiAgent, ApiCustomer, wait_until
from tests.acceptance.nonsense import nonsense_server

QUESTION = "Do kdy můžu vrátit zboží bez udání důvodu?"
ENTRY = "return-period"
SMALL_TALK = "Dobrý den"

NewCustomer = Callable[..., ApiCustomer]


@pytest.fixture(autouse=True)
def stack_made_whole(running: RunningStack) -> Iterator[None]:
    """Whatever a test did to a process, the next test finds all four at work."""
    yield
    for process in running.group.processes.values():
        if process.running is None or process.has_ended():
            process.start()
        else:
            os.killpg(process.running.pid, signal.SIGCONT)
        becomes_ready(process)


@pytest.fixture
def new_customer(running: RunningStack) -> Iterator[NewCustomer]:
    customers: list[ApiCustomer] = []

    def make(language: str = "cs") -> ApiCustomer:
        customers.append(ApiCustomer(running, language))
        return customers[-1]

    yield make
    for customer in customers:
        customer.close()


class Log:
    """What a process has written to its log since this was made."""

    def __init__(self, process: ManagedProcess) -> None:
        self._path = process.log
        self._start = self._path.stat().st_size

    def text(self) -> str:
        with self._path.open("rb") as file:
            file.seek(self._start)
            return file.read().decode(errors="replace")

    def says(self, words: str) -> None:
        """Wait for these words; there must be no traceback beside them."""
        wait_until(f"{words!r} in {self._path.name}", lambda: words in self.text())
        assert "Traceback" not in self.text()


def becomes_ready(process: ManagedProcess) -> None:
    wait_until(f"{process.name} to be ready", lambda: process.status() in ("ready", "degraded"), 90)


def is_answered(customer: ApiCustomer) -> None:
    assert customer.gets_an_answer(after=customer.says(QUESTION)) == ENTRY
    assert customer.conversation()["handoff"] is None


@contextmanager
def halted(process: ManagedProcess) -> Iterator[None]:
    """The process takes connections and does nothing: as slow as can be."""
    assert process.running is not None
    os.killpg(process.running.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process.running.pid, signal.SIGCONT)


@contextmanager
def killed(process: ManagedProcess) -> Iterator[None]:
    """The process is gone without notice and is started again at the end."""
    process.kill()
    try:
        yield
    finally:
        process.start()
        becomes_ready(process)


def turn_is_running(stack: RunningStack, conversation_id: str) -> bool:
    address = f"file:{stack.settings.state / 'helpdesk.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        rows = database.execute(
            "SELECT state FROM turn WHERE conversation_id = ?", [conversation_id]
        ).fetchall()
    return rows == [("running",)]


# --- what customers type -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "x" * 10_000, "\x00\x01\x02", "\u200b\ufeff"],
    ids=["empty", "spaces", "10,000 characters", "binary", "invisible"],
)
def test_a_message_without_words_or_end_is_declined_with_its_field(
    new_customer: NewCustomer, text: str
) -> None:
    customer = new_customer()
    answer = customer.sends(text)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"
    assert answer.json()["error"]["fields"][0]["field"] == "text"
    assert customer.events() == []


def test_bytes_that_are_no_json_are_declined(new_customer: NewCustomer) -> None:
    answer = new_customer().sends_bytes(b"\xff\xfe\x00binary")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed_request")


@pytest.mark.parametrize(
    "text",
    [
        "متى يمكنني إرجاع البضاعة؟",
        "\u202eabcdef\u202c",
        "😀🎉👍",
        "<script>alert('x')</script>",
        '<b>tučně</b> <img src="x" onerror="alert(1)">',
        "{{7*7}} ${7*7} '; DROP TABLE event; --",
        "/restart",
        '/choose_entry{"entry_id": "return-period"}',
    ],
    ids=["Arabic", "direction", "emoji", "script", "HTML", "templates", "restart", "payload"],
)
def test_whatever_is_typed_is_kept_as_typed_and_gets_a_reply(
    running: RunningStack, new_customer: NewCustomer, text: str
) -> None:
    rasa_log, web_log = Log(running.group["rasa"]), Log(running.group["web"])
    customer = new_customer()
    customer.gets_a_reply(after=customer.says(text))

    message = customer.events()[0]
    assert message["parts"][0]["text"] == text
    for event in customer.events():
        for part in event["parts"]:
            assert "<script" not in part.get("html", "")
            assert "<img" not in part.get("html", "")
    assert "Traceback" not in rasa_log.text() + web_log.text()


def test_an_unknown_conversation_is_said_to_be_unknown(running: RunningStack) -> None:
    answer = httpx.get(
        f"{running.url}/api/v1/conversations/{uuid4()}", headers={"Authorization": "Bearer x"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_conversation")


def test_the_same_client_id_is_stored_and_answered_once(new_customer: NewCustomer) -> None:
    customer = new_customer()
    message_id = str(uuid4())
    first, second = (customer.sends(QUESTION, message_id) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["sequence"] == second.json()["sequence"]

    customer.gets_a_reply(after=1)
    assert [event["author"] for event in customer.events()] == ["customer", "bot"]


# --- the assistant -----------------------------------------------------------------------------


def test_an_assistant_killed_in_mid_turn_hands_the_customer_to_a_human(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    rasa, log = running.group["rasa"], Log(running.group["web"])
    customer = new_customer()
    with halted(rasa):
        customer.says(QUESTION)
        wait_until("the turn", lambda: turn_is_running(running, customer.conversation_id))
        with killed(rasa):
            assert customer.gets_a_human() == "assistant_unavailable"
            log.says("action=assistant_failed")
            assert customer.conversation()["last_sequence"] == len(customer.events())
    is_answered(new_customer())


def test_an_assistant_over_its_budget_is_given_up_with_the_reason(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    log = Log(running.group["web"])
    customer = new_customer()
    with halted(running.group["rasa"]):
        customer.says(QUESTION)
        assert customer.gets_a_human() == "assistant_unavailable"
        log.says("code=timeout")
        with ApiAgent(running) as agent:
            evidence = agent.evidence_of(customer.conversation_id)
            assert evidence["error"]["code"] == "timeout"
            agent.resolves(customer.conversation_id)
    # the late reply to the first question must not come as the answer to the second
    after = customer.says("Jaké máte možnosti platby?")
    assert customer.gets_an_answer(after) != ENTRY


def test_an_assistant_that_talks_nonsense_is_not_shown(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    log = Log(running.group["web"])
    customer = new_customer()
    with (
        killed(running.group["rasa"]),
        nonsense_server(running.settings.ports["OCHOTA_RASA_PORT"]),
    ):
        customer.says(QUESTION)
        assert customer.gets_a_human() == "assistant_unavailable"
        log.says("code=nonsense")
        assert customer.replies() == []
    is_answered(new_customer())


def test_without_its_actions_the_assistant_apologises_and_the_supervisor_brings_them_back(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    actions, customer = running.group["actions"], new_customer()
    log = Log(running.group["rasa"])
    actions.kill()
    customer.gets_a_reply(after=customer.says(QUESTION))
    assert customer.gets_a_human() == "assistant_unavailable"
    log.says("the action server does not answer")
    with ApiAgent(running) as agent:
        evidence = agent.evidence_of(customer.conversation_id)
        assert "the action server does not answer" in evidence["error"]["message"]

    told: list[str] = []

    def came_back() -> bool:
        running.group.restart_ended(told.append)
        return not actions.has_ended() and actions.status() == "ready"

    wait_until("the action server to be back", came_back)
    assert ["actions ended" in line for line in told] == [True]
    is_answered(new_customer())


# --- the knowledge base ------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [killed, halted], ids=["down", "slow"])
def test_without_the_knowledge_base_small_talk_goes_on_and_questions_reach_a_human(
    running: RunningStack,
    new_customer: NewCustomer,
    trouble: Callable[[ManagedProcess], object],
) -> None:
    rasa_log, web_log = Log(running.group["rasa"]), Log(running.group["web"])
    customer = new_customer()
    with trouble(running.group["knowledge base"]):  # type: ignore[attr-defined]
        customer.gets_a_reply(after=customer.says(SMALL_TALK))
        assert customer.conversation()["handoff"] is None

        customer.gets_a_reply(after=customer.says(QUESTION))
        assert customer.gets_a_human() == "assistant_unavailable"
        rasa_log.says("goes without a search: the knowledge base")

        search = httpx.get(
            f"{running.url}/api/v1/faq/search", params={"q": QUESTION, "language": "cs"}, timeout=20
        )
        assert search.status_code == 503
        assert search.json()["error"]["code"] == "knowledge_base_unavailable"
        assert int(search.headers["Retry-After"]) >= 1
        page = httpx.get(f"{running.url}/faq/cs", params={"q": QUESTION}, timeout=20)
        assert page.headers["content-type"].startswith("text/html")
        assert "Traceback" not in page.text
        web_log.says("knowledge_base")
    is_answered(new_customer())


def remove(index: Path) -> None:
    shutil.rmtree(index)


def corrupt(index: Path) -> None:
    """Every file of the saved index; the vectors beside it are kept apart and used again."""
    for path in index.glob("*/*"):
        path.write_bytes(b"damaged" * 100)


@pytest.mark.parametrize("damage", [remove, corrupt])
def test_an_index_that_is_missing_or_corrupt_is_rebuilt(
    running: RunningStack, new_customer: NewCustomer, damage: Callable[[Path], None]
) -> None:
    knowledge_base = running.group["knowledge base"]
    index = running.settings.state / "index"
    wait_until("the saved index", lambda: bool(list(index.rglob("manifest.json"))))
    log = Log(knowledge_base)
    knowledge_base.kill()
    damage(index)
    knowledge_base.start()
    becomes_ready(knowledge_base)

    log.says("index_rebuilt")
    is_answered(new_customer())


# --- the database and the disk -----------------------------------------------------------------


def test_a_database_locked_for_too_long_is_said_and_the_same_message_is_taken_later(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    log, customer, message_id = Log(running.group["web"]), new_customer(), str(uuid4())
    path = running.settings.state / "helpdesk.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = customer.sends(QUESTION, message_id)
        other.execute("ROLLBACK")
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "database_unavailable"
    assert int(refused.headers["Retry-After"]) >= 1
    log.says("code=database_unavailable")

    assert customer.sends(QUESTION, message_id).status_code == 201
    assert customer.sends(QUESTION, message_id).status_code == 200
    assert customer.gets_an_answer(after=1) == ENTRY
    assert [event["sequence"] for event in customer.events()] == [1, 2]


@contextmanager
def no_room_beyond(process: ManagedProcess, size: int) -> Iterator[None]:
    """No file of the process may grow beyond this size, as on a disk that is full."""
    assert process.running is not None
    members = [
        int(name)
        for name in os.listdir("/proc")
        if name.isdigit() and _group_of(int(name)) == process.running.pid
    ]
    _, hard = resource.prlimit(process.running.pid, resource.RLIMIT_FSIZE)
    for member in members:
        resource.prlimit(member, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for member in members:
            resource.prlimit(member, resource.RLIMIT_FSIZE, (hard, hard))


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def test_a_full_disk_is_said_and_what_was_confirmed_stays(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    web, customer = running.group["web"], new_customer()
    log = Log(web)
    # a human is in charge: only the customer's own messages are stored
    customer.gets_a_reply(after=customer.says("Chci mluvit s člověkem"))
    customer.gets_a_human()
    before = len(customer.events())

    refused: list[tuple[str, str]] = []
    confirmed = 0
    with no_room_beyond(web, web.log.stat().st_size + 100_000):
        for number in range(80):
            text, message_id = f"{number} " + "x" * 3900, str(uuid4())
            answer = customer.sends(text, message_id)
            if answer.status_code == 201:
                confirmed += 1
                continue
            assert answer.status_code == 503
            assert answer.json()["error"]["code"] == "database_unavailable"
            refused.append((text, message_id))
            break
        assert refused, "the disk was never full"
        log.says("code=database_unavailable")

    text, message_id = refused[0]
    assert customer.sends(text, message_id).status_code == 201
    stored = customer.events()
    assert len(stored) == before + confirmed + 1
    assert [event["sequence"] for event in stored] == list(range(1, len(stored) + 1))
    is_answered(new_customer())


def test_a_web_process_killed_before_the_answer_gives_it_once_it_is_back(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    web, customer = running.group["web"], new_customer()
    with halted(running.group["rasa"]):
        after = customer.says(QUESTION)
        wait_until("the turn", lambda: turn_is_running(running, customer.conversation_id))
        web.kill()
    web.start()
    becomes_ready(web)

    assert customer.gets_an_answer(after) == ENTRY
    assert [event["author"] for event in customer.events()] == ["customer", "bot"]
    assert customer.conversation()["handoff"] is None


def test_the_dialogues_state_lies_in_the_state_folder(
    running: RunningStack, new_customer: NewCustomer
) -> None:
    is_answered(new_customer())
    assert (running.settings.state / "bot" / "trackers.db").is_file()
