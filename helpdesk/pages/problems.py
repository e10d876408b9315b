"""Error pages: what a person sees where a program would get the JSON of an error."""

from http import HTTPStatus

from flask import Flask, Response, render_template, request

from helpdesk.pages import languages
from helpdesk.pages.words import words

_FOR_PROGRAMS = ("/api/", "/openapi", "/static/", "/widget.js", "/health")


def answer_people_with_pages(app: Flask) -> None:
    """Show people an error page in their language, with the status of the error."""

    @app.after_request
    def for_people(response: Response) -> Response:
        if response.status_code >= HTTPStatus.BAD_REQUEST and response.is_json and _is_a_person():
            page = _page(response.status_code)
            response.set_data(page)
            response.content_type = "text/html; charset=utf-8"
        return response


def _is_a_person() -> bool:
    if request.path.startswith(_FOR_PROGRAMS):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _page(status: int) -> str:
    language = languages.of_path(request.path)
    said = words(language)
    title, text = said.problems.get(status) or said.problems[500 if status >= 500 else 400]
    return render_template(
        "problem.html",
        language=language,
        words=said,
        status=status,
        title=title,
        text=text,
        embedded=False,
    )
