"""Who sends the request: the signed-in person. The only file that knows Flask-Login."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

import structlog
from flask import Flask, current_app, g, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.accounts.credentials import grants_of
from voting.accounts.models import MEMBERS_NAME, Account, Credential, Role, SignIn
from voting.accounts.rules import Grant, in_force
from voting.assembly.ending import ends_at
from voting.assembly.models import Assembly
from voting.bulk import each_asked
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.live.topics import Topic
from voting.register.models import Member
from voting.together import Together
from voting.web.kept import kept_value

log = structlog.get_logger(__name__)

READER = "reader of persons"
WHILE = (Topic.ACCESS,)
"""Until what is known of a person is kept: the change of what decides it, or some seconds."""


@dataclass
class Person:
    """Somebody who is signed in on one device to one assembly: with a code, issued at ``code_issued_at``, or
    with a password (None)."""

    sign_in_id: str
    account_id: int
    assembly_id: int
    member: str | None
    name: str
    language: str
    code_issued_at: datetime | None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the device's session keeps: the id of the sign-in."""
        return self.sign_in_id

    @cached_property
    def grants(self) -> frozenset[Grant]:
        """The roles that the person holds now, among them that of a member."""
        account, assembly = self.account_id, self.assembly_id
        held = kept_value(
            ("held", account, assembly), WHILE, lambda: grants_of(db.session(), account, assembly)
        )
        day, timezone = kept_value(("day", assembly), WHILE, lambda: _day_of(assembly))
        granted = in_force(held, over=now() >= ends_at(day, timezone, self.code_issued_at))
        return granted | {Grant(Role.MEMBER, None)} if self.member else granted

    def holds(self, role: Role) -> bool:
        """Whether the person holds the role, at whatever venue."""
        return any(grant.role is role for grant in self.grants)

    @property
    def actor(self) -> str:
        """How the audit log names the person."""
        return f"account {self.account_id}"


def load_person(sign_in_id: str) -> Person | None:
    """The person of a sign-in, or None where that has ended, or they have no role any more."""
    row = kept_value(("signed in", sign_in_id), WHILE, lambda: _signed_in(sign_in_id))
    found = Person(*row) if row else None
    return found if found and (found.member or found.grants) else None


def _signed_in(sign_in_id: str) -> tuple[Any, ...] | None:
    """The values of the person of a sign-in. Where many ask at once one statement reads all of theirs; within
    a transaction it reads what that sees."""
    session: Session = db.session()
    reader: Together[str, tuple[Any, ...] | None] | None = current_app.extensions.get(READER)
    if reader is None or session.in_transaction():
        return _read_signed_in(session, [sign_in_id])[0]
    return reader.ask(sign_in_id)


def _read_signed_in(session: Session, sign_in_ids: Sequence[str]) -> list[tuple[Any, ...] | None]:
    query = _signed_in_query(session.get_bind().dialect.name)
    rows = session.connection().execute(query, {"asked": [[sign_in_id] for sign_in_id in sign_in_ids]})
    found = {row[0]: tuple(row) for row in rows}
    return [found.get(sign_in_id) for sign_in_id in sign_in_ids]


@cache
def _signed_in_query(dialect: str) -> Select[*tuple[Any, ...]]:
    """The query of ``_read_signed_in``, without the two subqueries of ``Account``."""
    asked = each_asked(dialect)
    return (
        select(
            *(SignIn.id, SignIn.account_id, SignIn.assembly_id),
            Account.member,
            func.coalesce(Account.own_name, MEMBERS_NAME, ""),
            func.coalesce(Account.own_language, Member.language, ""),
            Credential.issued_at,
        )
        .select_from(asked)
        .join(SignIn, SignIn.id == asked.c.value[0].as_string())
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(Member, Member.number == Account.member)
        .outerjoin(Credential, Credential.id == SignIn.credential_id)
        .where(SignIn.ended_at.is_(None))
    )


def read_persons_together(app: Flask) -> None:
    """Let those who ask this process at once be read together from now on."""
    with app.app_context():
        engine = db.engine

    def read(sign_in_ids: Sequence[str]) -> list[tuple[Any, ...] | None]:
        with Session(engine) as session:
            return _read_signed_in(session, sign_in_ids)

    app.extensions[READER] = Together(read)


def _day_of(assembly_id: int) -> tuple[date, str]:
    """The day on which an assembly is held, and the time zone of that."""
    assembly = db.session.get_one(Assembly, assembly_id)
    return assembly.date, assembly.timezone


def person() -> Person:
    """The person signed in. Raises Refused(sign_in_needed) where nobody is."""
    if not current_user.is_authenticated:
        raise Refused(Code.SIGN_IN_NEEDED)
    found: Person = current_user._get_current_object()
    return found


def somebody() -> Person | None:
    """The person signed in, or None: also where the database does not answer, so that a page about an error
    can be made."""
    if g.get("nobody_known"):
        return None
    try:
        return person()
    except Refused:
        return None
    except SQLAlchemyError as error:
        g.nobody_known = True
        log.warning("who asks is not known", exc_info=error)
        return None


def member_number() -> str:
    """The member number of the person signed in. Raises Refused: sign_in_needed, forbidden."""
    number = person().member
    if number is None:
        raise Refused(Code.FORBIDDEN)
    return number


def admit(sign_in_id: str) -> Person:
    """The person of a sign-in that was just made. Raises Refused(sign_in_failed) for who has no role any
    more."""
    found = load_person(sign_in_id)
    if found is None:
        raise Refused(Code.SIGN_IN_FAILED)
    return found


def sign_in_here(admitted: Person) -> None:
    """Make this device's session that of a person who has just signed in; of the session before only the
    language is kept."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    login_user(admitted)


def sign_out_here() -> None:
    """End the session of this device, and forget everything in it but that somebody has left, for the page to
    sign in."""
    logout_user()
    session.clear()
    session["left"] = True


def init_app(app: Flask) -> None:
    """Join sign-in to an application."""
    manager = LoginManager()
    manager.session_protection = None  # a phone on a tram changes its address; the cookie is signed
    manager.user_loader(load_person)
    manager.init_app(app, add_context_processor=False)  # pages ask somebody(), even when the database is gone
