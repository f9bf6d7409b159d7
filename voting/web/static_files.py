"""Static files, each at an address with its version, so that browsers keep one until there is another."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from werkzeug.security import safe_join

from voting.web.form import in_address

YEAR = 31_536_000
"""Seconds for which a browser keeps a file whose version is in its address."""


@cache
def _version(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_version(filename: str) -> str | None:
    """The version of a static file, a hash of its content; None where there is no such file."""
    found = safe_join(current_app.static_folder or "", filename)
    try:
        changed = Path(found).stat().st_mtime if found else None
    except (OSError, ValueError):  # there is no such file, or its name is too long for any, or has a NUL
        return None
    return _version(Path(found), changed) if found and changed and Path(found).is_file() else None


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the version to the address of a static file, unless one is given (None: leave it out)."""
    if endpoint == "static" and not values["filename"].startswith("vendor/"):
        values.setdefault("v", static_version(values["filename"]))


def _kept_for(filename: str | None) -> int | None:
    """For how many seconds a browser may keep a file without asking; None: it asks each time. A vendored file
    has its version in its path."""
    if filename is None:
        return None
    asked = in_address("v")
    fixed = filename.startswith("vendor/") or (bool(asked) and asked == static_version(filename))
    return YEAR if fixed else None


def init_app(app: Flask) -> None:
    """Give each static file its version, and let browsers keep it."""
    app.url_defaults(_add_version)
    app.get_send_file_max_age = _kept_for  # type: ignore[method-assign]
