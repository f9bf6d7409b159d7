"""Giving a proxy, accepting one, and taking either back."""

from typing import NamedTuple

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.models import Assembly, StandIn
from voting.assembly.proxies import (
    ProxyMandate,
    Represented,
    accept_proxy,
    grantors_of,
    holder_of,
    offer_proxy,
    proxy_of,
    represented_by,
)
from voting.assembly.stand_ins import stand_in_of
from voting.ballot.proxies import is_used, return_proxy, withdraw_proxy
from voting.ballot.reader import PageReader
from voting.ballot.stand_ins import withdraw_stand_in
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.web.form import text, was
from voting.web.meeting import points_chosen
from voting.web.member import blueprint
from voting.web.person import member_number, person


class Proxies(NamedTuple):
    """What the agenda page shows of proxies: the one I gave, whether it has been ``used``, who is no
    member and takes my place, and those given or offered to me."""

    holder: Represented | None
    used: bool
    stand_in: StandIn | None
    grantors: list[Represented]


def proxies_of_mine(assembly: Assembly, reader: PageReader) -> Proxies:
    """The proxies of which a member is grantor or holder."""
    if not reader.proxies:
        return Proxies(holder=None, used=False, stand_in=None, grantors=[])
    assembly_id, number = assembly.id, reader.number
    holder = holder_of(db.session(), assembly_id, number)
    mine = proxy_of(db.session(), assembly_id, number) if holder else None
    return Proxies(
        holder=holder,
        used=mine is not None and is_used(db.session(), mine),
        stand_in=stand_in_of(db.session(), assembly_id, number) if assembly.stand_ins else None,
        grantors=grantors_of(db.session(), assembly_id, number),
    )


def represented_by_me(assembly: Assembly, reader: PageReader) -> list[Represented]:
    """The members for whom a member may vote, by number."""
    return represented_by(db.session(), assembly.id, reader.number) if reader.proxies else []


@blueprint.post("/proxy")
def give_proxy() -> Response:
    """Offer another member, named by number and name, to vote for me: on everything, or on what I ticked."""
    holder, name = (text(field) for field in ("holder", "name"))
    mandate = ProxyMandate(points_chosen(), text("instructions"))
    with writing(db.session()) as session:
        offer_proxy(session, person().assembly_id, member_number(), holder, name, mandate, now=now())
    return _back()


@blueprint.post("/proxy/withdraw")
def withdraw() -> Response:
    """Take back the proxy that the page showed."""
    with writing(db.session()) as session:
        withdraw_proxy(session, person().assembly_id, member_number(), was(), now=now())
    return _back()


@blueprint.post("/proxy/stand-in/withdraw")
def withdraw_stand_in_of_mine() -> Response:
    """End that somebody who is no member takes my place, as the page showed it."""
    with writing(db.session()) as session:
        withdraw_stand_in(
            session, person().assembly_id, member_number(), was(), now=now(), actor=person().actor
        )
    return _back()


@blueprint.post("/proxy/accept")
def accept() -> Response:
    """Accept to vote for the member who offered it."""
    grantor = text("grantor")
    with writing(db.session()) as session:
        accept_proxy(session, person().assembly_id, grantor, member_number(), now=now())
    return _back()


@blueprint.post("/proxy/return")
def give_back() -> Response:
    """Decline a proxy that was offered, or give back one that I hold."""
    grantor = text("grantor")
    with writing(db.session()) as session:
        return_proxy(session, person().assembly_id, grantor, member_number(), was(), now=now())
    return _back()


def _back() -> Response:
    return redirect(url_for("member.agenda", _anchor="proxy"), 303)
