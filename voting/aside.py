"""What takes long, done so that other requests of this process go on meanwhile: computing in a thread of its
own, work on the database in parts."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

import gevent
from gevent.hub import Hub
from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool
from sqlalchemy import Result, Row

from voting.errors import COME_AGAIN, Code, Refused

Computed = TypeVar("Computed")
Part = TypeVar("Part")
Columns = TypeVarTuple("Columns")

AT_ONCE = 1_000
"""So many rows are read before others have their turn."""


def aside(function: Callable[..., Computed], *arguments: object) -> Computed:
    """What the function returns or raises, computed while other requests go on. It must not touch the
    database, but for a commit on SQLite that waits for the disk, or by a connection that it makes itself."""
    result, error = gevent.get_hub().threadpool.apply(_outcome, (function, *arguments))
    if error is not None:
        raise error
    computed: Computed = result
    return computed


class Queue:
    """Work for the processor that many may ask for at one moment: done in threads of its own, ``at_once`` of
    them, so that other work aside and the other requests go on. So many have their turn at a time, with what
    they ask of the database besides, as there are ``turns``; at most so many are in it as it is ``long``."""

    def __init__(self, at_once: int, turns: int, long: int) -> None:
        self._at_once, self._turns, self._long, self._in_it = at_once, turns, long, 0
        self._threads: WeakKeyDictionary[Hub, ThreadPool] = WeakKeyDictionary()
        self._waiting: WeakKeyDictionary[Hub, BoundedSemaphore] = WeakKeyDictionary()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the queue, and then a turn for as long as the block. Raises Refused(busy) where there is
        no place left."""
        if self._in_it >= self._long:
            raise Refused(Code.BUSY, seconds=COME_AGAIN)
        self._in_it += 1
        try:
            with self._waiting.setdefault(gevent.get_hub(), BoundedSemaphore(self._turns)):
                yield
        finally:
            self._in_it -= 1

    def do(self, function: Callable[..., Computed], *arguments: object) -> Computed:
        """What the function returns, once it has had its turn. It must not touch the database."""
        hub = gevent.get_hub()
        threads = self._threads.get(hub) or self._threads.setdefault(hub, ThreadPool(self._at_once, hub=hub))
        result, error = threads.apply(_outcome, (function, *arguments))
        if error is not None:
            raise error
        computed: Computed = result
        return computed


class Priority:
    """The priority in the use of the processor that this process had before it gave way to others."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None

    def give_way(self, niceness: int) -> None:
        """Give way to other processes from now on, by so much. On Linux each thread has a niceness of its
        own: one is kept that gives way to nobody."""
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(int).result()
        os.nice(niceness)

    def first(self, function: Callable[..., Computed], *arguments: object) -> Computed:
        """What the function returns or raises, done as if nobody had given way: whoever holds a lock must not
        wait for the processor behind those who wait for the lock."""
        if self._thread is None:
            return function(*arguments)
        return self._thread.submit(function, *arguments).result()


priority = Priority()


def in_turns(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of long work, each after the other requests that wait have had their turn. What must be done
    with the database as a whole stays one transaction."""
    for part in parts:
        _give_turn()
        yield part


def rows_in_turns(rows: Result[*Columns]) -> Iterator[Row[*Columns]]:
    """The rows of a result, each thousand after the other requests that wait have had their turn."""
    for part in in_turns(rows.yield_per(AT_ONCE).partitions()):
        yield from part


def _give_turn() -> None:
    """Let the other requests that wait have their turn, those included that have just come: sleeping for no
    time would not ask the system for these."""
    gevent.idle(gevent.get_hub().loop.MAXPRI)


def _outcome(
    function: Callable[..., Computed], *arguments: object
) -> tuple[Computed | None, BaseException | None]:
    """What comes out, error or not: a thread that raises would write a trace of it as well."""
    try:
        return function(*arguments), None
    except Exception as error:
        return None, error
