"""Making a device a voting tablet of a venue, and ending that."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.accounts.codes import derived_code, keyed_hash, new_code, normalise
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.tablets.models import HandOver, Tablet
from voting.tablets.rules import Ending, code_is_valid

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Here:
    """The tablet that sends a request: its id, name, venue and assembly."""

    id: int
    name: str
    venue: str
    assembly_id: int


def add_tablet(
    session: Session,
    key: bytes,
    assembly_id: int,
    venue: str,
    name: str,
    *,
    now: datetime,
    account_id: int,
    salt: str | None = None,
) -> str:
    """Add a tablet to a venue; returns the code by which a device is enrolled as this tablet, which is stored
    nowhere: a random one, or that which a random ``salt`` stands for.

    Raises Refused(bad_request) for a name that is empty or too long.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Refused(Code.BAD_REQUEST)
    code = derived_code(key, salt) if salt else new_code()
    tablet = Tablet(
        assembly_id=assembly_id, venue=venue, name=name.strip(), code_hash=_code_hash(key, code), added_at=now
    )
    session.add(tablet)
    session.flush()
    _log(session, tablet, "tablet.added", now, f"account {account_id}")
    return code


def enrol_tablet(session: Session, key: bytes, code: str, *, now: datetime) -> str:
    """Enrol the device that sends this code as the tablet it was made for; returns the key that the device
    keeps in a cookie.

    Raises Refused(link_expired), alike for a code that is unknown, used, too old or revoked.
    """
    tablet = session.scalars(
        select(Tablet)
        .where(Tablet.code_hash == _code_hash(key, code), Tablet.revoked_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if tablet is None or not code_is_valid(tablet.added_at, tablet.enrolled_at, now):
        raise Refused(Code.LINK_EXPIRED)
    device_key = secrets.token_urlsafe(24)
    tablet.key_hash, tablet.enrolled_at = keyed_hash(key, "tablet", device_key), now
    _log(session, tablet, "tablet.enrolled", now, f"tablet {tablet.id}")
    return device_key


def revoke_tablet(
    session: Session, assembly_id: int, venue: str, tablet_id: int, *, now: datetime, account_id: int
) -> None:
    """Revoke a tablet of a venue, and end the session that is open on it. A second time it does nothing.

    Raises Refused(not_found).
    """
    tablet = tablet_at(session, assembly_id, venue, tablet_id)
    if tablet.revoked_at is not None:
        return
    tablet.revoked_at = now
    session.execute(
        update(HandOver)
        .where(HandOver.tablet_id == tablet_id, HandOver.ended_at.is_(None))
        .values(ended_at=now, ending=Ending.REVOKED.value)
    )
    _log(session, tablet, "tablet.revoked", now, f"account {account_id}")


def tablet_by_key(session: Session, key: bytes, device_key: str) -> Here:
    """The tablet whose device has this key. Raises Refused(unknown_tablet)."""
    row = session.execute(
        select(Tablet.id, Tablet.name, Tablet.venue, Tablet.assembly_id).where(
            Tablet.key_hash == keyed_hash(key, "tablet", device_key), Tablet.revoked_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise Refused(Code.UNKNOWN_TABLET)
    return Here(*row)


def venues_with_tablets(session: Session, assembly_id: int) -> list[str]:
    """The codes of the venues that have at least one enrolled tablet."""
    return list(
        session.scalars(
            select(Tablet.venue)
            .where(
                Tablet.assembly_id == assembly_id,
                Tablet.enrolled_at.is_not(None),
                Tablet.revoked_at.is_(None),
            )
            .distinct()
        )
    )


def tablet_at(session: Session, assembly_id: int, venue: str, tablet_id: int) -> Tablet:
    """A tablet of this venue, locked until the transaction ends. Raises Refused(not_found)."""
    tablet = session.scalars(
        select(Tablet)
        .where(Tablet.id == tablet_id, Tablet.assembly_id == assembly_id, Tablet.venue == venue)
        .with_for_update()
    ).one_or_none()
    if tablet is None:
        raise Refused(Code.NOT_FOUND)
    return tablet


def _code_hash(key: bytes, code: str) -> str:
    return keyed_hash(key, "tablet-code", normalise(code))


def _log(session: Session, tablet: Tablet, action: str, now: datetime, actor: str) -> None:
    record(
        session,
        now=now,
        actor=actor,
        action=action,
        assembly=tablet.assembly_id,
        venue=tablet.venue,
        tablet=tablet.id,
    )
