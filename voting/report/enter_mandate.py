"""Entering what has happened to a director's mandate, with the reason. A mistake is put right by another
entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.report.mandates import (
    BEGINNINGS,
    ELECTED,
    ENDINGS,
    IN_OFFICE,
    Entry,
    Mandate,
    MandateStanding,
    mandates,
)
from voting.report.models import MandateEntry

LONGEST = 200
"""The most characters of a name or reason."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made: ``on`` is the day on which it happened or the mandate began, ``ends`` the day on
    which a mandate ends by itself."""

    kind: Entry
    on: date
    reason: str
    name: str = ""
    ends: date | None = None
    mandate: str | None = None


def enter_mandate(session: Session, entry: NewEntry, *, now: datetime, account_id: int) -> None:
    """Make an entry; the same again changes nothing.

    Raises Refused: reason_missing; not_found where there is no such mandate; mandate_invalid where the entry
    cannot be true.
    """
    if not entry.reason.strip():
        raise Refused(Code.REASON_MISSING)
    register = {mandate.key: mandate for mandate in mandates(session)}
    about = register.get(entry.mandate or "")
    if entry.mandate and about is None:
        raise Refused(Code.NOT_FOUND)
    if entry.kind in BEGINNINGS and _is_there(entry, register.values()):
        return
    if not _fits(entry, about, now.date()):
        raise Refused(Code.MANDATE_INVALID)
    stored = MandateEntry(
        kind=entry.kind.value,
        mandate=entry.mandate,
        name=entry.name.strip(),
        on=entry.on,
        ends=about.ends if about and entry.kind is Entry.COOPTED else entry.ends,
        reason=entry.reason.strip(),
        entered_at=now,
        account_id=account_id,
    )
    session.add(stored)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="mandate.entered",
        entry=stored.id,
        kind=entry.kind.value,
        mandate=entry.mandate,
        on=entry.on.isoformat(),
    )


def _is_there(entry: NewEntry, register: Iterable[Mandate]) -> bool:
    return any(
        (mandate.name, mandate.begins, mandate.origin) == (entry.name.strip(), entry.on, entry.kind)
        for mandate in register
    )


def _fits(entry: NewEntry, about: Mandate | None, today: date) -> bool:
    """Whether the entry can be true: its dates in order and not to come, the mandate in a state that it
    applies to."""
    if entry.on > today or len(entry.reason) > LONGEST or len(entry.name) > LONGEST:
        return False
    if entry.kind is Entry.EARLIER:
        return bool(entry.name.strip()) and entry.ends is not None and entry.ends > entry.on and about is None
    if entry.kind is Entry.COOPTED:
        if about is None:
            return bool(entry.name.strip()) and entry.ends is not None and entry.ends > entry.on
        freed = about.ended is not None and about.ended <= entry.on < about.ends
        return bool(entry.name.strip()) and freed
    if about is None:
        return False
    if entry.kind is Entry.MISTAKEN:
        return about.origin != ELECTED
    standing = about.standing(entry.on)
    if entry.kind in (Entry.CONFIRMED, Entry.NOT_CONFIRMED):
        return standing is MandateStanding.TO_CONFIRM and about.confirmed is None and about.ended is None
    return entry.kind in ENDINGS and standing in IN_OFFICE and not about.ended
