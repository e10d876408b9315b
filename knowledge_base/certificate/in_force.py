"""What holds for searches now: thresholds, whether they are certified, and why not."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from knowledge_base.certificate.certificate import Alarm, Certificate, Conditions
from knowledge_base.certificate.recalibration import UNCORRECTED, Recalibration
from knowledge_base.certificate.store import Lessons
from knowledge_base.confidence import DEFAULT_THRESHOLDS, decide
from knowledge_base.search_result import Decision, Reason, SearchResult, Thresholds

# More of the entries than this added, removed or edited: a judgement, not a theorem.
DEFAULT_TOLERANCE = 0.1


class Status(StrEnum):
    """How far answers are certified."""

    CERTIFIED = "certified"
    UNCERTIFIED = "uncertified"
    INVALID = "invalid"
    ALARM = "alarm"


class Invalid(StrEnum):
    """Why a certificate does not hold any more."""

    ENCODER_CHANGED = "encoder_changed"
    CALIBRATION_CHANGED = "calibration_changed"
    CONTENT_CHANGED = "content_changed"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What an operator set: thresholds instead of the default or certified ones, and tolerance.

    The thresholds are on the corrected confidence. `tolerance` is the share of changed entries
    that a certificate survives.
    """

    answer: float | None = None
    clarify: float | None = None
    tolerance: float = DEFAULT_TOLERANCE


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The rules of a search; made anew when the index, a certificate or an alarm changes.

    `compared` are the thresholds on the uncorrected confidence, `shown` the same ones on the
    corrected confidence, which is the one that is shown; `overridden`: an operator's threshold
    stands in place of the certificate's.
    """

    status: Status
    compared: Thresholds
    shown: Thresholds
    correction: Recalibration = UNCORRECTED
    certificate: Certificate | None = None
    invalid_because: tuple[Invalid, ...] = ()
    changed_share: float = 0.0
    overridden: bool = False

    @property
    def alarm(self) -> Alarm | None:
        """The alarm of the certificate in force."""
        return self.certificate.alarm if self.certificate else None

    def applied(self, result: SearchResult, *, excluding: Collection[str] = ()) -> SearchResult:
        """The result with corrected confidences and the decision under these rules.

        A search that passes over entries is not certified: no labelled question was searched so.
        """
        decision, reason = decide(np.asarray([result.confidence], dtype=np.float32), self.compared)
        if not result.candidates:
            decision, reason = Decision.HAND_OFF, Reason.NO_ANSWER
        corrected = self.correction.corrected(
            [result.confidence, *(candidate.confidence for candidate in result.candidates)]
        ).tolist()
        return replace(
            result,
            decision=decision,
            reason=reason,
            confidence=corrected[0],
            certifiable_confidence=result.confidence,
            thresholds=self.shown,
            candidates=tuple(
                replace(candidate, confidence=confidence)
                for candidate, confidence in zip(result.candidates, corrected[1:], strict=True)
            ),
            certified=self.status is Status.CERTIFIED and not excluding,
        )


def in_force(policy: Policy, lessons: Lessons, now: Conditions) -> InForce:
    """What holds under the present conditions, given what was learnt and what an operator set."""
    certificate, correction = lessons.certificate, _fitting_correction(lessons, now)
    reasons = _invalid_because(certificate, now, policy.tolerance) if certificate else ()
    status = _status(policy, certificate, reasons)
    answer = _answer_threshold(policy, certificate, status, reasons, correction)
    clarify = DEFAULT_THRESHOLDS.clarify if policy.clarify is None else policy.clarify
    compared = Thresholds(
        answer=answer, clarify=min(answer, _mapped(clarify, correction.uncorrected))
    )
    return InForce(
        status=status,
        compared=compared,
        shown=Thresholds(
            answer=_mapped(compared.answer, correction.corrected),
            clarify=_mapped(compared.clarify, correction.corrected),
        ),
        correction=correction,
        certificate=certificate,
        invalid_because=reasons,
        changed_share=certificate.conditions.changed_share(now) if certificate else 0.0,
        overridden=certificate is not None and policy.answer is not None,
    )


def _fitting_correction(lessons: Lessons, now: Conditions) -> Recalibration:
    """The correction, unless it was learnt on another encoder's or calibration's confidences."""
    learnt_on = (lessons.correction_encoder, lessons.correction_calibration)
    return lessons.correction if learnt_on == (now.encoder, now.calibration) else UNCORRECTED


def _invalid_because(
    certificate: Certificate, now: Conditions, tolerance: float
) -> tuple[Invalid, ...]:
    then = certificate.conditions
    reasons = {
        Invalid.ENCODER_CHANGED: then.encoder != now.encoder,
        Invalid.CALIBRATION_CHANGED: then.calibration != now.calibration,
        Invalid.CONTENT_CHANGED: then.changed_share(now) > tolerance,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _status(
    policy: Policy, certificate: Certificate | None, reasons: tuple[Invalid, ...]
) -> Status:
    if certificate is None or policy.answer is not None:
        return Status.UNCERTIFIED
    if reasons:
        return Status.INVALID
    return Status.ALARM if certificate.alarm else Status.CERTIFIED


def _answer_threshold(
    policy: Policy,
    certificate: Certificate | None,
    status: Status,
    reasons: tuple[Invalid, ...],
    correction: Recalibration,
) -> float:
    """On the uncorrected confidence."""
    if policy.answer is not None:
        return _mapped(policy.answer, correction.uncorrected)
    default = max(DEFAULT_THRESHOLDS.answer, policy.clarify or 0.0)
    cautious = _mapped(default, correction.uncorrected)
    if certificate is None:
        return cautious
    learnt = certificate.alarm.threshold if certificate.alarm else certificate.terms.threshold
    if status is not Status.INVALID:
        return learnt
    # what is known of these very confidences must not be forgotten for an edit's sake
    return max(cautious, learnt) if reasons == (Invalid.CONTENT_CHANGED,) else cautious


def _mapped(threshold: float, curve: Callable[[float], npt.NDArray[np.float64]]) -> float:
    """The threshold on the other scale; one that nothing reaches stays so."""
    return threshold if threshold > 1 else float(curve(threshold))
