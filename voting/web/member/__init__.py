"""The member's room: my assembly, vote, proxy, pass; each file joins its routes to one blueprint."""

from flask import Blueprint

blueprint = Blueprint("member", __name__)
from voting.web.member import (  # noqa: E402 - they need the blueprint
    admission_pass,  # noqa: F401
    agenda,  # noqa: F401
    discussion,  # noqa: F401
    documents,  # noqa: F401
    follow,  # noqa: F401
    proxies,  # noqa: F401
    taking_part,  # noqa: F401
    vote,  # noqa: F401
)
