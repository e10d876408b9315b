"""The reader of tone in a running service: its classifier is learnt once and kept in a file."""

import hashlib
import logging
from pathlib import Path

from knowledge_base.encoder import Encoder
from knowledge_base.errors import SearchNotReady
from knowledge_base.logs import line
from knowledge_base.tone.classifier import Tone, ToneClassifier, Vector
from knowledge_base.tone.sentences import Sentence, learnt_sentences

log = logging.getLogger(__name__)

# grows when the same sentences come to give another classifier
_REVISION = 1


class ToneReader:
    """Reads the tone of texts; `prepare` it with an encoder before use."""

    def __init__(self, file: Path) -> None:
        """`file` is where the classifier is kept between starts."""
        self._file = file
        self._ready: tuple[Encoder, ToneClassifier] | None = None

    def prepare(self, encoder: Encoder) -> bool:
        """Load the classifier or learn it, which takes seconds; whether it had to be learnt.

        Where it cannot be kept, as on a full disk, it is learnt anew at the next start.
        """
        sentences = learnt_sentences()
        digest = _digest(encoder, sentences)
        classifier = ToneClassifier.load(self._file, digest=digest)
        learnt = classifier is None
        if classifier is None:
            classifier = ToneClassifier.fitted(encoder, sentences)
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                classifier.save(self._file, digest=digest)
            except OSError as error:
                log.warning(line("tone_not_kept", reason=error))
        self._ready = (encoder, classifier)
        return learnt

    def of_vector(self, vector: Vector) -> Tone | None:
        """The tone of the text that has this vector as a question; None before `prepare`."""
        return self._ready[1].tone(vector) if self._ready else None

    def of_text(self, text: str) -> Tone:
        """The tone of a text. Raises SearchNotReady before `prepare`."""
        if self._ready is None:
            raise SearchNotReady("The encoder is not ready yet: ask again in a few seconds.")
        encoder, classifier = self._ready
        return classifier.tone(encoder.encode_questions([text])[0])


def _digest(encoder: Encoder, sentences: list[Sentence]) -> str:
    known = hashlib.sha256(f"{_REVISION} {encoder.identity}".encode())
    for sentence in sentences:
        known.update(f"\n{sentence.anger:d}{sentence.urgency:d} {sentence.text}".encode())
    return known.hexdigest()
