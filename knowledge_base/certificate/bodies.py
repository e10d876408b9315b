"""What the certificate's routes accept, as checked models."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from knowledge_base.certificate.issuing import LabelledQuestion
from knowledge_base.certificate.watching import JudgedAnswer
from knowledge_base.entries import Language
from knowledge_base.entry_rules import Fields, WriterName
from knowledge_base.request_bodies import SearchedText

MOST_QUESTIONS = 5000
MOST_RELEVANT = 100
MOST_OUTCOMES = 50_000

Risk = Annotated[float, Field(gt=0, le=0.5)]


class QuestionBody(Fields):
    """A labelled question; `relevant` are the ids of all entries that answer it."""

    text: SearchedText
    language: Language
    relevant: Annotated[tuple[str, ...], Field(max_length=MOST_RELEVANT)]

    def as_question(self) -> LabelledQuestion:
        """The question."""
        return LabelledQuestion(
            text=self.text, language=self.language, relevant=frozenset(self.relevant)
        )


class CertifyBody(Fields):
    """The sample to certify on, and who asks for what promise."""

    alpha: Risk
    delta: Risk
    issued_by: WriterName = ""
    questions: Annotated[list[QuestionBody], Field(min_length=1, max_length=MOST_QUESTIONS)]


class OutcomeBody(Fields):
    """A live answer that somebody judged; `confidence` is the search's certifiable confidence."""

    confidence: Annotated[float, Field(ge=0, le=1)]
    wrong: bool
    at: AwareDatetime

    def as_answer(self) -> JudgedAnswer:
        """The answer."""
        return JudgedAnswer(confidence=self.confidence, wrong=self.wrong, at=self.at)


class OutcomesBody(Fields):
    """All live answers judged since the certificate was issued."""

    outcomes: Annotated[tuple[OutcomeBody, ...], Field(max_length=MOST_OUTCOMES)]
