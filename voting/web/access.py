"""Who may open what: the guard before every request, which holds it against the table of routes
(``voting.web.routes``)."""

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from voting.accounts.factors.rules import NEEDED_BY, is_fresh, opened_to
from voting.accounts.rules import may_enter
from voting.errors import Code, Refused
from voting.installation import now, second_factor_required
from voting.web.person import person, somebody
from voting.web.routes import ANYBODY, JUST_CONFIRMED, MEMBER, ROUTES, UNCONFIRMED

log = structlog.get_logger(__name__)

LARGEST_FORM = 256 * 1024
"""The most bytes of a form without files."""


def guard() -> None:
    """Refuse the request, by raising Refused, unless its route is open to whoever sends it.

    A route that is open to anybody or to members takes no files: a larger body is refused before it is read.
    """
    if request.endpoint is None:
        return  # no such address: answered as not found
    if ROUTES.get(request.endpoint) in (ANYBODY, MEMBER):
        request.max_content_length = LARGEST_FORM
    if ROUTES.get(request.endpoint) == MEMBER and person().member:
        return  # spares the vote a look at the roles
    require_open(request.endpoint)
    asked = request.endpoint, (request.view_args or {}).get("change")
    if asked in JUST_CONFIRMED and second_factor_required() and not is_fresh(person().confirmed_at, now()):
        raise Refused(Code.CONFIRM_AGAIN)


def require_open(endpoint: str) -> None:
    """Raise Refused unless the route of the request, which has this name, is open to whoever sends it."""
    venue = (request.view_args or {}).get("venue")
    if not may_open(endpoint, venue):
        raise Refused(_why_shut(endpoint, venue))


def may_open(endpoint: str, venue: str | None = None) -> bool:
    """Whether a route is open to whoever sends the request. Templates ask it, too, for the links that they
    show.

    Raises Refused(sign_in_needed) where that depends on who it is and nobody is signed in.
    """
    if endpoint not in ROUTES:
        return False
    allowed = ROUTES[endpoint]
    if allowed is ANYBODY:
        return True
    who = person()
    return may_enter(who.held if endpoint in UNCONFIRMED else who.grants, allowed, venue)


def _why_shut(endpoint: str, venue: str | None) -> Code:
    """Why a route is not open: for want of a role, or of a second factor."""
    allowed = ROUTES.get(endpoint)
    waits = allowed is not None and may_enter(person().held, allowed, venue)
    if not waits:
        return Code.FORBIDDEN
    return Code.IDLE_TOO_LONG if person().has_been_idle else Code.SECOND_FACTOR_NEEDED


def second_factor_is_off() -> bool:
    """Whether this page is one of staff who would have to show a second factor, were that not off by a
    setting: it says so."""
    if second_factor_required() or not (ROUTES.get(request.endpoint or "") or frozenset()) & NEEDED_BY:
        return False
    who = somebody()
    try:
        return who is not None and opened_to(who.held, confirmed=False) != who.held
    except SQLAlchemyError as error:
        log.warning("which roles somebody has is not known", exc_info=error)
        return False


def init_app(app: Flask) -> None:
    """Put the guard before every request of an application."""
    app.before_request(guard)
    app.jinja_env.globals.update(may_open=may_open, second_factor_is_off=second_factor_is_off)
