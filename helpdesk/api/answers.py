"""Answers that no cache may keep: they are of this moment and for who asked."""

from typing import Any

from flask import Response, jsonify


def uncached(body: dict[str, Any]) -> Response:
    """`body` as JSON."""
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
