"""Entering what has happened to a director's mandate, with the reason. A mistake is put right by another
entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Fault, InvalidForm, Refused, require_sound
from voting.report.board import BEGINNINGS, Entry, Mandate
from voting.report.board_faults import faults_of_entry, faults_of_taking_back
from voting.report.board_history import BoardRecord, MandateChange
from voting.report.mandates import board, taken_back
from voting.report.models import MandateEntry

LONGEST = 200
"""The most characters of a name or reason."""
NEW = "new"
"""The key of an entry that is still to be made."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made: ``on`` is the day on which it happened or the mandate began, ``ends`` the day on
    which a mandate ends by itself.

    ``mandate`` is the key of the mandate that it is about; of a co-optation, of the one whose term it
    completes; of a mistake, the key of the entry that is taken back. ``reason`` says of a training what it
    was.
    """

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
    that cannot be true; Refused(not_found) where there is no such mandate or entry.
    """
    lock_table(session, MandateEntry)
    known, gone = board(session), taken_back(session)
    faults = _faults(entry, now.date())
    if entry.kind is Entry.MISTAKEN:
        if gone.get(entry.mandate or "") == entry.reason.strip():
            return
        require_sound([*faults, *_faults_of_mistake(known, gone, entry.mandate or "", now.date())], unread)
        ends = None
    else:
        read = _read(entry, _about(known, gone, entry))
        if _alike(read) in [_alike(one) for one in known.entries]:
            return
        if {fault.column for fault in (*faults, *unread)} <= {"reason"}:
            faults += faults_of_entry(known, read, now.date())
        require_sound(faults, unread)
        ends = read.ends if isinstance(read, Mandate) else None
    _store(session, entry, ends, now=now, account_id=account_id)


def _about(known: BoardRecord, gone: Mapping[str, str], entry: NewEntry) -> Mandate | None:
    """The mandate that an entry is about; None where it says of none."""
    if not entry.mandate:
        return None
    about = known.history().mandates.get(entry.mandate)
    if about is None and entry.mandate in gone:
        raise InvalidForm([Fault(0, "mandate", "taken_back_already")])
    if about is None or entry.kind is Entry.EARLIER:
        raise Refused(Code.NOT_FOUND)
    return about


def _read(entry: NewEntry, about: Mandate | None) -> Mandate | MandateChange:
    """The entry as what it begins, or as the change that it makes."""
    reason = entry.reason.strip()
    if entry.kind not in BEGINNINGS:
        return MandateChange(NEW, entry.kind, entry.mandate or "", entry.on, reason)
    ends = about.ends if about else entry.ends or entry.on
    begun = Mandate(NEW, entry.name.strip(), entry.kind.value, entry.on, ends)
    return replace(begun, completes=entry.mandate, reason=reason)


def _alike(entry: Mandate | MandateChange) -> Mandate | MandateChange:
    """What is the same of two entries where one is the other made again."""
    if isinstance(entry, Mandate) and entry.completes:
        return replace(entry, key="", ends=entry.begins)
    return replace(entry, key="")


def _faults(entry: NewEntry, today: date) -> list[Fault]:
    """What is wrong with an entry by itself: a text is missing or too long, its days are not in order or
    still to come, or it says of no mandate."""
    begins = entry.kind in BEGINNINGS
    completes = entry.kind is Entry.COOPTED and entry.mandate
    texts = {"reason": entry.reason.strip()} | ({"name": entry.name.strip()} if begins else {})
    faults = [Fault(0, name, "value_missing") for name, text in texts.items() if not text]
    long = {"longest": LONGEST}
    faults += [Fault(0, name, "too_long", long) for name, text in texts.items() if len(text) > LONGEST]
    if entry.on > today:
        faults.append(Fault(0, "on", "day_to_come"))
    if begins and not completes and entry.ends is None:
        faults.append(Fault(0, "ends", "value_missing"))
    elif begins and not completes and entry.ends is not None and entry.ends <= entry.on:
        faults.append(Fault(0, "ends", "closes_before_opens"))
    if not begins and not entry.mandate:
        faults.append(Fault(0, "mandate", "value_missing"))
    return faults


def _faults_of_mistake(known: BoardRecord, gone: Mapping[str, str], key: str, today: date) -> list[Fault]:
    """Why the entry of a key cannot be taken back. Raises Refused(not_found) where there is no such entry."""
    if key in [entry.key for entry in known.entries]:
        return faults_of_taking_back(known, key, today)
    if key in gone:
        return [Fault(0, "mandate", "taken_back_already")]
    if key in [mandate.key for mandate in known.elected]:
        return [Fault(0, "mandate", "elected_by_assembly")]
    if not key:
        return []
    raise Refused(Code.NOT_FOUND)


def _store(session: Session, entry: NewEntry, ends: date | None, *, now: datetime, account_id: int) -> None:
    stored = MandateEntry(
        kind=entry.kind.value,
        mandate=entry.mandate,
        name=entry.name.strip(),
        on=entry.on,
        ends=ends,
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
