"""Signing in as whoever a provider has said somebody is: a member by their number, somebody on the staff by
the name under which the provider knows them, which the office has entered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account, RoleGrant
from voting.accounts.password_change import account_of_member
from voting.accounts.provider import LONGEST_NAME_ELSEWHERE, name_elsewhere
from voting.accounts.sign_ins import begin, end_without_code
from voting.accounts.staff import assemblies_served
from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Refused
from voting.mail.in_your_name import sign_in_letter
from voting.mail.models import Mail
from voting.register.models import Member
from voting.stamp import require_same


def begin_as_member(
    session: Session, number: str, assembly_id: int, *, now: datetime, device: str | None = None
) -> str | None:
    """Sign in to an assembly the member with this number, on a device that calls itself ``device``, and tell
    them of it; returns the id of the sign-in, which the device keeps in its cookie. None where nobody in the
    register has the number."""
    member = session.get(Member, number)
    if member is None:
        return None
    session.add(Mail(**sign_in_letter(number, assembly_id, device, now)))
    return begin(
        session, account_of_member(session, member), assembly_id, credential_id=None, now=now, device=device
    )


def staff_known_as(session: Session, name: str) -> int | None:
    """The id of the account of the staff that a provider calls by this name, which it has until the
    transaction ends; None where there is none."""
    return session.scalar(select(Account.id).where(Account.known_as == name).with_for_update(read=True))


def enter_known_as(
    session: Session,
    assembly_id: int,
    account_id: int,
    typed: str,
    was: str,
    *,
    now: datetime,
    actor: str,
    here: str,
) -> None:
    """Enter by which name a provider knows somebody on the staff, "" for none; ``was`` is the stamp of the
    one before.

    Who is signed in as them without a code is signed out, but for the sign-in ``here``. A name that is still
    that of an account without a role in this assembly is taken from it.

    Raises Refused: not_found; changed_meanwhile; text_too_long; known_as_taken, where somebody else on the
    staff has that name.
    """
    lock_table(session, RoleGrant)
    if assembly_id not in assemblies_served(session, account_id):
        raise Refused(Code.NOT_FOUND)
    account = session.get_one(Account, account_id, with_for_update=True)
    require_same(account.known_as or "", was)
    name = name_elsewhere(typed) or None
    if name == account.known_as:
        return
    if name and len(name) > LONGEST_NAME_ELSEWHERE:
        raise Refused(Code.TEXT_TOO_LONG, longest=LONGEST_NAME_ELSEWHERE)
    holder = session.scalars(select(Account).where(Account.known_as == name)).one_or_none() if name else None
    if holder is not None:
        if assembly_id in assemblies_served(session, holder.id):
            raise Refused(Code.KNOWN_AS_TAKEN, name=holder.name)
        holder.known_as = None
        session.flush()
    account.known_as = name
    session.flush()
    changed = [account_id, *([holder.id] if holder else [])]
    end_without_code(session, changed, now=now, but=here)
    for changed_id in changed:
        record(
            session, now=now, actor=actor, action="staff.known_as", assembly=assembly_id, account=changed_id
        )
