"""The secrets of this installation: made once, kept in the state folder, its owner's alone."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from stack.errors import WrongSettings

FILE_NAME = "secrets.json"


@dataclass(frozen=True)
class Credentials:
    """The token that our processes show each other."""

    internal_token: str

    @classmethod
    def load_or_create(cls, state: Path) -> Credentials:
        """Read the state folder's secrets, or make them (mode 0600, written atomically)."""
        path = state / FILE_NAME
        if path.exists():
            return cls._read(path)
        state.mkdir(parents=True, exist_ok=True)
        made = cls(internal_token=secrets.token_urlsafe(32))
        temporary = path.with_suffix(f".{os.getpid()}")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(made), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        return made

    @classmethod
    def _read(cls, path: Path) -> Credentials:
        try:
            values = json.loads(path.read_text())
            credentials = cls(internal_token=str(values["internal_token"]))
        except (ValueError, KeyError, TypeError) as error:
            raise WrongSettings(
                f"{path} is damaged ({error}). Delete it to have new secrets made; "
                "nothing else is lost."
            ) from error
        path.chmod(0o600)
        return credentials
