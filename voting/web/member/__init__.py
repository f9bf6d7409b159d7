"""The member's room: my assembly, vote, proxy, pass; each file joins its routes to one blueprint."""

from flask import Blueprint

blueprint = Blueprint("member", __name__)

from voting.web.member import (  # noqa: E402, F401 - they need the blueprint
    admission_pass,
    agenda,
    calendar,
    discussion,
    documents,
    follow,
    pocket,
    points,
    practice,
    proxies,
    results,
    sealed_votes,
    taking_part,
    trouble,
    vote,
    walk,
    wallet,
    written,
)
