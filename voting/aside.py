"""What takes long, done so that other requests of this process go on meanwhile: computing in a thread of its
own, work on the database in parts."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import gevent

Computed = TypeVar("Computed")
Part = TypeVar("Part")


def aside(function: Callable[..., Computed], *arguments: object) -> Computed:
    """What the function returns or raises, computed while other requests go on. It must not touch the
    database, but for a commit on SQLite that waits for the disk."""
    result, error = gevent.get_hub().threadpool.apply(_outcome, (function, *arguments))
    if error is not None:
        raise error
    computed: Computed = result
    return computed


def in_turns(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of long work, each after the other requests that wait have had their turn. What must be done
    with the database as a whole stays one transaction."""
    for part in parts:
        gevent.sleep(0)
        yield part


def _outcome(
    function: Callable[..., Computed], *arguments: object
) -> tuple[Computed | None, BaseException | None]:
    """What comes out, error or not: a thread that raises would write a trace of it as well."""
    try:
        return function(*arguments), None
    except Exception as error:
        return None, error
