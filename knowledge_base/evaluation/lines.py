"""Owns what one line of an evaluation's files may say."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from knowledge_base.entries import Language, Status, Variant

_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
# The title of an entry that has nothing but an answer.
_LONGEST_TITLE = 200


def _tidy(text: str) -> str:
    if _HALF_A_CHARACTER.search(text):
        raise ValueError("contains half a character (a surrogate without its other half)")
    return unicodedata.normalize("NFC", text).strip()


def _said(text: str) -> str:
    if not (tidy := _tidy(text)):
        raise ValueError("is empty")
    return tidy


def _each_once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


Text = Annotated[str, AfterValidator(_said)]
OptionalText = Annotated[str, AfterValidator(_tidy)]
Texts = Annotated[tuple[Text, ...], AfterValidator(_each_once)]


class Line(BaseModel):
    """A line of a file; what an evaluation does not need is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class QueryLine(Line):
    """A question and the ids of the entries that answer it."""

    text: Text
    language: Language
    relevant: Texts


class VariantFields(Line):
    """One language of an entry: at least one of its texts has to say something."""

    answer: OptionalText | None = None
    alternatives: Texts | None = None
    # last, and checked even when it is missing: what the others say decides whether it may be
    question: OptionalText | None = Field(default=None, validate_default=True)

    @field_validator("question")
    @classmethod
    def _searchable(cls, question: str | None, info: ValidationInfo) -> str | None:
        others_are_right = {"answer", "alternatives"} <= info.data.keys()
        if others_are_right and not (question or any(info.data.values())):
            raise ValueError("is empty, and so are alternatives and answer: one of them is needed")
        return question

    def as_variant(self) -> Variant:
        """The variant; without a question its first alternative or its answer's start is one."""
        answer = self.answer or ""
        phrasings = _each_once((self.question or "", *(self.alternatives or ())))
        question, *alternatives = [text for text in phrasings if text] or [_title(answer)]
        return Variant(question=question, answer=answer, alternatives=tuple(alternatives))


class OneLanguageLine(VariantFields):
    """An entry in one language; lines with the same id are the same entry."""

    id: Text
    language: Language
    status: Status = Status.PUBLISHED

    def as_variants(self) -> dict[Language, Variant]:
        """The line's only language."""
        return {self.language: self.as_variant()}


class WholeEntryLine(Line):
    """An entry as the API gives it."""

    id: Text
    status: Status = Status.PUBLISHED
    variants: dict[Language, VariantFields]

    @field_validator("variants")
    @classmethod
    def _at_least_one(
        cls, variants: dict[Language, VariantFields]
    ) -> dict[Language, VariantFields]:
        if not variants:
            raise ValueError("is empty")
        return variants

    def as_variants(self) -> dict[Language, Variant]:
        """Every language of the entry."""
        return {language: fields.as_variant() for language, fields in self.variants.items()}


EntryLine = OneLanguageLine | WholeEntryLine


def entry_line(value: Mapping[str, Any]) -> EntryLine:
    """The line of an entry in one language or, with `variants`, of a whole one."""
    kind = OneLanguageLine if value.get("variants") is None else WholeEntryLine
    return kind.model_validate(value)


def query_line(value: Mapping[str, Any]) -> QueryLine:
    """The line of a query."""
    return QueryLine.model_validate(value)


def _title(answer: str) -> str:
    """The answer's first line, up to its first full stop, question or exclamation mark."""
    sentence = re.match(r".*?[.!?](?=\s|$)|.*", answer.strip())
    return (sentence[0] if sentence else "")[:_LONGEST_TITLE].strip()
