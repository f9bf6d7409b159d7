"""What this process keeps from one request to the next."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from flask import current_app

from voting.extensions import db
from voting.live.topics import Topic

if TYPE_CHECKING:
    from voting.web.live import Live

Value = TypeVar("Value")


def kept_value(key: Hashable, topics: tuple[Topic, ...], make: Callable[[], Value]) -> Value:
    """The value for a key that this process keeps until one of the topics changes (``voting.live.kept``), or
    else the one that ``make`` reads in the session of this request."""
    live: Live = current_app.extensions["live"]
    return live.kept.get(db.session(), key, topics, make)
