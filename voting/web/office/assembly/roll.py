"""The frozen roll: its hash, and late corrections with their reasons."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import CorrectionKind
from voting.assembly.roll import entitled_by_class
from voting.ballot.roll_corrections import (
    LONGEST_REASON,
    add_to_roll,
    corrected_hash,
    corrections_of,
    remove_from_roll,
    roll_is_sound,
)
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.form import as_typed, flag, refused_form, text
from voting.web.jobs.asking import long_work
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.refusals import refusal_sentence


@blueprint.get("/roll")
@long_work
def roll() -> str:
    """The roll as it was frozen, its corrections, and the form for one more."""
    return _page()


def _page(*problems: str, left: bool = False) -> str:
    assembly = this_assembly()
    return render_template(
        "office/assembly/roll.html",
        assembly=assembly,
        classes=entitled_by_class(db.session(), assembly.id),
        corrections=corrections_of(db.session(), assembly.id),
        corrected=corrected_hash(db.session(), assembly),
        sound=assembly.frozen_at is None or roll_is_sound(db.session(), assembly),
        longest=LONGEST_REASON,
        problems=problems,
        left=left,
        typed=as_typed(),
    )


@blueprint.post("/roll")
def correct_roll() -> Response:
    """Add a member to the roll, or remove one, for a reason."""
    kind, member, reason = (text(name) for name in ("kind", "member", "reason"))
    who = person()
    try:
        with writing(db.session()) as session:
            if kind == CorrectionKind.ADDED:
                add_to_roll(
                    session,
                    installation_key(),
                    who.assembly_id,
                    member,
                    reason,
                    accept_left=flag("left"),
                    now=now(),
                    account_id=who.account_id,
                )
            elif kind == CorrectionKind.REMOVED:
                remove_from_roll(
                    session, who.assembly_id, member, reason, now=now(), account_id=who.account_id
                )
            else:
                raise Refused(Code.BAD_REQUEST)
    except Refused as refused:
        if refused.code is not Code.HAS_LEFT:
            raise
        return refused_form(_page(refusal_sentence(refused), left=True), refused.code)
    return redirect(url_for("office.roll", done=kind), 303)
