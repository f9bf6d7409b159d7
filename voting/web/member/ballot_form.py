"""From the fields of a ballot page to the text of a choice, and from a choice to the fields that send it.

Whatever was sent stands in the text, too much or too little of it: the gate decides what is a choice.
"""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from voting.ballot.methods import BLANK, Contest, Method

CHOICE = "choice"
PREFIX = "choice-"


def choice_from_form(contest: Contest, form: MultiDict[str, str]) -> str:
    """What was marked, as text for the gate.

    A motion sends ``choice``; candidates each send ``choice-CODE``; marks send ``choice`` once for each
    candidate marked, or ``blank``.
    """
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return ",".join(form.getlist(CHOICE))
        case Method.PER_CANDIDATE:
            sent = [field for field in form if field.startswith(PREFIX)]
            return ",".join(
                f"{field.removeprefix(PREFIX)}={mark}" for field in sent for mark in form.getlist(field)
            )
        case Method.PLURALITY_AT_LARGE:
            return "+".join([*form.getlist(CHOICE), *([BLANK] if BLANK in form else [])])


def form_from_choice(contest: Contest, choice: str) -> Mapping[str, list[str]]:
    """The fields that a page with this choice marked would send."""
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return {CHOICE: [choice]}
        case Method.PER_CANDIDATE:
            fields: dict[str, list[str]] = {}
            for part in choice.split(","):
                candidate, _, mark = part.partition("=")
                fields.setdefault(PREFIX + candidate, []).append(mark)
            return fields
        case Method.PLURALITY_AT_LARGE:
            return {BLANK: ["yes"]} if choice == BLANK else {CHOICE: choice.split("+")}
