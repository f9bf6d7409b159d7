"""Voting: the ballot of a resolution, casting it, and the proof of having taken part."""

import secrets
from typing import Any

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.proxies import Represented, represented_by
from voting.attendance.presence import place_of
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.ballot.participation import participation_of
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.meeting import contest_here, resolution_here, this_assembly, venue_names
from voting.web.member import blueprint
from voting.web.member.agenda import phase_of
from voting.web.member.ballot_form import choice_from_form
from voting.web.moment import now
from voting.web.person import member_number, person


@blueprint.get("/resolutions/<int:resolution_id>")
def ballot(resolution_id: int) -> str:
    """The ballot of one resolution, for oneself or for a member represented (``?for=NUMBER``)."""
    resolution, number = resolution_here(resolution_id), member_number()
    grantor = _represented(number, request.args.get("for"))
    return render_template(
        "member/ballot.html",
        resolution=resolution,
        phase_now=phase_of(this_assembly(), resolution, now()),
        grantor=grantor,
        participation=participation_of(db.session(), resolution.id, grantor.number if grantor else number),
        place=place_of(db.session(), resolution.assembly_id, number),
        attempt=secrets.token_urlsafe(16),
    )


@blueprint.post("/resolutions/<int:resolution_id>/vote")
def vote(resolution_id: int) -> Response:
    """Cast a vote, for oneself or for a member represented."""
    contest, number = contest_here(resolution_id), member_number()
    grantor = request.form.get("for") or None
    channel = Channel.PROXY if grantor else _own_channel(request.form.get("channel", ""))
    with writing(db.session()) as session:
        cast(
            session,
            Vote(
                resolution_id=resolution_id,
                member=grantor or number,
                channel=channel,
                venue=request.form.get("venue") or None,
                holder=number if grantor else None,
                choice=choice_from_form(contest, request.form),
                attempt=request.form.get("attempt") or None,
            ),
            now=now(),
        )
    return redirect(url_for("member.receipt", resolution_id=resolution_id, **_for(grantor)), 303)


@blueprint.get("/resolutions/<int:resolution_id>/receipt")
def receipt(resolution_id: int) -> str:
    """That, when and how a vote was cast; never what."""
    resolution, number = resolution_here(resolution_id), member_number()
    grantor = request.args.get("for") or None
    participation = participation_of(db.session(), resolution.id, grantor or number)
    if participation is None or (grantor and participation.holder != number):
        raise Refused(Code.NOT_FOUND)
    return render_template(
        "member/receipt.html",
        assembly=this_assembly(),
        resolution=resolution,
        participation=participation,
        venue_names=venue_names(db.session(), resolution.assembly_id),
        grantor=grantor,
    )


def _represented(holder: str, grantor: str | None) -> Represented | None:
    """The member named, if one is, for whom the holder may vote. Raises Refused(no_proxy)."""
    if grantor is None:
        return None
    for candidate in represented_by(db.session(), person().assembly_id, holder):
        if candidate.number == grantor:
            return candidate
    raise Refused(Code.NO_PROXY)


def _own_channel(text: str) -> Channel:
    """The channel that a member's own page may name. Raises Refused(bad_request)."""
    if text not in (Channel.ADVANCE, Channel.ONLINE, Channel.VENUE):
        raise Refused(Code.BAD_REQUEST)
    return Channel(text)


def _for(grantor: str | None) -> dict[str, Any]:
    """The part of an address that names a member represented ("for" is no name for an argument)."""
    return {"for": grantor} if grantor else {}
