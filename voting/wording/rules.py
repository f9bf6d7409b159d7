"""The rules of a resolution in sentences, which are shown before the vote and with the result."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from flask_babel import gettext, lazy_gettext

from voting.ballot.adoption import MajorityBase, TieRule, is_in_each_class, parse_majority, parse_quorum
from voting.ballot.checklist import small_classes
from voting.ballot.methods import DECIDES_BY_MAJORITY, NEEDS_LOT, RANKED, Method
from voting.ballot.models import Resolution
from voting.ballot.seats import Limit, seats_of
from voting.wording.filling import ngettext
from voting.wording.languages import number
from voting.wording.spot import if_amended_sentence

_ = lazy_gettext

BASES = {
    MajorityBase.FOR_AGAINST: _("the votes for and against (abstentions do not count)"),
    MajorityBase.CAST: _("all votes cast, abstentions included"),
    MajorityBase.PRESENT: _("the members present or represented"),
    MajorityBase.ENTITLED: _("all entitled members"),
}
METHODS = {
    "scottish_stv": _("the single transferable vote by the Scottish rules"),
    "meek_stv": _("the single transferable vote by Meek’s method"),
    "irv": _("instant runoff"),
    "schulze": _("the Schulze method"),
    "approval": _("approval"),
    "plurality_at_large": _("most votes"),
    "per_candidate": _("a vote on each candidate"),
    "for_against_abstain": _("for, against or abstain"),
}
HOW = {
    "scottish_stv": _(
        "Each ballot is one vote, for the first choice on it. Whoever reaches the quota is elected; the "
        "votes above it pass, at a part of their value, to the next choices. When nobody is above it any "
        "more, whoever has fewest is eliminated, and those votes pass on, until all seats are filled."
    ),
    "meek_stv": _(
        "Each ballot is one vote, for the first choice on it. Whoever has the quota is elected, keeps "
        "only what is needed for it, and passes the rest of each vote to the next choice. When that has "
        "settled, whoever has fewest is eliminated, and those votes pass on, until all seats are filled."
    ),
    "irv": _(
        "Each ballot counts for the first choice on it. As long as nobody has more than half, whoever has "
        "fewest is eliminated, and those ballots pass to their next choice."
    ),
    "schulze": _(
        "The candidates are compared two by two: who is preferred on more ballots? Whoever wins against "
        "each of the others is elected; if nobody does, whoever is ahead when the narrowest wins are set "
        "aside."
    ),
    "approval": _("The candidates with the most marks are elected."),
    "plurality_at_large": _("The candidates with the most votes are elected."),
    "per_candidate": _(
        "Each candidate needs the majority; of those who have it, the ones with the most votes for are "
        "elected, as many as there are seats."
    ),
}
"""How each method of an election works, in everyday words."""
SHARES = {
    Fraction(1, 2): _("half"),
    Fraction(2, 3): _("two thirds"),
    Fraction(3, 4): _("three quarters"),
    Fraction(4, 5): _("four fifths"),
}
"""The shares that the law and most articles of association ask for, in words."""
TIES = {
    TieRule.REJECTED: _("Equal votes for the last seats: none of the equals is elected."),
    TieRule.SECOND_ROUND: _("Equal votes: the resolution is put to the vote again."),
    TieRule.CHAIR: _("Equal votes: the chair decides, and the decision is recorded."),
    TieRule.LOT: _("Equal votes: a lot decides."),
}


def rule_sentences(resolution: Resolution) -> list[str]:
    """All the rules of a resolution, as sentences."""
    return list(_rules(resolution))


def what_it_takes(resolution: Resolution) -> str:
    """The majority of a motion or of each candidate; the seats and the method where no majority decides."""
    if resolution.method in DECIDES_BY_MAJORITY:
        return majority_sentence(resolution.majority)
    return _seats_by_method(resolution)


def how_it_works(method: str) -> str:
    """How a method of an election works, in everyday words."""
    return str(HOW[method])


def _seats_by_method(resolution: Resolution) -> str:
    seats, method = seats_in_words(resolution.seats), str(METHODS[resolution.method])
    return str(gettext("%(seats)s, by %(method)s.", seats=seats, method=method))


def _rules(resolution: Resolution) -> Iterator[str]:
    method = Method(resolution.method)
    if method is not Method.FOR_AGAINST_ABSTAIN:
        yield _seats_by_method(resolution)
        yield how_it_works(method)
    if method in DECIDES_BY_MAJORITY:
        yield majority_sentence(resolution.majority)
        if is_in_each_class(resolution.majority):
            yield class_sentence(resolution.majority)
    yield from reserved_sentences(resolution)
    if resolution.if_amended:
        yield if_amended_sentence(resolution)
    if resolution.by_hands:
        yield gettext(
            "By show of hands: in each hall tellers count hands, and a card for each member represented; who "
            "is online votes electronically."
        )
    if resolution.by_name:
        yield gettext("The vote is by name: the names and their choices stand in the minutes.")
    yield quorum_sentence(resolution.quorum)
    if method in NEEDS_LOT:
        yield gettext(
            "Equal votes on the way: who was ahead in an earlier round stays ahead; else a lot decides."
        )
    elif is_in_each_class(resolution.majority) and method is Method.FOR_AGAINST_ABSTAIN:
        yield gettext("As many votes for as against in a category: the resolution is rejected.")
    elif method is Method.FOR_AGAINST_ABSTAIN and resolution.tie_rule == TieRule.REJECTED:
        yield gettext("As many votes for as against: the resolution is rejected.")
    else:
        yield str(TIES[TieRule(resolution.tie_rule)])
    if resolution.lot_commitment:
        yield lot_sentence(resolution.lot_commitment, elects=method is not Method.FOR_AGAINST_ABSTAIN)


def seats_in_words(seats: int) -> str:
    """A number of seats, with the word."""
    return ngettext("%(num)s seat", "%(num)s seats", seats)


def majority_sentence(text: str) -> str:
    """The sentence about a majority, given as the text that ``voting.ballot.adoption`` reads."""
    majority = parse_majority(text)
    values = {"share": _share(majority.threshold), "base": str(BASES[majority.base])}
    if majority.in_each_class and majority.more_than:
        return str(gettext("Needed in each category: more than %(share)s of %(base)s.", **values))
    if majority.in_each_class:
        return str(gettext("Needed in each category: at least %(share)s of %(base)s.", **values))
    if majority.more_than:
        return str(gettext("Needed: more than %(share)s of %(base)s.", **values))
    return str(gettext("Needed: at least %(share)s of %(base)s.", **values))


def class_sentence(text: str) -> str:
    """How a majority that is needed in each class is taken there, given as such a text."""
    if parse_majority(text).base is MajorityBase.FOR_AGAINST:
        return str(
            gettext(
                "The votes of each category are counted apart. A category in which nobody votes for or "
                "against has not reached the majority; one without members is left out."
            )
        )
    return str(
        gettext(
            "The votes of each category are counted apart. A category in which nobody votes has not reached "
            "the majority; one without members is left out."
        )
    )


def ballot_class_sentence() -> str:
    """What a ballot carries beside the choice where the votes of each class are counted apart."""
    return str(
        gettext(
            "Here the ballot carries the category of the member, because the votes of each category are "
            "counted apart: no name, no time and no place."
        )
    )


def small_class_sentences(entitled: Mapping[str, int]) -> list[str]:
    """What members of small classes must know before they vote where the majority is needed in each class,
    given how many are entitled in each."""
    return [
        ngettext(
            "Category %(name)s has %(num)s member. Its counts are not shown, but whether the majority is "
            "reached there is, and that can show how this member voted.",
            "Category %(name)s has %(num)s members. Its counts are not shown, but whether the majority is "
            "reached there is, and that can show how they voted.",
            members,
            name=name,
        )
        for name, members in small_classes(entitled).items()
    ]


def quorum_sentence(text: str | None) -> str:
    """The sentence about a quorum, given as such a text; None: that there is none."""
    if text is None:
        return str(gettext("No quorum is needed."))
    quorum = parse_quorum(text)
    if quorum.of_shares:
        sentence = gettext(
            "Quorum: members present or represented who have at least %(share)s of all shares",
            share=_share(quorum.share),
        )
    elif quorum.share:
        sentence = gettext(
            "Quorum: at least %(share)s of the entitled members present or represented",
            share=_share(quorum.share),
        )
    else:
        sentence = gettext(
            "Quorum: at least %(members)s members present or represented", members=number(quorum.members)
        )
    in_each = gettext("in each category")
    return f"{sentence}, {in_each}." if quorum.in_each_class else f"{sentence}."


def reserved_sentences(resolution: Resolution) -> Iterator[str]:
    """The limits on who may take the seats of an election, and how they count together."""
    board = seats_of(resolution.seats, resolution.reserved, resolution.options)
    for limit in board.limits:
        yield _limit_sentence(limit, resolution.seats)
    if board.count_together and not is_ranked(resolution):
        yield str(
            gettext(
                "These rules are met together: of all sets of candidates with whom they are all met, the "
                "one with the most votes is elected, and one person can count for several rules. As few "
                "seats as possible stay vacant for want of somebody who fits."
            )
        )


def _limit_sentence(limit: Limit, seats: int) -> str:
    """The sentence about a limit, where so many seats are filled."""
    figure = number(limit.on_board(seats))
    if limit.share is not None:
        figure = f"{figure} ({limit.share.numerator}/{limit.share.denominator})"
    values = {"number": figure, "group": limit.group}
    if limit.stay is None and limit.at_least:
        return str(gettext("Reserved seats: at least %(number)s for the group “%(group)s”.", **values))
    if limit.stay is None:
        return str(gettext("Reserved seats: at most %(number)s for the group “%(group)s”.", **values))
    values |= {"board": number(seats + limit.stay), "staying": number(limit.staying)}
    values["elected"] = number(max(0, limit.of_elected(seats)))
    if limit.at_least:
        return str(
            gettext(
                "Reserved seats on the whole board of %(board)s: at least %(number)s for the group "
                "“%(group)s”, of which %(staying)s stay in office. Of those elected now: at least "
                "%(elected)s.",
                **values,
            )
        )
    return str(
        gettext(
            "Reserved seats on the whole board of %(board)s: at most %(number)s for the group "
            "“%(group)s”, of which %(staying)s stay in office. Of those elected now: at most %(elected)s.",
            **values,
        )
    )


def lot_sentence(commitment: str, *, elects: bool) -> str:
    """How the lot was fixed before the vote, and how anybody can draw it again; ``elects``: it decides who is
    elected."""
    if elects:
        return str(
            gettext(
                "The lot is fixed already: by a seed whose SHA-256 is %(commitment)s. The seed is "
                "published with the result. Candidate 1 on the ballot draws the SHA-256 of the seed "
                "followed by /1, candidate 2 that of the seed followed by /2, and so on; whoever drew the "
                "smallest goes first.",
                commitment=commitment,
            )
        )
    return str(
        gettext(
            "The lot is fixed already: by a seed whose SHA-256 is %(commitment)s. The seed is published "
            "with the result. “For” draws the SHA-256 of the seed followed by /1, “against” that of the "
            "seed followed by /2; the smaller one wins.",
            commitment=commitment,
        )
    )


def names_of(resolution: Resolution) -> dict[str, str]:
    """The names of a resolution's candidates, by code."""
    return {option["code"]: option["name"] for option in resolution.options}


def is_ranked(resolution: Resolution) -> bool:
    """Whether its ballot is a ranking of the candidates."""
    return resolution.method in RANKED


def _share(share: Fraction) -> str:
    return str(SHARES.get(share, f"{share.numerator}/{share.denominator}"))
