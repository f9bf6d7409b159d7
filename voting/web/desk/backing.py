"""What backs somebody at a desk who gives a member a new code or pass: the member's own pass, which was
scanned just now, or another member of staff, who confirms it on their own device.

Both are signed texts that hold for some minutes, for what the member has at that moment: once something new
is given, they are worth nothing. Whoever is asked to confirm opens an address, which is shown as a QR code.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from voting.accounts.credentials import code_id_of
from voting.attendance.models import AdmissionPass
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.person import person
from voting.web.signed import timed

LASTS = timedelta(minutes=10)


class Thing(StrEnum):
    """What is given."""

    CODE = "code"
    PASS = "pass"  # noqa: S105 - the admission pass


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """That the account ``by`` wants to give a member something at a venue, when they had what ``was``
    says."""

    thing: Thing
    member: str
    venue: str
    by: int
    was: str


def pass_was_shown(member: str) -> str:
    """A text that says that the person who asks has scanned the pass of this member."""
    return _signer("shown").dumps([person().sign_in_id, member, _has_now(db.session(), member)])


def is_backed_by_pass(member: str, shown: str) -> bool:
    """Whether ``shown`` is such a text of this person, which still holds."""
    try:
        told = _signer("shown").loads(shown, max_age=int(LASTS.total_seconds()))
    except BadSignature:
        return False
    return bool(told == [person().sign_in_id, member, _has_now(db.session(), member)])


def ask_another(thing: Thing, member: str, venue: str) -> str:
    """A text by which somebody else can confirm what the person who asks wants to give."""
    asked = ToConfirm(thing, member, venue, person().account_id, _has_now(db.session(), member))
    return _signer("asked").dumps([person().assembly_id, asdict(asked)])


def read_asked(text: str, venue: str) -> ToConfirm:
    """What somebody is asked to confirm at a venue. Raises Refused(link_expired) where it no longer can
    be."""
    try:
        assembly_id, told = _signer("asked").loads(text, max_age=int(LASTS.total_seconds()))
    except BadSignature as error:
        raise Refused(Code.LINK_EXPIRED) from error
    asked = ToConfirm(**{**told, "thing": Thing(told["thing"])})
    here = (assembly_id, asked.venue, asked.was)
    if here != (person().assembly_id, venue, _has_now(db.session(), asked.member)):
        raise Refused(Code.LINK_EXPIRED)
    return asked


def require_another(asked: ToConfirm) -> None:
    """Raise Refused(second_person) where the person who asks is the one who wants to give it."""
    if asked.by == person().account_id:
        raise Refused(Code.SECOND_PERSON)


def _has_now(session: Session, member: str) -> str:
    """Which code and which pass a member has."""
    assembly_id = person().assembly_id
    held = session.get(AdmissionPass, (assembly_id, member))
    return f"{code_id_of(session, assembly_id, member)} {held.serial if held else None}"


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return timed(f"backing {purpose}")
