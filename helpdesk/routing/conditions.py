"""What a routing rule asks and does: typed conditions, all of which must hold, and effects.

Pure: it knows neither the database nor HTTP.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from helpdesk.handoffs.states import Channel, Priority, Reason
from helpdesk.language import Language

Tier = Literal["standard", "premium"]

MOST_VALUES = 100

_ValueT = TypeVar("_ValueT")


@dataclass(frozen=True, kw_only=True)
class HeardTone:
    """The probabilities that an agent would hear anger and urgency in what the customer wrote."""

    anger: float
    urgency: float


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a handoff when it is routed; `text` is what the customer wrote lately."""

    reason: Reason
    text: str
    tier: Tier
    language: Language
    page_url: str
    channel: Channel
    tone: HeardTone | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _without_repeats(values: tuple[_ValueT, ...]) -> tuple[_ValueT, ...]:
    return tuple(dict.fromkeys(values))


def _a_keyword(text: str) -> str:
    text = " ".join(text.split())
    words = text.split(" ")
    if not all(re.fullmatch(r"[\w'’.-]+\*?", word) and re.search(r"\w", word) for word in words):
        raise ValueError("must be words; a * may stand at the end of one, for any ending")
    return text


Keyword = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_a_keyword)]
Probability = Annotated[float, Field(gt=0, le=1)]


class ReasonCondition(_Part):
    """The handoff's reason is one of these."""

    kind: Literal["reason"]
    any_of: Annotated[
        tuple[Reason, ...], Field(min_length=1, max_length=20), AfterValidator(_without_repeats)
    ]

    def holds(self, facts: Facts) -> bool:
        """Whether it does."""
        return facts.reason in self.any_of


class KeywordsCondition(_Part):
    """The customer used one of these words; case and diacritics do not matter."""

    kind: Literal["keywords"]
    any_of: Annotated[
        tuple[Keyword, ...],
        Field(min_length=1, max_length=MOST_VALUES),
        AfterValidator(_without_repeats),
    ]

    def holds(self, facts: Facts) -> bool:
        """Whether any of the words is there, whole or, with a star, as a beginning."""
        return _pattern(self.any_of).search(_folded(facts.text)) is not None


class TierCondition(_Part):
    """The customer is of one of these tiers; whoever is not known is standard."""

    kind: Literal["tier"]
    any_of: Annotated[
        tuple[Tier, ...], Field(min_length=1, max_length=2), AfterValidator(_without_repeats)
    ]

    def holds(self, facts: Facts) -> bool:
        """Whether it does."""
        return facts.tier in self.any_of


class LanguageCondition(_Part):
    """The customer writes in one of these languages."""

    kind: Literal["language"]
    any_of: Annotated[
        tuple[Language, ...], Field(min_length=1, max_length=2), AfterValidator(_without_repeats)
    ]

    def holds(self, facts: Facts) -> bool:
        """Whether it does."""
        return facts.language in self.any_of


class PageCondition(_Part):
    """The address of the page where the conversation began contains this."""

    kind: Literal["page"]
    contains: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^\S+$")]

    def holds(self, facts: Facts) -> bool:
        """Whether it does, whatever the case."""
        return self.contains.lower() in facts.page_url.lower()


class ChannelCondition(_Part):
    """The customer is answered by one of these ways."""

    kind: Literal["channel"]
    any_of: Annotated[
        tuple[Channel, ...], Field(min_length=1, max_length=2), AfterValidator(_without_repeats)
    ]

    def holds(self, facts: Facts) -> bool:
        """Whether it does."""
        return facts.channel in self.any_of


class ToneCondition(_Part):
    """Anger or urgency is heard with at least this probability; never where no tone is known."""

    kind: Literal["anger", "urgency"]
    at_least: Probability

    def holds(self, facts: Facts) -> bool:
        """Whether it does."""
        if facts.tone is None:
            return False
        heard = facts.tone.anger if self.kind == "anger" else facts.tone.urgency
        return heard >= self.at_least


Condition = Annotated[
    ReasonCondition
    | KeywordsCondition
    | TierCondition
    | LanguageCondition
    | PageCondition
    | ChannelCondition
    | ToneCondition,
    Field(discriminator="kind"),
]


class Effects(_Part):
    """What a rule does: it names a department, a priority, or both."""

    department: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    priority: Priority | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.department is None and self.priority is None:
            raise ValueError("name a department, a priority, or both")
        return self


def _folded(text: str) -> str:
    """The text in lower case without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=1000)
def _pattern(keywords: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern_of_one, keywords)))


def _pattern_of_one(keyword: str) -> str:
    words = [
        re.escape(_folded(word.removesuffix("*"))) + (r"\w*" if word.endswith("*") else "")
        for word in keyword.split(" ")
    ]
    return r"(?<!\w)" + r"\W+".join(words) + r"(?!\w)"
