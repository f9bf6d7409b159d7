"""Secrets that a link brings: kept in this browser's session and taken out of the address at once, so that
nobody reads them there, in a list of pages that were opened, or in a picture of the screen."""

from datetime import timedelta

from flask import session

from voting.installation import now

KEY = "brought"
LASTS = timedelta(minutes=15)
LONGEST = 100
"""The most characters of a secret; none of ours is longer."""


def bring(kind: str, secret: str) -> None:
    """Keep the secret of a link in the place of whatever was brought before; of what is none, only that it
    was brought."""
    session[KEY] = [kind, secret[:LONGEST], int((now() + LASTS).timestamp())]


def brought(kind: str) -> str:
    """The secret of this kind that was brought last; "" where there is none, or it is too long ago."""
    known, secret, until = session.get(KEY, ("", "", 0))
    return str(secret) if known == kind and now().timestamp() < until else ""


def forget_brought() -> None:
    """Forget the secret, which has served."""
    session.pop(KEY, None)
