"""Why an outcome is what it is: words and numbers in the reader's language, each percentage with its base."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from flask_babel import gettext, lazy_gettext

from voting.ballot.adoption import Base, Majority, parse_majority, parse_quorum
from voting.ballot.models import Resolution
from voting.web.languages import decimal, number, percent

_ = lazy_gettext

BASES = {
    Base.FOR_AGAINST: _("the votes for and against (abstentions are not votes cast)"),
    Base.CAST: _("all votes cast, abstentions included"),
    Base.PRESENT: _("the members present or represented"),
    Base.ENTITLED: _("all entitled members"),
}
METHODS = {
    "scottish_stv": _("the single transferable vote by the Scottish rules"),
    "meek_stv": _("the single transferable vote by Meek's method"),
    "irv": _("instant runoff"),
    "schulze": _("the Schulze method"),
    "approval": _("approval"),
    "plurality_at_large": _("most votes"),
    "per_candidate": _("a vote on each candidate"),
    "for_against_abstain": _("for, against or abstain"),
}


def percentage(part: int, whole: int) -> str:
    """A share in per cent with two decimals, cut off and never rounded up: 74.99 stays below 75."""
    return percent(floor(Fraction(part * 10_000, whole)) if whole else 0)


def majority_sentence(text: str) -> str:
    """The majority that a resolution needs, in words."""
    majority = parse_majority(text)
    values = {"share": _share(majority.threshold), "base": str(BASES[majority.base])}
    if majority.more_than:
        return str(gettext("Needed: more than %(share)s of %(base)s.", **values))
    return str(gettext("Needed: at least %(share)s of %(base)s.", **values))


def quorum_sentence(text: str | None) -> str:
    """The quorum that a resolution needs, in words."""
    if text is None:
        return str(gettext("No quorum is needed."))
    quorum = parse_quorum(text)
    if quorum.share is not None:
        sentence = gettext(
            "Quorum: at least %(share)s of the entitled members present or represented",
            share=_share(quorum.share),
        )
    else:
        sentence = gettext(
            "Quorum: at least %(members)s members present or represented", members=number(quorum.members or 0)
        )
    return f"{sentence}, {gettext('in each class')}." if quorum.in_each_class else f"{sentence}."


def reasoning(resolution: Resolution, result: dict[str, Any]) -> list[str]:
    """The sentences that lead from the counts of a result to its outcome."""
    return [*_quorum(result), *_method(resolution, result), *_settled(result)]


def _quorum(result: dict[str, Any]) -> Iterator[str]:
    present, entitled = result["present_or_represented"], result["entitled"]
    if result["quorum"] is None:
        return
    yield quorum_sentence(result["quorum"])
    yield gettext(
        "Present or represented: %(present)s of %(entitled)s entitled members (%(percentage)s).",
        present=number(present),
        entitled=number(entitled),
        percentage=percentage(present, entitled),
    )
    if parse_quorum(result["quorum"]).in_each_class:
        for name, members in sorted(result["entitled_by_class"].items()):
            here = result["present_by_class"].get(name, 0)
            yield gettext(
                "Class %(name)s: %(present)s of %(entitled)s (%(percentage)s).",
                name=name,
                present=number(here),
                entitled=number(members),
                percentage=percentage(here, members),
            )
    if result["outcome"] == "quorum_not_met":
        yield gettext("The quorum is not met, so nothing is decided.")


def _method(resolution: Resolution, result: dict[str, Any]) -> Iterator[str]:
    if result["outcome"] == "quorum_not_met":
        return
    if resolution.method == "for_against_abstain":
        yield from _motion(result)
        return
    yield gettext(
        "%(ballots)s ballots, of which %(blank)s blank, counted by %(method)s for %(seats)s seats.",
        ballots=number(result["ballots"]),
        blank=number(result["blank"]),
        method=str(METHODS[resolution.method]),
        seats=resolution.seats,
    )
    if resolution.method == "per_candidate":
        yield majority_sentence(result["majority"])
    if result["count"] and result["count"]["quota"]:
        yield gettext(
            "The quota at the end of the count is %(quota)s votes.", quota=decimal(result["count"]["quota"])
        )
    for limit in resolution.reserved:
        yield gettext("Reserved seats: %(limit)s.", limit=limit)


def _motion(result: dict[str, Any]) -> Iterator[str]:
    majority, counts = parse_majority(result["majority"]), result["counts"]
    base = {
        Base.FOR_AGAINST: counts["for"] + counts["against"],
        Base.CAST: result["ballots"],
        Base.PRESENT: result["present_or_represented"],
        Base.ENTITLED: result["entitled"],
    }[majority.base]
    yield majority_sentence(result["majority"])
    yield gettext(
        "For: %(votes)s of %(base)s (%(percentage)s); at least %(needed)s votes for were needed.",
        votes=number(counts["for"]),
        base=number(base),
        percentage=percentage(counts["for"], base),
        needed=number(votes_needed(majority, base)),
    )


def votes_needed(majority: Majority, base: int) -> int:
    """The fewest votes for that reach the majority of such a base."""
    share = majority.threshold * base
    return max(1, floor(share) + 1 if majority.more_than else ceil(share))


def _settled(result: dict[str, Any]) -> Iterator[str]:
    if result["settled"] == "lot":
        yield gettext(
            "Equal votes were settled by lot, from the seed %(seed)s that had been committed to before the "
            "first vote.",
            seed=result["lot_seed"],
        )
    elif result["settled"] == "chair":
        yield gettext("Equal votes were settled by the chair, whose decision is on record.")
    elif result["tied"]:
        yield gettext("Candidates with equal votes for the last seats are tied, and none of them is elected.")


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def names_of(resolution: Resolution) -> dict[str, str]:
    """The names of a resolution's candidates, by code."""
    return {option["code"]: option["name"] for option in resolution.options}
