"""The numbers of the agenda and the codes of candidates while an assembly is prepared."""

from collections.abc import Sequence
from itertools import count
from typing import Any


def next_number(items: Sequence[dict[str, Any]]) -> str:
    """The number after the last that is one; "1" where there is none."""
    numbers = [int(item["number"]) for item in items if item["number"].isdecimal()]
    return str(max(numbers, default=0) + 1)


def next_code(candidates: Sequence[dict[str, Any]]) -> str:
    """The first code of ``c1``, ``c2`` and so on that no candidate has."""
    taken = {candidate["code"] for candidate in candidates}
    return next(code for code in map("c{}".format, count(1)) if code not in taken)
