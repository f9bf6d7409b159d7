"""The content of the minutes of an assembly, from what was recorded; ``voting.wording.minutes`` puts it into
words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account, Role, RoleGrant
from voting.assembly.incidents import ends_of, incidents_of
from voting.assembly.models import AgendaPoint, Assembly, Document, Incident, Venue
from voting.attendance.presence import Attendance, attendance
from voting.auditing.heads_of_assembly import ShownHead, heads_of_assembly
from voting.ballot.agenda import points_of, resolutions_of
from voting.ballot.amending import as_put
from voting.ballot.models import Resolution
from voting.ballot.reconciliation import sign_offs
from voting.ballot.results import shown_result
from voting.ballot.roll_call import NamedVote, roll_call
from voting.ballot.sealed_standing import SealedStanding, sealed_standing, was_sealed
from voting.ballot.tenth import Heavy, heavy_votes
from voting.cooperative.models import Cooperative
from voting.cooperative.stored import the_cooperative
from voting.discussion.declarations import Declared, declarations_of
from voting.discussion.models import Speaker, Turn
from voting.discussion.questions import Asked, questions_of
from voting.discussion.troubles import TroubleRound, rounds
from voting.discussion.written import Answered, AskedBefore, without_answer, written_answers
from voting.register.models import Member
from voting.register.names import full_name
from voting.report.attendance_list import Attendee, TookPart, attendance_list, took_part
from voting.report.convened import HowConvened, how_convened
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind

BUREAU = (Role.CHAIR, Role.SECRETARY, Role.TELLER)
"""The roles of those who sign the minutes."""


@dataclass(frozen=True, slots=True)
class Item:
    """A resolution in one of its rounds, with its result where that has been announced, by choice who made
    it where the vote was by name, and who voted with more than a tenth.

    ``text`` is the one that was put to the vote, ``before`` the one that an amendment replaces, by language.
    ``sealed``: how its sealed votes were opened; ``unsealed``: they are not sealed, and were in an earlier
    round.
    """

    resolution: Resolution
    result: dict[str, Any] | None
    names: dict[str, list[NamedVote]] | None = None
    heavy: tuple[Heavy, ...] = ()
    text: dict[str, str] | None = None
    before: dict[str, str] | None = None
    sealed: SealedStanding | None = None
    unsealed: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was recorded of an assembly.

    ``reconciled``: by the id of an announced resolution and by venue, the names of those whose signatures
    under its figures are valid. ``incidents_over``: by the id of an incident, since when it is over.
    ``bureau``: by role, the names of those who sign the minutes. ``presence_forgotten`` and
    ``proxies_forgotten``: since when names have been removed from the list of attendees.
    """

    cooperative: Cooperative | None
    assembly: Assembly
    venues: list[Venue]
    presence: Attendance
    took_part: TookPart
    attendees: list[Attendee]
    presence_forgotten: datetime | None
    proxies_forgotten: datetime | None
    items: list[Item]
    points: list[AgendaPoint]
    reconciled: dict[int, dict[str, list[str]]]
    speakers: list[str]
    questions: list[Asked]
    written: list[Answered]
    unanswered: list[AskedBefore]
    incidents: list[Incident]
    incidents_over: dict[int, datetime]
    troubles: list[TroubleRound]
    bureau: dict[Role, list[str]]
    convened: HowConvened
    declarations: list[Declared]
    documents: list[Document]
    heads: list[ShownHead]

    @property
    def venue_names(self) -> dict[str, dict[str, str]]:
        """The names of the venues by code, each in some languages."""
        return {venue.code: venue.name for venue in self.venues}


