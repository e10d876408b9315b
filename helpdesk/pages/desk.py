"""The desk's shell: an empty page that the desk's script fills.

Whoever asks gets it; what is on the desk comes from the API, which asks for a sign-in.
"""

from flask import Blueprint, Response, make_response, render_template

from helpdesk.pages import languages

pages = Blueprint("desk_pages", __name__, template_folder="templates")


@pages.get("/desk")
@pages.get("/desk/")
def desk() -> Response:
    """The shell; the place on the desk is the script's own matter."""
    response = make_response(render_template("desk.html", language=languages.preferred()))
    response.headers["Cache-Control"] = "no-cache"
    return response
