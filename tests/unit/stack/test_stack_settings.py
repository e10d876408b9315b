"""The machine-wide settings and secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stack.credentials import Credentials
from stack.errors import WrongSettings
from stack.settings import DEFAULT_PORTS, StackSettings


def test_the_defaults_need_no_environment() -> None:
    settings = StackSettings.from_environment({})
    assert settings.ports == DEFAULT_PORTS
    assert settings.host == "127.0.0.1"
    assert settings.demo


def test_every_wrong_setting_is_named_at_once() -> None:
    wrong = {"OCHOTA_PORT": "eighty", "OCHOTA_RASA_PORT": "70000", "OCHOTA_DEMO": "perhaps"}
    with pytest.raises(WrongSettings) as raised:
        StackSettings.from_environment(wrong)
    for name in wrong:
        assert name in str(raised.value)


def test_two_processes_cannot_be_given_the_same_port() -> None:
    with pytest.raises(WrongSettings, match="OCHOTA_PORT, OCHOTA_KNOWLEDGE_PORT: all say 8081"):
        StackSettings.from_environment({"OCHOTA_PORT": "8081"})


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    made = Credentials.load_or_create(tmp_path / "state")
    assert len(made.internal_token) >= 32
    path = tmp_path / "state" / "secrets.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert Credentials.load_or_create(tmp_path / "state") == made


def test_readable_secrets_are_closed_again(tmp_path: Path) -> None:
    Credentials.load_or_create(tmp_path)
    (tmp_path / "secrets.json").chmod(0o644)
    Credentials.load_or_create(tmp_path)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"token": "x"})])
def test_damaged_secrets_are_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(WrongSettings, match="Delete it to have new secrets made"):
        Credentials.load_or_create(tmp_path)
