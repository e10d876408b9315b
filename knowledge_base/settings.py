"""The knowledge base's settings, read from the environment and checked all at once.

Must not import anything but the error tree, so that a wrong value is reported before
anything heavy is loaded.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge_base.errors import SettingsError

PREFIX = "OCHOTA_"
HOST = "127.0.0.1"  # never reachable from another machine; the helpdesk stands in front
SHORTEST_TOKEN = 16


class Settings(BaseSettings):
    """Everything an operator can set; each field is the variable `OCHOTA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    state: Path = Field(default=Path("state"), description="Folder for database, encoder and index")
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="postgresql://… instead of the SQLite file in the state folder",
    )
    knowledge_port: int = Field(default=8081, ge=1, le=65535, description="Port on 127.0.0.1")
    knowledge_threads: int = Field(
        default=8,
        ge=1,
        le=64,
        description="Requests that are answered at the same time",
    )
    internal_token: SecretStr | None = Field(
        default=None, description="Shared by the processes: what callers send as their bearer token"
    )
    encoder: str = Field(
        default="multilingual-e5-small",
        min_length=1,
        description="The built-in encoder, or the folder of another sentence-transformers model",
    )
    encoder_engine: Literal["auto", "onnxruntime", "torch"] = Field(
        default="auto", description="What computes the vectors; auto is the fastest one installed"
    )
    encoder_threads: int = Field(default=2, ge=1, le=64, description="Threads for one encoding")
    answer_threshold: float | None = Field(
        default=None, gt=0, le=1, description="Confidence from which the bot answers"
    )
    clarify_threshold: float | None = Field(
        default=None, ge=0, lt=1, description="Confidence from which the bot asks what was meant"
    )
    certificate_tolerance: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Share of changed entries that a certificate survives",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least serious log lines to write"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        known = ("postgresql://", "postgres://", "sqlite:///")
        if url is not None and not url.get_secret_value().startswith(known):
            raise ValueError("it must start with postgresql://")
        return url

    @field_validator("internal_token")
    @classmethod
    def _long_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and len(token.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"it must have at least {SHORTEST_TOKEN} characters")
        return token

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of this process; raises SettingsError with every wrong value at once."""
        try:
            settings = cls()
        except ValidationError as error:
            # never chained: pydantic's message repeats the wrong values, secrets among them
            raise SettingsError([_plain(problem) for problem in error.errors()]) from None
        problems = settings._contradictions()
        if problems:
            raise SettingsError(problems)
        return settings

    def required_token(self) -> str:
        """The internal token; raises SettingsError when it is not set."""
        if self.internal_token is None:
            raise SettingsError(
                [f"{PREFIX}INTERNAL_TOKEN is not set: callers could not be told from strangers"]
            )
        return self.internal_token.get_secret_value()

    @property
    def store_url(self) -> str:
        """The database's URL for `Database`: the one set, else the state folder's SQLite file."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.state / 'knowledge.db'}"

    @property
    def index_folder(self) -> Path:
        """Where the index is saved."""
        return self.state / "index"

    @property
    def tone_file(self) -> Path:
        """Where the classifier of tone is kept."""
        return self.state / "tone.npz"

    def _contradictions(self) -> list[str]:
        problems = []
        if (
            self.answer_threshold is not None
            and self.clarify_threshold is not None
            and self.clarify_threshold > self.answer_threshold
        ):
            problems.append(
                f"{PREFIX}CLARIFY_THRESHOLD ({self.clarify_threshold}) is above"
                f" {PREFIX}ANSWER_THRESHOLD ({self.answer_threshold}): it must not be"
            )
        if self.state.exists() and not self.state.is_dir():
            problems.append(f"{PREFIX}STATE is {self.state}, which is not a folder")
        return problems


SECRET_FIELDS = ("database_url", "internal_token")


def _plain(problem: ErrorDetails) -> str:
    """One of pydantic's findings as a sentence that names the variable and its wrong value."""
    field = str(problem["loc"][0])
    variable = "DATABASE_URL" if field.lower() == "database_url" else f"{PREFIX}{field.upper()}"
    reason = problem["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    shown = "" if field.lower() in SECRET_FIELDS else f" is {problem['input']!r}"
    connector = ":" if reason.startswith("it must") else ": it must be"
    return f"{variable}{shown}{connector} {reason}"
