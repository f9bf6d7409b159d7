"""Voting: the ballot of a resolution, casting it, and the receipt."""

from dataclasses import replace
from typing import Any

from flask import jsonify, render_template, url_for
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.proxies import Represented, represented_by
from voting.ballot.agenda import phase_of
from voting.ballot.cast import Vote
from voting.ballot.contest import contest_of
from voting.ballot.methods import ChoiceFault
from voting.ballot.models import Channel, Resolution
from voting.ballot.participation import participation_of
from voting.ballot.reader import PageReader, VoteCounted
from voting.ballot.roll_call import open_choice, roll_call
from voting.ballot.sealed_votes import BY_DEVICE
from voting.ballot.steps import can_be_cast, step_key
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.register.models import Member
from voting.register.names import full_name
from voting.web.addresses import address
from voting.web.casting import cast_vote
from voting.web.errors import wants_json
from voting.web.filled_in import FilledIn, drop, kept
from voting.web.form import attempt, flag, in_address, refused_form, text
from voting.web.live import alive_address_of
from voting.web.meeting import resolution_here
from voting.web.member import blueprint
from voting.web.member.agenda import agenda_items_of
from voting.web.member.ballot_form import choice_from_form
from voting.web.member.checking import fault_told, go_on, marks_to_confirm, shown
from voting.web.member.points import resolution_page
from voting.web.member.proxies import represented_by_me
from voting.web.member.reader import reader_here
from voting.web.member.walk import next_page, refused_in_walk, walk_shown
from voting.web.once import leave_for, told_for_now, told_once
from voting.web.own_words import page_for_many
from voting.web.person import member_number, person
from voting.web.sealing import ReceiptTold, SealedSent, sealed_sent, whole_receipt
from voting.web.shared import shown_assembly, shown_documents, shown_resolution, shown_venue_names
from voting.wording.languages import clock_time, local_day

ON_NO_WAY = (
    *(Code.BAD_REQUEST, Code.FORBIDDEN, Code.INVALID_CHOICE, Code.NOT_FOUND),
    *(Code.BUSY, Code.DATABASE_AWAY, Code.STORAGE_FULL, Code.OUTCOME_UNKNOWN),
)
"""The refusals after which a walk does not go on to the next vote."""


def onward(address: str, **told: Any) -> Response:
    """The answer to a vote that is counted: the page at an address; a script is told the address alone, so
    that no page is made that nobody sees, and of a sealed vote its receipt."""
    return jsonify(next=address, **told) if wants_json() else redirect(address, 303)


@blueprint.get("/resolutions/<int:resolution_id>")
def ballot(resolution_id: int) -> str | Response:
    """The page with the ballot of one resolution, for oneself or for a member represented (``for``), as it
    was filled in; with what is ``wrong`` with it where the address asks for that."""
    resolution, grantor = shown_resolution(resolution_id), in_address("for") or None
    filled_in = _kept(resolution, grantor)
    fault = fault_told(contest_of(resolution), filled_in)
    page = _ballot_page(resolution, grantor, filled_in, fault)
    return refused_form(page, Code.INVALID_CHOICE) if fault else page


@blueprint.post("/resolutions/<int:resolution_id>/check")
def check(resolution_id: int) -> Response:
    """Go on from a ballot to the page that asks to confirm it, or back to it where something is wrong; the
    browser keeps what was filled in."""
    resolution, grantor = shown_resolution(resolution_id), text("for") or None
    if resolution.sealed and not flag("unsealed"):
        raise Refused(Code.SEALED_NEEDED)
    return go_on(
        contest_of(resolution),
        person().sign_in_id,
        ballot="member.ballot",
        confirm="member.confirm",
        grantor=grantor,
        around=_around(grantor, text("walk"), unsealed=resolution.sealed),
        resolution_id=resolution_id,
    )


@blueprint.get("/resolutions/<int:resolution_id>/check")
def confirm(resolution_id: int) -> str | Response:
    """The page that asks to confirm what was filled in; the ballot, where there is nothing to confirm."""
    resolution, grantor = shown_resolution(resolution_id), in_address("for") or None
    filled_in = _kept(resolution, grantor)
    marks = marks_to_confirm(contest_of(resolution), filled_in)
    if marks is None:
        around = _around(grantor, in_address("walk"), unsealed=votes_unsealed(resolution))
        return redirect(url_for("member.ballot", resolution_id=resolution_id, **around), 303)
    return _ballot_page(resolution, grantor, filled_in, marks=marks)


