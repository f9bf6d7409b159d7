"""How an own assembly begins: the cooperative's name, a day, and a secretary who can sign in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.accounts.codes import derived_code, keyed_hash
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Credential, Role, SignIn
from voting.assembly.models import Assembly
from voting.audit.chain import last_entry
from voting.ballot.draft import Definition, new_draft
from voting.cooperative.stored import enter_cooperative
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is asked for at the beginning: the cooperative's name ({language: name}, {} where it is not told),
    the assembly as the table of its file, and the secretary with their language."""

    cooperative: dict[str, str]
    assembly: Definition
    secretary: str
    language: str


def is_begun(session: Session) -> bool:
    """Whether the installation has an assembly: then the first page is gone."""
    return bool(session.scalar(select(exists(select(Assembly.id)))))


def begin_assembly(
    session: Session, key: bytes, asked: Beginning, *, now: datetime, actor: str, salt: str | None = None
) -> str:
    """Begin an assembly, and return the secretary's code: a random one, or that of a ``salt``.

    Raises InvalidFile; Refused(already_imported).
    """
    if asked.cooperative:
        enter_cooperative(session, asked.cooperative, now=now, actor=actor)
    begun = new_draft(session, asked.assembly, now=now, actor=actor)
    roles = [(Role.SECRETARY, None)]
    return issue_to_staff(
        session,
        key,
        begun.id,
        asked.secretary,
        asked.language,
        roles,
        now=now,
        actor=actor,
        salt=salt,
    )


def begin_first(session: Session, key: bytes, asked: Beginning, form: str, *, now: datetime) -> str:
    """Begin the first assembly of an installation, and return the secretary's code. Of several at one moment
    one begins it.

    ``form`` is the random number of the form that was sent. Sent twice, the same form gets the same code,
    until somebody has signed in with it. Raises Refused(already_begun), and what ``begin_assembly`` raises.
    """
    salt = keyed_hash(key, "first-page", form)[:32]
    last_entry(session)
    if is_begun(session):
        return _told_before(session, key, salt)
    return begin_assembly(session, key, asked, now=now, actor="first page", salt=salt)


def _told_before(session: Session, key: bytes, salt: str) -> str:
    unused = select(Credential.id).where(
        Credential.salt == salt,
        Credential.revoked_at.is_(None),
        ~exists(select(SignIn.id).where(SignIn.credential_id == Credential.id)),
    )
    if session.scalar(unused) is None:
        raise Refused(Code.ALREADY_BEGUN)
    return derived_code(key, salt)
