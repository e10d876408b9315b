"""The page a link in an e-mail opens: one conversation and nothing else.

The token stands in the address's fragment, which no server is sent; the page's script takes it
and hides it. Whether the conversation exists is told by the API, to whoever has the token.
"""

from flask import Blueprint, Response, make_response, render_template

from helpdesk.app import helpdesk
from helpdesk.pages import languages

pages = Blueprint("conversation_pages", __name__, template_folder="templates")


@pages.get("/conversation/<conversation_id>")
def conversation(conversation_id: str) -> Response:
    """The shell, the same for every conversation."""
    page = render_template(
        "conversation.html",
        language=languages.preferred(),
        conversation_id=conversation_id,
        company=helpdesk().settings.company,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    # the address must not be told to whatever a message links to
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
