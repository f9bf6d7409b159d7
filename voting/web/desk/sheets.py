"""Counting paper at one venue: what there is to count, and the sheet on which each teller
enters their count."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.venues import venues_of
from voting.ballot.agenda import resolutions_of
from voting.ballot.contest import contest_of
from voting.ballot.hands import possible_hands
from voting.ballot.models import Resolution, State
from voting.ballot.paper import (
    Sheet,
    agreed_sheets,
    enter_sheet,
    exchanged_papers,
    issued_papers,
    papers_by_class,
    teller_standing,
)
from voting.ballot.reconciliation import sign_off
from voting.ballot.rules import MINIMUM_GROUP
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.desk import blueprint
from voting.web.desk.sheet_form import read_sheet
from voting.web.errors import wants_json
from voting.web.form import as_typed, refused_form
from voting.web.meeting import resolution_here, venue_here
from voting.web.person import person
from voting.wording.form_faults import form_faults
from voting.wording.refusals import refusal_sentence
from voting.wording.sheet import sheet_labels

SHOWN_AGAIN = {Code.SHEETS_DIFFER, Code.COUNT_SEEN, Code.WRONG_STATE}
"""The refusals after which the sheet is shown again: as it was filled in, where it can still be."""


@blueprint.get("/sheets")
def sheets(venue: str) -> str:
    """What this venue has to count and sign after each vote, the latest vote first."""
    here = venue_here(venue)
    rows = [
        _row(resolution, venue)
        for resolution in resolutions_of(db.session(), person().assembly_id)
        if State(resolution.state) in (State.OPEN, State.CLOSED, State.ANNOUNCED)
    ]
    rows.sort(key=lambda row: row["resolution"].opened_at, reverse=True)
    venues = venues_of(db.session(), person().assembly_id)
    return render_template("desk/sheets.html", venue=here, venues=venues, rows=rows)


@blueprint.get("/sheets/<int:resolution_id>")
def sheet(venue: str, resolution_id: int) -> str:
    """The form on which a teller enters their count; or, once two agree, what they agree on."""
    return _sheet_page(venue, resolution_here(resolution_id))


@blueprint.post("/sheets/<int:resolution_id>")
def enter_counts(venue: str, resolution_id: int) -> Response:
    """Enter a teller's sheet; or show it again, with what is wrong or differs from another's."""
    venue_here(venue)
    resolution = resolution_here(resolution_id)
    counted, unread = read_sheet(
        contest_of(resolution), list(papers_by_class(db.session(), resolution, venue))
    )
    try:
        with writing(db.session()) as session:
            difference = enter_sheet(
                session,
                resolution.id,
                venue,
                counted,
                account_id=person().account_id,
                now=now(),
                unread=unread,
            )
        if difference:
            raise Refused(Code.SHEETS_DIFFER, difference=difference)
    except InvalidForm as invalid:
        if wants_json():
            raise
        return refused_form(_sheet_page(venue, resolution_here(resolution_id), faults=invalid.faults))
    except Refused as refused:
        return _shown_again(venue, resolution_id, refused)
    return redirect(url_for("desk.sheets", venue=venue), 303)


def _shown_again(venue: str, resolution_id: int, refused: Refused) -> Response:
    """The sheet as it was filled in, with the refusal."""
    if refused.code not in SHOWN_AGAIN or wants_json():
        raise refused
    return refused_form(_sheet_page(venue, resolution_here(resolution_id), refused), refused.code)


def _sheet_page(
    venue: str, resolution: Resolution, refused: Refused | None = None, faults: Sequence[Fault] = ()
) -> str:
    names = {item["code"]: item["name"] for item in resolution.options}
    classes = papers_by_class(db.session(), resolution, venue)
    labels = sheet_labels(contest_of(resolution), names, list(classes), by_hands=resolution.by_hands)
    agreed = agreed_sheets(db.session(), resolution.id).get(venue)
    return render_template(
        "desk/sheet.html",
        venue=venue_here(venue),
        resolution=resolution,
        issued=issued_papers(db.session(), resolution.id).get(venue, 0),
        exchanged=exchanged_papers(db.session(), resolution.id).get(venue, 0),
        labels=labels,
        classes=classes,
        names=names,
        possible=_possible(resolution, venue),
        agreed=agreed,
        is_hidden=agreed is not None and _is_hidden(resolution, agreed, classes),
        standing=teller_standing(db.session(), resolution.id, venue, person().account_id),
        filled_in=as_typed(),
        faults=form_faults(faults, labels),
        wrong={fault.column for fault in faults},
        code=refused.code.value if refused else None,
        sentence=refusal_sentence(refused) if refused else None,
        differences=_differences(refused),
    )


def _is_hidden(resolution: Resolution, agreed: Sheet, classes: Mapping[str, int]) -> bool:
    """Whether what papers say is not shown any more, once the vote is counted: so few, in all or of a class,
    would tell who chose what. Hands were raised before everybody."""
    few = min([agreed.ballots, *classes.values()]) < MINIMUM_GROUP
    return few and not resolution.by_hands and State(resolution.state) is not State.CLOSED


def _differences(refused: Refused | None) -> list[tuple[str, str, str]]:
    """The cells in which two tellers differ: (cell, this teller's number, the other's)."""
    if refused is None or refused.code is not Code.SHEETS_DIFFER:
        return []
    parts = (part.rpartition(": ") for part in str(refused.values["difference"]).split(", "))
    return [(cell, *numbers.split(" / ", 1)) for cell, _, numbers in parts]  # type: ignore[misc]


def _possible(resolution: Resolution, venue: str) -> int:
    """How many hands can have been raised here; 0 where none are, or the vote is still open."""
    if not resolution.by_hands or resolution.closed_at is None:
        return 0
    return possible_hands(db.session(), resolution).get(venue, 0)


def _row(resolution: Resolution, venue: str) -> dict[str, Any]:
    closed = State(resolution.state) is not State.OPEN
    issued = issued_papers(db.session(), resolution.id).get(venue, 0)
    exchanged = exchanged_papers(db.session(), resolution.id).get(venue, 0)
    return {
        "resolution": resolution,
        "papers": issued + exchanged,
        "hands": _possible(resolution, venue),
        "agreed": venue in agreed_sheets(db.session(), resolution.id),
        "standing": teller_standing(db.session(), resolution.id, venue, person().account_id),
        "sign_off": sign_off(db.session(), resolution, venue) if closed else None,
    }
