"""Entering what has happened to a director's mandate, with the reason. A mistake is put right by another
entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Fault, Refused, require_sound
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


def enter_mandate(
    session: Session,
    entry: NewEntry,
    *,
    now: datetime,
    account_id: int,
    unread: Sequence[Fault] = (),
) -> None:
    """Make an entry; the same again changes nothing.

    ``unread`` are the faults of what could not be read of it. Raises InvalidForm with every fault of an entry
    that cannot be true; Refused(not_found) where there is no such mandate.
    """
    lock_table(session, MandateEntry)
    register = {mandate.key: mandate for mandate in mandates(session)}
    about = register.get(entry.mandate or "")
    if entry.mandate and about is None:
        raise Refused(Code.NOT_FOUND)
    require_sound(_faults(entry, about, now.date(), unread), unread)
    if entry.kind in BEGINNINGS and _is_there(entry, register.values()):
        return
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


def _faults(entry: NewEntry, about: Mandate | None, today: date, unread: Sequence[Fault]) -> list[Fault]:
    """Why an entry cannot be true: a text is missing or too long, its days are not in order or still to come,
    or the mandate is not in a state that it applies to."""
    begins, ends_itself = entry.kind in BEGINNINGS, entry.kind in BEGINNINGS and about is None
    texts = {"reason": entry.reason.strip()} | ({"name": entry.name.strip()} if begins else {})
    faults = [Fault(0, name, "value_missing") for name, text in texts.items() if not text]
    long = {"longest": LONGEST}
    faults += [Fault(0, name, "too_long", long) for name, text in texts.items() if len(text) > LONGEST]
    if entry.on > today:
        faults.append(Fault(0, "on", "day_to_come"))
    if ends_itself and entry.ends is None:
        faults.append(Fault(0, "ends", "value_missing"))
    elif ends_itself and entry.ends is not None and entry.ends <= entry.on:
        faults.append(Fault(0, "ends", "closes_before_opens"))
    if not ends_itself and about is None:
        faults.append(Fault(0, "mandate", "value_missing"))
    elif about is not None and all(fault.column != "on" for fault in unread) and not _applies(entry, about):
        faults.append(Fault(0, "mandate", "mandate_not_so"))
    return faults


def _applies(entry: NewEntry, about: Mandate) -> bool:
    """Whether a mandate is in a state, on that day, that the entry can be about."""
    if entry.kind is Entry.EARLIER:
        return False
    if entry.kind is Entry.COOPTED:
        return about.ended is not None and about.ended <= entry.on < about.ends
    if entry.kind is Entry.MISTAKEN:
        return about.origin != ELECTED
    standing = about.standing(entry.on)
    if entry.kind in (Entry.CONFIRMED, Entry.NOT_CONFIRMED):
        return standing is MandateStanding.TO_CONFIRM and about.confirmed is None and about.ended is None
    return entry.kind in ENDINGS and standing in IN_OFFICE and not about.ended
