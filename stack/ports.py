"""Ports for a stack of its own, kept from every other one that starts beside it.

A free port that is merely looked up may be another's by the time somebody listens on it: another
stack finds the same one, or the kernel gives it to an outgoing connection.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stack.errors import PortInUse

# below those that Linux gives to outgoing connections (32768 and above)
PORTS = range(20_000, 30_000)


@contextmanager
def reserved_ports(count: int) -> Iterator[list[int]]:
    """Ports of the loopback interface that nobody listens on and nobody else gets until the end.

    Nobody else: who asks here, in this process or another one. A process that dies gives its ports
    back. Raises PortInUse when there are not so many.
    """
    reserved: list[int] = []
    with ExitStack() as claims:
        for port in PORTS:
            if len(reserved) == count:
                break
            claim = _claim(port)
            if claim is not None:
                claims.enter_context(claim)
                reserved.append(port)
        if len(reserved) < count:
            raise PortInUse(
                f"Too few ports from {PORTS.start} to {PORTS.stop - 1} are free ({count} needed). "
                "Stop some of the programs that listen there."
            )
        yield reserved


def _claim(port: int) -> socket.socket | None:
    """The claim on a port, held until it is closed; None when the port is claimed or in use."""
    # a name in Linux's abstract namespace: one owner, no file, and gone with its process
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0ochota-port-{port}")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        return None
    return claim
