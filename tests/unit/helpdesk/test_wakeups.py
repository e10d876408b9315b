"""Wake-ups reach who waits for them; none is lost between looking and waiting."""

import threading
import time

import pytest

from helpdesk.errors import Unavailable
from helpdesk.streams.frames import frame
from helpdesk.streams.slots import StreamSlots, TooManyStreams
from helpdesk.streams.wakeups import DESK, Signal, Wakeups, conversation_topic


def test_a_wake_up_before_the_wait_ends_it_at_once() -> None:
    wakeups = Wakeups()
    with wakeups.subscribe(["a", "b"]) as subscription:
        wakeups.wake("a")
        assert subscription.wait(timeout=10) == {"a"}
        assert subscription.wait(timeout=0) == frozenset()


def test_a_waiter_is_woken_from_another_thread() -> None:
    wakeups = Wakeups()
    with wakeups.subscribe(["a"]) as subscription:
        threading.Timer(0.01, wakeups.wake, ["a"]).start()
        assert subscription.wait(timeout=10) == {"a"}


def test_other_topics_wake_nobody() -> None:
    wakeups = Wakeups()
    with wakeups.subscribe(["a"]) as subscription:
        wakeups.wake("b")
        assert subscription.wait(timeout=0) == frozenset()


def test_who_stopped_listening_is_forgotten() -> None:
    wakeups = Wakeups()
    subscription = wakeups.subscribe(["a"])
    subscription.close()
    wakeups.wake("a")
    assert subscription.wait(timeout=0) == frozenset()


def test_a_signal_reaches_the_conversation_and_the_desks_in_order() -> None:
    wakeups = Wakeups()
    signals = [Signal(conversation_id="1", kind="typing", data={"n": n}) for n in range(3)]
    with (
        wakeups.subscribe([conversation_topic("1")]) as customer,
        wakeups.subscribe([DESK]) as desk,
        wakeups.subscribe([conversation_topic("2")]) as stranger,
    ):
        for signal in signals:
            wakeups.signal(signal)
        assert customer.signals() == signals
        assert desk.signals() == signals
        assert stranger.signals() == []


def test_a_signal_ends_the_wait_without_anything_to_look_up() -> None:
    wakeups = Wakeups()
    with wakeups.subscribe([conversation_topic("1")]) as subscription:
        wakeups.signal(Signal(conversation_id="1", kind="typing", data={}))
        started_at = time.monotonic()
        assert subscription.wait(timeout=60) == frozenset()
        assert time.monotonic() - started_at < 60
        assert len(subscription.signals()) == 1


def test_slots_are_limited_for_one_and_for_all() -> None:
    slots = StreamSlots(per_owner=2, in_all=3)
    give_back = slots.take("a")
    slots.take("a")
    with pytest.raises(TooManyStreams):
        slots.take("a")
    slots.take("b")
    with pytest.raises(Unavailable):
        slots.take("c")
    give_back()
    give_back()  # twice changes nothing
    assert slots.open() == 2
    slots.take("c")
    with pytest.raises(Unavailable):
        slots.take("a")


def test_a_frame_is_one_event_whatever_its_data_says() -> None:
    text = frame("log", {"text": "a\nb\r\n\r\nevent: x\u2028"}, event_id=3)
    assert text.startswith("id: 3\nevent: log\ndata: {")
    assert text.count("\n") == 4
    assert text.endswith("}\n\n")
