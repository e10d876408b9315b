"""Passwords of agents: hashed with Argon2id, compared in constant work, generated readably.

A hash takes some 30 ms of processor on purpose; under the server it is computed in a real thread,
so that no stream waits for somebody's sign-in.
"""

import secrets
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey

LEAST_LENGTH = 10
GREATEST_LENGTH = 200

# without letters and digits that are mistaken for each other when read aloud or copied by hand
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP_LENGTH = 4

_ResultT = TypeVar("_ResultT")


class Passwords:
    """Hashes passwords and checks them against hashes."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher

    @classmethod
    def strong(cls) -> "Passwords":
        """For real accounts: OWASP's second recommendation for Argon2id (19 MiB, two passes)."""
        return cls(PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1))

    @classmethod
    def cheap(cls) -> "Passwords":
        """For tests only: the same algorithm with next to no work."""
        return cls(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

    def hash(self, password: str) -> str:
        """What is stored in place of the password."""
        return _off_the_loop(lambda: self._hasher.hash(password))

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one behind the stored hash.

        With no hash (nobody has that name) the same work is done for nothing, so that the time
        an answer takes does not tell which names exist.
        """
        return _off_the_loop(lambda: self._verifies(stored or self._nobodys, password)) and (
            stored is not None
        )

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's and should be made again."""
        return self._hasher.check_needs_rehash(stored)

    def _verifies(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())


def generated_password() -> str:
    """A new random password of four groups of letters and digits, some 79 bits."""
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def _off_the_loop(work: Callable[[], _ResultT]) -> _ResultT:
    """What `work` returns, computed in a real thread where threads are greenlets."""
    if not monkey.is_module_patched("threading"):
        return work()
    result: _ResultT = gevent.get_hub().threadpool.apply(work)
    return result
