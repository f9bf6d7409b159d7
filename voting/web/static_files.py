"""The files of the pages, each at an address with its version: browsers keep it until there is another."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.security import safe_join

YEAR = 31_536_000
"""Seconds for which a browser need not ask again for a file whose version is in its address."""


@cache
def _version(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_version(filename: str) -> str | None:
    """The version of a static file as it is now; None where there is none of this name."""
    found = safe_join(current_app.static_folder or "", filename)
    path = Path(found) if found else None
    return _version(path, path.stat().st_mtime) if path and path.is_file() else None


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Pages link to a file with its version, unless they give one (None: without)."""
    if endpoint == "static" and not values["filename"].startswith("vendor/"):
        values.setdefault("v", static_version(values["filename"]))


def _kept_for(filename: str | None) -> int | None:
    """Seconds for which a file may be kept without asking; None: it is asked for each time, and sent again
    only where it has changed. A vendored file has its version in its path."""
    if filename is None:
        return None
    asked = request.args.get("v")
    fixed = filename.startswith("vendor/") or (asked is not None and asked == static_version(filename))
    return YEAR if fixed else None


def init_app(app: Flask) -> None:
    """Give each static file its version, and let browsers keep it."""
    app.url_defaults(_add_version)
    app.get_send_file_max_age = _kept_for  # type: ignore[method-assign]
