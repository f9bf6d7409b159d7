"""Declarations for the minutes: what a member or the bureau asks to have written down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.roll import on_roll
from voting.audit.chain import record
from voting.audit.sealed_rows import row_hash
from voting.database import lock_table
from voting.discussion.models import Declaration
from voting.errors import Code, Refused
from voting.register.models import Member
from voting.register.names import full_name

LONGEST = 4000
"""The most characters that a declaration may have."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration with the name of whose it is, "" where it is the bureau's."""

    name: str
    said_at: datetime
    text: str


def note_declaration(
    session: Session,
    assembly: Assembly,
    member: str,
    said_at: datetime,
    text: str,
    *,
    now: datetime,
    account_id: int,
) -> None:
    """Note what was declared, and when, by the member with this number or ("") by the bureau. The same
    text again changes nothing.

    Raises Refused: declaration_invalid for an empty or too long text; not_on_roll; incident_later for what
    has not been said yet.
    """
    if not text.strip() or len(text) > LONGEST:
        raise Refused(Code.DECLARATION_INVALID, longest=LONGEST)
    if member and not session.scalar(select(on_roll(assembly.id, member))):
        raise Refused(Code.NOT_ON_ROLL, number=member)
    if said_at > now:
        raise Refused(Code.INCIDENT_LATER)
    lock_table(session, Declaration)
    same = (
        Declaration.assembly_id == assembly.id,
        Declaration.member.is_(None) if not member else Declaration.member == member,
        Declaration.text == text.strip(),
    )
    if session.scalar(select(Declaration.id).where(*same).limit(1)) is not None:
        return
    declaration = Declaration(
        assembly_id=assembly.id,
        member=member or None,
        said_at=said_at,
        text=text.strip(),
        noted_at=now,
        account_id=account_id,
    )
    session.add(declaration)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="declaration.noted",
        assembly=assembly.id,
        declaration=declaration.id,
        row=declaration_hash(declaration),
    )


def declaration_hash(declaration: Declaration) -> str:
    """The hash by which the log knows what was declared. It stands in the minutes, so that nobody has to
    guess at it."""
    told = (declaration.member, declaration.said_at, declaration.text, declaration.noted_at)
    return row_hash("", told)


def declarations_of(session: Session, assembly_id: int) -> list[Declared]:
    """The declarations at an assembly, in the order in which they were made."""
    rows = session.execute(
        select(Declaration, Member.first_name, Member.name)
        .outerjoin(Member, Member.number == Declaration.member)
        .where(Declaration.assembly_id == assembly_id)
        .order_by(Declaration.said_at, Declaration.id)
    )
    return [
        Declared(full_name(first_name or "", name or ""), declaration.said_at, declaration.text)
        for declaration, first_name, name in rows
    ]
