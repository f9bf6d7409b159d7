"""The staff of an assembly: who holds which roles, in bulk too, and taking them away again."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.accounts.credentials import add_code, revoke_credentials
from voting.accounts.models import Account, Credential, Role, RoleGrant
from voting.audit.chain import record
from voting.definition import LANGUAGES
from voting.errors import Code, Fault, InvalidFile, Refused

GRANTED = tuple(role for role in Role if role is not Role.MEMBER)
LONGEST_NAME = 100
MOST = 500
"""Lines that a list of staff may have."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody on the staff, with their roles, each at one venue or (None) at all; ``has_code``: whether
    they can sign in with a code."""

    account_id: int
    name: str
    language: str
    roles: tuple[tuple[Role, str | None], ...]
    has_code: bool


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody who is to come onto the staff."""

    name: str
    language: str
    roles: tuple[tuple[Role, str | None], ...]


def read_staff(text: str, venues: Collection[str]) -> list[NewStaff]:
    """A list of staff, one a line: name; role; venue; language; the last two may be left out. Pure.

    Several roles of one person are several lines. Raises InvalidFile with every fault.
    """
    faults: list[Fault] = []
    people: dict[tuple[str, str], list[tuple[Role, str | None]]] = {}
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=";", strict=True))
    except csv.Error as error:
        raise InvalidFile([Fault(0, "", "not_csv", {"reason": str(error)})]) from error
    for line, fields in enumerate(lines, 1):
        if not any(field.strip() for field in fields):
            continue
        name, role, venue, language = ([field.strip() for field in fields] + [""] * 4)[:4]
        language = language.lower() or "nl"
        if len(fields) > 4:
            faults.append(Fault(line, "", "fields_count", {"found": len(fields), "expected": 4}))
        if not name:
            faults.append(Fault(line, "1", "value_missing"))
        elif len(name) > LONGEST_NAME:
            faults.append(Fault(line, "1", "too_long", {"longest": LONGEST_NAME}))
        if role.lower() not in GRANTED:
            faults.append(Fault(line, "2", "not_one_of", {"value": role, "known": ", ".join(GRANTED)}))
        if venue and venue not in venues:
            faults.append(Fault(line, "3", "not_one_of", {"value": venue, "known": ", ".join(venues)}))
        if language not in LANGUAGES:
            details = {"value": language, "known": ", ".join(LANGUAGES)}
            faults.append(Fault(line, "4", "language_unknown", details))
        if not faults:
            people.setdefault((name, language), []).append((Role(role.lower()), venue or None))
    if not people and not faults:
        faults.append(Fault(0, "", "too_few", {"found": 0, "minimum": 1}))
    if len(people) > MOST:
        faults.append(Fault(0, "", "out_of_bounds", {"value": len(people), "minimum": 1, "maximum": MOST}))
    if faults:
        raise InvalidFile(faults)
    return [NewStaff(name, language, tuple(roles)) for (name, language), roles in people.items()]


def staff_of(session: Session, assembly_id: int) -> list[StaffMember]:
    """Everyone who holds a role in an assembly now, by name."""
    grants: dict[int, list[tuple[Role, str | None]]] = {}
    for grant in session.scalars(
        select(RoleGrant)
        .where(RoleGrant.assembly_id == assembly_id, RoleGrant.revoked.is_(False))
        .order_by(RoleGrant.id)
    ):
        grants.setdefault(grant.account_id, []).append((Role(grant.role), grant.venue))
    with_code = set(
        session.scalars(
            select(Credential.account_id).where(
                Credential.assembly_id == assembly_id,
                Credential.revoked_at.is_(None),
                Credential.account_id.in_(grants),
            )
        )
    )
    accounts = session.scalars(
        select(Account).where(Account.id.in_(grants)).order_by(Account.name, Account.id)
    )
    return [
        StaffMember(item.id, item.name, item.language, tuple(grants[item.id]), item.id in with_code)
        for item in accounts
    ]


def revoke_staff(session: Session, assembly_id: int, account_id: int, *, now: datetime, actor: str) -> None:
    """Take all roles in an assembly away from somebody; their code dies, and they are signed out.

    Raises Refused: not_found; last_secretary where nobody would be left to run the office.
    """
    staff = _one(session, assembly_id, account_id)
    office = {Role.SECRETARY, Role.ADMINISTRATOR}
    others = [item for item in staff_of(session, assembly_id) if item.account_id != account_id]
    if office & dict(staff.roles).keys() and not any(office & dict(item.roles).keys() for item in others):
        raise Refused(Code.LAST_SECRETARY)
    session.execute(
        update(RoleGrant)
        .where(RoleGrant.assembly_id == assembly_id, RoleGrant.account_id == account_id)
        .values(revoked=True)
    )
    revoke_credentials(session, assembly_id, [account_id], now=now)
    record(session, now=now, actor=actor, action="staff.revoked", assembly=assembly_id, account=account_id)


def new_staff_code(
    session: Session, key: bytes, assembly_id: int, account_id: int, *, now: datetime, actor: str
) -> str:
    """Give somebody on the staff a new code; the old one dies. Raises Refused(not_found)."""
    _one(session, assembly_id, account_id)
    revoke_credentials(session, assembly_id, [account_id], now=now)
    code = add_code(session, key, assembly_id, account_id, now=now)
    session.flush()
    record(
        session, now=now, actor=actor, action="staff.code_renewed", assembly=assembly_id, account=account_id
    )
    return code


def copy_staff(
    session: Session, source: int, target: int, venues: Collection[str], *, now: datetime, actor: str
) -> None:
    """Let those who served at one assembly serve at another, where its venues are; codes are given later."""
    for staff in staff_of(session, source):
        for role, venue in staff.roles:
            if venue is None or venue in venues:
                session.add(
                    RoleGrant(account_id=staff.account_id, assembly_id=target, role=role.value, venue=venue)
                )
    session.flush()
    record(session, now=now, actor=actor, action="staff.copied", assembly=target, source=source)


def _one(session: Session, assembly_id: int, account_id: int) -> StaffMember:
    for staff in staff_of(session, assembly_id):
        if staff.account_id == account_id:
            return staff
    raise Refused(Code.NOT_FOUND)
