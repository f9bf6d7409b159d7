"""What is put to the vote during the meeting: a motion of order, or an amendment of a motion."""

import secrets

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.agenda import resolutions_of
from voting.ballot.amending import as_put
from voting.ballot.life import open_resolution
from voting.ballot.models import Resolution, State
from voting.ballot.on_the_spot import Proposal, put_on_the_spot
from voting.ballot.spot import PROCEDURAL, Spot
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.web.chair import blueprint
from voting.web.errors import wants_json
from voting.web.form import as_typed, flag, refused_form, text
from voting.web.meeting import resolution_here, this_assembly
from voting.web.person import person
from voting.wording.refusals import refusal_sentence
from voting.wording.spot import NAMES, spot_titles

LONGEST_NONCE = 64


@blueprint.get("/on-the-spot")
def on_the_spot() -> str:
    """The page on which a motion of order is put to the vote, or a motion is chosen to be amended."""
    return _page()


@blueprint.post("/on-the-spot")
def put_motion_of_order() -> Response:
    """Put a motion of order to the vote."""
    if text("spot") not in PROCEDURAL:
        raise Refused(Code.BAD_REQUEST)
    spot, about = Spot(text("spot")), text("about") or None
    resolution = _latest(about) if about else None
    titles = _typed("title") if spot is Spot.OWN else spot_titles(spot, resolution)
    try:
        return _put(_proposal(spot, titles, about))
    except Refused as refused:
        if wants_json():
            raise
        return refused_form(_page(refusal_sentence(refused)), refused.code)


@blueprint.get("/amendments/<int:resolution_id>")
def amendment(resolution_id: int) -> str:
    """The page on which an amendment of a motion is written."""
    return _amendment_page(resolution_here(resolution_id))


@blueprint.post("/amendments/<int:resolution_id>")
def put_amendment(resolution_id: int) -> Response:
    """Put an amendment to the vote, before its motion."""
    motion = resolution_here(resolution_id)
    titles = spot_titles(Spot.AMENDMENT, motion)
    texts = _typed("text")
    try:
        return _put(_proposal(Spot.AMENDMENT, titles, motion.number, texts))
    except Refused as refused:
        if wants_json():
            raise
        page = _amendment_page(resolution_here(resolution_id), refusal_sentence(refused))
        return refused_form(page, refused.code)


def _put(proposal: Proposal) -> Response:
    with writing(db.session()) as session:
        actor = person().actor
        put = put_on_the_spot(session, person().assembly_id, proposal, now=now(), actor=actor)
        identity = put.id
        if flag("open_now") and State(put.state) is State.DRAFT:
            open_resolution(session, identity, now=now(), actor=actor)
    return redirect(url_for("chair.console", _anchor=f"resolution-{identity}"), 303)


def _page(sentence: str | None = None) -> str:
    resolutions = resolutions_of(db.session(), person().assembly_id)
    drafts = [item for item in resolutions if item.spot is None and State(item.state) is State.DRAFT]
    return render_template(
        "chair/on_the_spot.html",
        assembly=this_assembly(),
        names={spot.value: NAMES[spot] for spot in PROCEDURAL},
        on_agenda=_last_rounds([item for item in resolutions if item.spot is None]),
        motions=[item for item in drafts if item.kind == "motion"],
        put=[item for item in resolutions if item.spot is not None],
        nonce=text("nonce") or secrets.token_urlsafe(16),
        typed=as_typed(),
        own_titles=_typed("title"),
        sentence=sentence,
    )


def _amendment_page(motion: Resolution, sentence: str | None = None) -> str:
    present = as_put(db.session(), motion).text or {}
    return render_template(
        "chair/amendment.html",
        motion=motion,
        texts=_typed("text") if sentence else present,
        present=present,
        nonce=text("nonce") or secrets.token_urlsafe(16),
        typed=as_typed(),
        sentence=sentence,
    )


def _typed(name: str) -> dict[str, str]:
    """The texts of the fields ``NAME.LANGUAGE`` that are not empty, by language."""
    given = {language: text(f"{name}.{language}") for language in LANGUAGES}
    return {language: value for language, value in given.items() if value}


def _proposal(
    spot: Spot, titles: dict[str, str], about: str | None, texts: dict[str, str] | None = None
) -> Proposal:
    """What the form puts to the vote, in the way that it says."""
    how = text("how")
    return Proposal(
        spot, titles, _nonce(), about, texts, by_name=how == "by_name", by_hands=how == "by_hands"
    )


def _nonce() -> str:
    nonce = text("nonce")
    if not 0 < len(nonce) <= LONGEST_NONCE:
        raise Refused(Code.BAD_REQUEST)
    return nonce


def _latest(number: str) -> Resolution | None:
    found = [item for item in resolutions_of(db.session(), person().assembly_id) if item.number == number]
    return found[-1] if found else None


def _last_rounds(resolutions: list[Resolution]) -> list[Resolution]:
    return list({item.number: item for item in resolutions}.values())
