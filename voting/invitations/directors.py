"""The directors in office, convened with what the register of members knows of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.folding import is_found, letters, words
from voting.invitations.invitees import ADDRESS, Capacity, NewInvitee, faults_of_invitee
from voting.invitations.models import Invitee
from voting.mail_address import is_mail_address
from voting.register.membership import members_on
from voting.register.models import Member
from voting.register.names import full_name
from voting.register.search_text import has_words, is_in_name


@dataclass(frozen=True, slots=True)
class Directors:
    """Directors who are not convened as such yet: those whom the register has, and the names of those whom it
    does not have, has more than once, or has without any address."""

    found: Sequence[NewInvitee]
    others: Sequence[str]


def directors_to_convene(
    session: Session, assembly_id: int, in_office: Collection[str], today: date
) -> Directors:
    """Which of the directors in office, by name, are still to be convened to an assembly as directors."""
    there = select(Invitee).where(
        Invitee.assembly_id == assembly_id, Invitee.capacity == Capacity.DIRECTOR.value
    )
    entered = [invitee.name for invitee in session.scalars(there)]
    found: list[NewInvitee] = []
    others: list[str] = []
    for name in dict.fromkeys(in_office):
        if any(_alike(name, other) for other in entered):
            continue
        director = _in_register(session, name, today)
        if director is None:
            others.append(name)
        else:
            found.append(director)
    return Directors(found, others)


def _in_register(session: Session, name: str, today: date) -> NewInvitee | None:
    """The one member with a name, in whatever order it is written, as a director; None where there is none,
    or more, or no address."""
    sought = words(name) or ["#"]
    named = session.scalars(select(Member).where(has_words(sought[:1]), *map(is_in_name, sought)))
    alike = {
        member.number: member for member in named if _alike(name, full_name(member.first_name, member.name))
    }
    members = list(session.scalars(members_on(today).where(Member.number.in_(list(alike)))))
    if len(members) != 1:
        return None
    director = _as_director(alike[members[0]])
    return None if faults_of_invitee(director) else director


def _as_director(member: Member) -> NewInvitee:
    lives = all(getattr(member, name) for name in ADDRESS)
    address = {name: getattr(member, name) for name in (*ADDRESS, "box", "country")} if lives else {}
    return NewInvitee(
        name=full_name(member.first_name, member.name),
        capacity=Capacity.DIRECTOR,
        email=member.email if is_mail_address(member.email) else "",
        language=member.language,
        member=member.number,
        **address,
    )


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same, in whatever order and however parted into words."""
    return len(letters(one)) == len(letters(other)) and is_found(words(one), words(other))
