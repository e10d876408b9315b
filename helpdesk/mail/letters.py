"""The words of e-mails to customers, in their language: the confirmation and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk import markdown

_CONFIRMED = {
    "cs": (
        "Přijali jsme vaši zprávu",
        "Dobrý den,\n\nděkujeme, vaši zprávu máme.",
        "Odpovíme vám na tuto adresu nejpozději {when}.",
        "Odpovíme vám na tuto adresu, jakmile to půjde.",
        "Napsali jste nám:",
    ),
    "en": (
        "We have received your message",
        "Hello,\n\nThank you, we have your message.",
        "We will answer you at this address by {when}.",
        "We will answer you at this address as soon as we can.",
        "You wrote:",
    ),
}
_ANSWERED = {
    "cs": ("Odpověď na vaši zprávu", "Přílohy najdete v konverzaci:"),
    "en": ("The answer to your message", "The attachments are in the conversation:"),
}
_DAYS = {
    "cs": ("v pondělí", "v úterý", "ve středu", "ve čtvrtek", "v pátek", "v sobotu", "v neděli"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An e-mail's words; `html` is a safe fragment of the same."""

    subject: str
    text: str
    html: str


def confirmation(language: str, message: str, answer_by: datetime | None, zone: ZoneInfo) -> Letter:
    """That a message was received, when it is answered (in the time of `zone`), and the message."""
    subject, greeting, by, some_day, you_wrote = _CONFIRMED[language]
    promise = by.format(when=moment(answer_by, language, zone)) if answer_by else some_day
    quoted = "\n".join(f"> {line}" for line in message.splitlines())
    return Letter(
        subject=subject,
        text=f"{greeting} {promise}\n\n{you_wrote}\n\n{quoted}",
        html=(
            f"{markdown.render_plain(f'{greeting} {promise}')}<p>{you_wrote}</p>"
            f"<blockquote>{markdown.render_plain(message)}</blockquote>"
        ),
    )


def answer(language: str, agent_name: str, text: str, file_names: Sequence[str] = ()) -> Letter:
    """An agent's message (Markdown), with the names of the files that came with it."""
    subject, attachments = _ANSWERED[language]
    plain, html = text, markdown.render(text)
    if file_names:
        plain = f"{plain}\n\n{attachments} {', '.join(file_names)}".lstrip()
        html += markdown.render_plain(f"{attachments} {', '.join(file_names)}")
    return Letter(
        subject=subject,
        text=f"{plain}\n\n{agent_name}",
        html=f"{html}{markdown.render_plain(agent_name)}",
    )


# hours said with "ve": ve dvě, ve dvanáct, ve dvacet
_VE_HOURS = frozenset({2, 3, 4, 12, 13, 14, 20, 21, 22, 23})


def moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    """A time in a sentence: ``v úterý 24. 11. v 10:30``, ``Tuesday 24 November, 10:30``."""
    local = at.astimezone(zone)
    named = " UTC" if zone.key == "UTC" else ""
    day = _DAYS[language][local.weekday()]
    if language == "cs":
        at_hour = "ve" if local.hour in _VE_HOURS else "v"
        date = f"{local.day}.\u00a0{local.month}."
        return f"{day} {date} {at_hour}\u00a0{local.hour}:{local:%M}{named}"
    return f"{day} {local.day} {local:%B}, {local:%H:%M}{named}"
