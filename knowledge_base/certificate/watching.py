"""Hearing which live answers proved right or wrong, and raising the alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from knowledge_base.certificate.certificate import Alarm, Certificate
from knowledge_base.certificate.drift import LiveAnswers, is_alarming, supported_threshold
from knowledge_base.certificate.in_force import InForce
from knowledge_base.certificate.store import CertificateStore


@dataclass(frozen=True, kw_only=True)
class JudgedAnswer:
    """An answer that was given, with its uncorrected confidence, and whether it was wrong."""

    confidence: float
    wrong: bool
    at: datetime


def hear(store: CertificateStore, rules: InForce, judged: Sequence[JudgedAnswer]) -> None:
    """Stores an alarm if the answers judged since the certificate contradict it.

    `judged` are all of them: hearing them twice changes nothing. An alarm stays until a new
    certificate is issued; what is heard after it may raise its threshold further. Without a
    certificate, or with one that does not hold any more, nothing happens. Raises StoreUnavailable.
    """
    certificate = rules.certificate
    if certificate is None or rules.invalid_because:
        return
    answers = _since(certificate.issued_at, judged)
    if certificate.alarm is None and not _contradict(answers, certificate):
        return
    store.raise_alarm(certificate.id, _alarm(answers, certificate))


def _since(moment: datetime, judged: Sequence[JudgedAnswer]) -> LiveAnswers:
    """The answers since then, oldest first."""
    kept = sorted((one for one in judged if one.at >= moment), key=lambda one: one.at)
    return LiveAnswers(
        confidences=np.asarray([one.confidence for one in kept], dtype=float),
        wrong=np.asarray([one.wrong for one in kept], dtype=bool),
    )


def _contradict(answers: LiveAnswers, certificate: Certificate) -> bool:
    terms = certificate.terms
    return is_alarming(answers, terms.threshold, alpha=terms.alpha, delta=terms.delta)


def _alarm(answers: LiveAnswers, certificate: Certificate) -> Alarm:
    terms = certificate.terms
    above = answers.above(terms.threshold)
    return Alarm(
        raised_at=datetime.now(UTC),
        answers=len(above.wrong),
        wrong=int(np.count_nonzero(above.wrong)),
        threshold=supported_threshold(
            answers, certificate.evidence.as_answers, terms.threshold, alpha=terms.alpha
        ),
    )
