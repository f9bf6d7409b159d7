"""Preparing a rehearsal: an empty database, the register, a convened assembly, and a code for everybody."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.models import Role
from voting.assembly.definition import AssemblyDefinition
from voting.assembly.models import Assembly, Venue
from voting.audit.chain import record
from voting.audit.models import AuditEntry
from voting.ballot.contest import contest_of
from voting.ballot.convene import convene
from voting.ballot.definition import ResolutionDefinition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.models import Resolution
from voting.config import OFF
from voting.database import writing
from voting.extensions import db
from voting.register.csv_file import Row
from voting.register.import_register import import_register
from voting.register.models import Member
from voting.rehearsal.events import RecordedEvent
from voting.rehearsal.play import Hands, Stage

MARK = "rehearsal.started"
IMPORTS = ("register.imported", "assembly.imported")
ACTOR = "rehearsal"


class RealAssembly(Exception):
    """The database has something that is not a rehearsal; it is left as it is."""


def clear(app: Flask) -> None:
    """Make the database empty and up to date. Raises RealAssembly where it holds anything but a rehearsal."""
    with app.app_context():
        if inspect(db.engine).has_table(AuditEntry.__tablename__):
            if _holds_something_real(db.session()):
                raise RealAssembly
            db.session.rollback()
            downgrade(revision="base")
        upgrade()


def set_stage(
    app: Flask,
    hands: Hands,
    rows: list[Row],
    definition: AssemblyDefinition,
    resolutions: list[ResolutionDefinition],
    events: Iterable[RecordedEvent],
    progress: Callable[[int], object],
    before_convening: Callable[[Session, int], object] = lambda *_: None,
) -> Stage:
    """Bring everything in, convene the assembly, and give everybody who appears in the events a code;
    ``before_convening`` is done with the id of the assembly before that."""
    now = hands.moment
    with app.app_context(), writing(db.session()) as session:
        record(session, now=now, actor=ACTOR, action=MARK)
        import_register(session, rows, now=now, actor=ACTOR, progress=progress)
        assembly = import_assembly(session, definition, resolutions, now=now, actor=ACTOR)
        before_convening(session, assembly.id)
        frozen = datetime.combine(definition.record_date, time.max, ZoneInfo(definition.timezone))
        convene(session, _key(app), assembly.id, now=max(now, frozen), actor=ACTOR)
        return take_places(session, app, hands, assembly, events)


def take_places(
    session: Session, app: Flask, hands: Hands, assembly: Assembly, events: Iterable[RecordedEvent]
) -> Stage:
    """Give the staff, and everybody who appears in the events, a code for a convened assembly."""
    key, now = _key(app), hands.moment
    stored = session.scalars(select(Resolution).where(Resolution.assembly_id == assembly.id)).all()
    venues = session.scalars(select(Venue.code).where(Venue.assembly_id == assembly.id)).all()
    names = session.execute(select(Member.number, Member.name))
    people = sorted({name for event in events for name in (event.member, event.holder) if name})
    return Stage(
        app=app,
        hands=hands,
        key=key,
        assembly_id=assembly.id,
        resolution_ids={item.number: item.id for item in stored},
        names={row.number: row.name for row in names},
        contests={item.number: contest_of(item) for item in stored},
        by_name=frozenset(item.number for item in stored if item.by_name),
        member_codes=issue_to_members(session, key, assembly.id, people, now=now, actor=ACTOR),
        steward_codes={venue: _staff(session, key, assembly, Role.STEWARD, venue, now) for venue in venues},
        chair_code=_staff(session, key, assembly, Role.CHAIR, None, now),
        teller_codes=(
            _staff(session, key, assembly, Role.TELLER, None, now),
            _staff(session, key, assembly, Role.TELLER, None, now),
        ),
    )


def rehearsal_settings(database_url: str, instance: str) -> dict[str, object]:
    """The settings of an application for a rehearsal: its database, and a secret key of its own."""
    return {
        "SQLALCHEMY_DATABASE_URI": database_url,
        "INSTANCE": instance,
        "SECRET_KEY": secrets.token_hex(32),
        "ADDRESS": "http://localhost",
        "SECOND_FACTOR": OFF,  # the day is played by a program
    }


def _key(app: Flask) -> bytes:
    return str(app.config["SECRET_KEY"]).encode()


def _staff(
    session: Session, key: bytes, assembly: Assembly, role: Role, venue: str | None, now: datetime
) -> str:
    return issue_to_staff(session, key, assembly.id, role.value, "nl", [(role, venue)], now=now, actor=ACTOR)


def _holds_something_real(session: Session) -> bool:
    first = session.scalar(select(AuditEntry.action).where(AuditEntry.seq == 1))
    if first == MARK:  # and nothing has been brought in since by anybody else
        by_others = (AuditEntry.action.in_(IMPORTS), AuditEntry.actor != ACTOR)
        return session.scalar(select(AuditEntry.seq).where(*by_others).limit(1)) is not None
    rows = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Member, Assembly))
    return first is not None or rows > 0
