"""What a writer may put into an entry or a category: the checks, the limits, the tidying of texts.

The HTTP service and the imports check with the same models, so what one accepts the other does.
Tidying is idempotent: what was stored, exported and imported again is the same to the letter.
"""

import re
import unicodedata
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from knowledge_base.entries import Entry, Language, Status, Variant

LONGEST_QUESTION = 500
LONGEST_ANSWER = 20_000
MOST_ALTERNATIVES = 200
LONGEST_TAG = 50
# together; a cell of XLSX holds 32,767 characters, and an export must not lose any
LONGEST_ALTERNATIVES = 30_000
MOST_TAGS = 20
LONGEST_NAME = 80
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,79}$"

# Control characters other than a line break or a tab, and halves of surrogate pairs: PostgreSQL
# refuses NUL, XLSX all of them, UTF-8 the halves. U+FFFE and U+FFFF are no characters at all.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
BLANKS = re.compile(r"\s+")


def tidy_text(text: str) -> str:
    """The text in NFC, line breaks as `\\n`, no blanks around it; refuses control characters."""
    if found := UNSTORABLE.search(text):
        raise ValueError(f"contains the control character U+{ord(found.group()):04X}")
    return unicodedata.normalize("NFC", LINE_BREAKS.sub("\n", text)).strip()


def tidy_line(text: str) -> str:
    """As `tidy_text`, on one line: every run of blanks is one space."""
    return BLANKS.sub(" ", tidy_text(text)).strip()


def _without_repeats(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that say something, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def _tagged(tags: tuple[str, ...]) -> tuple[str, ...]:
    for tag in tags:
        if "," in tag or "|" in tag:
            raise ValueError(f"the tag {tag!r} contains a comma or a |")
    return tags


def _fitting(alternatives: tuple[str, ...]) -> tuple[str, ...]:
    if sum(len(text) + 1 for text in alternatives) > LONGEST_ALTERNATIVES:
        raise ValueError(f"are together longer than {LONGEST_ALTERNATIVES} characters")
    return alternatives


Id = Annotated[str, Field(pattern=ID_PATTERN)]
Line = Annotated[
    str, BeforeValidator(lambda value: tidy_line(value) if isinstance(value, str) else value)
]
Paragraphs = Annotated[
    str, BeforeValidator(lambda value: tidy_text(value) if isinstance(value, str) else value)
]
Tag = Annotated[Line, Field(max_length=LONGEST_TAG)]
Question = Annotated[Line, Field(min_length=1, max_length=LONGEST_QUESTION)]
Alternative = Annotated[Line, Field(max_length=LONGEST_QUESTION)]
Tags = Annotated[
    tuple[Tag, ...],
    Field(max_length=MOST_TAGS),
    AfterValidator(_tagged),
    AfterValidator(_without_repeats),
]
Alternatives = Annotated[
    tuple[Alternative, ...],
    Field(max_length=MOST_ALTERNATIVES),
    AfterValidator(_without_repeats),
    AfterValidator(_fitting),
]
Name = Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)]
WriterName = Annotated[Line, Field(max_length=LONGEST_NAME)]


class Fields(BaseModel):
    """Base of everything a writer sends: unknown keys are mistakes, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VariantFields(Fields):
    """One language of an entry as written."""

    question: Question
    answer: Annotated[Paragraphs, Field(min_length=1, max_length=LONGEST_ANSWER)]
    alternatives: Alternatives = ()


class EntryFields(Fields):
    """An entry as written; without a status a new one is a draft, an old one keeps its own."""

    id: Id
    category: Id
    tags: Tags = ()
    status: Status | None = None
    variants: Annotated[dict[Language, VariantFields], Field(min_length=1)]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """What a writer would have to send to get this entry."""
        return cls(
            id=entry.id,
            category=entry.category,
            tags=entry.tags,
            status=entry.status,
            variants={
                language: VariantFields(
                    question=variant.question,
                    answer=variant.answer,
                    alternatives=variant.alternatives,
                )
                for language, variant in entry.variants.items()
            },
        )

    def as_variants(self) -> dict[Language, Variant]:
        """The variants as the rest of the package knows them, Czech before English."""
        return {
            language: Variant(
                question=self.variants[language].question,
                answer=self.variants[language].answer,
                alternatives=self.variants[language].alternatives,
            )
            for language in sorted(self.variants)
        }


class CategoryNames(Fields):
    """A category's name in both languages; one may stand for the other."""

    cs: Name
    en: Name

    @model_validator(mode="before")
    @classmethod
    def _one_for_both(cls, names: object) -> object:
        if isinstance(names, dict) and len(names) == 1:
            (name,) = names.values()
            return {"cs": name, "en": name} if names.keys() <= {"cs", "en"} else names
        return names


class CategoryFields(Fields):
    """A category as written."""

    id: Id
    names: CategoryNames
    position: Annotated[int, Field(ge=0, le=100_000)] = 0


PLAIN_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a set of named values",
    "model_type": "must be a set of named values",
    "model_attributes_type": "must be a set of named values",
    "json_invalid": "is not valid JSON",
}


def plain_problems(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Each wrong field as its path and a reason in plain words."""
    problems = error.errors(include_url=False)
    # pydantic marks a wrong key of a mapping by a step of its own; what is under it is no news
    wrong_keys = [p["loc"][:-1] for p in problems if p["loc"][-1:] == ("[key]",)]
    return [
        *(
            (problem["loc"], _reason(problem))
            for problem in problems
            if not any(problem["loc"][: len(key)] == key for key in wrong_keys)
        ),
        *((key, "is not a known language; it must be 'cs' or 'en'") for key in wrong_keys),
    ]


def _reason(problem: ErrorDetails) -> str:
    kind, limits = problem["type"], problem.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return (
            f"{_shortened(problem['input'])} is not an id: 1 to 80 of a-z, 0-9, - and _,"
            " beginning with a letter or a digit"
        )
    if kind == "string_too_short":
        return "is empty"
    if kind == "string_too_long":
        return f"is longer than {limits['max_length']} characters"
    if kind == "too_long":
        return f"has more than {limits['max_length']} items"
    if kind == "too_short":
        return "needs at least one language with a question and an answer"
    if kind in ("enum", "literal_error"):
        return f"{_shortened(problem['input'])} is unknown; it must be {limits['expected']}"
    if kind == "value_error":
        return str(limits["error"])
    if kind in PLAIN_REASONS:
        return PLAIN_REASONS[kind]
    return problem["msg"][:1].lower() + problem["msg"][1:]


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
