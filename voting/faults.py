"""What may be written down of an exception: where it was raised and of what kind, never what it was about.

The text of an exception may hold what somebody typed, and PostgreSQL's tells whole rows. Knows the two
databases by the attributes of their errors alone, so that it is read before anything else of the house.
"""

import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = f"{Path(__file__).resolve().parents[1]}/"
INSTALLED = "/site-packages/"
MOST_FRAMES = 60
"""Frames that are told of one exception, the last ones: an endless recursion has a thousand."""
DATA_EXCEPTION = "22"
"""The class of PostgreSQL's errors about a value, in whose messages the value stands."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def told_of(error: BaseException) -> dict[str, Any]:
    """An exception without any value: its type, what the database says of it, its SQL, and the numbers that
    the operating system or a mail server gives it."""
    original = getattr(error, "orig", None) or error
    told = {
        "type": _name_of(error),
        "message": database_message(original),
        "sqlstate": getattr(original, "sqlstate", None),
        "statement": getattr(error, "statement", None),
        "code": getattr(error, "code", None) if _is_of_the_house(error) else None,
        "errno": error.errno if isinstance(error, OSError) else None,
        "smtp_code": getattr(error, "smtp_code", None),
    }
    return {name: value for name, value in told.items() if value is not None}


def database_message(original: BaseException) -> str | None:
    """What a driver says went wrong, where it names tables, columns and constraints only; else None."""
    if getattr(original, "sqlite_errorname", None):
        return str(original)
    if not type(original).__module__.startswith("psycopg"):
        return None
    state = getattr(original, "sqlstate", None)
    if state is None:
        lost = type(original).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")
        return str(original) if lost else None
    primary: str | None = original.diag.message_primary  # type: ignore[attr-defined]  # every error of psycopg has it
    return None if state.startswith(DATA_EXCEPTION) else primary


def exceptions_of(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """An exception and those that led to it, the first cause last: each as ``told_of``, and ``at``: the
    frames that it came through, outermost first, as ``file:line function``."""
    return [told_of(error) | {"at": list(_frames(error))} for error in _chain(exc_info[1])]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for part in error.exceptions:
                yield from _chain(part)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> Iterator[str]:
    for frame, line in list(traceback.walk_tb(error.__traceback__))[-MOST_FRAMES:]:
        code = frame.f_code
        file = code.co_filename.rpartition(INSTALLED)[2].removeprefix(ROOT)
        yield f"{file}:{line} {code.co_name}"


def _name_of(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _is_of_the_house(error: BaseException) -> bool:
    return type(error).__module__ == "voting.errors"
