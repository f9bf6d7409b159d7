"""Admission passes: made from the installation's key, so that they can be shown again but not guessed."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.assembly.models import RollEntry
from voting.attendance.models import AdmissionPass
from voting.database import in_chunks
from voting.errors import Code, Refused

PREFIX = "AV1"
TOKEN_DIGITS = 32


def pass_token(key: bytes, assembly_id: int, member: str) -> str:
    """What a member's QR code says: a prefix and 128 bits that only the key's owner can compute."""
    return f"{PREFIX}-{keyed_hash(key, 'pass', f'{assembly_id}:{member}')[:TOKEN_DIGITS].upper()}"


def token_hash(key: bytes, token: str) -> str:
    """The hash under which a pass is stored and looked up."""
    return keyed_hash(key, "pass-hash", token.strip().upper())


def issue_passes(session: Session, key: bytes, assembly_id: int) -> None:
    """Make a pass for everyone on the roll."""
    members = session.scalars(select(RollEntry.member).where(RollEntry.assembly_id == assembly_id))
    rows = [
        {
            "assembly_id": assembly_id,
            "member": member,
            "token_hash": token_hash(key, pass_token(key, assembly_id, member)),
        }
        for member in members
    ]
    for chunk in in_chunks(rows):
        session.execute(insert(AdmissionPass), chunk)


def issue_pass(session: Session, key: bytes, assembly_id: int, member: str) -> None:
    """Make a pass for one member who has come onto the roll later."""
    shown = pass_token(key, assembly_id, member)
    session.add(AdmissionPass(assembly_id=assembly_id, member=member, token_hash=token_hash(key, shown)))
    session.flush()


def member_of_pass(session: Session, key: bytes, assembly_id: int, token: str) -> str:
    """The number of the member whose pass this is. Raises Refused(unknown_pass)."""
    member = session.scalar(
        select(AdmissionPass.member).where(
            AdmissionPass.assembly_id == assembly_id, AdmissionPass.token_hash == token_hash(key, token)
        )
    )
    if member is None:
        raise Refused(Code.UNKNOWN_PASS)
    return member


def is_pass(shown: str) -> bool:
    """Whether what was shown or typed is meant as a pass: anything else is a member number."""
    return shown.strip().upper().startswith(f"{PREFIX}-")


def holder_of_pass(session: Session, key: bytes, token: str) -> str:
    """The number of the member whose pass this is, of whichever assembly. Raises Refused(unknown_pass)."""
    member = session.scalar(
        select(AdmissionPass.member).where(AdmissionPass.token_hash == token_hash(key, token))
    )
    if member is None:
        raise Refused(Code.UNKNOWN_PASS)
    return member
