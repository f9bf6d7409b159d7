"""Computing in a thread of its own, so that other requests of this process go on meanwhile."""

from collections.abc import Callable
from typing import TypeVar

import gevent

Computed = TypeVar("Computed")


def aside(function: Callable[..., Computed], *arguments: object) -> Computed:
    """What the function returns or raises, computed while other requests go on. It must not touch the
    database."""
    result, error = gevent.get_hub().threadpool.apply(_outcome, (function, *arguments))
    if error is not None:
        raise error
    computed: Computed = result
    return computed


def _outcome(
    function: Callable[..., Computed], *arguments: object
) -> tuple[Computed | None, BaseException | None]:
    """What comes out, error or not: a thread that raises would write a trace of it as well."""
    try:
        return function(*arguments), None
    except Exception as error:
        return None, error
