"""The knowledge base's settings: right ones are taken, wrong ones all reported in plain words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_base.errors import SettingsError
from knowledge_base.settings import Settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("OCHOTA_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


def test_without_any_setting_everything_lies_in_the_state_folder() -> None:
    settings = Settings.from_environment()

    assert settings.store_url == "sqlite:///state/knowledge.db"
    assert settings.index_folder == Path("state/index")


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCHOTA_KNOWLEDGE_PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")

    assert Settings.from_environment().knowledge_port == 8081


def test_the_database_is_set_by_the_usual_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1/shop")

    assert Settings.from_environment().store_url == "postgresql://somebody@127.0.0.1/shop"


def test_every_wrong_value_is_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "OCHOTA_KNOWLEDGE_PORT": "70000",
        "OCHOTA_ENCODER_ENGINE": "abacus",
        "OCHOTA_ENCODER_THREADS": "many",
        "OCHOTA_ANSWER_THRESHOLD": "2",
        "OCHOTA_INTERNAL_TOKEN": "hunter2",
        "DATABASE_URL": "mysql://root:hunter2@127.0.0.1/shop",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as raised:
        Settings.from_environment()

    assert sorted(problem.split()[0].rstrip(":") for problem in raised.value.problems) == sorted(
        wrong
    )
    assert "hunter2" not in str(raised.value)


def test_thresholds_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCHOTA_ANSWER_THRESHOLD", "0.5")
    monkeypatch.setenv("OCHOTA_CLARIFY_THRESHOLD", "0.6")

    with pytest.raises(SettingsError, match="CLARIFY_THRESHOLD"):
        Settings.from_environment()


def test_the_command_line_says_what_is_wrong_and_nothing_else() -> None:
    environment = {"PATH": os.environ["PATH"], "OCHOTA_KNOWLEDGE_PORT": "x"}
    answer = subprocess.run(
        [sys.executable, "-m", "knowledge_base", "check-settings"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert answer.returncode == 2
    assert answer.stderr.startswith("OCHOTA_KNOWLEDGE_PORT is 'x'")
    assert "Traceback" not in answer.stderr
