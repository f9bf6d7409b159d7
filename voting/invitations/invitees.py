"""Who is convened without a vote: directors, the auditor and guests, by mail or on paper.

Whoever of them is on the roll as a member gets the member's letter alone, which says that it convenes them in
that capacity too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, and_, cast, select
from sqlalchemy.orm import Session

from voting.assembly.roll import on_roll
from voting.assembly.steps import times_convened
from voting.audit.chain import record
from voting.errors import Code, Fault, Refused, require_sound
from voting.invitations.models import Invitee
from voting.invitations.stages import STAGE, LetterStage
from voting.languages import LANGUAGES
from voting.mail.models import Letter, Mail
from voting.mail_address import is_mail_address
from voting.register.address import address_lines
from voting.register.models import Member

LONGEST = 100
MARK = "#"
"""Stands in the outbox before the number of an invitee, which no member's number begins with."""
NAMED = MARK + cast(Invitee.id, String)
"""SQL for how the outbox names an invitee."""
ADDRESS = ("street", "postcode", "municipality")
"""What an address by street must have."""
NOT_THROUGH = (LetterStage.BOUNCED, LetterStage.FAILED)


class Capacity(StrEnum):
    """In what capacity somebody without a vote is convened."""

    DIRECTOR = "director"
    AUDITOR = "auditor"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class NewInvitee:
    """Somebody as they are entered: with an e-mail address, one by street, or both. ``member`` is their
    number, where they were taken from the register."""

    name: str
    capacity: Capacity
    email: str
    language: str
    street: str = ""
    box: str = ""
    postcode: str = ""
    municipality: str = ""
    country: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Convened:
    """Somebody who is convened without a vote; ``stage`` is that of their letter by mail, if there is one.

    ``with_member``: they are on the roll, and convened by their letter as a member.
    """

    invitee: Invitee
    with_member: bool
    stage: LetterStage | None
    fault: str

    @property
    def named(self) -> str:
        """How the outbox names them."""
        return f"{MARK}{self.invitee.id}"

    @property
    def capacity(self) -> Capacity:
        """In what capacity they are convened."""
        return Capacity(self.invitee.capacity)

    @property
    def address(self) -> list[str]:
        """Their e-mail address and the lines of that by street, none of them empty."""
        one = self.invitee
        lives = (one.street, one.box, one.postcode, one.municipality, one.country, one.language)
        return [line for line in (one.email, *address_lines(*lives)) if line]

    @property
    def by_mail(self) -> bool:
        """Whether they are to get a letter by mail, and have none yet."""
        return bool(self.invitee.email) and not self.with_member and self.stage is None

    @property
    def on_paper(self) -> bool:
        """Whether they get a letter on paper: none by mail reaches them, and where they live is known."""
        not_by_mail = not self.invitee.email or self.stage in NOT_THROUGH
        return bool(self.invitee.street) and not_by_mail and not self.with_member


def invitees_of(session: Session, assembly_id: int) -> list[Convened]:
    """Who is convened to an assembly without a vote, in the order in which they were entered."""
    letter = and_(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.CONVENED.value,
        Mail.wave == times_convened(assembly_id),
        Mail.member == NAMED,
    )
    rows = session.execute(
        select(
            Invitee,
            on_roll(assembly_id, Invitee.member).label("is_member"),
            Mail.id,
            STAGE.label("stage"),
            Mail.fault,
        )
        .join(Mail, letter, isouter=True)
        .where(Invitee.assembly_id == assembly_id)
        .order_by(Invitee.id)
    )
    return [
        Convened(invitee, on_the_roll, LetterStage(stage) if mail_id else None, fault or "")
        for invitee, on_the_roll, mail_id, stage, fault in rows
    ]


def to_convene(session: Session, assembly_id: int) -> list[str]:
    """Those who are to get a letter by mail, as the outbox names them."""
    return [one.named for one in invitees_of(session, assembly_id) if one.by_mail]


