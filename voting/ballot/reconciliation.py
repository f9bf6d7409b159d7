"""The reconciliation of each venue after a vote: its figures, and who signed them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import Venue
from voting.attendance.models import Presence
from voting.audit.chain import digest
from voting.ballot.adding_up import Figures, mismatches
from voting.ballot.boxes import boxes
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Deposit, Participation, Resolution, SignedReconciliation, State
from voting.ballot.paper import agreed_sheets, exchanged_papers
from voting.errors import Code, Refused
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind

LONGEST_NAME = 200
NONE = "none"


@dataclass(frozen=True, slots=True)
class InTheHall:
    """Who was in a venue when a vote was closed: how many, and by channel how many of them have voted;
    ``NONE``: how many have not."""

    present: int
    voted: dict[str, int]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a venue's figures and when; ``valid`` as long as the figures are those they signed."""

    name: str
    signed_at: datetime
    valid: bool


@dataclass(frozen=True, slots=True)
class SignOff:
    """How a venue stands before the announcement: its figures, and every signature under them."""

    venue: str
    figures: Figures
    signatures: tuple[Signature, ...]

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed the figures as they are now."""
        return any(signature.valid for signature in self.signatures)


def venue_figures(session: Session, resolution: Resolution, venue: str) -> Figures:
    """The figures of one venue for a closed or announced resolution. Raises Refused(wrong_state) before."""
    if resolution.closed_at is None or State(resolution.state) not in (State.CLOSED, State.ANNOUNCED):
        raise Refused(Code.WRONG_STATE)
    hall = in_the_hall(session, resolution, venue)
    voted = dict(hall.voted)
    not_voted = voted.pop(NONE, 0)
    sheet = agreed_sheets(session, resolution.id).get(venue)
    return Figures(
        present=hall.present,
        voted=voted,
        not_voted=not_voted,
        cast=_by_channel(session, Participation, resolution.id, venue),
        boxes=_by_channel(session, Deposit, resolution.id, venue),
        exchanged=exchanged_papers(session, resolution.id).get(venue, 0),
        counted=sheet.ballots if sheet else None,
        unreturned=sheet.unreturned if sheet else None,
        spoiled=sheet.spoiled if sheet else None,
    )


def in_the_hall(session: Session, resolution: Resolution, venue: str) -> InTheHall:
    """Count those present when a resolution was closed; as they were counted while it was known who."""
    kept = kept_counts(session, DataKind.PRESENCE, resolution.assembly_id) or {"halls": {}}
    hall = kept["halls"].get(str(resolution.id), {}).get(venue)
    if hall is not None:
        return InTheHall(**hall)
    return InTheHall(
        _present(session, resolution, venue), _voted_of_those_present(session, resolution, venue)
    )


def figures_hash(figures: Figures) -> str:
    """What a signature stands under."""
    return digest(asdict(figures))


def sign_reconciliation(
    session: Session,
    resolution_id: int,
    venue: str,
    name: str,
    seen: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Sign a venue's figures. ``seen`` is the hash of those that the signer was shown.

    Signed again by the same person while nothing has changed, it does nothing. Raises Refused: not_found,
    wrong_state, bad_request (no name), sheet_missing, figures_changed since they were shown, and
    not_adding_up.
    """
    resolution = hold_resolution(session, resolution_id)
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Refused(Code.BAD_REQUEST)
    figures = venue_figures(session, resolution, venue)
    if not figures.is_counted:
        raise Refused(Code.SHEET_MISSING, venues=venue)
    if mismatches(figures):
        raise Refused(Code.NOT_ADDING_UP)
    signed = figures_hash(figures)
    if seen != signed:
        raise Refused(Code.FIGURES_CHANGED)
    if _has_signed(session, resolution_id, venue, account_id, signed):
        return
    session.add(
        SignedReconciliation(
            resolution_id=resolution_id,
            venue=venue,
            account_id=account_id,
            name=name.strip(),
            figures=asdict(figures),
            figures_hash=signed,
            signed_at=now,
        )
    )
    log_resolution(
        session,
        resolution,
        "reconciliation.signed",
        now=now,
        actor=f"account {account_id}",
        venue=venue,
        figures_hash=signed,
    )


def sign_off(session: Session, resolution: Resolution, venue: str) -> SignOff:
    """How one venue stands. Raises Refused(wrong_state) before the vote is closed."""
    figures = venue_figures(session, resolution, venue)
    current = figures_hash(figures)
    rows = session.scalars(
        select(SignedReconciliation)
        .where(SignedReconciliation.resolution_id == resolution.id, SignedReconciliation.venue == venue)
        .order_by(SignedReconciliation.id)
    )
    signatures = (Signature(row.name, row.signed_at, row.figures_hash == current) for row in rows)
    return SignOff(venue, figures, tuple(signatures))


def sign_offs(session: Session, resolution: Resolution) -> list[SignOff]:
    """How every venue stands, in the order of the venues; nothing before the vote is closed."""
    if State(resolution.state) not in (State.CLOSED, State.ANNOUNCED):
        return []
    venues = session.scalars(
        select(Venue.code).where(Venue.assembly_id == resolution.assembly_id).order_by(Venue.position)
    )
    return [sign_off(session, resolution, venue) for venue in venues.all()]


def _in_the_hall(resolution: Resolution, venue: str) -> tuple[ColumnElement[bool], ...]:
    """That a stretch of presence covers the moment of closing."""
    return (
        Presence.assembly_id == resolution.assembly_id,
        Presence.place == venue,
        Presence.since <= resolution.closed_at,
        or_(Presence.until.is_(None), Presence.until > resolution.closed_at),
    )


def _present(session: Session, resolution: Resolution, venue: str) -> int:
    query = select(func.count(func.distinct(Presence.member))).where(*_in_the_hall(resolution, venue))
    return session.scalar(query) or 0


def _voted_of_those_present(session: Session, resolution: Resolution, venue: str) -> dict[str, int]:
    """By channel, how many of those present have voted; ``NONE``: how many have not."""
    rows = session.execute(
        select(
            Participation.channel,
            func.count(func.distinct(Presence.member)).label("members"),
        )
        .select_from(Presence)
        .outerjoin(
            Participation,
            (Participation.resolution_id == resolution.id) & (Participation.member == Presence.member),
        )
        .where(*_in_the_hall(resolution, venue))
        .group_by(Participation.channel)
    )
    return {row.channel or NONE: row.members for row in rows}


def _by_channel(
    session: Session, table: type[Participation] | type[Deposit], resolution_id: int, venue: str
) -> dict[str, int]:
    return {
        channel: number
        for (channel, at), number in boxes(session, table, resolution_id).items()
        if at == venue
    }


def _has_signed(session: Session, resolution_id: int, venue: str, account_id: int, signed: str) -> bool:
    return (
        session.scalar(
            select(SignedReconciliation.id)
            .where(
                SignedReconciliation.resolution_id == resolution_id,
                SignedReconciliation.venue == venue,
                SignedReconciliation.account_id == account_id,
                SignedReconciliation.figures_hash == signed,
            )
            .limit(1)
        )
        is not None
    )
