"""The numbers of who is present that all screens of one process share."""

from flask import current_app

from voting.ballot.headcount import Headcounts


def headcounts() -> Headcounts:
    """What this process keeps of the numbers, for whichever page shows them."""
    kept: Headcounts = current_app.extensions.setdefault("headcounts", Headcounts())
    return kept