def invitees_on_paper(session: Session, assembly_id: int) -> list[Invitee]:
    """Those who get a letter on paper."""
    return [one.invitee for one in invitees_of(session, assembly_id) if one.on_paper]


def living_somewhere(session: Session, assembly_id: int, named: Collection[str]) -> list[Invitee]:
    """Those whom the outbox names so, and who have an address by street."""
    return [
        one.invitee for one in invitees_of(session, assembly_id) if one.named in named and one.invitee.street
    ]


def capacities_of(session: Session, assembly_id: int) -> dict[str, Capacity]:
    """By number, the members who are convened in another capacity too."""
    convened = select(Invitee).where(Invitee.assembly_id == assembly_id, Invitee.member != "")
    return {invitee.member: Capacity(invitee.capacity) for invitee in session.scalars(convened)}


def add_invitee(session: Session, assembly_id: int, new: NewInvitee, *, now: datetime, actor: str) -> None:
    """Enter somebody who is convened without a vote. Whoever is there already stays as they are.

    Raises InvalidForm with every fault; Refused(bad_request) for a language that there is not.
    """
    if new.language not in LANGUAGES:
        raise Refused(Code.BAD_REQUEST)
    require_sound(faults_of_invitee(new))
    same = select(Invitee.id).where(
        Invitee.assembly_id == assembly_id,
        Invitee.name == new.name,
        Invitee.email == new.email,
        Invitee.street == new.street,
    )
    if session.scalar(same.limit(1)) is not None:
        return
    invitee = Invitee(
        assembly_id=assembly_id, **{name: getattr(new, name) for name in NewInvitee.__dataclass_fields__}
    )
    session.add(invitee)
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="invitee.added",
        assembly=assembly_id,
        invitee=invitee.id,
        capacity=invitee.capacity,
    )


def remove_invitee(session: Session, assembly_id: int, invitee_id: int, *, now: datetime, actor: str) -> None:
    """Take somebody off again. A letter that has left stays in the outbox, with whom it is for. Raises
    Refused(not_found)."""
    invitee = session.get(Invitee, invitee_id)
    if invitee is None or invitee.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    letters = select(Mail).where(Mail.assembly_id == assembly_id, Mail.member == f"{MARK}{invitee_id}")
    for mail in session.scalars(letters):
        mail.details = {**mail.details, "name": invitee.name, "email": invitee.email}
    session.delete(invitee)
    record(session, now=now, actor=actor, action="invitee.removed", assembly=assembly_id, invitee=invitee_id)


def reader_named(session: Session, named: str) -> Member | None:
    """The one whom the outbox names so, as if a member; None once they have been taken off."""
    invitee = session.get(Invitee, int(named.removeprefix(MARK)))
    return as_reader(invitee) if invitee else None


def as_reader(invitee: Invitee) -> Member:
    """Somebody convened without a vote, as letters are written to members: without a number."""
    return Member(
        number="",
        first_name="",
        name=invitee.name,
        representative="",
        email=invitee.email,
        language=invitee.language,
        street=invitee.street,
        box=invitee.box,
        postcode=invitee.postcode,
        municipality=invitee.municipality,
        country=invitee.country,
    )


def faults_of_invitee(new: NewInvitee) -> list[Fault]:
    """Why somebody cannot be entered so; none: they can."""
    faults = [] if new.name else [Fault(0, "name", "value_missing")]
    for name in ("name", *ADDRESS, "box", "country"):
        text = getattr(new, name)
        if not text.isprintable():
            faults.append(Fault(0, name, "not_text"))
        if len(text) > LONGEST:
            faults.append(Fault(0, name, "too_long", {"longest": LONGEST}))
    lives = [name for name in ADDRESS if getattr(new, name)]
    if lives and len(lives) < len(ADDRESS):
        faults += [Fault(0, name, "value_missing") for name in ADDRESS if name not in lives]
    if new.email and not is_mail_address(new.email):
        faults.append(Fault(0, "email", "email_invalid", {"value": new.email}))
    if not new.email and not lives:
        faults.append(Fault(0, "email", "address_missing"))
    return faults
