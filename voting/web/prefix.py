"""The path under which a proxy in front has the installation, if any: what ``ADDRESS`` has after its host.

Everything the application makes an address for is under it, and what its browsers keep, too: the cookies are
sent to no other application on the same host. The prefix of a name that browsers hold to the whole host,
``__Host-``, is ``__Secure-`` then (docs/decisions/0023-under-a-path.md).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, current_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WHOLE_HOST, THIS_PATH = "__Host-", "__Secure-"


def prefix_of(address: str) -> str:
    """The path of an address, without a slash at its end: "" for that of a whole host."""
    return urlsplit(address).path.rstrip("/")


def cookie_path(below: str = "") -> str:
    """The path of a cookie for all addresses of the installation, or for those ``below`` one of them."""
    return prefix_of(current_app.config["ADDRESS"]) + below or "/"


def _under(application: "WSGIApplication", prefix: str) -> "WSGIApplication":
    """The application for a proxy that passes paths on as they are. Whoever asks it without the prefix, such
    as what watches it on its own machine, is answered, too."""

    def answer(asked: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = asked["PATH_INFO"]
        if path == prefix or path.startswith(f"{prefix}/"):
            asked["PATH_INFO"] = path[len(prefix) :]
        asked["SCRIPT_NAME"] = prefix
        return application(asked, start_response)

    return answer


def init_app(app: Flask) -> None:
    """Put an application under the path of its address: outside whatever looks at paths."""
    prefix = prefix_of(app.config["ADDRESS"])
    if prefix:
        app.config["SESSION_COOKIE_PATH"] = prefix
        app.config["SESSION_COOKIE_NAME"] = app.config["SESSION_COOKIE_NAME"].replace(WHOLE_HOST, THIS_PATH)
        app.wsgi_app = _under(app.wsgi_app, prefix)  # type: ignore[assignment, method-assign]
