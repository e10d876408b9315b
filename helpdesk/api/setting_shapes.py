"""Types of fields that leads set: names, ids, versions; what is wrong is said by field."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from helpdesk.language import Language

# ids are 64-bit, other numbers 32-bit integers in the database
GREATEST_ID = 2**63 - 1
GREATEST_NUMBER = 2**31 - 1

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def _one_line(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("must not be empty")
    if _CONTROLS.search(text):
        raise ValueError("must be one line without control characters")
    return text


Line = Annotated[str, Field(max_length=120), AfterValidator(_one_line)]
SlugId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
Version = Annotated[int, Field(ge=1, le=GREATEST_NUMBER)]


class Names(BaseModel):
    """What something is called in each language."""

    cs: Line
    en: Line

    def as_dict(self) -> dict[Language, str]:
        """The names by language."""
        return {"cs": self.cs, "en": self.en}
