"""Giving a proxy and taking it back."""

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.proxies import grant_proxy, withdraw_proxy
from voting.database import writing
from voting.extensions import db
from voting.web.member import blueprint
from voting.web.moment import now
from voting.web.person import member_number, person


@blueprint.post("/proxy")
def give_proxy() -> Response:
    """Let another member vote for me."""
    holder = request.form.get("holder", "").strip()
    with writing(db.session()) as session:
        grant_proxy(session, person().assembly_id, member_number(), holder, now=now())
    return redirect(url_for("member.agenda"), 303)


@blueprint.post("/proxy/withdraw")
def withdraw() -> Response:
    """Take my proxy back."""
    with writing(db.session()) as session:
        withdraw_proxy(session, person().assembly_id, member_number(), now=now())
    return redirect(url_for("member.agenda"), 303)
