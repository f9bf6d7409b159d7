"""From the fields of a ballot page to the text of a choice, and from a choice to the fields that send it.

Whatever was sent stands in the text, too much or too little of it: the gate decides what is a choice.
"""

from collections.abc import Mapping
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from voting.ballot.methods import BLANK, RANKED, Contest, InvalidChoice, Method, parse_choice

CHOICE = "choice"
EACH = "choice-"
RANK = "rank-"


def choice_from_form(contest: Contest, form: MultiDict[str, str]) -> str:
    """What was marked, as text for the gate.

    A motion sends ``choice``; candidates each send ``choice-CODE``; marks send ``choice`` once for each
    candidate marked; a ranking sends ``rank-CODE``, a number or nothing; ``blank`` goes with both.
    """
    blank = [BLANK] if BLANK in form else []
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return ",".join(form.getlist(CHOICE))
    if contest.method is Method.PER_CANDIDATE:
        return ",".join(f"{candidate}={mark}" for candidate, mark in _sent(form, EACH))
    if contest.method in RANKED:
        ranks = [(rank, candidate) for candidate, rank in _sent(form, RANK) if rank]
        numbers = sorted(rank for rank, _ in ranks)
        if len(set(numbers)) < len(numbers) or not all(map(str.isdecimal, numbers)):
            return "="  # two candidates on one rank, or no number: no ranking at all
        ranked = [candidate for _, candidate in sorted(ranks, key=lambda pair: int(pair[0]))]
        return ">".join([*ranked, *blank])
    return "+".join([*form.getlist(CHOICE), *blank])


class BallotFault(StrEnum):
    """What can be wrong with a ballot as it was filled in, for whoever is to mend it."""

    NOTHING_MARKED = "nothing_marked"
    SOME_UNMARKED = "some_unmarked"
    TOO_MANY_MARKED = "too_many_marked"
    BLANK_AND_MARKED = "blank_and_marked"
    SAME_RANK = "same_rank"
    INVALID = "invalid"


def fault_in_form(contest: Contest, form: MultiDict[str, str]) -> BallotFault | None:
    """What is wrong with the form of a ballot, or None where the gate can take it."""
    try:
        parse_choice(contest, choice_from_form(contest, form))
    except InvalidChoice:
        return _name_fault(contest, form)
    return None


def _name_fault(contest: Contest, form: MultiDict[str, str]) -> BallotFault:
    ranks = [rank for _, rank in _sent(form, RANK) if rank]
    marks = len(form.getlist(CHOICE)) + len(_sent(form, EACH)) + len(ranks)
    if marks == 0:
        return BallotFault.NOTHING_MARKED
    if contest.method is Method.PER_CANDIDATE and marks < len(contest.candidates):
        return BallotFault.SOME_UNMARKED
    if BLANK in form:
        return BallotFault.BLANK_AND_MARKED
    if len(set(ranks)) < len(ranks):
        return BallotFault.SAME_RANK
    if contest.method is Method.PLURALITY_AT_LARGE and marks > contest.seats:
        return BallotFault.TOO_MANY_MARKED
    return BallotFault.INVALID


def marks_of(contest: Contest, choice: str) -> list[tuple[str, str]]:
    """What a choice that the gate can take says, in order: (candidate's code, position or rank or "").

    For a motion the code is empty; for a blank ballot so is the list.
    """
    if choice == BLANK:
        return []
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return [("", choice)]
    if contest.method is Method.PER_CANDIDATE:
        parts = (part.partition("=") for part in choice.split(","))
        return [(candidate, position) for candidate, _, position in parts]
    if contest.method in RANKED:
        return [(candidate, str(rank)) for rank, candidate in enumerate(choice.split(">"), 1)]
    return [(candidate, "") for candidate in choice.split("+")]


def form_from_choice(contest: Contest, choice: str) -> Mapping[str, list[str]]:
    """The fields that a page with this choice marked would send."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return {CHOICE: [choice]}
    if contest.method is Method.PER_CANDIDATE:
        fields: dict[str, list[str]] = {}
        for part in choice.split(","):
            candidate, _, mark = part.partition("=")
            fields.setdefault(EACH + candidate, []).append(mark)
        return fields
    if choice == BLANK:
        return {BLANK: ["yes"]}
    if contest.method in RANKED:
        ranks: dict[str, list[str]] = {}
        for rank, candidate in enumerate(choice.split(">"), 1):
            ranks.setdefault(RANK + candidate, []).append(str(rank))
        return ranks
    return {CHOICE: choice.split("+")}


def _sent(form: MultiDict[str, str], prefix: str) -> list[tuple[str, str]]:
    """What was sent in the fields with this prefix: (rest of the field's name, value), repeated ones too."""
    fields = [field for field in form if field.startswith(prefix)]
    return [(field.removeprefix(prefix), value) for field in fields for value in form.getlist(field)]
