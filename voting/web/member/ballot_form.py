"""From the fields of a ballot page to the canonical text of a choice, and back to nothing else."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from voting.ballot.methods import BLANK, Contest, Method


def choice_from_form(contest: Contest, form: MultiDict[str, str]) -> str:
    """What was marked, as text for the gate, which decides whether it is a valid choice.

    A motion sends ``choice``; candidates each send ``choice-CODE``; marks send ``choice`` once for each
    candidate marked, or ``blank``.
    """
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return form.get("choice", "")
        case Method.PER_CANDIDATE:
            return ",".join(
                f"{candidate}={form.get(f'choice-{candidate}', '')}" for candidate in contest.candidates
            )
        case Method.PLURALITY_AT_LARGE:
            return "+".join(form.getlist("choice")) or ("" if not form.get(BLANK) else BLANK)


def form_from_choice(contest: Contest, choice: str) -> Mapping[str, str | list[str]]:
    """The fields that a page with this choice marked would send."""
    match contest.method:
        case Method.FOR_AGAINST_ABSTAIN:
            return {"choice": choice}
        case Method.PER_CANDIDATE:
            marks = (part.partition("=") for part in choice.split(","))
            return {f"choice-{candidate}": mark for candidate, _, mark in marks}
        case Method.PLURALITY_AT_LARGE:
            return {"blank": "yes"} if choice == BLANK else {"choice": choice.split("+")}
