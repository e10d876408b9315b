"""What runs beside the requests goes on whatever goes wrong, and ends when it is told to."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from helpdesk.periodic import Periodic

PATIENCE_SECONDS = 10


def test_it_acts_again_after_what_it_needs_was_refused(caplog: pytest.LogCaptureFixture) -> None:
    acted = threading.Event()
    failures = iter([OperationalError("SELECT 1", {}, Exception("locked"))])

    def act() -> None:
        for failure in failures:
            raise failure
        acted.set()

    periodic = Periodic("sweep", act, pause_seconds=0.01)
    periodic.start()

    assert acted.wait(PATIENCE_SECONDS)
    periodic.stop()
    assert "action=sweep_failed" in caplog.text


def test_after_a_stop_it_acts_no_more() -> None:
    times: list[int] = []
    acted = threading.Event()

    def act() -> None:
        times.append(1)
        acted.set()

    periodic = Periodic("sweep", act, pause_seconds=0.01)
    periodic.start()
    assert acted.wait(PATIENCE_SECONDS)

    periodic.stop()

    before = len(times)
    threading.Event().wait(0.1)
    assert len(times) == before
