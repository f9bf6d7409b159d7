"""A cookie of one page: sent to no other address of ours, from no other site, and out of reach of scripts."""

from datetime import timedelta

from flask import current_app
from werkzeug.wrappers import Response


def set_strict_cookie(response: Response, name: str, value: str, *, path: str, lasts: timedelta) -> None:
    """Let the browser keep a value for the addresses under ``path``, for as long as it ``lasts``."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Strict",
    )
