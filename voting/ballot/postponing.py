"""Postponing and cancelling a convened assembly, until its first vote is opened.

Postponed, its roll and rules stay as they were frozen, and so do proxies and the votes cast in advance:
nothing of what they are about has changed. Whatever has an hour moves by as many days as the assembly; its
halls may be others, in the place of those that it had.
Cancelled, each vote is declared void, and so are those cast in advance.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from voting.assembly.definition import VenueDefinition
from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly, ConveningStep, StepKind
from voting.assembly.steps import add_step, require_confirmed, require_reason
from voting.assembly.today import today_at
from voting.assembly.venues import venues_of
from voting.attendance.models import Presence
from voting.audit.chain import record
from voting.ballot.agenda import resolutions_of
from voting.ballot.import_assembly import require_new
from voting.ballot.life import annul_resolution
from voting.ballot.models import Resolution, State
from voting.database import lock_table
from voting.errors import Code, Refused
from voting.local_time import Unclear, at_place


def postpone(
    session: Session,
    assembly_id: int,
    day: date,
    reason: dict[str, str],
    *,
    venues: Sequence[VenueDefinition] = (),
    confirmed: int | None = None,
    now: datetime,
    account_id: int,
) -> ConveningStep:
    """Hold a convened assembly on a later ``day``, for a reason, {language: text}.

    ``venues`` are halls in the place of those of the same codes, ``confirmed`` how many are entitled as a
    person has typed it (None: nobody is asked). Whoever has been checked in already is checked out. Raises
    Refused: not_found, not_frozen, assembly_cancelled, reason_missing, entitled_differs, has_begun once a
    vote has been opened, day_not_later, hour_unclear, already_imported where another assembly of this kind is
    on that day.
    """
    assembly = _lock(session, assembly_id, reason, confirmed)
    before = assembly.date
    if day <= max(before, today_at(assembly.timezone, now)):
        raise Refused(Code.DAY_NOT_LATER)
    require_new(session, assembly.kind, day, besides=assembly_id)
    _move(assembly, day - before, now)
    _end_presence(session, assembly_id, now)
    step = add_step(
        session,
        assembly_id,
        StepKind.POSTPONED,
        reason,
        days=(before, day),
        venues=_exchange(session, assembly_id, venues),
        now=now,
        account_id=account_id,
    )
    _log(session, step, before=before.isoformat(), day=day.isoformat(), venues=step.venues or [])
    return step


def cancel(
    session: Session,
    assembly_id: int,
    reason: dict[str, str],
    *,
    confirmed: int | None = None,
    now: datetime,
    account_id: int,
) -> ConveningStep:
    """Call a convened assembly off for good, for a reason, {language: text}.

    ``confirmed`` is how many are entitled as a person has typed it (None: nobody is asked). Raises Refused:
    not_found, not_frozen, assembly_cancelled, reason_missing, entitled_differs, has_begun once a vote has
    been opened.
    """
    assembly = _lock(session, assembly_id, reason, confirmed)
    for resolution in resolutions_of(session, assembly_id):
        if State(resolution.state) is State.DRAFT:
            words = next(iter(reason.values()))
            annul_resolution(session, resolution.id, words, now=now, actor=f"account {account_id}")
    _end_presence(session, assembly_id, now)
    assembly.cancelled_at = now
    step = add_step(session, assembly_id, StepKind.CANCELLED, reason, now=now, account_id=account_id)
    _log(session, step)
    return step


def is_opened(session: Session, assembly_id: int) -> bool:
    """Whether a vote of the assembly has ever been opened: then it is meeting, or has met."""
    opened = exists().where(Resolution.assembly_id == assembly_id, Resolution.opened_at.is_not(None))
    return bool(session.scalar(select(opened)))


def moved(moment: datetime, by: timedelta, timezone: str) -> datetime:
    """A moment so many days later, at the same hour of the place. Raises Refused(hour_unclear) where that day
    does not have the hour, or has it twice."""
    place = ZoneInfo(timezone)
    found = at_place(moment.astimezone(place).replace(tzinfo=None) + by, place)
    if isinstance(found, Unclear):
        raise Refused(Code.HOUR_UNCLEAR, time=found.details["value"])
    return found


def _lock(session: Session, assembly_id: int, reason: dict[str, str], confirmed: int | None) -> Assembly:
    """The assembly, while no vote can be cast or opened."""
    assembly = lock_assembly(session, assembly_id, frozen=True)
    require_reason(reason)
    require_confirmed(assembly.entitled, confirmed)
    lock_table(session, Resolution)
    if is_opened(session, assembly_id):
        raise Refused(Code.HAS_BEGUN)
    return assembly


def _move(assembly: Assembly, by: timedelta, now: datetime) -> None:
    zone = assembly.timezone
    assembly.date += by
    assembly.programme = [
        entry | {"at": moved(datetime.fromisoformat(entry["at"]), by, zone).isoformat()}
        for entry in assembly.programme
    ]
    if assembly.opens_at is not None:
        assembly.opens_at = moved(assembly.opens_at, by, zone)
    assembly.opened_at = assembly.closed_at = None
    if assembly.advance_closes is not None:
        assembly.advance_closes = moved(assembly.advance_closes, by, zone)
    if assembly.advance_opens is not None and assembly.advance_opens > now:
        assembly.advance_opens = moved(assembly.advance_opens, by, zone)
    if assembly.proxies_close is not None:
        assembly.proxies_close = moved(assembly.proxies_close, by, zone)
    if assembly.questions_close is not None:
        assembly.questions_close = moved(assembly.questions_close, by, zone)


def _exchange(session: Session, assembly_id: int, venues: Sequence[VenueDefinition]) -> list[dict[str, Any]]:
    """Put halls in the place of those that have the same codes; returns those that are others now."""
    others = {venue.code: venue for venue in venues}
    changed: list[dict[str, Any]] = []
    for venue in venues_of(session, assembly_id):
        other = others.get(venue.code)
        if other is None or (other.name, other.address) == (venue.name, venue.address):
            continue
        before = {"name": venue.name, "address": venue.address}
        venue.name, venue.address = other.name, other.address
        after = {"name": other.name, "address": other.address}
        changed.append({"code": venue.code, "before": before, "after": after})
    return changed


def _end_presence(session: Session, assembly_id: int, now: datetime) -> None:
    session.execute(
        update(Presence)
        .where(Presence.assembly_id == assembly_id, Presence.until.is_(None))
        .values(until=now)
    )


def _log(session: Session, step: ConveningStep, **details: Any) -> None:
    record(
        session,
        now=step.at,
        actor=f"account {step.account_id}",
        action=f"assembly.{step.kind}",
        assembly=step.assembly_id,
        reason=step.reason,
        **details,
    )
