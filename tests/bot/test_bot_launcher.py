"""The command line: settings, errors in one line, and a model that is trained when it must be."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from launcher import checking
from launcher import model as model_module
from launcher.model import MODEL_NAME, train_when_changed, trained_model
from launcher.serving import ActionsUnavailable, require_free, say_in_one_line
from launcher.settings import BOT_FOLDER, LauncherError, export, read_settings

RUN = Path(__file__).resolve().parents[2] / "bot" / "run.py"


def run(command: str, state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    values = {**os.environ, "OCHOTA_STATE": str(state), **environment}
    return subprocess.run(
        [sys.executable, str(RUN), command],
        env=values,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_wrong_port_is_named_at_once() -> None:
    with pytest.raises(LauncherError) as error:
        read_settings({"OCHOTA_RASA_PORT": "many", "OCHOTA_ACTIONS_PORT": "70000"})
    assert "OCHOTA_RASA_PORT is 'many'" in str(error.value)
    assert "OCHOTA_ACTIONS_PORT is '70000'" in str(error.value)


def test_without_settings_the_documented_defaults_hold() -> None:
    settings = read_settings({})
    assert (settings.rasa_port, settings.actions_port, settings.knowledge_port) == (
        5005,
        5055,
        8081,
    )
    assert settings.model_folder == Path("state").resolve() / "bot" / "models"


def test_the_dialogues_state_lies_in_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rasa.core.utils import AvailableEndpoints

    settings = read_settings({"OCHOTA_STATE": str(tmp_path), "OCHOTA_ACTIONS_PORT": "6055"})
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", dict(os.environ))
        export(settings)
        endpoints = AvailableEndpoints.read_endpoints(str(BOT_FOLDER / "endpoints.yml"))

    assert endpoints.tracker_store.kwargs["path"] == str(tmp_path / "bot" / "trackers.db")
    assert endpoints.action.url == "http://127.0.0.1:6055/webhook"


def test_a_used_port_is_told_with_its_setting() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(LauncherError, match="OCHOTA_RASA_PORT"):
            require_free(other.getsockname()[1], "OCHOTA_RASA_PORT")


def test_actions_without_a_token_end_with_one_line(tmp_path: Path) -> None:
    ended = run("actions", tmp_path, OCHOTA_INTERNAL_TOKEN="")
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines() == [
        "bot: OCHOTA_INTERNAL_TOKEN is not set: give every process the same secret."
    ]


@pytest.mark.slow
def test_serving_without_a_model_ends_with_one_line(tmp_path: Path) -> None:
    ended = run("serve", tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines()[-1].startswith("bot: No trained model in")


@pytest.mark.slow
def test_serving_a_damaged_model_ends_with_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "bot" / "models"
    folder.mkdir(parents=True)
    (folder / MODEL_NAME).write_bytes(b"no model")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ended = run("serve", tmp_path, OCHOTA_RASA_PORT=str(port))
    assert ended.returncode == 2
    assert "cannot be loaded" in ended.stderr.strip().splitlines()[-1]


def test_an_unchanged_assistant_is_not_trained_again(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(work: Path) -> Path:
        raise AssertionError("trained again")

    monkeypatch.setattr(model_module, "_train", fail)
    assert not train_when_changed(model.parent)


@pytest.mark.parametrize("what", ["sources", "model"])
def test_a_changed_source_or_a_damaged_model_is_trained_again(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    folder = tmp_path / "models"
    shutil.copytree(model.parent, folder)
    if what == "model":
        (folder / MODEL_NAME).write_bytes(b"damaged")
    else:
        monkeypatch.setattr(model_module, "sources_fingerprint", lambda: "changed")

    def train(work: Path) -> Path:
        (work / "new").write_bytes(b"a new model")
        return work / "new"

    monkeypatch.setattr(model_module, "_train", train)
    assert train_when_changed(folder)
    assert trained_model(folder).read_bytes() == b"a new model"


@pytest.mark.parametrize(
    ("error", "is_told_in_one_line"),
    [(ActionsUnavailable("it is down"), True), (ValueError("a mistake of ours"), False)],
)
def test_only_a_failing_action_server_is_told_without_a_traceback(
    error: Exception, is_told_in_one_line: bool
) -> None:
    info = (type(error), error, None)
    record = logging.LogRecord("rasa", logging.ERROR, "f.py", 1, "It failed.", None, info)
    assert say_in_one_line(record)
    assert (record.exc_info is None) is is_told_in_one_line
    assert ("it is down" in record.getMessage()) is is_told_in_one_line


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("The intent 'faq' is listed in the domain file, but is not found in the NLU", True),
        ("The intent 'greet' is listed in the domain file, but is not found in the NLU", False),
        ("The utterance 'utter_clarify' is not used in any story or rule.", True),
        ("The utterance 'utter_greet' is not used in any story or rule.", False),
        ("Something else entirely", False),
    ],
)
def test_validation_lets_pass_only_warnings_with_a_reason(message: str, expected: bool) -> None:
    assert (checking.unexpected_warnings([message]) == []) is expected
