"""What is sent to us is bounded in what it takes to be read."""

import pytest

from tests.bombs import BOMBS, LARGE, REFUSED, read_in_little


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_becomes_large_is_refused(name: str) -> None:
    assert read_in_little(name) == REFUSED


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_that_is_taken_needs_no_more_either(name: str) -> None:
    assert read_in_little(name) == "taken"
