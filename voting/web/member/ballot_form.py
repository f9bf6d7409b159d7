"""From the fields of a ballot page to the text of a choice, and from a choice to the fields that send it.

Whatever was sent stands in the text, too much or too little of it: the gate decides what is a choice.
"""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from voting.ballot.methods import BLANK, RANKED, Contest, Method

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
