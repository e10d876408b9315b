"""The outbox as leads see it: what waits, what was sent, what failed, and sending it again."""

from typing import Annotated, Any, Literal

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk import audit, clock
from helpdesk.agents import guard
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.mail import outbox
from helpdesk.mail.outbox import MailState
from helpdesk.models import OutgoingMail

_COOKIE: list[dict[str, list[Any]]] = [{"agent": []}]

api = APIBlueprint(
    "outbox",
    __name__,
    url_prefix="/api/v1/desk/outbox",
    abp_tags=[Tag(name="outbox", description="E-mails to customers. Leads only.")],
    abp_security=_COOKIE,
    abp_responses={401: ErrorBody, 403: ErrorBody, 404: ErrorBody},
)
api.before_request(guard.require_lead)


class OutboxQuery(BaseModel):
    """Which e-mails: all, or those in one state."""

    state: MailState | None = None


class MailPath(BaseModel):
    """An e-mail's address."""

    mail_id: Annotated[int, Field(ge=1, le=2**62)]


class MailView(BaseModel):
    """An e-mail and what became of it."""

    id: int
    to_address: str
    subject: str
    state: Literal["queued", "sent", "failed"]
    attempts: int
    next_attempt_at: str | None
    last_error: str | None
    created_at: str
    sent_at: str | None
    conversation_id: str | None


class OutboxView(BaseModel):
    """The newest e-mails, at most 200; `configured`: whether there is a mail server to send by."""

    mails: list[MailView]
    configured: bool


@api.get("", summary="The outbox", responses={200: OutboxView})
def list_mails(query: OutboxQuery) -> Response:
    """The newest e-mails first."""
    with helpdesk().database.read() as session:
        mails = [_view(mail) for mail in outbox.listed(session, query.state)]
    configured = helpdesk().settings.smtp_host is not None
    return jsonify({"mails": mails, "configured": configured})


@api.post(
    "/<int:mail_id>/retry",
    summary="Send an e-mail again",
    responses={200: MailView, 409: ErrorBody},
)
def retry(path: MailPath) -> Response:
    """The e-mail, due now. 409 `wrong_state`: it has been sent."""
    with helpdesk().database.write() as session:
        mail = outbox.retry(session, path.mail_id)
        audit.record(session, guard.signed_in().agent_id, "mail.retried", "mail", mail.id)
        return jsonify(_view(mail))


def _view(mail: OutgoingMail) -> dict[str, Any]:
    waits = mail.state == "queued"
    return {
        "id": mail.id,
        "to_address": mail.to_address,
        "subject": mail.subject,
        "state": mail.state,
        "attempts": mail.attempts,
        "next_attempt_at": clock.rfc3339(mail.next_attempt_at) if waits else None,
        "last_error": mail.last_error,
        "created_at": clock.rfc3339(mail.created_at),
        "sent_at": clock.rfc3339(mail.sent_at) if mail.sent_at else None,
        "conversation_id": mail.conversation_id,
    }
