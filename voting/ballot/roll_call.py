"""The votes by name of a resolution: who chose what, once the result is announced."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from voting.ballot.models import OpenVote, Participation, Resolution, State
from voting.ballot.rules import visible
from voting.ballot.stand_ins import names_of_stand_ins
from voting.register.models import Member
from voting.register.names import full_name

CHOICES = ("for", "against", "abstain")


@dataclass(frozen=True, slots=True)
class NamedVote:
    """The vote of a member, with the name of the proxy holder who cast it, where one did: a member, or
    somebody else who took the member's place."""

    member: str
    name: str
    holder: str | None


def roll_call(session: Session, resolution: Resolution) -> dict[str, list[NamedVote]] | None:
    """By choice, those who made it, in the order of their names; None where the vote is not by name, or its
    names may not be seen yet."""
    if not (resolution.by_name and visible(State(resolution.state), counts_votes=False).counts):
        return None
    holder = aliased(Member)
    rows = session.execute(
        select(
            OpenVote.choice,
            Member.number,
            Member.first_name,
            Member.name,
            holder.number.label("holder"),
            holder.first_name.label("holder_first_name"),
            holder.name.label("holder_name"),
        )
        .join(Member, Member.number == OpenVote.member)
        .join(
            Participation,
            (Participation.resolution_id == OpenVote.resolution_id)
            & (Participation.member == OpenVote.member),
        )
        .outerjoin(holder, holder.number == Participation.holder)
        .where(OpenVote.resolution_id == resolution.id)
        .order_by(Member.name, Member.first_name, Member.number)
    )
    votes: dict[str, list[NamedVote]] = {choice: [] for choice in CHOICES}
    others = names_of_stand_ins(session, resolution)
    for row in rows:
        by = full_name(row.holder_first_name, row.holder_name) if row.holder else others.get(row.number)
        votes[row.choice].append(NamedVote(row.number, full_name(row.first_name, row.name), by))
    return votes


def open_choice(session: Session, resolution_id: int, member: str) -> str | None:
    """What a member chose in a vote by name; None where they have not voted, or it is secret."""
    vote = session.get(OpenVote, (resolution_id, member))
    return vote.choice if vote else None
