"""Which thresholds hold, and whether they are certified, under which conditions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge_base.certificate.certificate import (
    Alarm,
    Certificate,
    Conditions,
    Evidence,
    Terms,
)
from knowledge_base.certificate.drift import NEVER
from knowledge_base.certificate.in_force import InForce, Invalid, Policy, Status, in_force
from knowledge_base.certificate.recalibration import Recalibration
from knowledge_base.certificate.store import Lessons
from knowledge_base.confidence import DEFAULT_THRESHOLDS
from knowledge_base.search_result import Candidate, Decision, Reason, SearchResult

ENTRIES = {f"entry-{number}": "1@then" for number in range(20)}


def conditions(
    encoder: str = "e5", calibration: str = "first", stamps: Mapping[str, str] = ENTRIES
) -> Conditions:
    return Conditions(encoder=encoder, calibration=calibration, content_version=7, stamps=stamps)


def certificate(threshold: float = 0.55, alarm: Alarm | None = None) -> Certificate:
    return Certificate(
        id=1,
        issued_at=datetime(2026, 11, 22, tzinfo=UTC),
        issued_by="jana",
        terms=Terms(alpha=0.05, delta=0.05, threshold=threshold),
        evidence=Evidence(confidences=(0.9, 0.2), wrong=(False, True), unanswerable=1),
        conditions=conditions(),
        alarm=alarm,
    )


def alarm(threshold: float) -> Alarm:
    return Alarm(
        raised_at=datetime(2026, 11, 23, tzinfo=UTC), answers=20, wrong=9, threshold=threshold
    )


def learnt(certificate: Certificate | None, correction: Recalibration | None = None) -> Lessons:
    if correction is None:
        return Lessons(certificate=certificate)
    return Lessons(
        certificate=certificate,
        correction=correction,
        correction_encoder="e5",
        correction_calibration="first",
    )


def found(confidence: float) -> SearchResult:
    candidate = Candidate(
        entry_id="entry-1",
        version=1,
        language="cs",
        cross_lingual=False,
        category="returns",
        question="?",
        answer="!",
        confidence=confidence,
        score=1.0,
        matched_text="?",
    )
    return SearchResult(
        decision=Decision.HAND_OFF,
        reason=Reason.NO_ANSWER,
        confidence=confidence,
        certifiable_confidence=confidence,
        thresholds=DEFAULT_THRESHOLDS,
        candidates=(candidate, replace(candidate, entry_id="entry-2", confidence=0.1)),
    )


def decided(rules: InForce, confidence: float) -> Decision:
    return rules.applied(found(confidence)).decision


def test_without_a_certificate_the_default_holds_and_is_called_uncertified() -> None:
    rules = in_force(Policy(), Lessons(), conditions())

    assert rules.status is Status.UNCERTIFIED
    assert rules.compared == rules.shown == DEFAULT_THRESHOLDS
    assert not rules.applied(found(0.99)).certified


def test_a_certificate_s_threshold_decides() -> None:
    rules = in_force(Policy(), learnt(certificate(0.55)), conditions())

    assert rules.status is Status.CERTIFIED
    assert decided(rules, 0.55) is Decision.ANSWER
    assert decided(rules, 0.549) is Decision.CLARIFY
    assert rules.applied(found(0.56)).certified


def test_a_clarification_needs_no_more_than_an_answer() -> None:
    rules = in_force(Policy(), learnt(certificate(0.2)), conditions())

    assert rules.compared.answer == rules.compared.clarify == 0.2


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (conditions(encoder="other"), Invalid.ENCODER_CHANGED),
        (conditions(calibration="second"), Invalid.CALIBRATION_CHANGED),
        (conditions(stamps=ENTRIES | {f"new-{n}": "1@now" for n in range(3)}), "content_changed"),
        (conditions(stamps=ENTRIES | {f"entry-{n}": "2@now" for n in range(3)}), "content_changed"),
        (conditions(stamps=dict(list(ENTRIES.items())[3:])), "content_changed"),
    ],
)
def test_under_other_conditions_it_does_not_hold(now: Conditions, reason: str) -> None:
    rules = in_force(Policy(), learnt(certificate(0.55)), now)

    assert rules.status is Status.INVALID
    assert rules.invalid_because == (reason,)
    assert rules.compared == DEFAULT_THRESHOLDS
    assert not rules.applied(found(0.99)).certified


def test_it_survives_as_many_changed_entries_as_an_operator_allows() -> None:
    now = conditions(stamps=ENTRIES | {"entry-1": "2@now", "entry-2": "2@now"})

    rules = in_force(Policy(), learnt(certificate()), now)
    strict = in_force(Policy(tolerance=0.05), learnt(certificate()), now)

    assert (rules.status, rules.changed_share) == (Status.CERTIFIED, 0.1)
    assert strict.status is Status.INVALID


def test_edits_do_not_make_it_answer_what_it_was_not_certified_to() -> None:
    now = conditions(stamps={})

    careful = in_force(Policy(), learnt(certificate(0.9)), now)
    alarmed = in_force(Policy(), learnt(certificate(0.55, alarm(NEVER))), now)

    assert careful.compared.answer == 0.9
    assert alarmed.compared.answer == NEVER


def test_another_encoder_s_confidences_are_not_compared_with_its_threshold() -> None:
    rules = in_force(Policy(), learnt(certificate(0.9)), conditions(encoder="other"))

    assert rules.compared == DEFAULT_THRESHOLDS


def test_an_alarm_raises_the_threshold_and_ends_the_promise() -> None:
    rules = in_force(Policy(), learnt(certificate(0.55, alarm(0.8))), conditions())

    assert rules.status is Status.ALARM
    assert decided(rules, 0.79) is Decision.CLARIFY
    answer = rules.applied(found(0.8))
    assert (answer.decision, answer.certified) == (Decision.ANSWER, False)


def test_where_no_threshold_is_supported_nothing_is_answered() -> None:
    rules = in_force(
        Policy(),
        learnt(certificate(0.55, alarm(NEVER)), Recalibration(slope=1.3, intercept=-0.4)),
        conditions(),
    )

    assert decided(rules, 1.0) is Decision.CLARIFY
    assert rules.shown.answer > 1


def test_an_operator_s_threshold_stands_and_is_uncertified() -> None:
    rules = in_force(Policy(answer=0.5), learnt(certificate(0.55)), conditions())

    assert (rules.status, rules.overridden) == (Status.UNCERTIFIED, True)
    assert decided(rules, 0.5) is Decision.ANSWER
    assert not rules.applied(found(0.99)).certified


def test_an_operator_s_threshold_for_clarifications_leaves_answers_certified() -> None:
    rules = in_force(Policy(clarify=0.4), learnt(certificate(0.55)), conditions())

    assert rules.status is Status.CERTIFIED
    assert decided(rules, 0.39) is Decision.HAND_OFF
    assert in_force(Policy(clarify=0.8), Lessons(), conditions()).compared.answer == 0.8


def test_a_correction_changes_what_confidence_is_called_and_no_certified_decision() -> None:
    correction = Recalibration(slope=1.2, intercept=-0.7)
    plain = in_force(Policy(), learnt(certificate(0.55)), conditions())
    corrected = in_force(Policy(), learnt(certificate(0.55), correction), conditions())

    for confidence in (0.54, 0.549999, 0.55, 0.56, 0.98):
        answer = corrected.applied(found(confidence))
        assert answer.decision == decided(plain, confidence)
        assert answer.confidence == pytest.approx(float(correction.corrected(confidence)))
        assert answer.certifiable_confidence == confidence
        assert answer.candidates[0].confidence == answer.confidence
        assert answer.candidates[1].confidence < 0.1
    assert corrected.shown.answer == pytest.approx(float(correction.corrected(0.55)))


def test_the_default_threshold_is_compared_with_the_corrected_confidence() -> None:
    correction = Recalibration(slope=1.0, intercept=-1.0)
    rules = in_force(Policy(), learnt(None, correction), conditions())

    assert rules.shown.answer == pytest.approx(DEFAULT_THRESHOLDS.answer)
    assert decided(rules, 0.75) is Decision.CLARIFY
    assert decided(rules, 0.9) is Decision.ANSWER


@pytest.mark.parametrize("now", [conditions(encoder="other"), conditions(calibration="second")])
def test_a_correction_of_other_confidences_is_not_applied(now: Conditions) -> None:
    rules = in_force(Policy(), learnt(None, Recalibration(slope=1.0, intercept=-1.0)), now)

    assert rules.applied(found(0.75)).confidence == 0.75


def test_a_search_that_passes_over_entries_is_not_certified() -> None:
    rules = in_force(Policy(), learnt(certificate(0.55)), conditions())

    assert not rules.applied(found(0.9), excluding={"entry-7"}).certified


def test_without_a_candidate_there_is_no_answer_whatever_is_certified() -> None:
    rules = in_force(Policy(clarify=0.0), learnt(certificate(0.0)), conditions())
    nothing = replace(found(0.0), candidates=())

    answer = rules.applied(nothing)

    assert (answer.decision, answer.reason) == (Decision.HAND_OFF, Reason.NO_ANSWER)
