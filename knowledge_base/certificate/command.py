"""The command `certify`: labelled questions in, a certificate or what is missing out."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.certificate.issuing import LabelledQuestion, findings, store_findings
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.certificate.wording import findings_as_json, message
from knowledge_base.errors import MalformedFile
from knowledge_base.evaluation.files import read_queries
from knowledge_base.live_state import Snapshot


@dataclass(frozen=True, kw_only=True)
class CertifyCommand:
    """What the command was told."""

    labelled: Path
    alpha: float
    delta: float
    by: str
    dry_run: bool
    as_json: bool


def run(command: CertifyCommand, snapshot: Snapshot, store: CertificateStore) -> int:
    """Certifies on a file; returns the exit status, 0 only where a threshold is certified."""
    published = {entry.id for entry in snapshot.retriever.entries}
    try:
        queries = read_queries(command.labelled, published)
    except MalformedFile as error:
        count = len(error.problems)
        _tell("\n".join(error.problems))
        _tell(f"{count} {'mistake' if count == 1 else 'mistakes'}; nothing was certified.")
        return 1
    questions = [
        LabelledQuestion(text=one.text, language=one.language, relevant=frozenset(one.relevant))
        for one in queries
    ]
    _tell(f"Searching {len(questions)} labelled questions.")
    found = findings(snapshot, questions, alpha=command.alpha, delta=command.delta)
    certificate = None if command.dry_run else store_findings(store, found, by=command.by)
    if command.as_json:
        said = findings_as_json(found, certificate)
        print(json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(message(found))
        if command.dry_run:
            print("This was a dry run: nothing was stored.")
    return 0 if found.is_certified else 1


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
