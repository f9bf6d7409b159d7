"""To whom the letters of an assembly go: counted before anything is sent, and then written to."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.roll import names_on_roll
from voting.assembly.steps import times_convened
from voting.ballot.agenda import phase_of, resolutions_of
from voting.ballot.models import Participation, Resolution
from voting.invitations.invitees import invitees_on_paper, to_convene
from voting.mail.models import Letter, Mail
from voting.register.models import Member


@dataclass(frozen=True, slots=True)
class Recipients:
    """How many letters would go out, by language of the members; languages without any are left out."""

    by_mail: dict[str, int]
    on_paper: dict[str, int]
    without_vote: int = 0
    """How many of those by mail, beside those counted by language, go to directors, auditor and guests."""
    without_vote_on_paper: dict[str, int] = field(default_factory=dict)
    """How many there are on paper to them, by language."""

    @property
    def mails(self) -> int:
        """How many letters by mail there would be."""
        return sum(self.by_mail.values()) + self.without_vote

    @property
    def papers(self) -> int:
        """How many letters on paper there would be."""
        return sum(self.on_paper.values()) + sum(self.without_vote_on_paper.values())


def to_invite(assembly_id: int) -> Select[str]:
    """A query for the members on the roll who have an e-mail address and have not been invited."""
    invited = select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.INVITATION.value,
        Mail.wave == times_convened(assembly_id),
    )
    return _on_roll(assembly_id).where(Member.email != "", Member.number.not_in(invited))


def to_remind(assembly_id: int, points: Collection[int]) -> Select[str]:
    """A query for the members on the roll whose invitation has arrived by mail, and who have not voted on
    each of the resolutions of these ids; nobody where there are none."""
    return _on_roll(assembly_id).where(
        Member.email != "",
        Member.number.in_(invited_by_mail(assembly_id)),
        Member.number.not_in(having_voted_on_all(points)),
        true() if points else false(),
    )


def invited_by_mail(assembly_id: int) -> Select[str]:
    """A query for the members whose invitation has been sent and has not come back."""
    return select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.INVITATION.value,
        Mail.wave == times_convened(assembly_id),
        Mail.sent_at.is_not(None),
        Mail.bounced_at.is_(None),
    )


def having_voted_on_all(points: Collection[int]) -> Select[str]:
    """A query for the members of whom a vote has been cast on each of the resolutions of these ids, whoever
    cast it."""
    return (
        select(Participation.member)
        .where(Participation.resolution_id.in_(points))
        .group_by(Participation.member)
        .having(func.count() == len(points))
    )


def paper_numbers(assembly_id: int) -> Select[str]:
    """A query for the members on the roll who have no e-mail address, or whose invitation did not arrive."""
    not_through = select(Mail.member).where(
        Mail.assembly_id == assembly_id,
        Mail.letter == Letter.INVITATION.value,
        Mail.wave == times_convened(assembly_id),
        or_(Mail.bounced_at.is_not(None), Mail.given_up_at.is_not(None)),
    )
    return (
        names_on_roll(assembly_id)
        .with_only_columns(Member.number)
        .where(or_(Member.email == "", Member.number.in_(not_through)))
    )


def having_voted(assembly_id: int) -> Select[str]:
    """A query for the members who have a vote on anything in the assembly, whoever cast it."""
    return (
        select(Participation.member)
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly_id)
        .distinct()
    )


def points_to_vote_on(session: Session, assembly: Assembly, at: datetime) -> list[Resolution]:
    """The resolutions on which whoever is on the roll can vote at a moment, wherever they are: in advance."""
    return [
        resolution
        for resolution in resolutions_of(session, assembly.id)
        if phase_of(assembly, resolution, at) == "advance"
    ]


def points_left(session: Session, assembly: Assembly, member: str, at: datetime) -> list[Resolution]:
    """Those of them on which no vote of a member has been cast."""
    points = points_to_vote_on(session, assembly, at)
    voted = select(Participation.resolution_id).where(
        Participation.member == member, Participation.resolution_id.in_([point.id for point in points])
    )
    done = set(session.scalars(voted))
    return [point for point in points if point.id not in done]


def recipients_of_invitations(session: Session, assembly_id: int) -> Recipients:
    """How many invitations would go out by mail, and how many letters on paper there are to be sent."""
    return Recipients(
        _by_language(session, to_invite(assembly_id)),
        _by_language(session, paper_numbers(assembly_id)),
        len(to_convene(session, assembly_id)),
        Counter(invitee.language for invitee in invitees_on_paper(session, assembly_id)),
    )


def recipients_of_reminders(session: Session, assembly: Assembly, at: datetime) -> Recipients:
    """How many reminders would go out; none on paper, which would come too late."""
    points = [point.id for point in points_to_vote_on(session, assembly, at)]
    return Recipients(_by_language(session, to_remind(assembly.id, points)), {})


def _on_roll(assembly_id: int) -> Select[str]:
    return names_on_roll(assembly_id).with_only_columns(Member.number)


def _by_language(session: Session, numbers: Select[str]) -> dict[str, int]:
    counted = (
        select(Member.language, func.count().label("members"))
        .where(Member.number.in_(numbers))
        .group_by(Member.language)
        .order_by(Member.language)
    )
    return {row.language: row.members for row in session.execute(counted)}
