"""The reconciliation of each venue after a vote: its figures, and the signatures under them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import Venue
from voting.attendance.models import Presence
from voting.audit.chain import digest
from voting.audit.sealed_rows import new_salt, row_hash
from voting.ballot.adding_up import Figures, mismatches
from voting.ballot.boxes import Box, boxes
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Deposit, Participation, Resolution, SignedReconciliation, State
from voting.ballot.paper import Sheet, agreed_sheets, exchanged_papers
from voting.errors import Code, Refused
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind

LONGEST_NAME = 200
NONE = "none"


@dataclass(frozen=True, slots=True)
class InTheHall:
    """The members who were in a venue when a vote was closed: how many, and how many of them had voted by
    channel (under ``NONE``: not)."""

    present: int
    voted: dict[str, int]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature under a venue's figures; ``valid`` while the figures are those that were signed."""

    name: str
    signed_at: datetime
    valid: bool


@dataclass(frozen=True, slots=True)
class SignOff:
    """The figures of a venue, and every signature under them."""

    venue: str
    figures: Figures
    signatures: tuple[Signature, ...]

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed the figures as they are now."""
        return any(signature.valid for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Of a resolution, the votes cast and the ballots deposited by box; by venue the papers exchanged and the
    sheets agreed on."""

    cast: Counter[Box]
    deposited: Counter[Box]
    exchanged: dict[str, int]
    sheets: dict[str, Sheet]


def venue_figures(session: Session, resolution: Resolution, venue: str) -> Figures:
    """The figures of one venue for a closed or announced resolution. Raises Refused(wrong_state) before."""
    return _figures(session, resolution, venue, _boxes(session, resolution))


def _boxes(session: Session, resolution: Resolution) -> _Boxes:
    if resolution.closed_at is None or State(resolution.state) not in (State.CLOSED, State.ANNOUNCED):
        raise Refused(Code.WRONG_STATE)
    return _Boxes(
        cast=boxes(session, Participation, resolution.id),
        deposited=boxes(session, Deposit, resolution.id),
        exchanged=exchanged_papers(session, resolution.id),
        sheets={} if resolution.by_hands else agreed_sheets(session, resolution.id),
    )


def _figures(session: Session, resolution: Resolution, venue: str, counted: _Boxes) -> Figures:
    hall = in_the_hall(session, resolution, venue)
    voted = dict(hall.voted)
    not_voted = voted.pop(NONE, 0)
    sheet = counted.sheets.get(venue)
    return Figures(
        present=hall.present,
        voted=voted,
        not_voted=not_voted,
        cast=_by_channel(counted.cast, venue),
        boxes=_by_channel(counted.deposited, venue),
        exchanged=counted.exchanged.get(venue, 0),
        counted=sheet.ballots if sheet else None,
        unreturned=sheet.unreturned if sheet else None,
        spoiled=sheet.spoiled if sheet else None,
    )


def in_the_hall(session: Session, resolution: Resolution, venue: str) -> InTheHall:
    """Count those who were in a venue when a resolution was closed; once the names have been removed, the
    counts that were kept."""
    for kind in (DataKind.PRESENCE, DataKind.PARTICIPATIONS):
        kept = kept_counts(session, kind, resolution.assembly_id) or {"halls": {}}
        hall = kept["halls"].get(str(resolution.id), {}).get(venue)
        if hall is not None:
            return InTheHall(**hall)
    return InTheHall(
        _present(session, resolution, venue), _voted_of_those_present(session, resolution, venue)
    )


def figures_hash(figures: Figures) -> str:
    """A hash of the figures, which a signature is for."""
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
    """Sign a venue's figures as ``name``; ``seen`` is the hash of the figures that the signer was shown.

    The same account again, while nothing has changed, changes nothing. Raises Refused: not_found; wrong_state
    before the vote is closed; bad_request where the name is empty or too long; sheet_missing; not_adding_up;
    figures_changed where they are not those that were shown.
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
    signature = SignedReconciliation(
        resolution_id=resolution_id,
        venue=venue,
        account_id=account_id,
        name=name.strip(),
        figures=asdict(figures),
        figures_hash=signed,
        signed_at=now,
        salt=new_salt(),
    )
    session.add(signature)
    log_resolution(
        session,
        resolution,
        "reconciliation.signed",
        now=now,
        actor=f"account {account_id}",
        venue=venue,
        figures_hash=signed,
        row=signature_hash(signature),
    )


def signature_hash(signature: SignedReconciliation) -> str:
    """The hash by which the log knows whose name stands under the figures."""
    return row_hash(signature.salt or "", (signature.name, signature.signed_at))


def sign_off(session: Session, resolution: Resolution, venue: str) -> SignOff:
    """The figures and signatures of one venue. Raises Refused(wrong_state) before the vote is closed."""
    return _signed(session, resolution, venue, venue_figures(session, resolution, venue))


def _signed(session: Session, resolution: Resolution, venue: str, figures: Figures) -> SignOff:
    current = figures_hash(figures)
    rows = session.scalars(
        select(SignedReconciliation)
        .where(SignedReconciliation.resolution_id == resolution.id, SignedReconciliation.venue == venue)
        .order_by(SignedReconciliation.id)
    )
    signatures = (Signature(row.name, row.signed_at, row.figures_hash == current) for row in rows)
    return SignOff(venue, figures, tuple(signatures))


def sign_offs(session: Session, resolution: Resolution) -> list[SignOff]:
    """The figures and signatures of every venue, in the order of the venues; an empty list before the vote is
    closed."""
    if State(resolution.state) not in (State.CLOSED, State.ANNOUNCED):
        return []
    venues = session.scalars(
        select(Venue.code).where(Venue.assembly_id == resolution.assembly_id).order_by(Venue.position)
    )
    counted = _boxes(session, resolution)
    return [
        _signed(session, resolution, venue, _figures(session, resolution, venue, counted))
        for venue in venues.all()
    ]


def _in_the_hall(resolution: Resolution, venue: str) -> tuple[ColumnElement[bool], ...]:
    """The condition that a stretch of presence at the venue covers the moment of closing."""
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


def _by_channel(by_box: Mapping[Box, int], venue: str) -> dict[str, int]:
    return {channel: number for (channel, at), number in by_box.items() if at == venue}


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
