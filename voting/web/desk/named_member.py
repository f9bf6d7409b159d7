"""Whom the desk means: an admission pass that was scanned, or a member number that was typed."""

from flask import request

from voting.attendance.passes import PREFIX, member_of_pass
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.csv_file import NUMBER_PATTERN
from voting.web.keys import installation_key
from voting.web.person import person


def member_at_desk() -> str:
    """The number of the member in the field ``member``. Raises Refused: unknown_pass, bad_request."""
    typed = request.form.get("member", "").strip()
    if not typed:
        raise Refused(Code.BAD_REQUEST)
    if typed.upper().startswith(f"{PREFIX}-"):
        return member_of_pass(db.session(), installation_key(), person().assembly_id, typed)
    if not NUMBER_PATTERN.fullmatch(typed):  # whatever else a scanner can read
        raise Refused(Code.UNKNOWN_PASS)
    return typed
