"""What lets a member in, made anew at a help desk; they are told of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.accounts.credentials import reissue_to_member
from voting.attendance.models import AdmissionPass
from voting.attendance.passes import reissue_pass
from voting.mail.in_your_name import tell_of
from voting.mail.models import Letter


def renew_access(
    session: Session,
    key: bytes,
    assembly_id: int,
    member: str,
    *,
    venue: str | None = None,
    now: datetime,
    actor: str,
    **backing: object,
) -> str:
    """Issue one member a new code and return it; the old one is void, and so is all that whoever had it may
    have opened or seen: who is signed in, passwords, the admission pass. ``backing`` is what the log says of
    who or what has confirmed it."""
    code = reissue_to_member(session, key, assembly_id, member, venue=venue, now=now, actor=actor, **backing)
    if session.get(AdmissionPass, (assembly_id, member)) is not None:
        reissue_pass(session, key, assembly_id, member, now=now, actor=actor, **backing)
    return code


def renew_pass(
    session: Session,
    key: bytes,
    assembly_id: int,
    member: str,
    *,
    venue: str | None = None,
    now: datetime,
    actor: str,
    **backing: object,
) -> None:
    """Replace a member's pass alone, as ``renew_access`` does. Raises Refused(not_entitled) for who has
    none."""
    reissue_pass(session, key, assembly_id, member, now=now, actor=actor, venue=venue, **backing)
    serial = session.get_one(AdmissionPass, (assembly_id, member)).serial
    tell_of(session, Letter.PASS_REISSUED, member, serial, assembly_id=assembly_id, venue=venue, now=now)
