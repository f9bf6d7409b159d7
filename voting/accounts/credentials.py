"""Issuing credentials and roles, and making them void."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.accounts.codes import code_hash, derived_code, new_code
from voting.accounts.models import Account, Credential, Role, RoleGrant
from voting.accounts.password_change import forget_passwords
from voting.accounts.rules import Grant
from voting.accounts.sign_ins import end_all
from voting.audit.chain import record
from voting.bulk import insert_rows
from voting.database import in_chunks
from voting.errors import Code, Refused
from voting.mail.in_your_name import code_letter, tell_of
from voting.mail.models import Letter, Mail

Found = TypeVar("Found")
MANY = 1_000
"""Of more members than this it is not asked one by one which account they have."""


def issue_to_members(
    session: Session, key: bytes, assembly_id: int, members: Iterable[str], *, now: datetime, actor: str
) -> dict[str, str]:
    """Issue each member a new code for the assembly; the code that they had is void, and so is all that it
    may have opened: who is signed in, and passwords.

    Returns the codes by member number. They are stored nowhere; the owner of the key can derive them again
    (``code_of``).
    """
    wanted = dict.fromkeys(members)
    known = _accounts_of(session, wanted)
    missing = [{"member": member} for member in wanted if member not in known]
    insert_rows(session, Account, missing)
    account_of = _accounts_of(session, wanted)
    salts = {member: secrets.token_hex(16) for member in wanted}
    codes = {member: derived_code(key, salt) for member, salt in salts.items()}
    forget_passwords(session, _with_code(session, assembly_id, known.values()), now=now)
    revoke_credentials(session, assembly_id, list(known.values()), now=now)
    rows = [
        {
            "account_id": account_of[member],
            "assembly_id": assembly_id,
            "code_hash": code_hash(key, code),
            "salt": salts[member],
            "issued_at": now,
        }
        for member, code in codes.items()
    ]
    insert_rows(session, Credential, rows)
    record(
        session, now=now, actor=actor, action="credentials.issued", assembly=assembly_id, members=len(codes)
    )
    return codes


def reissue_to_members(
    session: Session, key: bytes, assembly_id: int, members: Iterable[str], *, now: datetime, actor: str
) -> dict[str, str]:
    """The same, where some may have a code already: those are told by mail that it no longer works. Whose
    first code it is learns of it by the letter that brings it."""
    wanted = dict.fromkeys(members)
    known = _accounts_of(session, wanted)
    had = _with_code(session, assembly_id, known.values())
    codes = issue_to_members(session, key, assembly_id, wanted, now=now, actor=actor)
    valid = select(Credential.account_id, Credential.id).where(
        Credential.assembly_id == assembly_id, Credential.revoked_at.is_(None)
    )
    given = {row.account_id: row.id for row in session.execute(valid)}
    letters = (
        code_letter(member, assembly_id, given[account_id], now)
        for member, account_id in known.items()
        if account_id in had
    )
    insert_rows(session, Mail, letters)
    return codes


def _accounts_of(session: Session, members: Collection[str]) -> dict[str, int]:
    """By number, the account of each of these members who has one. Of many all are read at once."""
    these = Account.member.in_(members) if len(members) <= MANY else Account.member.is_not(None)
    found = session.execute(select(Account.member, Account.id).where(these))
    return {member: account_id for member, account_id in found if member and member in members}


def _with_code(session: Session, assembly_id: int, account_ids: Iterable[int]) -> set[int]:
    """Those of the accounts that have a valid code in an assembly."""
    valid = select(Credential.account_id).where(
        Credential.assembly_id == assembly_id, Credential.revoked_at.is_(None)
    )
    asked = set(account_ids)
    if len(asked) <= MANY:
        valid = valid.where(Credential.account_id.in_(asked))
    return asked & set(session.scalars(valid))


def members_without_code(session: Session, assembly_id: int, members: Iterable[str]) -> list[str]:
    """Those of the members for whom ``code_of`` would have no code to tell."""
    have = set(
        session.scalars(
            select(Account.member)
            .join(Credential, Credential.account_id == Account.id)
            .where(
                Credential.assembly_id == assembly_id,
                Credential.revoked_at.is_(None),
                Credential.salt.is_not(None),
            )
        )
    )
    return [member for member in members if member not in have]


def code_of(session: Session, key: bytes, assembly_id: int, member: str) -> str | None:
    """The code with which a member signs in to the assembly now, derived again. None where they have none, or
    one that was made at random."""
    salt = session.scalar(_of_code_now(Credential.salt, assembly_id, member))
    return derived_code(key, salt) if salt else None


def code_id_of(session: Session, assembly_id: int, member: str) -> int | None:
    """The row of the code that a member has now for an assembly; None where they have none."""
    return session.scalar(_of_code_now(Credential.id, assembly_id, member))


def _of_code_now(column: InstrumentedAttribute[Found], assembly_id: int, member: str) -> Select[Found]:
    return (
        select(column)
        .join(Account, Account.id == Credential.account_id)
        .where(
            Account.member == member,
            Credential.assembly_id == assembly_id,
            Credential.revoked_at.is_(None),
        )
    )


def issue_to_staff(
    session: Session,
    key: bytes,
    assembly_id: int,
    name: str,
    language: str,
    roles: Iterable[tuple[Role, str | None]],
    *,
    now: datetime,
    actor: str,
    code: str | None = None,
) -> str:
    """Make an account for somebody on the staff (or a display) with its roles, and return its code: the one
    given, or a random one."""
    account = Account(own_name=name, own_language=language, member=None)
    session.add(account)
    session.flush()
    granted = list(roles)
    for role, venue in granted:
        session.add(RoleGrant(account_id=account.id, assembly_id=assembly_id, role=role.value, venue=venue))
    code = add_code(session, key, assembly_id, account.id, now=now, code=code)
    record(
        session,
        now=now,
        actor=actor,
        action="staff.added",
        assembly=assembly_id,
        account=account.id,
        roles=[f"{role.value}@{venue}" if venue else role.value for role, venue in granted],
    )
    return code


def add_code(
    session: Session,
    key: bytes,
    assembly_id: int,
    account_id: int,
    *,
    now: datetime,
    code: str | None = None,
) -> str:
    """Give an account a new code for the assembly, the one given or a random one, and return it; it is stored
    nowhere."""
    code = code or new_code()
    session.add(
        Credential(
            account_id=account_id,
            assembly_id=assembly_id,
            code_hash=code_hash(key, code),
            issued_at=now,
        )
    )
    return code


def revoke_credentials(session: Session, assembly_id: int, account_ids: list[int], *, now: datetime) -> None:
    """Make the codes of accounts void in one assembly, and sign the accounts out of it everywhere."""
    for chunk in in_chunks([{"id": account_id} for account_id in account_ids]):
        session.execute(
            update(Credential)
            .where(
                Credential.assembly_id == assembly_id,
                Credential.account_id.in_([row["id"] for row in chunk]),
                Credential.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        end_all(session, [row["id"] for row in chunk], now=now, assembly_id=assembly_id)


def find_credential(session: Session, key: bytes, code: str) -> Credential:
    """The credential that a code belongs to. Raises Refused(sign_in_failed), alike for an unknown and for a
    void code."""
    valid = select(Credential).where(
        Credential.code_hash == code_hash(key, code), Credential.revoked_at.is_(None)
    )
    credential = session.scalars(valid).one_or_none()
    if credential is None:
        raise Refused(Code.SIGN_IN_FAILED)
    return credential


def reissue_to_member(
    session: Session,
    key: bytes,
    assembly_id: int,
    member: str,
    *,
    venue: str | None = None,
    now: datetime,
    actor: str,
    **backing: object,
) -> str:
    """Issue one member a new code, at the help desk of a venue, and return it, and tell them by mail that it
    was done; the old code is void, and so is all that it may have opened, and any password. ``backing`` is
    what the log says of who or what has confirmed it."""
    forget_passwords(session, _accounts_of(session, [member]).values(), now=now)
    code = issue_to_members(session, key, assembly_id, [member], now=now, actor=actor)[member]
    given = code_id_of(session, assembly_id, member) or 0
    tell_of(session, Letter.CODE_REISSUED, member, given, assembly_id=assembly_id, venue=venue, now=now)
    record(
        session,
        now=now,
        actor=actor,
        action="credential.reissued",
        assembly=assembly_id,
        venue=venue,
        member=member,
        **backing,
    )
    return code


def grants_of(session: Session, account_id: int, assembly_id: int) -> frozenset[Grant]:
    """The roles that an account holds in an assembly, as they stand now."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.venue).where(
            RoleGrant.account_id == account_id,
            RoleGrant.assembly_id == assembly_id,
            RoleGrant.revoked.is_(False),
        )
    )
    return frozenset(Grant(Role(role), venue) for role, venue in rows)
