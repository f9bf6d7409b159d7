"""Binding a row of a table to the log without telling the log what is in it."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from voting.audit.chain import digest


def new_salt() -> str:
    """What makes the hash of a row one that nobody can guess at: it stands in the row, and goes with it."""
    return secrets.token_hex(16)


def row_hash(salt: str, values: Iterable[Any]) -> str:
    """The hash of a row's values (JSON values and aware moments) under its salt, in hexadecimal."""
    return digest([salt, *(_plain(value) for value in values)])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
