"""What this process keeps from one request to the next."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from flask import current_app, has_request_context, request

from voting.extensions import db
from voting.live.fragments import PATIENCE
from voting.live.hub import Hub
from voting.live.topics import Topic

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from voting.web.live import Live

Value = TypeVar("Value")
HEARD = "voting.heard"


def kept_value(key: Hashable, topics: tuple[Topic, ...], make: Callable[[], Value]) -> Value:
    """The value for a key that this process keeps until one of the topics changes (``voting.live.kept``), or
    else the one that ``make`` reads in the session of this request."""
    live: Live = current_app.extensions["live"]
    session = db.session() if db.session.registry.has() else None  # none is opened for what is kept
    return live.kept.get(session, key, topics, make) if _has_heard(live.hub) else make()


def hub_moment() -> int:
    """A moment of this process: what is read after it and has not changed since may be kept."""
    live: Live = current_app.extensions["live"]
    return live.hub.moment()


def keep_value(key: Hashable, value: Any, since: int) -> None:
    """Keep a value, which was read after the moment ``since``, as one that ``kept_value`` has made."""
    live: Live = current_app.extensions["live"]
    live.kept.keep(key, value, since)


def told_version(asked: "WSGIEnvironment") -> int | None:
    """The version of which the page that asks has heard; None where it names none."""
    query = asked.get("QUERY_STRING")
    told = parse_qs(query).get("v", [""])[0] if query else ""
    return int(told) if told.isdecimal() and len(told) < 16 else None


def _has_heard(hub: Hub) -> bool:
    """Whether this process knows the version of which the page that asks has heard (``v`` in its address).

    Another process may have been faster: it is waited for, and where it does not come nothing kept is given
    in this request.
    """
    told = told_version(request.environ) if has_request_context() else None
    if told is None:
        return True
    if HEARD not in request.environ:
        request.environ[HEARD] = hub.knows(told, PATIENCE)
    heard: bool = request.environ[HEARD]
    return heard
