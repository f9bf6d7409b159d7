"""The addresses in pages: worked out once in a process, and again where a static file has changed."""

from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from werkzeug.security import safe_join

MOST = 20_000
"""The most addresses that are kept; then all are dropped."""

_kept: dict[tuple[Any, ...], str] = {}


def address(endpoint: str, **values: Any) -> str:
    """What ``url_for`` gives. An address that depends on the page that it is for (with ``_external`` and its
    like, or relative to a room) is worked out each time."""
    if not has_request_context() or endpoint.startswith(".") or any(name.startswith("_") for name in values):
        return url_for(endpoint, **values)
    of = [(name, type(value), value) for name, value in sorted(values.items())]
    key = (current_app.import_name, request.script_root, endpoint, _changed(endpoint, values), *of)
    try:
        found = _kept.get(key)
    except TypeError:  # a list of values
        return url_for(endpoint, **values)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = url_for(endpoint, **values)
    return found


def _changed(endpoint: str, values: dict[str, Any]) -> float | None:
    """When a static file has changed; None for what is none, and for vendored ones, which never do."""
    if endpoint != "static" or values["filename"].startswith("vendor/"):
        return None
    path = safe_join(current_app.static_folder or "", values["filename"])
    try:
        return Path(path).stat().st_mtime if path else None
    except OSError:
        return None


def init_app(app: Flask) -> None:
    """Let templates ask for addresses."""
    app.jinja_env.globals["url_for"] = address
