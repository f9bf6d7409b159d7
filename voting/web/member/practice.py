"""Practising: the pages of a ballot on something harmless, plainly marked, of which no vote is kept."""

from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly
from voting.ballot.agenda import resolutions_of
from voting.ballot.contest import contest_of
from voting.ballot.methods import RANKED, ChoiceFault, Contest, InvalidChoice, parse_choice
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.practice.practice import is_for_homes, is_practice_on, practise
from voting.web.filled_in import FilledIn, drop, kept
from voting.web.form import refused_form
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.member.ballot_form import choice_from_form, marks_of
from voting.web.member.checking import fault_told, go_on, marks_to_confirm, shown
from voting.web.person import person
from voting.wording.practice import PracticeBallot, practice_resolution


@blueprint.get("/assembly/practice/<practice>")
def practice_ballot(practice: str) -> str | Response:
    """The practice ballot, as it was filled in; with what is ``wrong`` with it where the address asks for
    that."""
    ballot = _ballot_here(practice)
    filled_in = _kept(ballot)
    fault = fault_told(contest_in_practice(ballot), filled_in)
    page = _page(ballot, filled_in, fault)
    return refused_form(page, Code.INVALID_CHOICE) if fault else page


@blueprint.post("/assembly/practice/<practice>/check")
def check_practice(practice: str) -> Response:
    """Go on from it to the page that asks to confirm it, or back to it where something is wrong."""
    ballot = _ballot_here(practice)
    return go_on(
        contest_in_practice(ballot),
        person().sign_in_id,
        ballot="member.practice_ballot",
        confirm="member.confirm_practice",
        practice=ballot,
    )


@blueprint.get("/assembly/practice/<practice>/check")
def confirm_practice(practice: str) -> str | Response:
    """The page that asks to confirm it; the ballot, where there is nothing to confirm."""
    ballot = _ballot_here(practice)
    filled_in = _kept(ballot)
    marks = marks_to_confirm(contest_in_practice(ballot), filled_in)
    if marks is None:
        return redirect(url_for("member.practice_ballot", practice=ballot), 303)
    return _page(ballot, filled_in, marks=marks)


@blueprint.post("/assembly/practice/<practice>/count")
def count_practice(practice: str) -> Response:
    """Count it, as practice: in the halls' practice vote, where that is on; at home nothing is kept."""
    ballot, assembly = _ballot_here(practice), this_assembly()
    counted = count_if_on(assembly.id, ballot)
    response = redirect(url_for("member.practised", practice=ballot, halls="yes" if counted else None), 303)
    drop(response, url_for("member.practice_ballot", practice=ballot))
    return response


@blueprint.get("/assembly/practice/<practice>/done")
def practised(practice: str) -> str:
    """The page that says that it was practice, and what to do next."""
    ballot = _known(practice)
    return render_template("member/practised.html", ballot=ballot, rankings=_has_rankings(this_assembly()))


def contest_in_practice(ballot: PracticeBallot) -> Contest:
    """What is on a practice ballot."""
    return contest_of(practice_resolution(ballot))


def practice_shown(
    ballot: PracticeBallot,
    filled_in: FilledIn | None,
    fault: ChoiceFault | None,
    marks: list[tuple[str, str]] | None,
) -> dict[str, Any]:
    """What the templates of a practice ballot need, on a member's own device and on a tablet: all but its
    addresses, and the ``place``."""
    return {
        "resolution": practice_resolution(ballot),
        "phase_now": "practice",
        "practice": True,
        "grantor": None,
    } | shown(filled_in, fault, marks)


def count_if_on(assembly_id: int, ballot: PracticeBallot) -> bool:
    """Count the form of a practice ballot in the halls' practice vote; returns whether one is on. Raises
    Refused(invalid_choice)."""
    contest = contest_in_practice(ballot)
    try:
        marks = marks_of(contest, parse_choice(contest, choice_from_form(contest)))
    except InvalidChoice:
        raise Refused(Code.INVALID_CHOICE) from None
    if ballot is not PracticeBallot.MOTION or not is_practice_on(db.session(), assembly_id):
        return False
    with writing(db.session()) as session:
        practise(session, assembly_id, marks[0][1])
    return True


def _known(practice: str) -> PracticeBallot:
    try:
        return PracticeBallot(practice)
    except ValueError:
        raise Refused(Code.NOT_FOUND) from None


def _ballot_here(practice: str) -> PracticeBallot:
    """The practice ballot named. Raises Refused: not_found; practice_over where one cannot practise now."""
    ballot, assembly = _known(practice), this_assembly()
    if ballot is PracticeBallot.MOTION and is_practice_on(db.session(), assembly.id):
        return ballot
    if not is_for_homes(assembly):
        raise Refused(Code.PRACTICE_OVER)
    return ballot


def _has_rankings(assembly: Assembly) -> bool:
    """Whether members will rank candidates at this assembly, and can practise that now."""
    return is_for_homes(assembly) and any(
        resolution.method in RANKED for resolution in resolutions_of(db.session(), assembly.id)
    )


def _kept(ballot: PracticeBallot) -> FilledIn | None:
    return kept(url_for("member.practice_ballot", practice=ballot), person().sign_in_id)


def _page(
    ballot: PracticeBallot,
    filled_in: FilledIn | None,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> str:
    return render_template(
        "member/practice.html",
        assembly=this_assembly(),
        place=None,
        at={
            "change": url_for("member.practice_ballot", practice=ballot),
            "check": url_for("member.check_practice", practice=ballot),
            "vote": url_for("member.count_practice", practice=ballot),
        },
        **practice_shown(ballot, filled_in, fault, marks),
    )
