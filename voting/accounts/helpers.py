"""The people at the doors and tables of one assembly: let in many at once, and shut out at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.accounts.credentials import issue_to_staff, revoke_credentials
from voting.accounts.models import Account, Role, RoleGrant, SignIn
from voting.audit.chain import record
from voting.errors import Code, Refused

AT_A_VENUE = (Role.STEWARD, Role.SUPERVISOR, Role.TELLER)
"""The roles that the secretary gives out in bulk."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody with a role at a venue (None: at all of them), on how many devices they are signed in."""

    account_id: int
    name: str
    role: Role
    venue: str | None
    revoked: bool
    devices: int


def add_helpers(
    session: Session,
    key: bytes,
    assembly_id: int,
    names: Iterable[str],
    language: str,
    role: Role,
    venue: str | None,
    *,
    now: datetime,
    actor: str,
) -> dict[str, str]:
    """Give each of the names an account with a role at a venue, and return their codes, by name.

    The codes exist in clear only in what is returned. Raises Refused(bad_request) for a role that is not
    given out so, no name, or one name twice.
    """
    wanted = [" ".join(name.split()) for name in names if name.strip()]
    if role not in AT_A_VENUE or not wanted or len(set(wanted)) < len(wanted):
        raise Refused(Code.BAD_REQUEST)
    return {
        name: issue_to_staff(session, key, assembly_id, name, language, [(role, venue)], now=now, actor=actor)
        for name in wanted
    }


def helpers_of(session: Session, assembly_id: int) -> list[Helper]:
    """Everybody with one of these roles in an assembly, by venue and name."""
    devices = (
        select(func.count())
        .where(SignIn.account_id == Account.id, SignIn.assembly_id == assembly_id, SignIn.ended_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Account.id, Account.name, RoleGrant.role, RoleGrant.venue, RoleGrant.revoked, devices)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.assembly_id == assembly_id, RoleGrant.role.in_([role.value for role in AT_A_VENUE]))
        .order_by(RoleGrant.revoked, RoleGrant.venue, RoleGrant.role, Account.name, Account.id)
    )
    return [Helper(number, name, Role(role), *rest) for number, name, role, *rest in rows]


def shut_out(session: Session, assembly_id: int, account_id: int, *, now: datetime, actor: str) -> None:
    """End somebody's access at once: their roles, their code, and every device they are signed in on.

    Raises Refused: not_found for who has no role here; forbidden for who holds another one than these.
    """
    grants = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.assembly_id == assembly_id,
            RoleGrant.account_id == account_id,
            RoleGrant.revoked.is_(False),
        )
        .with_for_update()
    ).all()
    if not grants:
        raise Refused(Code.NOT_FOUND)
    if any(grant.role not in AT_A_VENUE for grant in grants):
        raise Refused(Code.FORBIDDEN)
    for grant in grants:
        grant.revoked = True
    revoke_credentials(session, assembly_id, [account_id], now=now)
    record(session, now=now, actor=actor, action="staff.shut_out", assembly=assembly_id, account=account_id)
