"""How an own assembly begins: the cooperative's name, a day, and a secretary who can sign in."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from voting.accounts.codes import code_hash, derived_code, keyed_hash
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Account, Credential, Role, SignIn
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


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been begun: the day of the assembly, and the name and code of its secretary."""

    day: date
    secretary: str
    code: str


def is_begun(session: Session) -> bool:
    """Whether the installation has an assembly: then the first page is gone."""
    return bool(session.scalar(select(exists(select(Assembly.id)))))


def begin_assembly(
    session: Session, key: bytes, asked: Beginning, *, now: datetime, actor: str, code: str | None = None
) -> str:
    """Begin an assembly, and return the secretary's code: the one given, or a random one.

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
        code=code,
    )


def begin_first(session: Session, key: bytes, asked: Beginning, form: str, *, now: datetime) -> str:
    """Begin the first assembly of an installation, and return the secretary's code. Of several at one moment
    one begins it.

    ``form`` is the random number of the form that was sent. Sent twice, the same form gets the same code,
    until somebody has signed in with it. Raises Refused(already_begun), and what ``begin_assembly`` raises.
    """
    last_entry(session)
    if is_begun(session):
        return begun_by(session, key, form).code
    code = _code_of(key, form)
    return begin_assembly(session, key, asked, now=now, actor="first page", code=code)


def begun_by(session: Session, key: bytes, form: str) -> Begun:
    """What the form of this number has begun. Raises Refused(already_begun) where it was another, or somebody
    has signed in with its code."""
    code = _code_of(key, form)
    unused = (
        select(Account.own_name, Assembly)
        .join(Credential, Credential.account_id == Account.id)
        .join(Assembly, Assembly.id == Credential.assembly_id)
        .where(
            Credential.code_hash == code_hash(key, code),
            Credential.revoked_at.is_(None),
            ~exists(select(SignIn.id).where(SignIn.credential_id == Credential.id)),
        )
    )
    found = session.execute(unused).one_or_none()
    if found is None:
        raise Refused(Code.ALREADY_BEGUN)
    secretary, assembly = found
    return Begun(assembly.date, secretary or "", code)


def _code_of(key: bytes, form: str) -> str:
    return derived_code(key, keyed_hash(key, "first-page", form)[:32])
