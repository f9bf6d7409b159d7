"""The keyholders of an assembly: naming five, their cards, and how far they are."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template
from werkzeug.wrappers import Response

from voting.accounts.codes import derived_tokens
from voting.assembly.locks import lock_assembly
from voting.ballot.agenda import resolutions_of
from voting.ballot.sealed_standing import sealed_standing
from voting.box.keysets import begin_ceremony, latest_keyset
from voting.box.naming import LONGEST_KEYHOLDER_NAME, keyholder_faults
from voting.box.progress import ceremony_progress
from voting.box.sealed_page import PAGE_SHA256
from voting.database import writing
from voting.errors import Fault, InvalidForm, require_sound
from voting.extensions import db
from voting.installation import installation_key, now
from voting.qr import qr_address
from voting.sealed.documents import KEYHOLDERS
from voting.stamp import require_same, stamp
from voting.web.form import flag, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.once import tell_once, told_once
from voting.web.person import person
from voting.wording.form_faults import linked_faults
from voting.wording.keyholders import KEYHOLDER_LABELS, steps_of_keyholders
from voting.wording.sealed import in_groups

FIELDS = [f"keyholder.{number}" for number in range(1, KEYHOLDERS + 1)]


@blueprint.get("/keyholders")
def keyholders() -> str:
    """Who they are, how far they are, and what is to be done when."""
    return _keyholders_page()


@blueprint.get("/keyholders/progress")
def keyholders_part() -> str:
    """The part of that page that changes while they work."""
    return render_template("office/assembly/keyholders_progress.html", **_told_of_keyholders())


@blueprint.post("/keyholders")
def begin_keyholders() -> Response:
    """Begin an attempt with five names; the cards with their tokens are shown once."""
    names, assembly_id = [text(field) for field in FIELDS], person().assembly_id
    salt = secrets.token_hex(16)
    try:
        with writing(db.session()) as session:
            lock_assembly(session, assembly_id, frozen=False)
            latest = latest_keyset(session, assembly_id)
            require_same(latest and latest.id, was())
            unsure = latest is not None and not flag("again")
            require_sound(
                [*keyholder_faults(names), *([Fault(0, "again", "again_unsure")] if unsure else [])]
            )
            tokens = derived_tokens(installation_key(), salt, KEYHOLDERS)
            begin_ceremony(session, assembly_id, names, tokens=tokens, now=now(), actor=person().actor)
    except InvalidForm as invalid:
        return refused_form(_keyholders_page(names, invalid.faults), invalid.code)
    return tell_once("office.keyholder_cards", {"salt": salt})


@blueprint.get("/keyholders/cards")
def keyholder_cards() -> str:
    """The cards of those who have just been named: once."""
    told, progress = told_once(), ceremony_progress(db.session(), person().assembly_id)
    tokens = derived_tokens(installation_key(), told["salt"], KEYHOLDERS) if told and progress else []
    lines = [f"{current_app.config['ADDRESS']} {token}" for token in tokens]
    cards = zip(progress.names, lines, map(qr_address, lines), strict=True) if tokens and progress else ()
    return render_template(
        "office/assembly/keyholder_cards.html",
        assembly=this_assembly(),
        cards=list(cards),
        page_sha256=in_groups(PAGE_SHA256),
    )


def _keyholders_page(names: Sequence[str] = (), faults: Sequence[Fault] = ()) -> str:
    told = _told_of_keyholders()
    progress = told["progress"]
    return render_template(
        "office/assembly/keyholders.html",
        **told,
        names=names or (progress.names if progress else [""] * KEYHOLDERS),
        longest=LONGEST_KEYHOLDER_NAME,
        faults=linked_faults(faults, KEYHOLDER_LABELS),
        wrong={fault.column for fault in faults},
        was=stamp(progress and progress.keyset_id),
        page_sha256=in_groups(PAGE_SHA256),
        page_address=current_app.config["SEALED_PAGE"],
    )


def _told_of_keyholders() -> dict[str, Any]:
    assembly, session = this_assembly(), db.session()
    progress = ceremony_progress(session, assembly.id)
    sealed = [each for each in resolutions_of(session, assembly.id) if each.sealed]
    return {
        "assembly": assembly,
        "progress": progress,
        "standing": steps_of_keyholders(progress) if progress else [],
        "digits": in_groups(progress.digits) if progress else "",
        "sealed": [(each, sealed_standing(session, each.id)) for each in sealed],
    }
