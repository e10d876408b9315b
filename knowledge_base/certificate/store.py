"""Where certificates are kept: each with its evidence, the whole history, the newest counts."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.certificate.certificate import (
    Alarm,
    Certificate,
    Conditions,
    Evidence,
    Terms,
)
from knowledge_base.certificate.recalibration import UNCORRECTED, Recalibration
from knowledge_base.logs import line
from knowledge_base.store import Database
from knowledge_base.store.tables import CertificateRow, RecalibrationRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """What labels have taught so far: the newest certificate, if any, and the newest correction.

    `correction_encoder` and `correction_calibration` are what the correction was learnt on.
    """

    certificate: Certificate | None = None
    correction: Recalibration = UNCORRECTED
    correction_encoder: str = ""
    correction_calibration: str = ""


class CertificateStore:
    """Reads and adds certificates in one database; safe to use from several threads.

    Every method raises StoreUnavailable when the database cannot do it; then nothing changed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def marker(self) -> tuple[int, int, int]:
        """What differs whenever `lessons` would."""
        with self._database.reading() as session:
            certificate = session.execute(
                select(CertificateRow.id, CertificateRow.revision)
                .order_by(CertificateRow.id.desc())
                .limit(1)
            ).first()
            corrections = session.scalar(select(func.max(RecalibrationRow.id))) or 0
            id_, revision = certificate or (0, 0)
            return id_, revision, corrections

    def lessons(self) -> Lessons:
        """The newest of what was learnt."""
        with self._database.reading() as session:
            row = _newest(session)
            correction = session.scalars(
                select(RecalibrationRow).order_by(RecalibrationRow.id.desc()).limit(1)
            ).first()
            certificate = None if row is None else _certificate(row)
            if correction is None:
                return Lessons(certificate=certificate)
            return Lessons(
                certificate=certificate,
                correction=Recalibration.from_json(correction.curve),
                correction_encoder=correction.encoder,
                correction_calibration=correction.calibration,
            )

    def add_certificate(
        self, *, by: str, terms: Terms, evidence: Evidence, conditions: Conditions
    ) -> Certificate:
        """Stores a new certificate; from now on it counts."""
        with self._database.writing() as session:
            row = CertificateRow(
                issued_at=datetime.now(UTC),
                issued_by=by,
                alpha=terms.alpha,
                delta=terms.delta,
                threshold=terms.threshold,
                encoder=conditions.encoder,
                calibration=conditions.calibration,
                content_version=conditions.content_version,
                evidence=evidence.as_json(),
                stamps=dict(conditions.stamps),
                alarm=None,
                revision=1,
            )
            session.add(row)
            session.flush()
            certificate = _certificate(row)
        log.info(line("certificate_issued", id=certificate.id, by=by, threshold=terms.threshold))
        return certificate

    def add_correction(
        self, correction: Recalibration, *, labels: int, conditions: Conditions
    ) -> None:
        """Stores what so many labels taught about confidence; from now on it counts."""
        with self._database.writing() as session:
            session.add(
                RecalibrationRow(
                    learnt_at=datetime.now(UTC),
                    labels=labels,
                    encoder=conditions.encoder,
                    calibration=conditions.calibration,
                    curve=correction.as_json(),
                )
            )
        log.info(line("correction_learnt", labels=labels, **correction.as_json()))

    def raise_alarm(self, certificate_id: int, alarm: Alarm) -> None:
        """Stores the alarm with its certificate, unless a newer one was issued meanwhile.

        An alarm is never lowered: of two, the higher threshold and the earlier time stay.
        """
        with self._database.writing() as session:
            row = _newest(session, for_update=True)
            if row is None or row.id != certificate_id:
                return
            newest = _joined(Alarm.from_json(row.alarm) if row.alarm else None, alarm)
            if newest.as_json() == row.alarm:
                return
            row.alarm = newest.as_json()
            row.revision += 1
        log.warning(
            line(
                "certificate_alarm",
                id=certificate_id,
                wrong=alarm.wrong,
                answers=alarm.answers,
                threshold=newest.threshold,
            )
        )


def _newest(session: Session, *, for_update: bool = False) -> CertificateRow | None:
    wanted = select(CertificateRow).order_by(CertificateRow.id.desc()).limit(1)
    return session.scalars(wanted.with_for_update() if for_update else wanted).first()


def _joined(earlier: Alarm | None, later: Alarm) -> Alarm:
    if earlier is None:
        return later
    return Alarm(
        raised_at=earlier.raised_at,
        answers=later.answers,
        wrong=later.wrong,
        threshold=max(earlier.threshold, later.threshold),
    )


def _certificate(row: CertificateRow) -> Certificate:
    return Certificate(
        id=row.id,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        terms=Terms(alpha=row.alpha, delta=row.delta, threshold=row.threshold),
        evidence=Evidence.from_json(row.evidence),
        conditions=Conditions(
            encoder=row.encoder,
            calibration=row.calibration,
            content_version=row.content_version,
            stamps=row.stamps,
        ),
        alarm=Alarm.from_json(row.alarm) if row.alarm else None,
    )
