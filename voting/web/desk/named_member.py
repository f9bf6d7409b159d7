"""The member whom a form at the desk names, by an admission pass or by number; and those whom a name fits."""

from voting.assembly.search import FoundOnRoll, find_on_roll
from voting.attendance.passes import PassRead, clean_pass, read_pass
from voting.errors import Code, Refused
from voting.extensions import db
from voting.folding import WHOLE, letters
from voting.installation import installation_key
from voting.register.values import NUMBER_PATTERN
from voting.web.form import text
from voting.web.looking import keep_look
from voting.web.person import person


def pass_or_number() -> tuple[str | None, str]:
    """What the field ``member`` holds: the text of a pass, or None and a member's number.

    Raises Refused: bad_request; unknown_pass where it can be neither.
    """
    typed = text("member")
    if not typed:
        raise Refused(Code.BAD_REQUEST)
    token = clean_pass(typed)
    if token is None and not NUMBER_PATTERN.fullmatch(typed):  # whatever else a scanner can read
        raise Refused(Code.UNKNOWN_PASS)
    return token, "" if token else typed


def pass_at_desk() -> PassRead:
    """The member in the field ``member``, and whether the pass shown for them has been replaced.

    Raises Refused: bad_request, unknown_pass, other_assembly.
    """
    token, number = pass_or_number()
    if token is None:
        return PassRead(number, revoked=False)
    return read_pass(db.session(), installation_key(), person().assembly_id, token)


def member_at_desk() -> str:
    """The number of the member in the field ``member``.

    Raises Refused: as :func:`pass_at_desk`; pass_revoked where the pass has been replaced.
    """
    read = pass_at_desk()
    if read.revoked:
        raise Refused(Code.PASS_REVOKED)
    return read.member


def is_pass_read() -> bool:
    """Whether the field ``member`` holds the text of a pass."""
    return clean_pass(text("member")) is not None


def is_name(typed: str) -> bool:
    """Whether what was typed is a name rather than a pass or a number."""
    return (
        clean_pass(typed) is None
        and not any(c.isdigit() for c in typed)
        and ":" not in typed
        and len(letters(typed)) >= WHOLE
    )


def found_by_name(typed: str, page: str) -> list[FoundOnRoll]:
    """The members on the roll whom a name leads to; that ``page`` has searched for them is kept."""
    found = find_on_roll(db.session(), person().assembly_id, typed)
    keep_look(page, typed, len(found))
    return found
