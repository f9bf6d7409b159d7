"""The screen in the hall: what is on now, turnout while it is open, the result once announced."""

from flask import Blueprint, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from voting.accounts.credentials import find_credential
from voting.accounts.models import Credential, Role, RoleGrant
from voting.assembly.models import Assembly
from voting.attendance.presence import present_now
from voting.ballot.models import Resolution, State
from voting.ballot.results import shown_result
from voting.ballot.turnout import turnout
from voting.errors import Code, Refused
from voting.extensions import db
from voting.live.fragments import fragment
from voting.live.topics import Topic
from voting.web.keys import installation_key
from voting.web.live import open_stream, shared
from voting.web.meeting import resolutions_of, venues_of

blueprint = Blueprint("display", __name__, url_prefix="/display/<code>")


@blueprint.get("/")
def screen(code: str) -> str:
    """The page that a hall's projector shows; it keeps itself up to date."""
    return render_template("display/screen.html", code=code, **_shown(_assembly_of(code)))


@blueprint.get("/state")
def state(code: str) -> Response:
    """What is on now, as the part of the page that changes; nothing when it has not changed."""
    assembly = _assembly_of(code)
    return shared(tuple(Topic), lambda: fragment(render_template("display/state.html", **_shown(assembly))))


@blueprint.get("/stream")
def stream(code: str) -> Response:
    """The stream of what changes."""
    _assembly_of(code)
    return open_stream()


def _assembly_of(code: str) -> Assembly:
    """The assembly whose display this code opens. Raises Refused(not_found), whatever is wrong with it."""
    try:
        credential_id = find_credential(db.session(), installation_key(), code).id
    except Refused:
        raise Refused(Code.NOT_FOUND) from None
    assembly = db.session.scalar(
        select(Assembly)
        .join(Credential, Credential.assembly_id == Assembly.id)
        .join(
            RoleGrant,
            (RoleGrant.account_id == Credential.account_id) & (RoleGrant.assembly_id == Assembly.id),
        )
        .where(
            Credential.id == credential_id,
            RoleGrant.role == Role.DISPLAY.value,
            RoleGrant.revoked.is_(False),
        )
    )
    if assembly is None:
        raise Refused(Code.NOT_FOUND)
    return assembly


def _shown(assembly: Assembly) -> dict[str, object]:
    resolutions = resolutions_of(db.session(), assembly.id)
    current = _current(resolutions)
    return {
        "assembly": assembly,
        "venues": venues_of(db.session(), assembly.id),
        "present": present_now(db.session(), assembly.id),
        "resolutions": resolutions,
        "current": current,
        "turnout": turnout(db.session(), current.id) if current else None,
        "result": shown_result(db.session(), current, counts_votes=False) if current else None,
    }


def _current(resolutions: list[Resolution]) -> Resolution | None:
    """What the hall is looking at: what was opened last, unless it has been annulled."""
    shown = [item for item in resolutions if item.opened_at and State(item.state) is not State.ANNULLED]
    return max(shown, key=lambda item: (item.opened_at, item.position, item.round), default=None)
