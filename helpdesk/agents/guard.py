"""Who may use a route: guards that a blueprint runs before each of its requests.

A guard on the blueprint, not on each view, so that a new route cannot be forgotten.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from flask import Response, g, request

from helpdesk.agents import sessions
from helpdesk.agents.sessions import SignedIn
from helpdesk.app import helpdesk
from helpdesk.errors import Forbidden, NotSignedIn

COOKIE = "ochota_session"
CSRF_HEADER = "X-CSRF-Token"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# what an open desk asks for without anybody at it: the stream, which it opens again when it
# breaks, the live board, that it shows a conversation, and how far. A browser left alone must not
# stay signed in by it.
_SENT_BY_ITSELF = ("/desk/events", "/desk/board", "/viewing", "/reading")


def require_agent() -> None:
    """Let only agents pass, and their unsafe requests only from our own pages.

    Raises NotSignedIn, and Forbidden (`wrong_csrf_token`).
    """
    agent = signed_in_or_none()
    if agent is None:
        raise NotSignedIn("Sign in first.")
    if request.method not in _SAFE_METHODS and not agent.accepts(
        request.headers.get(CSRF_HEADER, "")
    ):
        raise Forbidden(
            f"The {CSRF_HEADER} header is missing or old. Load the page again.",
            code="wrong_csrf_token",
        )
    g.agent = agent


def require_lead() -> None:
    """Let only leads pass. Raises what `require_agent` does, and Forbidden (`lead_only`)."""
    require_agent()
    if not signed_in().is_lead:
        raise Forbidden("Only a lead may do this.", code="lead_only")


def require_lead_to_change() -> None:
    """Let agents look and leads change. Raises what `require_lead` does."""
    if request.method in _SAFE_METHODS:
        require_agent()
    else:
        require_lead()


def signed_in() -> SignedIn:
    """The agent whose request this is, behind one of the guards."""
    return cast(SignedIn, g.agent)


def signed_in_or_none() -> SignedIn | None:
    """The agent whose cookie came with the request, if it holds."""
    token = cookie_token()
    if not token:
        return None
    ask = sessions.current if request.path.endswith(_SENT_BY_ITSELF) else sessions.used
    return ask(helpdesk().database, token, _idle_for())


def sign_in_check() -> Callable[[], bool]:
    """What tells, after this request, too, whether its sign-in still holds; no use of it."""
    database, token, idle_for = helpdesk().database, cookie_token() or "", _idle_for()
    return lambda: sessions.current(database, token, idle_for) is not None


def cookie_token() -> str | None:
    """The token in the request's cookie."""
    return request.cookies.get(COOKIE)


def set_cookie(response: Response, token: str, agent: SignedIn) -> None:
    """Give the browser the cookie of a new sign-in."""
    response.set_cookie(
        COOKIE,
        token,
        expires=agent.expires_at,
        secure=helpdesk().settings.secure_cookies or request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def clear_cookie(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict")


def _idle_for() -> timedelta:
    return timedelta(hours=helpdesk().settings.agent_idle_hours)
