"""The rules of adoption: majority, quorum and ties, each written as one fixed text. Pure, and no floats.

The text is what is stored, hashed, frozen and shown; these functions read it. A majority is ``more than
1/2 of for_against`` or ``at least 3/4 of cast``; a quorum ``1/2 of entitled``, ``1/2 of shares`` or ``100
members``. Either perhaps ``in each class``. Short forms of everyday rules are ``simple`` (more for than
against), ``3/4`` (at least three quarters of the votes for and against) and, as a quorum, ``1/2`` (of the
entitled members).

Shares count for a quorum alone: each member has one vote, and no ballot weighs more than another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil


class MajorityBase(StrEnum):
    """The number of which the votes for must be a share (the denominator). The value stands in the text of a
    majority: ``at least 3/4 of cast``."""

    FOR_AGAINST = "for_against"
    """The votes for and the votes against; abstentions are left out."""
    CAST = "cast"
    """All ballots, with abstentions and blanks."""
    PRESENT = "present"
    """The members who were present or represented when the vote was closed, whether or not they voted."""
    ENTITLED = "entitled"
    """All members on the roll."""


class TieRule(StrEnum):
    """What happens when a motion has as many votes for as against, or when candidates have equal votes for
    the last seats."""

    REJECTED = "rejected"
    """None of the equal candidates gets a seat; a motion is rejected."""
    SECOND_ROUND = "second_round"
    """The outcome is "tied", and the resolution can be put to the vote again."""
    CHAIR = "chair"
    """The chair decides between the equals, before the result is announced."""
    LOT = "lot"
    """A lot decides, drawn from a seed whose hash was published before the vote was opened."""


@dataclass(frozen=True, slots=True)
class Majority:
    """The share of the base that the votes for must reach: more than ``threshold``, or at least that.

    ``in_each_class``: it is required in each class of members (A, B, C), and so in all taken together.
    """

    threshold: Fraction
    more_than: bool
    base: MajorityBase
    in_each_class: bool = False

    def is_reached(self, votes_for: int, base_number: int) -> bool:
        """Whether so many votes for are enough, where the base is ``base_number``. False where
        the base is 0."""
        if base_number == 0:
            return False
        share = Fraction(votes_for, base_number)
        return share > self.threshold if self.more_than else share >= self.threshold


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members must be present or represented: a ``share`` of those entitled, or a number of
    ``members``; the other is 0.

    ``in_each_class``: the share or number is required in each class of members (A, B, C). ``of_shares``: it
    is a share of all shares on the roll, which the members present or represented must have.
    """

    share: Fraction
    members: int
    in_each_class: bool
    of_shares: bool = False

    def needed(self, entitled: int) -> int:
        """The fewest members (or shares) that are enough, of so many entitled (or on the roll)."""
        return max(ceil(self.share * entitled), self.members)

    def is_met_by(self, present: int, entitled: int) -> bool:
        """Whether so many members (or shares) present or represented are enough, of so many entitled."""
        return present >= self.needed(entitled)


@dataclass(frozen=True, slots=True)
class PresenceCounts:
    """How many members are present or represented, and how many are entitled: in all, and by class; the same
    in ``shares`` where a quorum counts those."""

    present: int
    entitled: int
    present_by_class: Mapping[str, int]
    entitled_by_class: Mapping[str, int]
    shares: "PresenceCounts | None" = None

    @property
    def classes(self) -> list[str]:
        """The classes in which somebody is entitled; a rule for each class leaves out the others."""
        return [name for name, entitled in self.entitled_by_class.items() if entitled]

    def within(self, name: str) -> "PresenceCounts":
        """The counts of one class alone."""
        return PresenceCounts(self.present_by_class.get(name, 0), self.entitled_by_class.get(name, 0), {}, {})


SIMPLE = "simple"
IN_EACH_CLASS = " in each class"
OF_SHARES = re.compile(r".* of shares(?: in each class)?")
"""A majority that somebody writes in shares; there is none, since each member has one vote."""
_SHARE = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})")
_MAJORITY = re.compile(rf"(more than|at least) (\S+) of ({'|'.join(MajorityBase)})")
_QUORUM = re.compile(r"(?:(\S+) of (entitled|shares)|([1-9][0-9]{0,6}) members)( in each class)?")


def parse_share(text: str) -> Fraction:
    """``3/4`` as an exact fraction above 0 and at most 1. Raises ValueError."""
    match = _SHARE.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise ValueError(text)
    return Fraction(int(match[1]), int(match[2]))


def parse_majority(text: str) -> Majority:
    """The majority that a text describes. Raises ValueError where it describes none, or one that cannot be
    reached: more than the whole."""
    rule = text.removesuffix(IN_EACH_CLASS)
    in_each_class = rule != text
    if rule == SIMPLE:
        return Majority(Fraction(1, 2), True, MajorityBase.FOR_AGAINST, in_each_class)
    match = _MAJORITY.fullmatch(rule)
    if match is None:
        return Majority(parse_share(rule), False, MajorityBase.FOR_AGAINST, in_each_class)
    majority = Majority(parse_share(match[2]), match[1] == "more than", MajorityBase(match[3]), in_each_class)
    if majority.more_than and majority.threshold == 1:
        raise ValueError(text)
    return majority


def parse_quorum(text: str) -> Quorum:
    """The quorum that a text describes. Raises ValueError where it describes none."""
    match = _QUORUM.fullmatch(text)
    if match is None:
        return Quorum(parse_share(text), 0, in_each_class=False)
    share = parse_share(match[1]) if match[1] else Fraction()
    in_each_class = match[4] is not None
    return Quorum(share, int(match[3] or 0), in_each_class, of_shares=match[2] == "shares")


def counts_shares(quorum: str | None) -> bool:
    """Whether a quorum, as its text, counts shares, so that the roll must have them."""
    return quorum is not None and parse_quorum(quorum).of_shares


def is_in_each_class(majority: str) -> bool:
    """Whether a majority, as its text, is needed in each class, so that a ballot carries the class."""
    return majority.endswith(IN_EACH_CLASS)


def quorum_is_met(quorum: Quorum | None, presence: PresenceCounts) -> bool:
    """Whether the quorum is met, in each class where that is required. Classes in which nobody is entitled
    are left out; no quorum is always met."""
    if quorum is None:
        return True
    if quorum.of_shares:
        if presence.shares is None:
            raise ValueError("no shares were counted")
        presence = presence.shares
    if not quorum.in_each_class:
        return quorum.is_met_by(presence.present, presence.entitled)
    return all(
        quorum.is_met_by(presence.present_by_class.get(name, 0), presence.entitled_by_class[name])
        for name in presence.classes
    )


@dataclass(frozen=True, slots=True)
class Template:
    """A majority and a quorum as the law or most statutes have them; the secretary checks them against their
    own statutes."""

    majority: str
    quorum: str | None


TEMPLATES: dict[str, Template] = {
    "ordinary": Template(SIMPLE, None),
    "statutes": Template("3/4", "1/2"),
    "object": Template("4/5", "1/2"),
    "appointment": Template(SIMPLE, None),
}
"""The rules of an ordinary decision, of a change of the statutes, of a change of the object, and of an
appointment."""

APPOINTMENT_YEARS = 4
