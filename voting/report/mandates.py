"""The register of directors' mandates: who was elected, and what the secretary entered beside it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, AssemblyKind
from voting.ballot.models import Resolution, Result, State
from voting.ballot.outcome import Outcome
from voting.days import years_later
from voting.report.board import BEGINNINGS, ELECTED, Entry, Mandate
from voting.report.board_history import BoardRecord, History, MandateChange
from voting.report.board_seats import Election
from voting.report.models import MandateEntry

APPOINTS = Resolution.term_years.is_not(None)
DECIDED = {Outcome.ADOPTED: Entry.CONFIRMED, Outcome.REJECTED: Entry.NOT_CONFIRMED}


def board(session: Session) -> BoardRecord:
    """The board, as it is known now."""
    gone, held = taken_back(session), _last_rounds(session, APPOINTS)
    entries = session.scalars(select(MandateEntry).order_by(MandateEntry.id))
    standing = [one for one in entries if one.kind != Entry.MISTAKEN and entry_key(one) not in gone]
    return BoardRecord(
        elections=tuple(
            Election(
                assembly.date,
                result["vacant"],
                len(result["elected"]),
                ordinary=assembly.kind == AssemblyKind.ORDINARY,
            )
            for _, assembly, result in held
        ),
        elected=tuple(_elected(held, _ordinary_days(session))),
        decisions=tuple(_decisions(session)),
        begun=tuple(_begun(entry) for entry in standing if entry.kind in BEGINNINGS),
        changes=tuple(
            _change(entry) for entry in standing if entry.kind not in BEGINNINGS and entry.mandate not in gone
        ),
    )


def taken_back(session: Session) -> dict[str, str]:
    """By key, the entries that were mistakes, each with the reason."""
    rows = session.execute(
        select(MandateEntry.mandate, MandateEntry.reason).where(MandateEntry.kind == Entry.MISTAKEN.value)
    )
    return {key: reason for key, reason in rows if key is not None}


def entry_key(entry: MandateEntry) -> str:
    """The key of an entry, and of the mandate that it begins."""
    return f"entry-{entry.id}"


def mandates(session: Session) -> list[Mandate]:
    """The register of mandates, the latest beginning first."""
    return latest_first(board(session).history())


def latest_first(found: History) -> list[Mandate]:
    """The mandates of a history, the latest beginning first."""
    return sorted(found.mandates.values(), key=lambda mandate: (mandate.begins, mandate.name), reverse=True)


def confirming_assembly(session: Session, mandate: Mandate) -> date | None:
    """The day of the next assembly after a co-optation, where it is known."""
    return session.scalar(
        select(Assembly.date).where(Assembly.date > mandate.begins).order_by(Assembly.date).limit(1)
    )


Round = tuple[Resolution, Assembly, dict[str, Any]]


def _elected(held: Iterable[Round], ordinary: Mapping[int, date]) -> Iterable[Mandate]:
    for resolution, assembly, result in held:
        options = {option["code"]: option for option in resolution.options}
        ends = years_later(assembly.date, resolution.term_years or 0)
        for code in result["elected"]:
            yield Mandate(
                key=f"{ELECTED}-{resolution.id}-{code}",
                name=options[code]["name"],
                origin=ELECTED,
                begins=assembly.date,
                ends=ordinary.get(ends.year, ends),
                ordinary=assembly.kind == AssemblyKind.ORDINARY,
                renewed=bool(options[code].get("outgoing")),
            )


def _ordinary_days(session: Session) -> dict[int, date]:
    """By year, the day of its ordinary assembly; of its last one, where there are several."""
    days = session.scalars(
        select(Assembly.date)
        .where(Assembly.kind == AssemblyKind.ORDINARY.value, Assembly.cancelled_at.is_(None))
        .order_by(Assembly.date)
    )
    return {day.year: day for day in days}


def _decisions(session: Session) -> Iterable[MandateChange]:
    """What assemblies have decided on those who were co-opted."""
    for resolution, assembly, result in _last_rounds(session, Resolution.confirms.is_not(None)):
        if result["outcome"] in DECIDED:
            kind = DECIDED[Outcome(result["outcome"])]
            yield MandateChange("", kind, resolution.confirms or "", assembly.date)


def _last_rounds(session: Session, of_a_kind: ColumnElement[bool]) -> list[Round]:
    rows = session.execute(
        select(Resolution, Assembly, Result.content)
        .join(Assembly, Assembly.id == Resolution.assembly_id)
        .join(Result, Result.resolution_id == Resolution.id)
        .where(Resolution.state == State.ANNOUNCED.value, of_a_kind)
        .order_by(Resolution.round)
    )
    last = {(row[1].id, row[0].number): (row[0], row[1], row[2]) for row in rows}
    return list(last.values())


def _begun(entry: MandateEntry) -> Mandate:
    return Mandate(
        key=entry_key(entry),
        name=entry.name,
        origin=entry.kind,
        begins=entry.on,
        ends=entry.ends or entry.on,
        completes=entry.mandate,
        reason=entry.reason,
    )


def _change(entry: MandateEntry) -> MandateChange:
    return MandateChange(entry_key(entry), Entry(entry.kind), entry.mandate or "", entry.on, entry.reason)
