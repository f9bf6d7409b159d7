"""The numbers of the agenda while it is prepared."""

from collections.abc import Sequence
from typing import Any


def next_number(items: Sequence[dict[str, Any]]) -> str:
    """The number after the last that is one; "1" where there is none."""
    numbers = [int(item["number"]) for item in items if item["number"].isdecimal()]
    return str(max(numbers, default=0) + 1)
