"""Who sends the request: the signed-in person. The only file that knows Flask-Login."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import structlog
from flask import Flask, Response, current_app, g, has_request_context, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.accounts.credentials import grants_of
from voting.accounts.factors.rules import opened_to
from voting.accounts.limits import WITH_FACTOR_LASTS, has_lasted, is_idle
from voting.accounts.models import Role
from voting.accounts.rules import Grant, in_force
from voting.accounts.sign_ins import SignedIn, who_are_signed_in, who_is_signed_in
from voting.assembly.ending import ends_at
from voting.assembly.models import Assembly
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now, second_factor_required
from voting.live.topics import Topic
from voting.together import Together
from voting.web.acts import is_act, last_act, note_act
from voting.web.kept import keep_value, kept_value

log = structlog.get_logger(__name__)

READER = "reader of persons"
WHILE = (Topic.ACCESS,)
"""Until what is known of a person is kept: the change of what decides it, or some seconds."""


class Person(SignedIn):
    """Somebody who is signed in, as Flask-Login knows them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the device's session keeps: the id of the sign-in."""
        return self.sign_in_id

    @cached_property
    def held(self) -> frozenset[Grant]:
        """The roles that the person holds now, among them that of a member, whether they are open to them or
        need a second factor first."""
        account, assembly = self.account_id, self.assembly_id
        held = kept_value(
            ("held", account, assembly), WHILE, lambda: grants_of(db.session(), account, assembly)
        )
        day, timezone = kept_value(("day", assembly), WHILE, lambda: _day_of(assembly))
        granted = in_force(held, over=now() >= ends_at(day, timezone, self.code_issued_at))
        return granted | {Grant(Role.MEMBER, None)} if self.member else granted

    @cached_property
    def grants(self) -> frozenset[Grant]:
        """The roles that are open to the person now: those that need a second factor once it was shown
        here."""
        return opened_to(self.held, confirmed=self.is_confirmed)

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing is left to confirm here with a second factor."""
        return not second_factor_required() or (self.confirmed_at is not None and not self.has_been_idle)

    @property
    def has_been_idle(self) -> bool:
        """Whether a second factor was shown here, but nothing has been done for too long since."""
        if self.confirmed_at is None or not has_request_context() or g.get("asked_before"):
            return False
        return is_idle(last_act(self.sign_in_id, self.confirmed_at), now())

    @property
    def must_confirm(self) -> bool:
        """Whether a role waits for a second factor."""
        return self.grants != self.held

    def holds(self, role: Role) -> bool:
        """Whether the person holds the role, at whatever venue."""
        return any(grant.role is role for grant in self.grants)

    @property
    def actor(self) -> str:
        """How the audit log names the person."""
        return f"account {self.account_id}"


def load_person(sign_in_id: str) -> Person | None:
    """The person of a sign-in, or None where that has ended, or they have no role any more."""
    return _with_role(kept_value(_key_of(sign_in_id), WHILE, lambda: _signed_in(sign_in_id)))


def _key_of(sign_in_id: str) -> tuple[str, str]:
    return "signed in", sign_in_id


def _with_role(signed_in: SignedIn | None) -> Person | None:
    found = Person(*signed_in) if signed_in else None
    if found and _is_over(found):
        g.sign_in_over = True
        return None
    return found if found and (found.member or found.held) else None


def _is_over(who: Person) -> bool:
    """Whether somebody's sign-in has lasted as long as it may. Their roles are looked at only where it
    depends on them, to spare the vote that."""
    age = now() - who.started_at
    needs = age >= WITH_FACTOR_LASTS and second_factor_required() and opened_to(who.held, False) != who.held
    return has_lasted(who.started_at, now(), needs_factor=needs)


def _signed_in(sign_in_id: str) -> SignedIn | None:
    """Whose sign-in it is. Where many ask at once one statement reads all of theirs; within a transaction it
    reads what that sees."""
    session: Session = db.session()
    reader: Together[str, SignedIn | None] | None = current_app.extensions.get(READER)
    if reader is None or session.in_transaction():
        return who_is_signed_in(session, sign_in_id)
    return reader.ask(sign_in_id)


def read_persons_together(app: Flask) -> None:
    """Let those who ask this process at once be read together from now on."""
    with app.app_context():
        engine = db.engine

    def read(sign_in_ids: Sequence[str]) -> list[SignedIn | None]:
        with Session(engine) as session:
            return who_are_signed_in(session, sign_in_ids)

    app.extensions[READER] = Together(read)


def _day_of(assembly_id: int) -> tuple[date, str]:
    """The day on which an assembly is held, and the time zone of that."""
    assembly = db.session.get_one(Assembly, assembly_id)
    return assembly.date, assembly.timezone


def person() -> Person:
    """The person signed in. Raises Refused(sign_in_needed) where nobody is."""
    found = current_user._get_current_object()
    if not isinstance(found, Person):
        raise Refused(Code.SIGN_IN_OVER if g.get("sign_in_over") else Code.SIGN_IN_NEEDED)
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
    return _required(load_person(sign_in_id))


def admit_known(signed_in: SignedIn) -> Person:
    """The same where it is known already whose sign-in it is."""
    return _required(_with_role(signed_in))


def keep_known(signed_in: SignedIn, since: int) -> None:
    """Let the next page know whose sign-in it is, which was made after the moment ``since``
    (``voting.web.kept.hub_moment``)."""
    keep_value(_key_of(signed_in.sign_in_id), signed_in, since)


def _required(found: Person | None) -> Person:
    if found is None:
        raise Refused(Code.SIGN_IN_FAILED)
    return found


def sign_in_here(admitted: Person, *, kept: Sequence[str] = ("language",)) -> None:
    """Make this device's session that of a person who has just signed in, or shown a second factor; of the
    session before only the language is ``kept``, unless it is said."""
    before = {name: session[name] for name in kept if name in session}
    session.clear()
    session.update(before)
    session.permanent = True
    login_user(admitted)


def sign_out_here() -> None:
    """End the session of this device, and forget everything in it but that somebody has left, for the page to
    sign in."""
    logout_user()
    session.clear()
    session["left"] = True


def _note_act(response: Response) -> Response:
    """Note an act of somebody who has shown a second factor, as long as they have not been idle for too
    long."""
    who = current_user._get_current_object() if "_login_user" in g else None
    if isinstance(who, Person) and who.confirmed_at and is_act() and not who.has_been_idle:
        note_act(response, who.sign_in_id, who.confirmed_at)
    return response


def init_app(app: Flask) -> None:
    """Join sign-in to an application."""
    app.after_request(_note_act)
    manager = LoginManager()
    manager.session_protection = None  # a phone on a tram changes its address; the cookie is signed
    manager.user_loader(load_person)
    manager.init_app(app, add_context_processor=False)  # pages ask somebody(), even when the database is gone
