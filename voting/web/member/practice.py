"""Practising: the pages of a ballot on something harmless, plainly marked, of which nothing is kept."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly
from voting.ballot.agenda import resolutions_of
from voting.ballot.contest import contest_of
from voting.ballot.methods import RANKED, ChoiceFault, InvalidChoice, parse_choice
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.practice.practice import is_for_homes, is_practice_on, practise
from voting.web.form import as_typed, refused_form
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.member.ballot_form import choice_from_form, marks_of
from voting.wording.practice import PracticeBallot, practice_resolution


@blueprint.route("/assembly/practice/<practice>", methods=["GET", "POST"])
def practice_ballot(practice: str) -> str:
    """The practice ballot: empty, or as it was filled in when it is opened from the page that asks to
    confirm."""
    return _page(_ballot_here(practice))


@blueprint.post("/assembly/practice/<practice>/check")
def check_practice(practice: str) -> str | Response:
    """The page that asks to confirm it; or the ballot again, with what is wrong."""
    ballot = _ballot_here(practice)
    try:
        marks = marks_sent(ballot)
    except InvalidChoice as invalid:
        return refused_form(_page(ballot, invalid.fault), Code.INVALID_CHOICE)
    return _page(ballot, marks=marks)


@blueprint.post("/assembly/practice/<practice>/count")
def count_practice(practice: str) -> Response:
    """Count it, as practice: in the halls' practice vote, where that is on; at home nothing is kept."""
    ballot, assembly = _ballot_here(practice), this_assembly()
    counted = count_if_on(assembly.id, ballot)
    return redirect(url_for("member.practised", practice=ballot, halls="yes" if counted else None), 303)


@blueprint.get("/assembly/practice/<practice>/done")
def practised(practice: str) -> str:
    """The page that says that it was practice, and what to do next."""
    ballot = _known(practice)
    return render_template("member/practised.html", ballot=ballot, rankings=_has_rankings(this_assembly()))


def marks_sent(ballot: PracticeBallot) -> list[tuple[str, str]]:
    """What the form of a practice ballot says, as ``marks_of`` gives it. Raises InvalidChoice."""
    contest = contest_of(practice_resolution(ballot))
    return marks_of(contest, parse_choice(contest, choice_from_form(contest)))


def count_if_on(assembly_id: int, ballot: PracticeBallot) -> bool:
    """Count the form of a practice ballot in the halls' practice vote; returns whether one is on. Raises
    Refused(invalid_choice)."""
    try:
        marks = marks_sent(ballot)
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


def _page(
    ballot: PracticeBallot, fault: ChoiceFault | None = None, marks: list[tuple[str, str]] | None = None
) -> str:
    return render_template(
        "member/practice.html",
        assembly=this_assembly(),
        ballot=ballot,
        resolution=practice_resolution(ballot),
        at={
            "ballot": url_for("member.practice_ballot", practice=ballot),
            "check": url_for("member.check_practice", practice=ballot),
            "vote": url_for("member.count_practice", practice=ballot),
        },
        phase_now="practice",
        practice=True,
        grantor=None,
        place=None,
        filled_in=as_typed(),
        fault=fault,
        marks=marks,
        attempt=None,
    )
