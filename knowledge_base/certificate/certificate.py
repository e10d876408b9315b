"""A certificate as a value: what is promised, what from, and under which conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np

from knowledge_base.certificate.drift import LiveAnswers
from knowledge_base.store.rows import moment_as_text


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The labelled sample that a certificate rests on, without the questions' words.

    `confidences` (questions,) are uncorrected, `wrong` says for each whether the top entry would
    be a wrong answer; `unanswerable` is the number that nothing answers, each of them wrong.
    """

    confidences: tuple[float, ...]
    wrong: tuple[bool, ...]
    unanswerable: int

    @property
    def as_answers(self) -> LiveAnswers:
        """The sample as arrays."""
        return LiveAnswers(
            confidences=np.asarray(self.confidences, dtype=float),
            wrong=np.asarray(self.wrong, dtype=bool),
        )

    def as_json(self) -> dict[str, Any]:
        """The sample as it is stored."""
        return {
            "confidences": list(self.confidences),
            "wrong": [int(is_wrong) for is_wrong in self.wrong],
            "unanswerable": self.unanswerable,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The sample that was stored."""
        return cls(
            confidences=tuple(map(float, stored["confidences"])),
            wrong=tuple(map(bool, stored["wrong"])),
            unanswerable=int(stored["unanswerable"]),
        )


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Live answers contradict the certificate; `threshold` is the raised one, uncorrected.

    `answers` and `wrong` count the judged answers at or above the certified threshold.
    """

    raised_at: datetime
    answers: int
    wrong: int
    threshold: float

    def as_json(self) -> dict[str, Any]:
        """The alarm as it is stored and shown."""
        return {
            "raised_at": moment_as_text(self.raised_at),
            "answers": self.answers,
            "wrong": self.wrong,
            "threshold": self.threshold,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The alarm that was stored."""
        return cls(
            raised_at=datetime.fromisoformat(stored["raised_at"]),
            answers=int(stored["answers"]),
            wrong=int(stored["wrong"]),
            threshold=float(stored["threshold"]),
        )


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What confidences come from: a certificate holds under these only.

    `encoder` and `calibration` are identities, `stamps` tell the published entries' versions.
    """

    encoder: str
    calibration: str
    content_version: int
    stamps: Mapping[str, str]

    def changed_share(self, now: "Conditions") -> float:
        """The share of the entries of either time that were added, removed or edited since."""
        all_ids = self.stamps.keys() | now.stamps.keys()
        changed = sum(self.stamps.get(id_) != now.stamps.get(id_) for id_ in all_ids)
        return changed / len(all_ids) if all_ids else 0.0


@dataclass(frozen=True, kw_only=True)
class Terms:
    """At most `alpha` of the answers from `threshold` on are wrong, with probability 1 − `delta`.

    The threshold is on the uncorrected confidence.
    """

    alpha: float
    delta: float
    threshold: float


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A stored certificate."""

    id: int
    issued_at: datetime
    issued_by: str
    terms: Terms
    evidence: Evidence
    conditions: Conditions
    alarm: Alarm | None = None