@blueprint.post("/resolutions/<int:resolution_id>/vote")
def vote(resolution_id: int) -> Response:
    """Cast a vote, for oneself or for a member represented; then on to the receipt, or in a walk to the next
    ballot."""
    number, grantor = member_number(), text("for") or None
    resolution, sent = shown_resolution(resolution_id), SealedSent(None)
    channel = Channel.PROXY if grantor else _own_channel(text("channel"))
    given = Vote(
        resolution_id=resolution_id,
        member=grantor or number,
        channel=channel,
        venue=text("venue") or None,
        holder=number if grantor else None,
        attempt=attempt(),
        takes_part_in=person().assembly_id if channel in (Channel.ONLINE, Channel.PROXY) else None,
    )
    try:
        if resolution.sealed:
            sent = sealed_sent(resolution, given, BY_DEVICE)
            cast_vote(replace(given, sealed=sent.sound))
        elif text("sealed"):
            raise Refused(Code.NOT_SEALED)
        else:
            cast_vote(replace(given, choice=choice_from_form(contest_of(resolution))))
    except Refused as refused:
        if not text("walk") or wants_json() or refused.code in ON_NO_WAY:
            raise
        return refused_in_walk(refused, resolution_here(resolution_id), step_key(resolution_id, grantor))
    told = sent.receipt()
    if text("walk"):
        response = onward(next_page(step_key(resolution_id, grantor)), **told)
    else:
        response = onward(url_for("member.receipt", resolution_id=resolution_id, **_for(grantor)), **told)
    whole = whole_receipt(told, grantor)
    if whole:
        leave_for(response, "member.receipt", whole, resolution_id=resolution_id)
    drop(response, url_for("member.ballot", resolution_id=resolution_id))
    return response


@blueprint.get("/resolutions/<int:resolution_id>/receipt")
def receipt(resolution_id: int) -> str:
    """The page that says that a vote was cast, when and how; what was chosen only in a vote by name."""
    resolution, reader = shown_resolution(resolution_id), reader_here()
    grantor = in_address("for") or None
    counted = _vote_for(grantor, resolution, reader) if grantor else reader.votes.get(resolution.id)
    if counted is None:
        raise Refused(Code.NOT_FOUND)
    assembly, whose = shown_assembly(), grantor or reader.number
    items = agenda_items_of(assembly, reader, represented_by_me(assembly, reader), now())
    waiting = [item for item in items if item.open_to_me]
    people = {reader.number: reader.name} | _names(grantor, counted.holder)
    left = told_for_now() if resolution.sealed else None
    told = ReceiptTold(**left) if left and left["grantor"] == (grantor or "") else None
    own = {
        "member_name": people[whose],
        "number": whose,
        "owner": reader.number,
        "day": local_day(counted.cast_at, assembly.timezone),
        "time": clock_time(counted.cast_at, assembly.timezone),
    }

    def page() -> dict[str, Any]:
        return {
            "resolution": resolution,
            "mine": grantor is None,
            "vote": counted,
            "chosen": open_choice(db.session(), resolution.id, whose) if resolution.by_name else None,
            "venue_names": shown_venue_names(),
            "people": people,
            "waiting": waiting,
            "told_receipt": told,
        }

    if resolution.by_name or counted.holder or reader.proxies or told:
        return render_template("member/receipt.html", **own, **page())
    still = tuple(item.resolution.id for item in waiting)
    key = (resolution.id, counted.channel, counted.venue, still)
    alive = {"alive_address": alive_address_of(reader.stay_online)}
    return page_for_many("member/receipt.html", key, own | alive, page)


def _vote_for(grantor: str, resolution: Resolution, holder: PageReader) -> VoteCounted | None:
    """The vote that a holder has cast for a member represented, or None."""
    found = participation_of(db.session(), resolution.id, grantor)
    if found is None or found.holder != holder.number:
        return None
    return VoteCounted(found.channel, found.venue, found.holder, found.cast_at)


@blueprint.get("/resolutions/<int:resolution_id>/names")
def names(resolution_id: int) -> str:
    """Who chose what in a vote by name. Raises Refused(not_found) before its result is announced."""
    resolution = shown_resolution(resolution_id)
    votes = roll_call(db.session(), resolution)
    if votes is None:
        raise Refused(Code.NOT_FOUND)
    return render_template("member/names.html", resolution=resolution, votes=votes)


