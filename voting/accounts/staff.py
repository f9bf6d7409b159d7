"""The staff of an assembly: brought in one by one or as a list, shown, given new codes, copied, and taken
away again."""

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from voting.accounts.codes import code_hash
from voting.accounts.credentials import add_code, issue_to_staff, revoke_credentials
from voting.accounts.models import Account, Credential, Role, RoleGrant, SignIn
from voting.accounts.rules import AT_A_VENUE
from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.folding import letters
from voting.languages import LANGUAGES
from voting.stamp import require_same

GRANTED = tuple(role for role in Role if role not in (Role.MEMBER, Role.DISPLAY))
LONGEST_NAME = 100
MOST = 500
"""The most lines that a list of staff may have."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody on the staff. ``roles`` are pairs of a role and a venue (None: everywhere); ``code_id`` is the
    row of their valid code, if any, ``devices`` on how many devices they are signed in, ``known_as`` what
    another service calls them."""

    account_id: int
    name: str
    language: str
    roles: tuple[tuple[Role, str | None], ...]
    code_id: int | None
    devices: int
    known_as: str | None


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody who is to come onto the staff, with their roles."""

    name: str
    language: str
    roles: tuple[tuple[Role, str | None], ...]


@dataclass(frozen=True, slots=True)
class Access:
    """A code, the name of its owner, and their roles. The code is stored nowhere."""

    name: str
    roles: tuple[tuple[Role, str | None], ...]
    code: str


def read_staff(
    text: str, venues: Collection[str], role: str = "", venue: str = "", language: str = "nl"
) -> list[NewStaff]:
    """The people in a text of lines ``name; role; venue; language``. Pure.

    ``role``, ``venue`` and ``language`` stand for what a line leaves out; no venue means every venue, and
    applies to the roles at a venue only. Several lines with one name are one person with several roles.
    Raises InvalidFile with every fault.
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
        name, own_role, own_venue, own_language = ([" ".join(f.split()) for f in fields] + [""] * 4)[:4]
        held, spoken = own_role.lower() or role, own_language.lower() or language
        place = own_venue or (venue if held in AT_A_VENUE else "")
        if len(fields) > 4:
            faults.append(Fault(line, "", "fields_count", {"found": len(fields), "expected": 4}))
        if not name:
            faults.append(Fault(line, "1", "value_missing"))
        elif len(name) > LONGEST_NAME:
            faults.append(Fault(line, "1", "too_long", {"longest": LONGEST_NAME}))
        if held not in GRANTED:
            faults.append(Fault(line, "2", "not_one_of", {"value": held, "known": ", ".join(GRANTED)}))
        if place and place not in venues:
            faults.append(Fault(line, "3", "not_one_of", {"value": place, "known": ", ".join(venues)}))
        if spoken not in LANGUAGES:
            details = {"value": spoken, "known": ", ".join(LANGUAGES)}
            faults.append(Fault(line, "4", "language_unknown", details))
        if faults:
            continue
        roles = people.setdefault((name, spoken), [])
        if (Role(held), place or None) in roles:
            faults.append(Fault(line, "1", "code_twice", {"value": name}))
        roles.append((Role(held), place or None))
    if not people and not faults:
        faults.append(Fault(0, "", "too_few", {"found": 0, "minimum": 1}))
    if len(people) > MOST:
        faults.append(Fault(0, "", "out_of_bounds", {"value": len(people), "minimum": 1, "maximum": MOST}))
    if faults:
        raise InvalidFile(faults)
    return [NewStaff(name, language, tuple(roles)) for (name, language), roles in people.items()]


