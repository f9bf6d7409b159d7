"""Plurality: a ballot gives one vote, to the candidate it ranks first.

Source: for one seat first past the post (New Zealand's Local Electoral Act 2001, section 5A); for more
seats the single non-transferable vote.
"""

from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.most_votes import most_votes
from voting.ballot.ranked.profile import Profile, papers
from voting.ballot.ranked.result import CountResult

NAME = "plurality"


def plurality(profile: Profile, lot: Lot | None = None) -> CountResult:
    """Counts a profile by first preferences alone, for any number of seats.

    A ballot has one vote however many seats there are, for whom it ranks first; later preferences are not
    looked at. The candidates with the most votes have the seats. Raises ``InvalidProfile`` where the lot
    is not every candidate once.
    """
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    votes: dict[int, int] = {}
    for ranking, number in sheets.piles:
        votes[ranking[0]] = votes.get(ranking[0], 0) + number
    return most_votes(NAME, profile, sheets, votes, lot)
