"""All that lets a member in, made anew at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.accounts.credentials import reissue_to_member
from voting.attendance.models import AdmissionPass
from voting.attendance.passes import reissue_pass


def renew_access(
    session: Session, key: bytes, assembly_id: int, member: str, *, now: datetime, actor: str
) -> str:
    """Issue one member a new code and return it; the old one is void, and so is all that whoever had it may
    have opened or seen: who is signed in, passwords, the admission pass."""
    code = reissue_to_member(session, key, assembly_id, member, now=now, actor=actor)
    if session.get(AdmissionPass, (assembly_id, member)) is not None:
        reissue_pass(session, key, assembly_id, member, now=now, actor=actor)
    return code
