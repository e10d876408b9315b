"""What came of a labelled sample and what is in force, as JSON and in words."""

from dataclasses import asdict
from typing import Any

from knowledge_base.certificate.certificate import Certificate
from knowledge_base.certificate.in_force import InForce
from knowledge_base.certificate.issuing import Findings, SampleCounts, counts_at
from knowledge_base.certificate.risk_control import Certified, NotCertified, upper_bound
from knowledge_base.store.rows import moment_as_text


def findings_as_json(found: Findings, certificate: Certificate | None) -> dict[str, Any]:
    """What came of a sample; `certificate` is what was stored for it, if anything."""
    verdict = found.verdict
    missing = verdict if isinstance(verdict, NotCertified) else None
    return {
        "issued": certificate is not None,
        "certificate": certificate_as_json(certificate) if certificate else None,
        "sample": asdict(found.counts),
        "labels_needed": missing.labels_needed if missing else None,
        "reachable_alpha": missing.reachable_alpha if missing else None,
        "reachable_coverage": found.reachable.coverage if found.reachable else None,
        **_would_be(verdict),
        "message": message(found),
    }


def _would_be(verdict: Certified | NotCertified) -> dict[str, float | None]:
    """What is certified on the sample, be it stored or not."""
    certified = verdict if isinstance(verdict, Certified) else None
    return {
        "threshold": certified.threshold if certified else None,
        "coverage": certified.coverage if certified else None,
        "upper_bound": certified.upper_bound if certified else None,
    }


def certificate_as_json(certificate: Certificate) -> dict[str, Any]:
    """A stored certificate, its threshold uncorrected, without what each question came to."""
    terms, conditions = certificate.terms, certificate.conditions
    counts = counts_at(terms.threshold, certificate.evidence)
    bound = upper_bound(counts.wrong, counts.answered, delta=terms.delta)
    return {
        "id": str(certificate.id),
        "issued_at": moment_as_text(certificate.issued_at),
        "issued_by": certificate.issued_by,
        "alpha": terms.alpha,
        "delta": terms.delta,
        "threshold": terms.threshold,
        "sample": asdict(counts),
        "coverage": counts.coverage,
        "upper_bound": min(terms.alpha, bound),
        "encoder": conditions.encoder,
        "calibration": conditions.calibration,
        "knowledge_base_version": conditions.content_version,
        "entries": len(conditions.stamps),
    }


def rules_as_json(rules: InForce) -> dict[str, Any]:
    """What is in force; its thresholds are on the corrected confidence, as in a search."""
    return {
        "status": rules.status.value,
        "thresholds": asdict(rules.shown),
        "overridden": rules.overridden,
        "certificate": certificate_as_json(rules.certificate) if rules.certificate else None,
        "invalid_because": [reason.value for reason in rules.invalid_because],
        "changed_share": rules.changed_share,
        "alarm": rules.alarm.as_json() if rules.alarm else None,
    }


def message(found: Findings) -> str:
    """What came of a sample, for the lead: what is promised, or what is missing."""
    if isinstance(found.verdict, Certified):
        return _promise(found.verdict, found.counts)
    return _what_is_missing(found.verdict, found.reachable)


def _promise(verdict: Certified, counts: SampleCounts) -> str:
    return (
        f"Certified: from a certifiable confidence of {verdict.threshold:.3f} on, at most"
        f" {percent(verdict.alpha)} of the answers are wrong, with probability"
        f" {percent(1 - verdict.delta)}. Of {counts.questions} labelled questions"
        f" ({counts.unanswerable} of them without an answer) {counts.answered} would be answered"
        f" ({percent(verdict.coverage)}), {counts.wrong} of these wrongly; the upper bound of the"
        f" wrong-answer rate is {percent(verdict.upper_bound)}."
    )


def _what_is_missing(verdict: NotCertified, reachable: Certified | None) -> str:
    said = [f"Not certified. {verdict.reason}"]
    if verdict.labels_needed is not None:
        said.append(
            f"About {verdict.labels_needed} more labels would be needed for"
            f" {percent(verdict.alpha)}."
        )
    if reachable is not None:
        said.append(
            f"With these labels {percent(reachable.alpha)} can be certified"
            f" (coverage {percent(reachable.coverage)})."
        )
    return " ".join(said)


def percent(share: float) -> str:
    """A share such as 5 % or 2.5 %."""
    return f"{100 * share:.3g} %"
