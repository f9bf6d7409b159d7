"""How a result leads to its outcome, in sentences: each percentage with what it is a percentage of."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from flask_babel import gettext

from voting.ballot.adoption import (
    Majority,
    MajorityBase,
    PresenceCounts,
    TieRule,
    parse_majority,
    parse_quorum,
)
from voting.ballot.models import Resolution
from voting.ballot.outcome import majority_base
from voting.ballot.rules import MINIMUM_GROUP
from voting.wording.filling import ngettext
from voting.wording.languages import decimal, number, percent
from voting.wording.rules import (
    METHODS,
    is_ranked,
    majority_sentence,
    names_of,
    quorum_sentence,
    reserved_sentences,
    seats_in_words,
)


def percentage(part: int, whole: int) -> str:
    """``part`` of ``whole`` in per cent, with two decimals, cut off rather than rounded: 74.999 becomes
    74.99, and stays below 75."""
    return percent(part * 10_000 // whole if whole else 0)


def reasoning(resolution: Resolution, result: dict[str, Any], *, brief: bool = False) -> list[str]:
    """The sentences that lead from the counts of a result to its outcome. ``brief`` leaves out those that
    repeat the outcome, or what a picture of the votes shows, and the seed of a lot."""
    return list(_reasons(resolution, result, brief))


def _reasons(resolution: Resolution, result: dict[str, Any], brief: bool) -> Iterator[str]:
    yield from _quorum(result)
    if result["outcome"] == "quorum_not_met":
        yield gettext("The quorum is not met, so nothing is decided.")
    elif resolution.method == "for_against_abstain":
        yield from _motion(result)
        yield from _settled(result, brief)
        if not brief:
            yield _conclusion(result)
    else:
        yield from _election(resolution, result, brief)
        yield from _settled(result, brief)


def _quorum(result: dict[str, Any]) -> Iterator[str]:
    present, entitled = result["present_or_represented"], result["entitled"]
    if result["quorum"] is None:
        return
    yield quorum_sentence(result["quorum"])
    yield gettext(
        "Present or represented when the vote was closed: %(present)s of %(entitled)s entitled members "
        "(%(percentage)s).",
        present=number(present),
        entitled=number(entitled),
        percentage=percentage(present, entitled),
    )
    counts = result
    if parse_quorum(result["quorum"]).of_shares:
        counts = result["shares"]
        yield gettext(
            "Their shares: %(present)s of %(entitled)s (%(percentage)s).",
            present=number(counts["present"]),
            entitled=number(counts["entitled"]),
            percentage=percentage(counts["present"], counts["entitled"]),
        )
    if parse_quorum(result["quorum"]).in_each_class:
        for name, members in sorted(counts["entitled_by_class"].items()):
            here = counts["present_by_class"].get(name, 0)
            yield gettext(
                "Category %(name)s: %(present)s of %(entitled)s (%(percentage)s).",
                name=name,
                present=number(here),
                entitled=number(members),
                percentage=percentage(here, members),
            )
    if result["outcome"] != "quorum_not_met":
        yield gettext("The quorum is met.")


def _motion(result: dict[str, Any]) -> Iterator[str]:
    counts, base = result["counts"], base_of(result)
    yield majority_sentence(result["majority"])
    if "by_class" in result:
        yield from _each_class(result)
        return
    yield ngettext(
        "For: %(votes)s of %(base)s (%(percentage)s); at least %(num)s vote for was needed.",
        "For: %(votes)s of %(base)s (%(percentage)s); at least %(num)s votes for were needed.",
        votes_needed(parse_majority(result["majority"]), base),
        votes=counts["for"],
        base=base,
        percentage=percentage(counts["for"], base),
    )
    equal = 2 * counts["for"] == base and base > 0
    if result["settled"] or (result["outcome"] == "tied" and equal):
        yield gettext("That is exactly half.")


def _each_class(result: dict[str, Any], candidate: str | None = None) -> Iterator[str]:
    """What was reached in each class, with its counts where they are shown; for a ``candidate``, those of
    them."""
    majority, hidden = parse_majority(result["majority"]), False
    for name, told in sorted(result["by_class"].items()):
        reached = told["reached"] if candidate is None else told["reached"][candidate]
        verdict = gettext("the majority is reached") if reached else gettext("the majority is not reached")
        if "counts" not in told:
            hidden = True
            yield gettext("Category %(name)s: %(verdict)s.", name=name, verdict=verdict)
            continue
        marks = told["counts"] if candidate is None else told["counts"][candidate]
        presence = PresenceCounts(
            result["present_by_class"].get(name, 0), result["entitled_by_class"][name], {}, {}
        )
        base = majority_base(majority, (marks["for"], marks["against"]), told["ballots"], presence)
        yield gettext(
            "Category %(name)s: for %(votes)s of %(base)s (%(percentage)s); %(verdict)s.",
            name=name,
            votes=number(marks["for"]),
            base=number(base),
            percentage=percentage(marks["for"], base),
            verdict=verdict,
        )
    if hidden:
        yield hidden_sentence()


def hidden_sentence() -> str:
    """Why the counts of some classes are not told."""
    return str(
        gettext(
            "Where a category stands without its counts, fewer than %(minimum)s votes could be told apart "
            "by them.",
            minimum=MINIMUM_GROUP,
        )
    )


def _conclusion(result: dict[str, Any]) -> str:
    if result["outcome"] == "tied" and result["tie_rule"] == TieRule.CHAIR:
        sentence = gettext("The votes are equal: by its rules the chair decides.")
    elif result["outcome"] == "tied":
        sentence = gettext("The votes are equal: by its rules it is put to the vote again.")
    elif result["settled"] and result["outcome"] == "adopted":
        sentence = gettext("The resolution is adopted.")
    elif result["settled"]:
        sentence = gettext("The resolution is rejected.")
    elif result["outcome"] == "adopted":
        sentence = gettext("The majority is reached, so the resolution is adopted.")
    else:
        sentence = gettext("The majority is not reached, so the resolution is rejected.")
    return str(sentence)


def _election(resolution: Resolution, result: dict[str, Any], brief: bool) -> Iterator[str]:
    if not brief:
        yield gettext(
            "Ballots: %(ballots)s, of which blank: %(blank)s. Counted by the method “%(method)s”, for "
            "%(seats)s.",
            ballots=number(result["ballots"]),
            blank=number(result["blank"]),
            method=str(METHODS[resolution.method]),
            seats=seats_in_words(resolution.seats),
        )
    if resolution.method == "per_candidate":
        yield majority_sentence(result["majority"])
        if not brief:
            yield from _each_candidate(resolution, result)
    if result["count"] and result["count"]["quota"] and not brief:
        yield gettext(
            "The quota at the end of the count is %(quota)s votes.", quota=decimal(result["count"]["quota"])
        )
    if is_ranked(resolution) and not result["count"] and not brief:
        yield gettext("No ballot ranks any candidate, so nobody is elected.")
    yield from reserved_sentences(resolution)


def _each_candidate(resolution: Resolution, result: dict[str, Any]) -> Iterator[str]:
    majority, names = parse_majority(result["majority"]), names_of(resolution)
    for code, marks in result["counts"].items():
        if "by_class" in result:
            yield f"{names[code]}:"
            yield from _each_class(result, code)
            continue
        base = base_of(result, code)
        reached = majority.is_reached(marks["for"], base)
        yield gettext(
            "%(name)s: for %(votes)s of %(base)s (%(percentage)s); %(verdict)s.",
            name=names[code],
            votes=number(marks["for"]),
            base=number(base),
            percentage=percentage(marks["for"], base),
            verdict=gettext("the majority is reached") if reached else gettext("the majority is not reached"),
        )


def base_of(result: dict[str, Any], candidate: str | None = None) -> int:
    """The number of which the votes for a motion, or for a ``candidate``, must be a share."""
    marks = result["counts"] if candidate is None else result["counts"][candidate]
    presence = PresenceCounts(result["present_or_represented"], result["entitled"], {}, {})
    votes = (marks["for"], marks["against"])
    return majority_base(parse_majority(result["majority"]), votes, result["ballots"], presence)


def has_percentage(result: dict[str, Any], mark: str) -> bool:
    """Whether the votes with this mark are part of that number, so that they can be a percentage of it."""
    return mark != "abstain" or parse_majority(result["majority"]).base is not MajorityBase.FOR_AGAINST


def votes_needed(majority: Majority, base: int) -> int:
    """The fewest votes for that reach the majority, where the base is ``base``."""
    share: Fraction = majority.threshold * base
    return max(1, floor(share) + 1 if majority.more_than else ceil(share))


def _settled(result: dict[str, Any], brief: bool) -> Iterator[str]:
    if result["settled"] == "lot" and brief:
        yield gettext("Equal votes were settled by lot. How it was drawn stands in the minutes.")
    elif result["settled"] == "lot":
        yield gettext(
            "Equal votes were settled by lot, from the seed %(seed)s which was fixed before the first vote.",
            seed=result["lot_seed"],
        )
    elif result["settled"] == "chair":
        yield gettext("Equal votes were settled by the chair, whose decision is on record.")
    elif result["tied"] and not brief:
        yield gettext("Candidates with equal votes for the last seats are tied, and none of them is elected.")
