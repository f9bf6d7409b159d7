"""When somebody last did something on a device: opened a page, or sent a form. What scripts ask for by
themselves is no act.

The moment lies in a signed cookie of its own, renewed once a minute at most, so that nothing is written for
it. It is of one sign-in alone: an answer that comes late brings no older one back.
"""

import hmac
from datetime import datetime, timedelta

from flask import Response, current_app, request

from voting.accounts.codes import keyed_hash
from voting.installation import installation_key, now
from voting.typed import clock_in
from voting.web.prefix import cookie_path

COOKIE = "acted"
RENEWED = timedelta(minutes=1)


def last_act(sign_in_id: str, since: datetime) -> datetime:
    """When something was last done on this device by who is signed in; ``since``, where nothing later is
    known."""
    written, _dot, signature = request.cookies.get(COOKIE, "").partition(".")
    moment = clock_in(written)
    if moment is None or not hmac.compare_digest(
        signature.encode(), _signature(sign_in_id, written).encode()
    ):
        return since
    return max(moment, since)


def is_act() -> bool:
    """Whether the request is an act of a person. A browser that does not say what it asks for is believed to
    open a page."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def note_act(response: Response, sign_in_id: str, since: datetime) -> None:
    """Let the browser keep that something was done now, unless what it keeps is of this minute."""
    if now() - last_act(sign_in_id, since) < RENEWED:
        return
    written = str(round(now().timestamp() * 1000))
    response.set_cookie(
        COOKIE,
        f"{written}.{_signature(sign_in_id, written)}",
        path=cookie_path(),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def _signature(sign_in_id: str, written: str) -> str:
    return keyed_hash(installation_key(), "acted", f"{sign_in_id} {written}")
