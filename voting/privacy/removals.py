"""Which rows are removed when a retention period is over, and the counts that are made before."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from voting.accounts.models import Account, Credential, PasswordToken, SignIn
from voting.assembly.models import Assembly, Proxy, ProxyDocument, ProxyPoint, StandIn, Venue
from voting.attendance.models import (
    AdmissionPass,
    Assistance,
    CheckIn,
    Presence,
    RevokedPass,
    ScanConflict,
)
from voting.attendance.presence import attendance
from voting.ballot.boxes import known_boxes
from voting.ballot.forgotten_votes import members_hash
from voting.ballot.models import FORGOTTEN, Participation, Resolution
from voting.ballot.participation import seal_holds
from voting.ballot.reconciliation import in_the_hall
from voting.box.models import BoxSecret, SealedVote
from voting.database import Base
from voting.events.figures import checked_in
from voting.events.models import Event, EventCheckIn
from voting.invitations.models import CountedWish, Invitee
from voting.invitations.progress import letters_by_stage, opened
from voting.mail.models import Mail
from voting.register.models import Look, Upload
from voting.report.attendance_list import attendance_list, took_part
from voting.report.convened import convened_without_vote, letters_sent
from voting.report.turnout import first_votes
from voting.retention.rules import DataKind
from voting.tablets.models import HandOver

Rows = tuple[type[Base], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Due:
    """Data that have expired: those of a ``kind``, of one assembly or (None) of those that belong to none, of
    days before ``before``."""

    kind: DataKind
    before: date
    assembly_id: int | None

    @property
    def moment(self) -> datetime:
        """The beginning of that day (UTC)."""
        return datetime.combine(self.before, time(), UTC)


def rows_to_remove(due: Due) -> list[Rows]:
    """The rows to be removed, table by table, in an order in which no row is still referred to
    when it goes."""
    return _of_none(due) if due.assembly_id is None else _of_an_assembly(due.kind, due.assembly_id)


def _of_an_assembly(kind: DataKind, assembly_id: int) -> list[Rows]:
    members = select(Account.id).where(Account.member.is_not(None))
    match kind:
        case DataKind.CREDENTIALS:
            return [
                (Credential, (Credential.assembly_id == assembly_id) & Credential.account_id.in_(members)),
                (RevokedPass, RevokedPass.assembly_id == assembly_id),
                (AdmissionPass, AdmissionPass.assembly_id == assembly_id),
            ]
        case DataKind.SIGN_INS:
            over = or_(SignIn.ended_at.is_not(None), SignIn.account_id.in_(members))
            return [(SignIn, (SignIn.assembly_id == assembly_id) & over)]
        case DataKind.PRESENCE:
            return [
                (ScanConflict, ScanConflict.assembly_id == assembly_id),
                (CheckIn, CheckIn.assembly_id == assembly_id),
                (Presence, Presence.assembly_id == assembly_id),
                (Assistance, Assistance.assembly_id == assembly_id),
                (HandOver, HandOver.assembly_id == assembly_id),
            ]
        case DataKind.PARTICIPATIONS:
            own_votes = select(Resolution.id).where(Resolution.assembly_id == assembly_id)
            known = Participation.channel != FORGOTTEN
            return [
                (Participation, Participation.resolution_id.in_(own_votes) & known),
                (SealedVote, SealedVote.resolution_id.in_(own_votes)),
                (BoxSecret, BoxSecret.resolution_id.in_(own_votes)),
            ]
        case DataKind.PROXIES:
            own = select(Proxy.id).where(Proxy.assembly_id == assembly_id)
            return [
                (ProxyDocument, ProxyDocument.proxy_id.in_(own)),
                (ProxyPoint, ProxyPoint.proxy_id.in_(own)),
                (Proxy, Proxy.assembly_id == assembly_id),
                (StandIn, StandIn.assembly_id == assembly_id),
            ]
        case DataKind.LETTERS:
            return [
                (Mail, Mail.assembly_id == assembly_id),
                (Invitee, Invitee.assembly_id == assembly_id),
                (CountedWish, CountedWish.assembly_id == assembly_id),
            ]
    return []


def _of_none(due: Due) -> list[Rows]:
    match due.kind:
        case DataKind.CREDENTIALS:
            return [(PasswordToken, PasswordToken.issued_at < due.moment)]
        case DataKind.LETTERS:
            return [(Mail, Mail.assembly_id.is_(None) & (Mail.queued_at < due.moment))]
        case DataKind.LOOKS:
            return [(Look, Look.at < due.moment)]
        case DataKind.EVENTS:
            held = select(Event.id).where(Event.on < due.before)
            return [(EventCheckIn, EventCheckIn.event_id.in_(held))]
        case DataKind.UPLOADS:
            return [(Upload, Upload.content.is_not(None) & (Upload.uploaded_at < due.moment))]
    return []


def counts_of(session: Session, due: Due) -> dict[str, Any]:
    """The figures that could not be counted once the rows are gone, as a JSON value."""
    if due.assembly_id is None:
        return {}
    match due.kind:
        case DataKind.PRESENCE:
            return {
                **asdict(attendance(session, due.assembly_id)),
                "took_part": _took_part(session, due.assembly_id),
                "halls": _halls(session, due.assembly_id),
            }
        case DataKind.PARTICIPATIONS:
            return _votes(session, due.assembly_id)
        case DataKind.PROXIES:
            return {"took_part": _took_part(session, due.assembly_id)}
        case DataKind.LETTERS:
            return {
                "letters": letters_by_stage(session, due.assembly_id),
                "sent": letters_sent(session, due.assembly_id),
                "others": convened_without_vote(session, due.assembly_id),
            }
        case DataKind.SIGN_INS:
            return {"opened": opened(session, due.assembly_id)}
    return {}


def detach(session: Session, due: Due, now: datetime) -> None:
    """Change the rows that stay but refer to rows that go: which code a sign-in used, how many members came
    to an event."""
    if due.kind is DataKind.CREDENTIALS and due.assembly_id is not None:
        _, condition = rows_to_remove(due)[0]
        gone = select(Credential.id).where(condition)
        ended = func.coalesce(SignIn.ended_at, now, type_=SignIn.ended_at.type)
        session.execute(
            update(SignIn)
            .where(SignIn.credential_id.in_(gone))
            .values(credential_id=None, ended_at=ended)
            .execution_options(synchronize_session=False)
        )
    if due.kind is DataKind.EVENTS:
        session.execute(
            update(Event)
            .where(Event.on < due.before)
            .values(forgotten=checked_in())
            .execution_options(synchronize_session=False)
        )


def _votes(session: Session, assembly_id: int) -> dict[str, Any]:
    """What can no longer be counted once it is forgotten how members voted."""
    own = session.scalars(select(Resolution).where(Resolution.assembly_id == assembly_id)).all()
    return {
        "took_part": _took_part(session, assembly_id),
        "halls": _halls(session, assembly_id),
        "turnout": first_votes(session, session.get_one(Assembly, assembly_id)),
        "boxes": {
            str(item.id): [
                [channel, venue, number]
                for (channel, venue), number in known_boxes(session, Participation, item.id).items()
                if channel != FORGOTTEN
            ]
            for item in own
        },
        "members": {
            str(item.id): members_hash(session, item.id) if seal_holds(session, item) else None
            for item in own
        },
    }


def _took_part(session: Session, assembly_id: int) -> dict[str, int]:
    return asdict(took_part(session, assembly_id, attendance_list(session, assembly_id)))


def _halls(session: Session, assembly_id: int) -> dict[str, dict[str, Any]]:
    """By the id of a closed resolution and by venue, how many members were present when it was closed, and
    how many of them had voted by channel."""
    closed = session.scalars(
        select(Resolution).where(Resolution.assembly_id == assembly_id, Resolution.closed_at.is_not(None))
    ).all()
    venues = session.scalars(select(Venue.code).where(Venue.assembly_id == assembly_id)).all()
    return {
        str(item.id): {venue: asdict(in_the_hall(session, item, venue)) for venue in venues}
        for item in closed
    }
