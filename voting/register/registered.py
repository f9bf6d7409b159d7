"""What the register says of everybody, as a file that is brought in is compared with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from voting.aside import rows_in_turns
from voting.register.cells.opened import sharing
from voting.register.columns import OPTIONAL
from voting.register.membership import STANDS
from voting.register.models import EntrySource, Member, MemberChange, Movement, MovementWithdrawal

MEMBER_FIELDS = (
    *("category", "kind", "name", "first_name", "representative"),
    *("email", "language", "postcode", "municipality"),
    *OPTIONAL,
)
"""The details of a member that a file can say."""

Key = tuple[str, str]
"""One field of one member: (number, name of the field)."""
Standing = dict[str, dict[tuple[str, date], int]]
"""By member, the movements that have not been withdrawn, as (kind, day), with the number of their row."""

PART = 1_000
"""So many rows are read before others have their turn."""


@dataclass(frozen=True, slots=True)
class Registered:
    """All that the register says, as long as it has this ``fingerprint``: by number the ``details``, in the
    order of ``MEMBER_FIELDS``, and the movements; and what is ``held`` by the office."""

    fingerprint: str
    details: dict[str, tuple[object, ...]]
    movements: Standing
    held: set[Key]


def registered(session: Session) -> Registered:
    """Read the whole register, while other requests go on.

    The fingerprint is read first: where it is the same later, nothing has changed since.
    """
    seen = fingerprint(session)
    columns = [getattr(Member, name) for name in MEMBER_FIELDS]
    members = session.execute(select(Member.number, *columns))
    shared = sharing()
    details = {
        number: tuple(shared(value) if isinstance(value, str) else value for value in values)
        for number, *values in rows_in_turns(members)
    }
    return Registered(seen, details, standing_movements(session), held_by_office(session))


def standing_movements(session: Session, members: Sequence[str] | None = None) -> Standing:
    """The movements of everybody, or of these, that have not been withdrawn."""
    found: Standing = {}
    these = true() if members is None else Movement.member.in_(members)
    query = select(Movement.id, Movement.member, Movement.kind, Movement.on).where(STANDS, these)
    for movement, number, kind, on in rows_in_turns(session.execute(query)):
        found.setdefault(number, {})[kind, on] = movement
    return found


def held_by_office(session: Session) -> set[Key]:
    """The fields whose last change was made at the office: a file changes them only where
    somebody says so."""
    last = select(func.max(MemberChange.id)).group_by(MemberChange.member, MemberChange.field)
    query = select(MemberChange.member, MemberChange.field).where(
        MemberChange.id.in_(last), MemberChange.source == EntrySource.OFFICE.value
    )
    return {(number, name) for number, name in session.execute(query)}


def fingerprint(session: Session) -> str:
    """A hash that changes whenever anybody's details or movements do: whatever changes them adds a row to one
    of these tables, which keep what they have."""
    counts = [
        session.execute(select(func.count(), func.max(column))).one()
        for column in (Member.number, MemberChange.id, Movement.id, MovementWithdrawal.movement)
    ]
    return hashlib.sha256(repr([tuple(row) for row in counts]).encode()).hexdigest()
