"""What a form was filled in upon, so that it undoes nothing that somebody else has changed since."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from voting.audit.chain import digest
from voting.errors import Code, Refused


def stamp(value: Any) -> str:
    """The SHA-256, in hexadecimal, of a value as somebody saw it: tables, lists, texts, numbers, days."""
    return digest(_plain(value))


def require_same(value: Any, seen: str) -> None:
    """Raise Refused(changed_meanwhile) where a value is no longer that whose stamp was ``seen``.

    To be called within the transaction that changes it, once what it stands in is locked.
    """
    if stamp(value) != seen:
        raise Refused(Code.CHANGED_MEANWHILE)


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
