"""A machine for each test that follows a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import copy_checkout
from tests.operations.machine import Machine, thrown_away


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine that is thrown away."""
    with thrown_away(tmp_path / "machine") as made:
        yield made


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The project as git has it, without its tests."""
    return copy_checkout(tmp_path / "checkout")
