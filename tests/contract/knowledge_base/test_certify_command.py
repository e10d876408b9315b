"""`python -m knowledge_base certify`, as an operator runs it beside a running service."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge_base.certificate.store import CertificateStore
from knowledge_base.store import Database
from knowledge_base.store.migrating import migrate
from tests.contract.knowledge_base.test_certificate_over_http import QUESTIONS, good_sample
from tests.unit.knowledge_base.content_fixtures import entry_fields, with_category

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Operator:
    """Runs commands on one state folder."""

    state: Path

    def labels(self, questions: int) -> Path:
        path = self.state / "labelled.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in good_sample(questions)) + "\n")
        return path

    def certifies(self, labelled: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "knowledge_base", "certify", "--labelled", labelled, *options],
            env={"PATH": os.environ["PATH"], "OCHOTA_STATE": str(self.state)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def stored(self) -> list[str]:
        database = Database(f"sqlite:///{self.state / 'knowledge.db'}")
        certificate = CertificateStore(database).lessons().certificate
        database.close()
        return [certificate.issued_by] if certificate else []


@pytest.fixture
def operator(tmp_path: Path, prepared_encoder_state: Path) -> Operator:
    (tmp_path / "encoder").symlink_to(prepared_encoder_state / "encoder")
    database = Database(f"sqlite:///{tmp_path / 'knowledge.db'}")
    migrate(database)
    with_category(database).import_all(
        [
            entry_fields(
                id=id_,
                variants={
                    "cs": {"question": asked[0], "answer": "Ano.", "alternatives": [asked[1]]}
                },
            )
            for id_, asked in QUESTIONS.items()
        ],
        by="jana",
    )
    database.close()
    return Operator(tmp_path)


def test_a_sample_that_is_large_enough_is_certified(operator: Operator) -> None:
    labels = operator.labels(60)

    dry = operator.certifies(labels, "--alpha", "0.1", "--dry-run")
    assert (dry.returncode, operator.stored()) == (0, []), dry.stderr
    assert "nothing was stored" in dry.stdout

    done = operator.certifies(labels, "--alpha", "0.1", "--by", "jana")
    assert (done.returncode, operator.stored()) == (0, ["jana"]), done.stderr
    assert "at most 10 % of the answers are wrong, with probability 95 %" in done.stdout


def test_one_that_is_too_small_is_told_what_it_lacks(operator: Operator) -> None:
    done = operator.certifies(operator.labels(14), "--json")

    said = json.loads(done.stdout)
    assert (done.returncode, said["issued"], said["threshold"]) == (1, False, None)
    assert said["labels_needed"] >= 45
    assert "more labels would be needed for 5 %" in said["message"]
    assert operator.stored() == []


def test_a_malformed_file_is_refused_by_line_and_field(operator: Operator) -> None:
    path = operator.labels(3)
    path.write_text(
        path.read_text() + '{"text": "Proč?", "language": "cs", "relevant": ["nowhere"]}\n'
    )

    done = operator.certifies(path)

    assert done.returncode == 1
    assert f"{path}:4: relevant: 'nowhere' is the id of no published entry" in done.stderr
    assert "1 mistake; nothing was certified." in done.stderr
