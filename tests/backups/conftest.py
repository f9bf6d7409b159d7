"""What all tests of backups share."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest


@pytest.fixture(autouse=True)
def as_eager_as_before() -> Iterator[None]:
    """A backup gives way to whatever else its process could do, and so to this test's; the next one's does
    not, where the system lets it be taken back."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    yield
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, before)
