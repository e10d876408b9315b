"""Which websites' pages may call the customer's API from a browser (CORS).

No cookie is involved: a conversation is opened by its token only. The desk's API is never
offered to other origins.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from helpdesk.settings import LOOPBACK_HOSTS, Settings

PATHS = ("/api/v1/conversations", "/api/v1/availability", "/api/v1/faq")
METHODS = "GET, POST, PUT, OPTIONS"
HEADERS = "Authorization, Content-Type, Accept, Last-Event-ID"
EXPOSED = "Retry-After"
KEPT_SECONDS = "600"


def install(app: Flask) -> None:
    """Answer preflight requests and mark answers for allowed origins."""
    settings: Settings = app.extensions["helpdesk"].settings

    @app.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS" or not request.path.startswith(PATHS):
            return None
        return Response(status=204)

    @app.after_request
    def mark(response: Response) -> Response:
        if not request.path.startswith(PATHS):
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin is None or not is_allowed(settings, origin):
            return response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = HEADERS
            response.headers["Access-Control-Max-Age"] = KEPT_SECONDS
        return response


def is_allowed(settings: Settings, origin: str) -> bool:
    """Whether pages of ``origin`` may call: as set, or on this machine while it serves alone."""
    if origin in settings.allowed_origins:
        return True
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        return False
    return settings.loopback and host in LOOPBACK_HOSTS
