"""Stacks that start side by side never get each other's ports."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stack import ports
from stack.errors import PortInUse
from stack.ports import reserved_ports
from stack.settings import ROOT

# listens on none of them, as a stack that is about to start
ANOTHER_STACK = """
from stack.ports import reserved_ports
with reserved_ports(4) as ports:
    print(*ports, flush=True)
    input()
"""


@contextmanager
def another_process() -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """A process that has reserved four ports, and which."""
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER_STACK],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, set(map(int, process.stdout.readline().split()))
        finally:
            process.kill()


def test_no_port_is_reserved_twice_in_one_process() -> None:
    with reserved_ports(4) as first, reserved_ports(4) as second:
        assert len({*first, *second}) == 8


def test_no_port_is_reserved_twice_by_two_processes() -> None:
    with another_process() as (_, theirs), reserved_ports(4) as ours:
        assert len(theirs) == 4
        assert theirs.isdisjoint(ours)


def test_a_port_on_which_somebody_listens_is_passed_over() -> None:
    with reserved_ports(1) as (port,):
        pass
    with socket.create_server(("127.0.0.1", port)), reserved_ports(4) as ours:
        assert port not in ours


def test_a_port_of_a_process_that_died_can_be_had_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with another_process() as (process, theirs):
        port = min(theirs)
        monkeypatch.setattr(ports, "PORTS", range(port, port + 1))
        with pytest.raises(PortInUse, match="Too few ports"), reserved_ports(1):
            pass
        process.kill()
        process.wait()
        with reserved_ports(1) as ours:
            assert ours == [port]


def test_reserved_ports_can_be_listened_on() -> None:
    with reserved_ports(2) as ours:
        for port in ours:
            with socket.create_server(("127.0.0.1", port)) as server:
                assert server.getsockname()[1] == port
