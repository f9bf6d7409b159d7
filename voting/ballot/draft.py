"""An assembly that is being prepared: read as the table that its file would hold, changed, and stored again.

The browser has no rules of its own: what it sends becomes such a table, and is read as a file is, with the
same faults.
"""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import AgendaPoint, Assembly, Venue
from voting.audit.chain import record
from voting.ballot.agenda import agenda_of
from voting.ballot.definition import POINT, read_draft
from voting.ballot.import_assembly import require_new, write_assembly
from voting.ballot.models import Resolution
from voting.local_time import as_written
from voting.stamp import stamp

Definition = dict[str, Any]
Edit = Callable[[Definition], None]


def new_draft(session: Session, values: Definition, *, now: datetime, actor: str) -> Assembly:
    """Store a new assembly that is to be prepared. Raises InvalidFile; Refused(already_imported)."""
    definition, resolutions = read_draft(values)
    require_new(session, definition.kind, definition.date)
    assembly = Assembly()
    write_assembly(session, assembly, definition, resolutions)
    record(session, now=now, actor=actor, action="assembly.begun", assembly=assembly.id)
    return assembly


def change_draft(session: Session, assembly_id: int, edit: Edit, *, now: datetime, actor: str) -> None:
    """Change an assembly that has not been convened. ``edit`` is called with its table, and changes that.

    Raises InvalidFile with every fault of the changed table; Refused: already_frozen; already_imported where
    another assembly of this kind is on the new date.
    """
    assembly = lock_assembly(session, assembly_id, frozen=False)
    values = definition_of(session, assembly)
    edit(values)
    definition, resolutions = read_draft(values)
    require_new(session, definition.kind, definition.date, besides=assembly_id)
    for table in (Venue, AgendaPoint, Resolution):
        for row in session.scalars(select(table).where(table.assembly_id == assembly_id)):
            session.delete(row)
    session.flush()
    write_assembly(session, assembly, definition, resolutions)
    record(
        session,
        now=now,
        actor=actor,
        action="assembly.changed",
        assembly=assembly_id,
        definition=stamp(values),
    )


def definition_of(session: Session, assembly: Assembly) -> Definition:
    """An assembly as the table of its file, without its documents."""
    zone = ZoneInfo(assembly.timezone)

    def local(moment: datetime) -> datetime:
        return as_written(moment, zone)

    venues = session.scalars(select(Venue).where(Venue.assembly_id == assembly.id).order_by(Venue.position))
    agenda = agenda_of(session, assembly.id)
    values: Definition = {
        "kind": assembly.kind,
        "date": assembly.date,
        "record_date": assembly.record_date,
        "timezone": assembly.timezone,
        "title": dict(assembly.title),
        "proxies_per_holder": assembly.proxies_per_holder,
        "notice_days": assembly.notice_days,
        "chosen_proxies": assembly.chosen_proxies,
        "stand_ins": assembly.stand_ins,
        "labels": assembly.labels,
        "second_call": assembly.second_call,
        "venues": [
            {"code": venue.code, "name": dict(venue.name)}
            | ({"address": venue.address} if venue.address else {})
            for venue in venues
        ],
        "programme": [
            {"at": local(datetime.fromisoformat(entry["at"])), "text": dict(entry["text"])}
            for entry in assembly.programme
        ],
        "resolutions": [
            _point(item) if isinstance(item, AgendaPoint) else _resolution(item)
            for item in agenda
            if isinstance(item, AgendaPoint) or item.as_convened
        ],
    }
    if assembly.advance_opens and assembly.advance_closes:
        values["advance_voting"] = {
            "opens": local(assembly.advance_opens),
            "closes": local(assembly.advance_closes),
        }
    for name, texts in (("stream", assembly.stream), ("help", assembly.help)):
        if texts:
            values[name] = dict(texts)
    if assembly.opens_at:
        values["opens"] = local(assembly.opens_at)
    if assembly.proxies_close:
        values["proxies_close"] = local(assembly.proxies_close)
    if assembly.questions_close:
        values["questions_close"] = local(assembly.questions_close)
    return values


def copy_for(values: Definition, day: dt.date) -> Definition:
    """The definition of the next assembly, held on ``day``: every date is moved by as much as that of the
    assembly, and the year in its title is changed. That it was a second call is left out. Pure."""
    moved: Definition = deepcopy(values)
    by: dt.timedelta = day - values["date"]

    def later(moment: datetime) -> datetime:
        return moment.replace(tzinfo=None) + by

    for key in ("date", "record_date"):
        moved[key] += by
    for key in ("opens", "proxies_close", "questions_close"):
        if key in moved:
            moved[key] = later(moved[key])
    for key in moved.get("advance_voting", {}):
        moved["advance_voting"][key] = later(moved["advance_voting"][key])
    for entry in moved["programme"]:
        entry["at"] = later(entry["at"])
    old, new = str(values["date"].year), str(day.year)
    moved["title"] = {language: text.replace(old, new) for language, text in values["title"].items()}
    moved["second_call"] = False
    return moved


def _point(point: AgendaPoint) -> Definition:
    text = {"text": dict(point.text)} if point.text else {}
    return {"number": point.number, "kind": POINT, "title": dict(point.title)} | text


def _resolution(resolution: Resolution) -> Definition:
    values: Definition = {
        "number": resolution.number,
        "kind": resolution.kind,
        "title": dict(resolution.title),
        "ballot": _ballot(resolution),
        "advance": resolution.advance,
        "live_choices": resolution.live_choices,
        "method": resolution.method,
        "majority": resolution.majority,
        "tie_rule": resolution.tie_rule,
    }
    if resolution.sealed:
        values["sealed"] = True
    if resolution.text:
        values["text"] = dict(resolution.text)
    quorum = resolution.quorum or resolution.quorum_set_aside
    if quorum:
        values["quorum"] = quorum
    if resolution.confirms:
        values["confirms"] = resolution.confirms
    if resolution.if_amended:
        values["if_amended"] = resolution.if_amended
    if resolution.kind == "election":
        values |= {"seats": resolution.seats, "candidates": deepcopy(resolution.options)}
        if resolution.term_years is not None:
            values["term_years"] = resolution.term_years
        if resolution.reserved:
            values["reserved"] = list(resolution.reserved)
    return values


def _ballot(resolution: Resolution) -> str:
    """How votes are given, as the file says it."""
    if resolution.by_hands:
        return "hands"
    return "secret" if resolution.secret else "open"
