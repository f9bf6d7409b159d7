"""Values that a process keeps from one request to the next, until what they were read from changes."""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from voting.database import writing_options
from voting.live.hub import Hub
from voting.live.topics import Topic

LONGEST = 30.0
"""Seconds for which a value is kept where none of its topics changes."""
MOST = 10_000
"""The most values that are kept; then all are dropped."""
TIDIED_FROM = 500
"""From so many values on, each time there are twice as many as were left, those are dropped whose time is
over."""
BEGAN = "began at, by the hub"

Value = TypeVar("Value")


@dataclass(slots=True)
class _Kept:
    value: Any
    read_at: int
    until: float


class Kept:
    """The values of one process, by their keys.

    What is kept ends when one of its topics is written to: at once where this process has done so, within two
    ticks where another has; and after ``longest`` seconds in any case. While this process does not hear of
    the others (``Hub.follows``), nothing is kept.

    A value belongs to everybody: no row of a session, and nothing that is changed later. Whatever must be
    certain is no business of this: the gate reads its facts under its lock.
    """

    def __init__(self, hub: Hub, engine: Engine, longest: float = LONGEST) -> None:
        self._hub = hub
        self._longest = longest
        self._kept: dict[Hashable, _Kept] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._tidied_at = TIDIED_FROM
        event.listen(engine, "begin", self._note_begin, insert=True)

    def __len__(self) -> int:
        """How many values are kept, those included whose time is over."""
        return len(self._kept)

    def get(
        self, session: Session | None, key: Hashable, topics: Sequence[Topic], make: Callable[[], Value]
    ) -> Value:
        """The value for a key: the one that is kept or, where one of its ``topics`` has changed since it was
        read, a new one, which ``make`` reads in this session (None: one that it opens), and one caller for
        all who wait.

        In a transaction that writes it is made for this caller alone.
        """
        if not self._hub.follows or _is_writing(session):
            return make()
        changed_at = self._hub.changed_at(topics)
        if found := self._find(key, changed_at):
            return cast(Value, found.value)
        if len(self._making) >= MOST:
            self._making.clear()
            self._kept.clear()
        with self._making.setdefault(key, threading.Lock()):
            if found := self._find(key, changed_at):
                return cast(Value, found.value)
            read_at, now = self._read_at(session), self._hub.seconds()
            value = make()
            self._put(key, _Kept(value, read_at, now + self._longest))
            return value

    def keep(self, key: Hashable, value: Any, since: int) -> None:
        """Keep a value that was read after a moment of the hub (``Hub.moment``), as one that ``get`` has
        made."""
        if self._hub.follows and len(self._kept) < MOST:
            self._put(key, _Kept(value, since, self._hub.seconds() + self._longest))

    def _put(self, key: Hashable, kept: _Kept) -> None:
        self._kept[key] = kept
        if len(self._kept) < self._tidied_at:
            return
        now = self._hub.seconds()
        self._kept = {key: kept for key, kept in self._kept.copy().items() if now < kept.until}
        self._making = {
            key: lock for key, lock in self._making.copy().items() if key in self._kept or lock.locked()
        }
        self._tidied_at = max(TIDIED_FROM, 2 * len(self._kept))

    def _find(self, key: Hashable, changed_at: int) -> _Kept | None:
        kept = self._kept.get(key)
        return kept if kept and changed_at < kept.read_at and self._hub.seconds() < kept.until else None

    def _read_at(self, session: Session | None) -> int:
        """The hub's moment of which the session sees the database: that at which its transaction began, since
        on SQLite it sees nothing that is later."""
        if session is None or not session.in_transaction():
            return self._hub.moment()
        began: int = session.connection().info[BEGAN]
        return began

    def _note_begin(self, connection: Connection) -> None:
        connection.info[BEGAN] = self._hub.moment()


def _is_writing(session: Session | None) -> bool:
    """Whether the session is in a transaction that may write, and so sees what is not yet true."""
    if session is None or not session.in_transaction():
        return False
    connection = session.connection()
    return writing_options(connection.engine).items() <= connection.get_execution_options().items()
