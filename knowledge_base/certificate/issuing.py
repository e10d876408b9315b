"""From labelled questions to a certificate, or to what is missing for one.

Each question is searched anew in one state of the index: what is certified are this index's
confidences. What labels say about an entry holds for its present text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.certificate.certificate import Certificate, Conditions, Evidence, Terms
from knowledge_base.certificate.recalibration import Recalibration
from knowledge_base.certificate.risk_control import Certified, NotCertified, certify
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.entries import Language
from knowledge_base.live_state import Snapshot
from knowledge_base.retriever import Retriever


@dataclass(frozen=True, kw_only=True)
class LabelledQuestion:
    """A question and the ids of all entries that answer it; none: nothing does."""

    text: str
    language: Language
    relevant: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class SampleCounts:
    """How a threshold does on a sample: so many questions, answered, and wrong among these."""

    questions: int
    unanswerable: int
    answered: int
    wrong: int

    @property
    def coverage(self) -> float:
        """The share of the questions that are answered."""
        return self.answered / self.questions


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a labelled sample gave under the conditions it was searched in.

    `counts` are at the certified threshold or, without one, at the one in force; `reachable` is
    what `verdict.reachable_alpha` would give, where that is known.
    """

    evidence: Evidence
    conditions: Conditions
    verdict: Certified | NotCertified
    counts: SampleCounts
    reachable: Certified | None

    @property
    def is_certified(self) -> bool:
        """Whether a threshold can be certified."""
        return isinstance(self.verdict, Certified)


def findings(
    snapshot: Snapshot, questions: Sequence[LabelledQuestion], *, alpha: float, delta: float
) -> Findings:
    """Searches the questions and tests the thresholds; stores nothing."""
    retriever = snapshot.retriever
    if not retriever.is_fitted:
        retriever = retriever.refitted()  # as it will be served in a few seconds
    evidence = _searched(retriever, questions)
    answers = evidence.as_answers
    verdict = certify(answers.confidences, answers.wrong, alpha=alpha, delta=delta)
    in_force = snapshot.rules.compared.answer
    reachable = None
    if isinstance(verdict, NotCertified) and verdict.reachable_alpha is not None:
        again = certify(
            answers.confidences, answers.wrong, alpha=verdict.reachable_alpha, delta=delta
        )
        reachable = again if isinstance(again, Certified) else None
    return Findings(
        evidence=evidence,
        conditions=snapshot.conditions(),
        verdict=verdict,
        counts=counts_at(
            verdict.threshold if isinstance(verdict, Certified) else in_force, evidence
        ),
        reachable=reachable,
    )


def store_findings(store: CertificateStore, found: Findings, *, by: str) -> Certificate | None:
    """Stores what the labels taught about confidence, and the certificate if there is one.

    Raises StoreUnavailable.
    """
    answers = found.evidence.as_answers
    store.add_correction(
        Recalibration.fitted(answers.confidences, ~answers.wrong),
        labels=len(answers.wrong),
        conditions=found.conditions,
    )
    if isinstance(found.verdict, NotCertified):
        return None
    return store.add_certificate(
        by=by,
        terms=Terms(
            alpha=found.verdict.alpha,
            delta=found.verdict.delta,
            threshold=found.verdict.threshold,
        ),
        evidence=found.evidence,
        conditions=found.conditions,
    )


def counts_at(threshold: float, evidence: Evidence) -> SampleCounts:
    """How the threshold does on the sample."""
    answers = evidence.as_answers
    answered = answers.above(threshold).wrong
    return SampleCounts(
        questions=len(answers.wrong),
        unanswerable=evidence.unanswerable,
        answered=len(answered),
        wrong=int(np.count_nonzero(answered)),
    )


def _searched(retriever: Retriever, questions: Sequence[LabelledQuestion]) -> Evidence:
    published = {entry.id for entry in retriever.entries}
    confidences, wrong = [], []
    for question in questions:
        result = retriever.search(question.text, question.language, limit=1)
        first = result.candidates[0].entry_id if result.candidates else None
        confidences.append(result.confidence)
        wrong.append(first not in question.relevant)
    return Evidence(
        confidences=tuple(confidences),
        wrong=tuple(wrong),
        unanswerable=sum(not question.relevant & published for question in questions),
    )
