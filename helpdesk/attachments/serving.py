"""Files over HTTP: read from a form, and answered so that a browser runs nothing of them."""

from io import BytesIO

from flask import Response, request, send_file

from helpdesk.app import helpdesk
from helpdesk.attachments.kinds import IMAGES
from helpdesk.errors import FieldError, Invalid
from helpdesk.models import Attachment

# a form around the file: its boundaries and headers
_FORM_BYTES = 16 * 1024


def most_bytes() -> int:
    """The largest file that is let in."""
    return int(helpdesk().settings.attachment_megabytes * 1024 * 1024)


def limit_body() -> None:
    """Refuse a larger body before it is read."""
    request.max_content_length = most_bytes() + _FORM_BYTES


def uploaded() -> tuple[bytes, str]:
    """Content and name of the form's file. Raises Invalid where there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        reason = "send the file as multipart/form-data in the field `file`"
        raise Invalid(fields=[FieldError(field="file", reason=reason)])
    return file.read(), file.filename


def answer(attachment: Attachment) -> Response:
    """The file: pictures to be shown, anything else to be saved."""
    response = send_file(
        BytesIO(attachment.content),
        mimetype=attachment.media_type,
        as_attachment=attachment.media_type not in IMAGES,
        download_name=attachment.file_name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
