"""Headers that make a browser distrust what we did not put on a page.

Our pages carry no inline script and no inline style, so the policy allows neither. Only the FAQ's
chrome-less form may stand in a frame, and only on the allowed origins.
"""

from flask import Flask, Response, request

from helpdesk.settings import Settings

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# the page of the API's documentation styles its icons inline
_DOCUMENTATION_POLICY = {
    **_POLICY,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
}
_DOCUMENTATION = "/openapi"

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_YEAR_SECONDS = 31_536_000


def install(app: Flask) -> None:
    """Give every answer of `app` its headers."""

    @app.after_request
    def protect(response: Response) -> Response:
        settings: Settings = app.extensions["helpdesk"].settings
        for name, value in _EVERYWHERE.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy_for(settings))
        if settings.secure_cookies:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={_YEAR_SECONDS}; includeSubDomains"
            )
        return response


def may_be_framed() -> bool:
    """Whether this request asks for the form of an FAQ page that other sites may embed."""
    return request.path.startswith("/faq/") and request.args.get("embed") == "1"


def _policy_for(settings: Settings) -> str:
    policy = _DOCUMENTATION_POLICY if request.path.startswith(_DOCUMENTATION) else _POLICY
    if may_be_framed():
        ancestors = " ".join(("'self'", *settings.allowed_origins))
        policy = {**policy, "frame-ancestors": ancestors}
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
