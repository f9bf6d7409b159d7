"""Approval voting: a ballot gives one vote to everyone on it, in whatever order.

Source: S. J. Brams and P. C. Fishburn, "Approval voting", American Political Science Review 72 (1978).
"""

from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.most_votes import most_votes
from voting.ballot.ranked.profile import Profile, papers
from voting.ballot.ranked.result import CountResult

NAME = "approval"


def approval(profile: Profile, lot: Lot | None = None) -> CountResult:
    """Counts a profile by approval, for any number of seats.

    Every candidate whom a ballot lists has one vote of it; the order on the ballot does not matter. The
    candidates with the most votes have the seats. Raises ``InvalidProfile`` where the lot is not every
    candidate once.
    """
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    votes: dict[int, int] = {}
    for ranking, number in sheets.piles:
        for n in ranking:
            votes[n] = votes.get(n, 0) + number
    return most_votes(NAME, profile, sheets, votes, lot)
