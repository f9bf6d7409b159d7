"""Tables of cases that the tests in Python and in JavaScript read: a difference fails one of them."""

import json
from pathlib import Path
from typing import Any


def table(name: str) -> list[Any]:
    """The cases of ``NAME.json`` in this folder."""
    cases: list[Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return cases
