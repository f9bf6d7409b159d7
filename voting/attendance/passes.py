"""Admission passes: made from the installation's key, so that they can be shown again but not guessed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.assembly.models import Assembly, RollEntry
from voting.attendance.models import AdmissionPass, RevokedPass
from voting.audit.chain import record
from voting.bulk import insert_rows
from voting.errors import Code, Refused

PREFIX = "AV1"
TOKEN_DIGITS = 32
_AZERTY = str.maketrans("&é\"'(§-è_!çà)Q", "123456678890-A")


@dataclass(frozen=True, slots=True)
class PassRead:
    """The number of the member whose pass was read; ``revoked`` where it has been replaced by
    another since."""

    member: str
    revoked: bool


def pass_token(key: bytes, assembly_id: int, member: str, serial: int = 0) -> str:
    """The text of a member's QR code: a prefix and 128 bits that only the owner of the key can compute."""
    subject = f"{assembly_id}:{member}:{serial}" if serial else f"{assembly_id}:{member}"
    return f"{PREFIX}-{keyed_hash(key, 'pass', subject)[:TOKEN_DIGITS].upper()}"


def current_token(session: Session, key: bytes, assembly_id: int, member: str) -> str:
    """The text of the pass that a member has now, or (not on the roll) would have."""
    serial = session.scalar(
        select(AdmissionPass.serial).where(
            AdmissionPass.assembly_id == assembly_id, AdmissionPass.member == member
        )
    )
    return pass_token(key, assembly_id, member, serial or 0)


def clean_pass(text: str) -> str | None:
    """The text of a pass from what a scanner has typed; None where it cannot be a pass.

    Scanners that act as a keyboard assume an American layout. On a Belgian or French computer their digits
    arrive as the signs on the same keys, and A as Q; the prefix shows that this has happened.
    """
    typed = text.strip()
    if typed.startswith("QV&"):
        typed = typed.translate(_AZERTY)
    typed = typed.upper()
    return typed if typed.startswith(f"{PREFIX}-") else None


def token_hash(key: bytes, token: str) -> str:
    """The hash under which a pass is stored and looked up."""
    return keyed_hash(key, "pass-hash", token.strip().upper())


def issue_passes(session: Session, key: bytes, assembly_id: int) -> None:
    """Make a pass for everyone on the roll who has none from an earlier time that it was convened."""
    has_one = exists().where(
        AdmissionPass.assembly_id == assembly_id, AdmissionPass.member == RollEntry.member
    )
    members = session.scalars(select(RollEntry.member).where(RollEntry.assembly_id == assembly_id, ~has_one))
    rows = (
        {
            "assembly_id": assembly_id,
            "member": member,
            "token_hash": token_hash(key, pass_token(key, assembly_id, member)),
        }
        for member in members.all()
    )
    insert_rows(session, AdmissionPass, rows)


def issue_pass(session: Session, key: bytes, assembly_id: int, member: str) -> None:
    """Make a pass for one member who has come onto the roll later."""
    shown = pass_token(key, assembly_id, member)
    session.add(AdmissionPass(assembly_id=assembly_id, member=member, token_hash=token_hash(key, shown)))
    session.flush()


def read_pass(session: Session, key: bytes, assembly_id: int, token: str) -> PassRead:
    """Whose pass a text is. Raises Refused: unknown_pass; other_assembly, with the date of that assembly."""
    read = read_passes(session, key, assembly_id, [token])[token]
    if isinstance(read, Refused):
        raise read
    return read


def read_passes(
    session: Session, key: bytes, assembly_id: int, tokens: Collection[str]
) -> dict[str, PassRead | Refused]:
    """The same of several texts: for each whose pass it is, or why it is refused."""
    hashes, found = {token_hash(key, token) for token in tokens}, dict[str, PassRead | Refused]()
    for table, revoked in ((AdmissionPass, False), (RevokedPass, True)):
        left = hashes - found.keys()
        if left:
            for hashed, member, of in session.connection().execute(_whose(table), {"hashes": sorted(left)}):
                here = of == assembly_id
                found[hashed] = PassRead(member, revoked) if here else _of_another(session, of)
    unknown = Refused(Code.UNKNOWN_PASS)
    return {token: found.get(token_hash(key, token), unknown) for token in tokens}


@cache
def _whose(table: type[AdmissionPass] | type[RevokedPass]) -> Select[str, str, int]:
    """The question of each arrival, and so put together once."""
    asked = table.token_hash.in_(bindparam("hashes", expanding=True))
    return select(table.token_hash, table.member, table.assembly_id).where(asked)


def _of_another(session: Session, assembly_id: int) -> Refused:
    return Refused(Code.OTHER_ASSEMBLY, day=session.get_one(Assembly, assembly_id).date.isoformat())


def reissue_pass(
    session: Session,
    key: bytes,
    assembly_id: int,
    member: str,
    *,
    now: datetime,
    actor: str,
    **backing: object,
) -> str:
    """Replace a member's pass by a new one, and return its text; the old one is refused from now on.
    ``backing`` is what the log says of who or what has confirmed it.

    Raises Refused(not_entitled) for who has none.
    """
    current = session.scalars(
        select(AdmissionPass)
        .where(AdmissionPass.assembly_id == assembly_id, AdmissionPass.member == member)
        .with_for_update()
    ).one_or_none()
    if current is None:
        raise Refused(Code.NOT_ENTITLED)
    session.add(
        RevokedPass(
            token_hash=current.token_hash,
            assembly_id=assembly_id,
            member=member,
            serial=current.serial,
            revoked_at=now,
        )
    )
    current.serial += 1
    token = pass_token(key, assembly_id, member, current.serial)
    current.token_hash = token_hash(key, token)
    record(
        session,
        now=now,
        actor=actor,
        action="pass.reissued",
        assembly=assembly_id,
        member=member,
        serial=current.serial,
        **backing,
    )
    return token


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
