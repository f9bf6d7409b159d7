"""By what a device is known again on which somebody was signed in with their password: then its attempts are
counted by themselves, and nobody who guesses elsewhere keeps its owner out.

It is a signed cookie, which stays when they sign out: a random name of the device, and keyed hashes of the
numbers of those who were signed in on it.
"""

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from voting.accounts.codes import keyed_hash
from voting.installation import installation_key
from voting.web.prefix import cookie_path
from voting.web.strict_cookie import set_strict_cookie

COOKIE = "known"
LASTS = timedelta(days=400)
"""From one yearly assembly to the next."""
MOST = 8
"""People who may share a device; of more the last are known."""


def known_device(number: str) -> str | None:
    """The name of the device that asks, where the member with this number was signed in on it before."""
    device, known = _kept()
    return device if _hashed(number) in known else None


def know_device(response: Response, number: str) -> None:
    """Let the device be known from now on as one of the member with this number."""
    device, known = _kept()
    if (own := _hashed(number)) not in known:
        kept = _signer().dumps([device, *known[-MOST + 1 :], own])
        set_strict_cookie(response, COOKIE, kept, path=cookie_path(), lasts=LASTS)


def _kept() -> tuple[str, list[str]]:
    """What the cookie says: the device's name, and whom it knows. A new name where there is none."""
    try:
        device, *known = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadData:
        return secrets.token_urlsafe(12), []
    return device, known


def _hashed(number: str) -> str:
    return keyed_hash(installation_key(), "known-device", number.strip().upper())[:20]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known device")
