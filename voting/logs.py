"""How the log is written: one line of JSON for each event, to stderr, by every process that serves.

No line holds a choice, a code or a name: an event is a fixed text with fields that its writer names,
exceptions are written as ``voting.faults`` tells them, and of what a library says its own words alone are
kept. Read by the server before it knows the rest of the house, and so it knows nothing of it.
"""

import json
import logging
import re
import sys
import threading
import time
import warnings
from contextvars import ContextVar
from logging.config import dictConfig
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from voting.faults import INSTALLED, ROOT, exceptions_of

log = structlog.get_logger("voting")

SERVER = "gunicorn.error"
"""The logger of the server."""
AGAIN_AFTER = 60.0
"""Seconds after which a fault that lasts is told again."""

REQUEST: ContextVar[dict[str, Any]] = ContextVar("request")
"""What each line says of the request that is being answered where it is written, or of the other work."""


def lines_are_about(**work: Any) -> None:
    """From now on each line that is written here, and by what this calls, names the work that it is about:
    its kind and number, never whom it is for."""
    REQUEST.set(work)


def _of_which_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {**REQUEST.get({}), **event}


_each: list[Processor] = [
    _of_which_request,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _only_a_librarys_own_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of a line that a library writes: who and where, and its text before anything was filled in."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args") or ()
    event.pop("stack_info", None)
    event["logger"] = record.name
    if record.name == SERVER:
        event["event"] = _words_of_the_server(record, arguments)
        return event
    event["at"] = f"{record.pathname.rpartition(INSTALLED)[2].removeprefix(ROOT)}:{record.lineno}"
    if not arguments:
        event["event"] = "a library has something to say"  # its text may be filled in already
    return event


def _words_of_the_server(record: logging.LogRecord, arguments: Any) -> str:
    """Whole is what the server says of its starting and stopping, and of its processes; of what goes wrong
    with a request, which it says with the address, only what is there before anything is filled in."""
    text = str(record.msg)
    if not arguments:
        return text if record.levelno < logging.WARNING else re.split("[=:]", text)[0]
    harmless = all(isinstance(value, int) or str(value).startswith("SIG") for value in arguments)
    return text % arguments if harmless or record.levelno < logging.WARNING else text


def _as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    first = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    return json.dumps({**first, **event}, default=lambda value: type(value).__name__, ensure_ascii=False)


def formatter() -> ProcessorFormatter:
    """What makes a line of each record, of ours and of libraries' alike."""
    return ProcessorFormatter(
        foreign_pre_chain=[*_each, _only_a_librarys_own_words],
        use_get_message=False,
        pass_foreign_args=True,
        processors=[
            structlog.processors.ExceptionRenderer(exceptions_of),
            ProcessorFormatter.remove_processors_meta,
            _as_json,
        ],
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "voting": {"level": "INFO"},
        SERVER: {"level": "INFO", "handlers": ["stderr"], "propagate": False},
    },
}
"""The configuration of ``logging`` in a process that serves."""


def configure() -> None:
    """Let what the house logs go the way of ``logging``, where a process decides what becomes of it."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_each, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def write_lines() -> None:
    """Write the log of this process as lines to stderr, and there what would end it, or a thread of it."""
    configure()
    dictConfig(LOGGING)
    catch_what_is_left()


def catch_what_is_left() -> None:
    """Log what nobody has caught, and what Python warns of, instead of printing it with its values."""
    sys.excepthook = log_uncaught
    threading.excepthook = lambda ended: log_uncaught(ended.exc_type, ended.exc_value, ended.exc_traceback)
    warnings.showwarning = _log_warning


def log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log what would end a process, a thread or a greenlet; to be asked to end is no fault."""
    if error is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        log.critical("an exception that nobody caught", exc_info=(kind, error, trace))


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
) -> None:
    log.warning("a warning of Python", category=category.__name__, at=f"{filename}:{lineno}")


class Bounded:
    """Lines of one event, of which a process writes no more than ``most`` in a minute, whatever comes; then
    it says how many it has left out."""

    def __init__(self, event: str, most: int = 300) -> None:
        self._event, self._most = event, most
        self._written, self._left_out, self._since = 0, 0, time.monotonic()

    def tell(self, **fields: Any) -> None:
        """It has happened once more."""
        if time.monotonic() - self._since >= AGAIN_AFTER:
            if self._left_out:
                log.warning(self._event, left_out=self._left_out)
            self._written, self._left_out, self._since = 0, 0, time.monotonic()
        if self._written >= self._most:
            self._left_out += 1
            return
        self._written += 1
        log.warning(self._event, **fields)


class Recurring:
    """A fault that may come again every second: logged at once, then once a minute with how often it came."""

    def __init__(self, event: str) -> None:
        self._event = event
        self._times = 0
        self._told: tuple[type[Exception], float] | None = None

    def tell(self, error: Exception) -> None:
        """It has come again; another type of error is told at once."""
        self._times += 1
        kind, at = self._told or (None, 0.0)
        if kind is not type(error) or time.monotonic() - at >= AGAIN_AFTER:
            log.error(self._event, times=self._times, exc_info=error)
            self._times, self._told = 0, (type(error), time.monotonic())