def _ballot_page(
    resolution: Resolution,
    grantor_number: str | None,
    filled_in: FilledIn | None,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> str:
    """The ballot to fill in; with ``marks``, the page that asks to confirm them.

    Where there is nothing to fill in it is the page of the resolution instead.
    """
    reader, assembly = reader_here(resolution.id), shown_assembly()
    grantor = _represented(reader.number, grantor_number, resolution.number)
    phase_now = phase_of(assembly, resolution, now())
    voted = participation_of(db.session(), resolution.id, grantor.number) if grantor else reader.votes
    raises_hand = resolution.by_hands and reader.in_a_hall
    if not can_be_cast(phase_now, own=grantor is None) or voted or not reader.entitled or raises_hand:
        return resolution_page(resolution, reader)
    came_from, told, unsealed = in_address("walk"), told_once(), votes_unsealed(resolution)

    def page() -> dict[str, Any]:
        around = _around(grantor_number, came_from, unsealed=unsealed)
        return {
            **shown(filled_in, fault, marks),
            "assembly": assembly,
            "resolution": resolution,
            "at": {
                "change": url_for("member.ballot", resolution_id=resolution.id, **around),
                "check": url_for("member.check", resolution_id=resolution.id),
                "vote": url_for("member.vote", resolution_id=resolution.id),
                "receipt": url_for("member.box_receipt", resolution_id=resolution.id),
                "unsealed": url_for(
                    "member.ballot", resolution_id=resolution.id, **around | {"unsealed": "yes"}
                ),
            },
            "in_page": resolution.sealed and not unsealed,
            "unsealed": "yes" if unsealed else None,
            "sealed_by": BY_DEVICE,
            "phase_now": phase_now,
            "grantor": grantor,
            "place": reader.place,
            "walk": walk_shown(came_from) if came_from else None,
            "told": told,
            "step": step_key(resolution.id, grantor_number),
            "documents": shown_documents(),
        }

    own = {"number": reader.number} if resolution.sealed else {}
    if grantor:
        own = {"number": grantor.number, "owner": reader.number}
    if came_from or told or grantor or fault or (filled_in and marks is None):
        return render_template("member/ballot.html", **own, **page())
    marked = sorted((name, *values) for name, values in filled_in.fields.items()) if filled_in else []
    own["alive_address"] = alive_address_of(reader.stay_online)
    if filled_in:
        own["attempt"] = filled_in.attempt
    key = (resolution.id, phase_now, reader.place, marks is None, *marked)
    return page_for_many("member/ballot.html", key, own, page)


def votes_unsealed(resolution: Resolution) -> bool:
    """Whether the page of a sealed vote is the one without a seal, for browsers that cannot seal."""
    return resolution.sealed and in_address("unsealed") == "yes"


def _kept(resolution: Resolution, grantor: str | None) -> FilledIn | None:
    """What the browser keeps of a ballot for whoever is signed in; nothing of one that is sealed there."""
    if resolution.sealed and not votes_unsealed(resolution):
        return None
    return kept(address("member.ballot", resolution_id=resolution.id), person().sign_in_id, grantor)


def _represented(holder: str, grantor: str | None, on: str) -> Represented | None:
    """The member named, if one is, for whom the holder may vote ``on`` the resolution with this number.

    Raises Refused(no_proxy).
    """
    if not grantor:
        return None
    for candidate in represented_by(db.session(), person().assembly_id, holder):
        if candidate.number == grantor and candidate.is_for(on):
            return candidate
    raise Refused(Code.NO_PROXY)


def _names(*numbers: str | None) -> dict[str, str]:
    """The names of members, by number."""
    if not any(numbers):
        return {}
    names = select(Member.number, Member.first_name, Member.name).where(Member.number.in_(numbers))
    return {number: full_name(first_name, name) for number, first_name, name in db.session.execute(names)}


def _own_channel(text: str) -> Channel:
    """The channel that a member's own page may name. Raises Refused(bad_request)."""
    if text not in (Channel.ADVANCE, Channel.ONLINE, Channel.VENUE):
        raise Refused(Code.BAD_REQUEST)
    return Channel(text)


def _for(grantor: str | None) -> dict[str, Any]:
    """The part of an address that names a member represented: ``for`` cannot be the name of an argument."""
    return {"for": grantor} if grantor else {}


def _around(grantor: str | None, came_from: str, *, unsealed: bool) -> dict[str, Any]:
    """The part of an address that says for whom a ballot is, after which step of a walk it comes, and that it
    gets no seal in the page."""
    walk = {"walk": came_from} if came_from else {}
    return _for(grantor) | walk | ({"unsealed": "yes"} if unsealed else {})
