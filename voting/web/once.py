"""What a page shows once, after a form: the form is answered with the page's address, and what is new stands
neither in that address nor on the page when it is opened again.

In between a signed cookie of that one page holds it, for whoever is signed in and for a few minutes; where
nobody was signed in, for that browser as long as nobody is. It never holds a code: only that from which the
installation makes one (``voting.accounts.codes.derived_code``).
"""

from datetime import timedelta
from typing import Any

from flask import after_this_request, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.web.form import in_address
from voting.web.person import somebody
from voting.web.signed import timed
from voting.web.strict_cookie import set_strict_cookie

LASTS = timedelta(minutes=5)
"""How long the page has to be opened."""


def tell_once(endpoint: str, told: dict[str, Any], **address: Any) -> Response:
    """The answer to a form: the page of this endpoint (303), which shows ``told`` to whoever sent the form,
    the first time that it is opened."""
    response = redirect(url_for(endpoint, **address, once="yes"), 303)
    leave_for(response, endpoint, told, **address)
    return response


def leave_for(response: Response, endpoint: str, told: dict[str, Any], **address: Any) -> None:
    """Leave ``told`` for the page of this endpoint, for whoever sent the form, whatever page is next."""
    page = url_for(endpoint, **address)
    kept = _signer().dumps({"of": _of(), "told": told})
    set_strict_cookie(response, _cookie(endpoint), kept, path=page.partition("?")[0], lasts=LASTS)


def told_once() -> dict[str, Any] | None:
    """What a form has left for this page to show now; None where there is nothing, or it has been shown."""
    told = told_for_now()
    if told is not None:

        @after_this_request
        def forget(response: Response) -> Response:
            response.delete_cookie(_cookie(request.endpoint or ""), path=request.root_path + request.path)
            return response

    return told


def told_for_now() -> dict[str, Any] | None:
    """The same, which is still there when the page is opened again within those few minutes."""
    kept = request.cookies.get(_cookie(request.endpoint or ""))
    if kept is None or request.method != "GET":
        return None
    try:
        found = _signer().loads(kept, max_age=int(LASTS.total_seconds()))
    except BadSignature:
        return None
    told: dict[str, Any] = found["told"]
    return told if found["of"] == _of() else None


def was_shown() -> bool:
    """Whether this page is opened again at an address where something was shown once."""
    return in_address("once") == "yes"


def _of() -> str:
    """Whom a page is for: the sign-in of this browser, "" where nobody is signed in."""
    whoever = somebody()
    return whoever.sign_in_id if whoever else ""


def _cookie(endpoint: str) -> str:
    return f"once-{endpoint.replace('.', '-')}"


def _signer() -> URLSafeTimedSerializer:
    return timed("once")
