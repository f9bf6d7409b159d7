"""What a member has filled in and not yet cast: kept in their browser, so that pages can be opened again.

It lies in a cookie that is sent to the address of that one ballot, and to those below it, alone; and is
unreadable there: encrypted under a key of the installation for this address and for ``whose`` it is (a
sign-in, or whoever holds a tablet), and filled up so that its length says nothing of a choice. It can be read
for a quarter of an hour, and until the sign-in or the session of the tablet ends. The server keeps nothing.
"""

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

from cryptography.fernet import Fernet, InvalidToken
from flask import request, url_for
from werkzeug.wrappers import Response

from voting.accounts.codes import keyed_hash
from voting.ballot.agenda import resolutions_of
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.person import person
from voting.web.strict_cookie import set_strict_cookie
from voting.wording.practice import PracticeBallot

COOKIE = "filled-in"
LASTS = timedelta(minutes=15)
STEP = 768
"""The content is filled up to a multiple of so many bytes: nearly every ballot is one such piece."""
LARGEST = 3 * STEP - 1
"""With more than these bytes no browser would keep the cookie."""
FOR, ATTEMPT = "for", "attempt"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A ballot as it was filled in: the ``fields`` with their values, the number of the ``grantor`` for whom
    one votes (None: oneself), and the ``attempt`` by which it is known when it is cast twice."""

    fields: Mapping[str, list[str]]
    grantor: str | None
    attempt: str


def keep(response: Response, ballot: str, whose: str, filled_in: FilledIn) -> None:
    """Let the browser keep what was filled in on the ballot at this address, in place of what it kept of it
    before.

    Raises Refused(bad_request) where it is larger than any ballot.
    """
    around = {FOR: [filled_in.grantor or ""], ATTEMPT: [filled_in.attempt]}
    content = zlib.compress(urlencode({**filled_in.fields, **around}, doseq=True).encode(), 9)
    if len(content) > LARGEST:
        raise Refused(Code.BAD_REQUEST)
    padded = content + bytes(-len(content) % STEP)
    moment = int(now().timestamp())
    token = _key_of(ballot, whose).encrypt_at_time(padded, moment).decode()
    set_strict_cookie(response, COOKIE, token, path=ballot, lasts=LASTS)


def kept(ballot: str, whose: str, grantor: str | None = None) -> FilledIn | None:
    """What the browser keeps of a ballot for oneself or the ``grantor``; None where there is nothing that can
    still be read."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    moment, lasts = int(now().timestamp()), int(LASTS.total_seconds())
    try:
        padded = _key_of(ballot, whose).decrypt_at_time(token.encode(), lasts, moment)
    except InvalidToken:
        return None
    content = zlib.decompressobj().decompress(padded).decode()
    fields = parse_qs(content, keep_blank_values=True)
    (voter,), (attempt,) = fields.pop(FOR), fields.pop(ATTEMPT)
    return FilledIn(fields, grantor, attempt) if voter == (grantor or "") else None


def drop(response: Response, ballot: str) -> None:
    """Let the browser forget what it keeps of a ballot."""
    response.delete_cookie(COOKIE, path=ballot)


def drop_all(response: Response) -> None:
    """Let the browser forget what it keeps of any ballot of the assembly that the person is signed in to, and
    of practice."""
    for resolution in resolutions_of(db.session(), person().assembly_id):
        drop(response, url_for("member.ballot", resolution_id=resolution.id))
    for practice in PracticeBallot:
        drop(response, url_for("member.practice_ballot", practice=practice))


def _key_of(ballot: str, whose: str) -> Fernet:
    key = keyed_hash(installation_key(), "filled in", f"{whose} {ballot}")
    return Fernet(urlsafe_b64encode(bytes.fromhex(key)))