def minutes(session: Session, assembly_id: int) -> Minutes:
    """The minutes of an assembly. Only announced counts and outcomes are in them."""
    attendees = attendance_list(session, assembly_id)
    assembly, items = session.get_one(Assembly, assembly_id), items_of(session, assembly_id)
    return Minutes(
        cooperative=the_cooperative(session),
        assembly=assembly,
        venues=list(
            session.scalars(select(Venue).where(Venue.assembly_id == assembly_id).order_by(Venue.position))
        ),
        presence=attendance(session, assembly_id),
        took_part=took_part(session, assembly_id, attendees),
        attendees=attendees,
        presence_forgotten=forgotten_at(session, DataKind.PRESENCE, assembly_id),
        proxies_forgotten=forgotten_at(session, DataKind.PROXIES, assembly_id),
        items=items,
        points=points_of(session, assembly_id),
        reconciled={
            item.resolution.id: _reconciled(session, item.resolution) for item in items if item.result
        },
        speakers=_speakers(session, assembly_id),
        questions=questions_of(session, assembly_id, hidden_too=True),
        written=written_answers(session, assembly_id),
        unanswered=without_answer(session, assembly_id),
        incidents=incidents_of(session, assembly_id),
        incidents_over=ends_of(session, assembly_id),
        troubles=rounds(session, assembly_id),
        bureau=_bureau(session, assembly_id),
        convened=how_convened(session, assembly),
        declarations=declarations_of(session, assembly_id),
        documents=_documents(session, assembly_id),
        heads=heads_of_assembly(session, assembly_id),
    )


def items_of(session: Session, assembly_id: int) -> list[Item]:
    """The resolutions in the order of the agenda; the rounds of one follow each other."""
    return [_item(session, resolution) for resolution in resolutions_of(session, assembly_id)]


def announced_items(session: Session, assembly_id: int) -> list[Item]:
    """Of these, the ones whose result has been announced, without anybody's name."""
    told = (
        (one, shown_result(session, one, counts_votes=False)) for one in resolutions_of(session, assembly_id)
    )
    return [_without_names(session, resolution, result) for resolution, result in told if result is not None]


def _without_names(session: Session, resolution: Resolution, result: dict[str, Any]) -> Item:
    put = as_put(session, resolution)
    return Item(resolution, result, text=put.text, before=put.before, **_seal(session, resolution))


def _item(session: Session, resolution: Resolution) -> Item:
    put = as_put(session, resolution)
    return Item(
        resolution,
        shown_result(session, resolution, counts_votes=False),
        roll_call(session, resolution),
        tuple(heavy_votes(session, resolution)),
        put.text,
        put.before,
        **_seal(session, resolution),
    )


def _seal(session: Session, resolution: Resolution) -> dict[str, Any]:
    standing = sealed_standing(session, resolution.id) if resolution.sealed else None
    return {"sealed": standing, "unsealed": was_sealed(session, resolution)}


def _reconciled(session: Session, resolution: Resolution) -> dict[str, list[str]]:
    """By venue, the names of those whose signatures under the figures are valid, each once, in the order of
    signing."""
    return {
        venue.venue: list(dict.fromkeys(signature.name for signature in venue.signatures if signature.valid))
        for venue in sign_offs(session, resolution)
    }


def _speakers(session: Session, assembly_id: int) -> list[str]:
    """The names of those who had the floor, in order."""
    rows = session.execute(
        select(Member.first_name, Member.name)
        .join(Speaker, Speaker.member == Member.number)
        .where(
            Speaker.assembly_id == assembly_id, Speaker.state.in_([Turn.SPOKEN.value, Turn.SPEAKING.value])
        )
        .order_by(Speaker.position, Speaker.id)
    )
    return [full_name(first_name, name) for first_name, name in rows]


def _documents(session: Session, assembly_id: int) -> list[Document]:
    query = select(Document).where(Document.assembly_id == assembly_id)
    return list(session.scalars(query.order_by(Document.position, Document.language)))


def _bureau(session: Session, assembly_id: int) -> dict[Role, list[str]]:
    rows = session.execute(
        select(RoleGrant.role, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.assembly_id == assembly_id,
            RoleGrant.revoked.is_(False),
            RoleGrant.role.in_([role.value for role in BUREAU]),
        )
        .order_by(Account.id)
    ).all()
    return {role: [row.name for row in rows if row.role == role] for role in BUREAU}
