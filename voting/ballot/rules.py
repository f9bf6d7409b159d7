"""The law of one resolution: its states, who may vote on it, and who may see what. Pure decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voting.attendance.models import ONLINE
from voting.ballot.methods import ChoiceFault
from voting.ballot.models import Channel, State
from voting.errors import Code

MINIMUM_GROUP = 10
"""Whatever is shown of choices changes by at least so many ballots at once."""


@dataclass(frozen=True, slots=True)
class Window:
    """When advance voting is possible: from ``opens`` up to, not including, ``closes``."""

    opens: datetime
    closes: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether the window is open at this moment."""
        return self.opens <= moment < self.closes


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """What decides about one vote, as it is read under the lock.

    ``place`` is where the person who votes (for a proxy, the holder) is present: a venue's code, ``online``,
    or None. ``voted`` says whether the member has a participation already.
    """

    frozen: bool
    state: State
    takes_advance_votes: bool
    window: Window | None
    entitled: bool
    voted: bool
    holds_proxy: bool
    place: str | None
    closes_at: datetime | None = None
    by_hands: bool = False


def takes_votes(channel: Channel, facts: VoteFacts, now: datetime) -> bool:
    """Whether the resolution takes votes of this channel at this moment."""
    if not facts.frozen:
        return False
    if channel is Channel.ADVANCE:
        return in_advance(facts.state, facts.takes_advance_votes, facts.window, now)
    return facts.state is State.OPEN and (facts.closes_at is None or now < facts.closes_at)


def in_advance(state: State, takes_advance_votes: bool, window: Window | None, now: datetime) -> bool:
    """Whether a resolution can be voted on in advance at this moment."""
    return state is State.DRAFT and takes_advance_votes and window is not None and window.holds(now)


def admit_vote(
    channel: Channel, venue: str | None, fault: ChoiceFault | None, facts: VoteFacts, now: datetime
) -> Code | None:
    """Why a vote must be refused, or None where it is to be cast.

    Who may not vote at all is told that first. Who has voted is told that before anything about the moment:
    it is the answer that somebody who sends a vote again needs. Where hands are raised, whoever is in a hall
    votes with a hand, also in the place of others. ``venue`` is where the vote says it is cast;
    ``fault`` what is wrong with its choice (None on paper, where only the paper knows it).
    """
    if not facts.entitled:
        return Code.NOT_ENTITLED
    if channel is Channel.PROXY and not facts.holds_proxy:
        return Code.NO_PROXY
    if facts.voted:
        return Code.ALREADY_VOTED
    if not takes_votes(channel, facts, now):
        return Code.NOT_OPEN
    if (channel in (Channel.VENUE, Channel.PAPER) or venue is not None) and facts.place != venue:
        return Code.NOT_PRESENT
    if facts.by_hands and facts.place not in (None, ONLINE):
        return Code.SHOW_OF_HANDS
    return None if fault is None else Code.INVALID_CHOICE


TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.ANNULLED}),
    State.OPEN: frozenset({State.CLOSED, State.ANNULLED}),
    State.CLOSED: frozenset({State.ANNOUNCED, State.ANNULLED}),
    State.ANNOUNCED: frozenset(),
    State.ANNULLED: frozenset(),
}


def may_become(state: State, next_state: State) -> bool:
    """Whether a resolution in one state may go to the next."""
    return next_state in TRANSITIONS[state]


@dataclass(frozen=True, slots=True)
class Visible:
    """What of a resolution somebody may see now. Choices are in the counts and the live choices, and nowhere
    else."""

    turnout: bool
    counts: bool
    reconciliation: bool
    live_choices: bool = False


def visible(state: State, counts_votes: bool, live_choices: bool = False) -> Visible:
    """What may be seen of a resolution: by everybody or, with ``counts_votes``, by the chair and the tellers.

    ``live_choices`` says whether its rules let choices be shown while it is open. Every page, stream,
    display, interface and export asks this function.
    """
    closed = state is State.CLOSED
    announced = state is State.ANNOUNCED
    return Visible(
        turnout=state is not State.ANNULLED,
        counts=announced or (closed and counts_votes),
        reconciliation=(closed or announced) and counts_votes,
        live_choices=state is State.OPEN and live_choices,
    )


def classes_shown(ballots: Mapping[str, int]) -> frozenset[str]:
    """Of which classes the counts may be shown beside the total, given the ballots of each.

    Whatever can be told of the ballots, by itself or by taking what is shown from the total, is told of none
    or of at least ``MINIMUM_GROUP``: a class with fewer is hidden, and with it the next smallest, until those
    hidden are as many together. Of a class without ballots there is nothing to hide.
    """
    hidden, together = set[str](), 0
    for name, number in sorted(ballots.items(), key=lambda entry: (entry[1], entry[0])):
        if number and (number < MINIMUM_GROUP or 0 < together < MINIMUM_GROUP):
            hidden.add(name)
            together += number
    return frozenset(ballots) - hidden


TENTH = 10
"""Nobody casts more than one vote in so many of those present or represented (WVV/CSA, art. 8:5)."""


def is_above_a_tenth(votes: int, present: int) -> bool:
    """Whether one member has more than a tenth with so many votes, of those present or represented. Their own
    vote alone is never too much."""
    return votes > 1 and votes * TENTH > present
