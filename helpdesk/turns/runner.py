"""The turn runner: takes turns as they come and sees each of them to its end.

Threads here are greenlets under the server. Wherever a runner dies, the lease brings the turn
back; after `MAX_ATTEMPTS` a human is asked instead.
"""

import logging
import threading
import time
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from helpdesk.assistant_client import AssistantClient, AssistantFailed, Question, Reply
from helpdesk.database import Database
from helpdesk.errors import HelpdeskError
from helpdesk.handoffs import AGENT_PRESENT_FOR
from helpdesk.streams.wakeups import TURNS, Signal, Subscription, Wakeups
from helpdesk.turns import lease as leases
from helpdesk.turns import replies
from helpdesk.turns.lease import Lease, LeaseLost

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
POLL_SECONDS = 1.0
STOP_SECONDS = 10.0
_STORE_TRIES = 3


class TurnRunner:
    """Runs the turns of one database, several conversations at once, each in order."""

    def __init__(
        self,
        database: Database,
        wakeups: Wakeups,
        assistant: AssistantClient,
        *,
        lease_seconds: float = 30.0,
        at_once: int = 16,
        session_turns: int = 40,
        agent_present_for: timedelta = AGENT_PRESENT_FOR,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._assistant = assistant
        self._lease_for = timedelta(seconds=lease_seconds)
        self._session_turns = session_turns
        self._agent_present_for = agent_present_for
        self._poll_seconds = poll_seconds
        self._at_once = at_once
        self._slots = threading.Semaphore(at_once)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="turn-runner", daemon=True)

    def start(self) -> None:
        """Begin to take turns."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more turns, and wait for those under way, at most `STOP_SECONDS`."""
        self._stopping.set()
        self._wakeups.wake(TURNS)
        give_up_at = time.monotonic() + STOP_SECONDS
        if self._thread.is_alive():
            self._thread.join(timeout=STOP_SECONDS)
        for _ in range(self._at_once):
            self._slots.acquire(timeout=max(0.0, give_up_at - time.monotonic()))

    def _run(self) -> None:
        with self._wakeups.subscribe([TURNS]) as subscription:
            while not self._stopping.is_set():
                try:
                    self._take_all(subscription)
                except (SQLAlchemyError, HelpdeskError) as error:
                    log.error("action=turns_not_taken reason=%s", _one_line(error))
                subscription.wait(self._poll_seconds)

    def _take_all(self, subscription: Subscription) -> None:
        """Start every turn that may run now, as long as there are free slots."""
        while not self._stopping.is_set() and self._slots.acquire(blocking=False):
            lease = None
            try:
                # a lease lost in a power cut is a turn that is taken again: all is well
                with self._database.write(durable=False) as session:
                    lease = leases.take(session, self._lease_for)
            finally:
                if lease is None:
                    self._slots.release()
            if lease is None:
                return
            thread = threading.Thread(
                target=self._run_and_go_on, args=(lease, subscription), daemon=True
            )
            thread.start()

    def _run_and_go_on(self, lease: Lease, subscription: Subscription) -> None:
        try:
            self.run(lease)
        except Exception:
            # the lease brings the turn back
            log.exception("action=turn_crashed conversation_id=%s", lease.conversation_id)
        finally:
            self._slots.release()
            # the conversation's next turn may run now
            subscription.wake([TURNS])

    def run(self, lease: Lease) -> None:
        """See the leased turn to its end."""
        with self._database.read() as session:
            question = replies.question_for(session, lease, self._session_turns)
        if question is None:
            self._store(lease, None, None)
            return
        self._show_typing(lease, active=True)
        try:
            self._store(lease, question, self._ask(lease, question))
        finally:
            # after the reply is stored: a stream then shows both at one go
            self._show_typing(lease, active=False)

    def _ask(self, lease: Lease, question: Question) -> Reply | AssistantFailed:
        if lease.attempt > MAX_ATTEMPTS:
            return AssistantFailed("given_up", f"given up after {MAX_ATTEMPTS} attempts")
        try:
            return self._assistant.ask(question)
        except AssistantFailed as failure:
            log.warning(
                "action=assistant_failed conversation_id=%s sequence=%s code=%s reason=%s",
                lease.conversation_id,
                lease.sequence,
                failure.code,
                _one_line(failure),
            )
            return failure

    def _store(
        self, lease: Lease, question: Question | None, result: Reply | AssistantFailed | None
    ) -> None:
        """Store the outcome; a busy database is given some more tries, then the lease expires."""
        for tries_left in reversed(range(_STORE_TRIES)):
            try:
                with self._database.write() as session:
                    if question is None or result is None:
                        outcome = replies.store_not_asked(session, lease)
                    elif isinstance(result, AssistantFailed):
                        outcome = replies.store_failure(
                            session, lease, result, agent_present_for=self._agent_present_for
                        )
                    else:
                        outcome = replies.store_reply(
                            session,
                            lease,
                            question,
                            result,
                            agent_present_for=self._agent_present_for,
                        )
            except LeaseLost:
                log.warning("action=lease_lost conversation_id=%s", lease.conversation_id)
                return
            except (SQLAlchemyError, HelpdeskError) as error:
                log.error(
                    "action=turn_not_stored conversation_id=%s tries_left=%s reason=%s",
                    lease.conversation_id,
                    tries_left,
                    _one_line(error),
                )
                if tries_left == 0:
                    raise
                self._stopping.wait(self._poll_seconds)
                continue
            log.info(
                "action=turn_%s conversation_id=%s sequence=%s attempt=%s",
                outcome,
                lease.conversation_id,
                lease.sequence,
                lease.attempt,
            )
            return

    def _show_typing(self, lease: Lease, *, active: bool) -> None:
        self._wakeups.signal(
            Signal(
                conversation_id=lease.conversation_id,
                kind="typing",
                data={"author": "bot", "active": active},
            )
        )


def _one_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
