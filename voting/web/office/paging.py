"""Long lists shown page by page: which page is asked for, and how many there are."""

from voting.typed import number_in
from voting.web.form import in_address

FARTHEST = 1_000_000
"""The largest page number that is taken; a larger one could be none for a database."""


def asked_page() -> int:
    """The page that the address asks for, counted from 1."""
    return max(1, min(number_in(in_address("page")) or 1, FARTHEST))


def pages_of(rows: int, size: int) -> int:
    """How many pages of ``size`` rows there are; one where there is no row."""
    return max(1, -(-rows // size))