def add_staff(
    session: Session,
    key: bytes,
    assembly_id: int,
    people: Iterable[NewStaff],
    codes: Iterable[str],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Give each of the people an account with their roles and one of the codes."""
    for item, code in zip(people, codes, strict=True):
        issue_to_staff(
            session, key, assembly_id, item.name, item.language, item.roles, now=now, actor=actor, code=code
        )


def access_by(session: Session, key: bytes, assembly_id: int, codes: Iterable[str]) -> list[Access]:
    """Whom each of the codes lets in to an assembly; a code that is void is left out."""
    code_of = {code_hash(key, code): code for code in codes}
    staff = {item.account_id: item for item in staff_of(session, assembly_id)}
    valid = session.execute(
        select(Credential.account_id, Credential.code_hash)
        .where(
            Credential.assembly_id == assembly_id,
            Credential.revoked_at.is_(None),
            Credential.code_hash.in_(code_of),
        )
        .order_by(Credential.id)
    )
    return [
        Access(staff[account_id].name, staff[account_id].roles, code_of[hashed])
        for account_id, hashed in valid
        if account_id in staff
    ]


def staff_of(session: Session, assembly_id: int) -> list[StaffMember]:
    """Everyone who holds a role in an assembly now, by name; displays have a list of their own."""
    grants: dict[int, list[tuple[Role, str | None]]] = {}
    for grant in session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.assembly_id == assembly_id,
            RoleGrant.revoked.is_(False),
            RoleGrant.role.in_([role.value for role in GRANTED]),
        )
        .order_by(RoleGrant.id)
    ):
        grants.setdefault(grant.account_id, []).append((Role(grant.role), grant.venue))
    codes = {
        row.account_id: row.id
        for row in session.execute(
            select(Credential.account_id, Credential.id)
            .where(
                Credential.assembly_id == assembly_id,
                Credential.revoked_at.is_(None),
                Credential.account_id.in_(grants),
            )
            .order_by(Credential.id)
        )
    }
    open_now = session.execute(
        select(SignIn.account_id, func.count().label("devices"))
        .where(SignIn.assembly_id == assembly_id, SignIn.ended_at.is_(None), SignIn.account_id.in_(grants))
        .group_by(SignIn.account_id)
    )
    devices = {row.account_id: row.devices for row in open_now}
    accounts = session.scalars(select(Account).where(Account.id.in_(grants)))
    return [
        StaffMember(
            account_id=item.id,
            name=item.name,
            language=item.language,
            roles=tuple(grants[item.id]),
            code_id=codes.get(item.id),
            devices=devices.get(item.id, 0),
            known_as=item.known_as,
        )
        for item in sorted(accounts, key=lambda item: (letters(item.name), item.id))
    ]


def assemblies_served(session: Session, account_id: int) -> list[int]:
    """The assemblies in which an account holds a role of the staff, the latest granted first."""
    return list(
        session.scalars(
            select(RoleGrant.assembly_id)
            .where(
                RoleGrant.account_id == account_id,
                RoleGrant.revoked.is_(False),
                RoleGrant.role.in_([role.value for role in GRANTED]),
            )
            .order_by(RoleGrant.id.desc())
        )
    )


def revoke_staff(session: Session, assembly_id: int, account_id: int, *, now: datetime, actor: str) -> None:
    """End somebody's access at once: their roles in an assembly, their code, and every device signed in.
    Where they serve in no other, it is forgotten by what name another service knows them. Where it has ended
    already, nothing is done.

    Raises Refused: not_found; last_secretary where nobody would be left to run the office.
    """
    lock_table(session, RoleGrant)
    if _has_ended(session, assembly_id, account_id):
        return
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
    if not assemblies_served(session, account_id):
        session.execute(update(Account).where(Account.id == account_id).values(known_as=None))
    revoke_credentials(session, assembly_id, [account_id], now=now)
    record(session, now=now, actor=actor, action="staff.revoked", assembly=assembly_id, account=account_id)


def new_staff_code(
    session: Session,
    key: bytes,
    assembly_id: int,
    account_id: int,
    was: str,
    code: str,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Give somebody on the staff a new ``code``; the old one is void, of whose ``code_id`` ``was`` is the
    stamp.

    Raises Refused: not_found; changed_meanwhile where somebody else has given them another since.
    """
    lock_table(session, RoleGrant)
    staff = _one(session, assembly_id, account_id)
    require_same(staff.code_id, was)
    revoke_credentials(session, assembly_id, [account_id], now=now)
    add_code(session, key, assembly_id, account_id, now=now, code=code)
    session.flush()
    record(
        session, now=now, actor=actor, action="staff.code_renewed", assembly=assembly_id, account=account_id
    )


def copy_staff(
    session: Session, source: int, target: int, venues: Collection[str], *, now: datetime, actor: str
) -> None:
    """Give everybody on the staff of the assembly ``source`` the same roles in ``target``, at those of the
    venues that it has. Codes are given later."""
    for staff in staff_of(session, source):
        for role, venue in staff.roles:
            if venue is None or venue in venues:
                session.add(
                    RoleGrant(account_id=staff.account_id, assembly_id=target, role=role.value, venue=venue)
                )
    session.flush()
    record(session, now=now, actor=actor, action="staff.copied", assembly=target, source=source)


def _has_ended(session: Session, assembly_id: int, account_id: int) -> bool:
    """Whether somebody had roles in an assembly, and has none any more."""
    mine = (RoleGrant.assembly_id == assembly_id, RoleGrant.account_id == account_id)
    revoked = session.scalars(select(RoleGrant.revoked).where(*mine)).all()
    return bool(revoked) and all(revoked)


def _one(session: Session, assembly_id: int, account_id: int) -> StaffMember:
    for staff in staff_of(session, assembly_id):
        if staff.account_id == account_id:
            return staff
    raise Refused(Code.NOT_FOUND)
