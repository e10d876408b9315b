"""What the helpdesk reads from the environment, checked as a whole at start."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """Some settings are wrong; the message names every one of them."""


class Settings(BaseSettings):
    """The helpdesk's settings. Each field's description is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="OCHOTA_", extra="ignore", frozen=True, populate_by_name=True
    )

    state: Path = Field(default=Path("state"), description="folder of databases, secrets and logs")
    host: str = Field(default="127.0.0.1", description="address the web server listens on")
    port: int = Field(default=8080, ge=0, le=65535, description="port the web server listens on")
    knowledge_port: int = Field(
        default=8081, ge=1, le=65535, description="the knowledge base's port"
    )
    rasa_port: int = Field(default=5005, ge=1, le=65535, description="the assistant's port")
    internal_token: SecretStr = Field(
        default=SecretStr(""), description="shared secret of calls between the processes"
    )
    database_url: str | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL address; without it SQLite in the state folder",
    )
    knowledge_seconds: float = Field(
        default=2.0, gt=0, le=30, description="time allowed for one call of the knowledge base"
    )
    turn_seconds: float = Field(
        default=8.0,
        gt=0,
        le=25,
        description="time the assistant has for one reply; then a human is asked",
    )
    lease_seconds: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="after this a turn of a crashed runner is taken again",
    )
    turns_at_once: int = Field(
        default=16,
        ge=1,
        le=256,
        description="conversations answered by the assistant at the same time",
    )
    turn_runner: Literal["web", "alone"] = Field(
        default="web", description="where turns run: inside the web process, or in `turn-runner`"
    )
    session_turns: int = Field(
        default=40,
        ge=1,
        le=500,
        description="turns after which the assistant's session starts afresh",
    )
    abandon_minutes: float = Field(
        default=15.0,
        gt=0,
        description="a waiting handoff is abandoned after this long without the customer",
    )
    agent_present_seconds: float = Field(
        default=60.0, gt=0, description="an agent seen within this time is present"
    )
    agent_grace_seconds: float = Field(
        default=120.0,
        ge=0,
        description="an absent agent's chats go back to the queue this long after they count as "
        "absent",
    )
    agent_session_hours: float = Field(
        default=12.0, gt=0, description="an agent's sign-in lasts this long"
    )
    agent_idle_hours: float = Field(
        default=4.0, gt=0, description="a sign-in nobody uses for this long is over"
    )
    sweep_seconds: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="pause between looks for what is due: SLA, snoozes, absent agents, e-mails",
    )
    attachment_megabytes: float = Field(
        default=5.0, gt=0, le=14, description="largest file a message may carry"
    )
    smtp_host: str | None = Field(
        default=None, description="mail server; without it e-mails wait in the outbox"
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="the mail server's port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the connection to the mail server is protected"
    )
    smtp_username: str | None = Field(default=None, description="sign-in at the mail server")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="password at the mail server"
    )
    smtp_seconds: float = Field(
        default=10.0, gt=0, le=60, description="time allowed for each step of sending an e-mail"
    )
    mail_from: str = Field(
        default="podpora@localhost", description="address e-mails to customers come from"
    )
    mail_link_days: float = Field(
        default=30.0, gt=0, description="a link to a conversation in an e-mail works this long"
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="origins (comma-separated) of websites whose pages may carry the chat widget",
    )
    rate_limits: bool = Field(
        default=True, description="refuse a client that sends too many requests"
    )
    streams_per_conversation: int = Field(
        default=12, ge=1, le=1000, description="event streams one conversation may have open"
    )
    streams_at_once: int = Field(
        default=2000, ge=1, description="event streams one web process may have open"
    )
    heartbeat_seconds: float = Field(
        default=15.0, gt=0, le=60, description="pause between the comments that keep a stream open"
    )
    outcome_seconds: float = Field(
        default=60.0,
        gt=0,
        description="pause between reports of judged answers, which the certificate is watched by",
    )
    demo: bool = Field(
        default=True, description="serve the demo shop at the root; without it, the FAQ"
    )
    company: str = Field(
        default="Lipová",
        min_length=1,
        max_length=60,
        description="the company's name on its FAQ pages",
    )
    time_zone: str = Field(
        default="Europe/Prague",
        description="the company's time zone, in which reports part the days",
    )
    public_url: str | None = Field(
        default=None,
        description="address customers reach the web server at, for links that leave the page",
    )
    secure_cookies: bool = Field(
        default=False, description="cookies only over HTTPS (behind a proxy)"
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="reverse proxies in front whose X-Forwarded-* are believed",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least severe log lines that are written"
    )

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone such as Europe/Prague") from error
        return value

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, _, rest = origin.partition("://")
            if scheme not in {"http", "https"} or not rest or "/" in rest or "*" in rest:
                raise ValueError(f"{origin!r} is no origin such as https://www.example.com")
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        scheme = value.split("://", 1)[0]
        if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
            raise ValueError("only postgresql:// addresses; leave it unset for SQLite")
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_mail_from(cls, value: str) -> str:
        if not re.fullmatch(r"[^\s@<>,;:\x00-\x1f]+@[A-Za-z0-9.-]+", value):
            raise ValueError("no e-mail address such as support@example.com")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("no address such as https://help.example.com")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _protect_mail_password(self) -> Self:
        exposed = self.smtp_security == "none" and self.smtp_host not in LOOPBACK_HOSTS
        if self.smtp_host and self.smtp_username is not None and exposed:
            raise ValueError(
                "OCHOTA_SMTP_SECURITY=none would send the password of the mail server in the "
                "clear; use starttls or tls"
            )
        return self

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address as SQLAlchemy reads it."""
        if self.database_url is None:
            return f"sqlite:///{(self.state / 'helpdesk.db').absolute()}"
        return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]

    @property
    def knowledge_url(self) -> str:
        """Where the knowledge base answers."""
        return f"http://127.0.0.1:{self.knowledge_port}"

    @property
    def assistant_url(self) -> str:
        """Where the assistant answers."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def abandon_after(self) -> timedelta:
        """How long a customer may be gone before a waiting handoff is abandoned."""
        return timedelta(minutes=self.abandon_minutes)

    @property
    def agent_present_for(self) -> timedelta:
        """How long an agent counts as present after being seen."""
        return timedelta(seconds=self.agent_present_seconds)

    @property
    def agent_gone_after(self) -> timedelta:
        """How long after being seen last an agent's chats go back to the queue."""
        return timedelta(seconds=self.agent_present_seconds + self.agent_grace_seconds)

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the web server."""
        return self.host in LOOPBACK_HOSTS


def load() -> Settings:
    """The settings of this process's environment.

    Raises SettingsError whose message lists every wrong setting with what is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for detail in error.errors(include_url=False):
            if not detail["loc"]:  # of several settings together, which it names
                lines.append(detail["msg"].removeprefix("Value error, "))
                continue
            name = str(detail["loc"][0])
            variable = name if name.isupper() else f"OCHOTA_{name.upper()}"
            lines.append(f"{variable}: {detail['msg']}")
        raise SettingsError("\n".join(lines)) from error
