"""Between the fields of a ballot page and the text of a choice, in both directions.

Whatever was sent stands in the text, even too much or too little: ``parse_choice`` judges what is a ballot.
"""

from collections.abc import Mapping
from itertools import groupby

from voting.ballot.methods import BLANK, RANKED, Contest, Method
from voting.web.form import lists

CHOICE = "choice"
EACH = "choice-"
RANK = "rank-"

Fields = Mapping[str, list[str]]
"""The fields of a ballot's page by name, each with the values that were sent of it."""


def marks_sent() -> Fields:
    """The fields of the form that are of a ballot, whatever they hold."""
    return {
        name: values
        for name, values in lists().items()
        if name in (CHOICE, BLANK) or name.startswith((EACH, RANK))
    }


def choice_from_form(contest: Contest) -> str:
    """The text of the choice that the form of this request holds, as ``choice_of`` makes it."""
    return choice_of(contest, lists())


def choice_of(contest: Contest, fields: Fields) -> str:
    """The text of the choice that these fields hold, for ``parse_choice``.

    A motion sends ``choice``; candidates each send ``choice-CODE``; marks send ``choice`` once for each
    candidate marked; a ranking sends ``rank-CODE``, a number or nothing; ``blank`` goes with both.
    """
    blank = [BLANK] if BLANK in fields else []
    marked = fields.get(CHOICE, [])
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return ",".join(marked)
    if contest.method is Method.PER_CANDIDATE:
        return ",".join(f"{candidate}={mark}" for candidate, mark in _of_each(fields, EACH))
    if contest.method in RANKED:
        ranks = [(rank, candidate) for candidate, rank in _of_each(fields, RANK) if rank]
        if not all(rank.isdecimal() and rank.isascii() and len(rank) < 6 for rank, _ in ranks):
            return "?"  # no number: no ranking at all
        ranks.sort(key=lambda pair: int(pair[0]))
        levels = [[name for _, name in equal] for _, equal in groupby(ranks, key=lambda pair: int(pair[0]))]
        return ">".join([*("=".join(level) for level in levels), *blank])
    return "+".join([*marked, *blank])


def marks_of(contest: Contest, choice: str) -> list[tuple[str, str]]:
    """What a valid choice says, in order: pairs of a candidate's code and their position, their rank, or "".

    For a motion the code is empty; for a blank ballot the list is.
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


def form_from_choice(contest: Contest, choice: str) -> Fields:
    """The fields, with their values, that a page sends on which this choice is marked."""
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


def _of_each(fields: Fields, prefix: str) -> list[tuple[str, str]]:
    """The fields with this prefix: pairs of the rest of the name, and a value; a field that was sent twice is
    two pairs."""
    found = [
        (field.removeprefix(prefix), values) for field, values in fields.items() if field.startswith(prefix)
    ]
    return [(rest, value) for rest, values in found for value in values]
