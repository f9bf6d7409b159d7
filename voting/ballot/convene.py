"""Convening an assembly: its roll and the rules of its resolutions are frozen before anybody votes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.member_code import marks_hash
from voting.assembly.models import Assembly
from voting.assembly.roll import Shares, by_class, entitled_on, freeze_roll, shares_on
from voting.assembly.steps import last_step_id, require_confirmed
from voting.assembly.today import today_at
from voting.attendance.passes import issue_passes
from voting.audit.chain import record
from voting.ballot.adoption import counts_shares
from voting.ballot.agenda import points_of
from voting.ballot.checklist import why_unreachable
from voting.ballot.envelopes import prepare_envelopes
from voting.ballot.gaps import gaps
from voting.ballot.life import prepare_lot, rules_hash
from voting.ballot.models import Resolution
from voting.ballot.sealable import faults_of_sealed
from voting.ballot.sealed_rounds import prepare_context, require_keys
from voting.errors import Code, Fault, InvalidFile, Refused

NAMED = 5
"""Of so many members at most whose shares are not known the numbers are told."""


def convene(
    session: Session, key: bytes, assembly_id: int, *, confirmed: int | None = None, now: datetime, actor: str
) -> Assembly:
    """Freeze the roll and the rules of every resolution, and make the admission passes.

    ``confirmed`` is how many are entitled as a person has typed it; None where nobody is asked, because
    everything is invented or recorded. The hashes go into the log. Raises Refused: not_found, already_frozen,
    record_date_ahead, nothing_to_decide, candidate_unnamed, resolution_incomplete, class_empty (a quorum is
    demanded in each class, and one has no members), quorum_unreachable (more members than are entitled),
    shares_unknown (a quorum counts shares, and the register does not know those of a member),
    keys_missing (what is to be sealed has no keys yet), entitled_differs; InvalidFile with every reason why
    what is to be sealed cannot be.
    """
    assembly = lock_assembly(session, assembly_id, frozen=False)
    if assembly.record_date > today_at(assembly.timezone, now):
        raise Refused(Code.RECORD_DATE_AHEAD, day=assembly.record_date.isoformat())
    resolutions = session.scalars(select(Resolution).where(Resolution.assembly_id == assembly_id)).all()
    if not resolutions:
        raise Refused(Code.NOTHING_TO_DECIDE)
    entitled = entitled_on(session, assembly.record_date)
    classes = by_class(entitled)
    for resolution in resolutions:
        _require_reachable(resolution, classes)
        _require_complete(resolution)
    _require_sealable(resolutions, len(entitled))
    require_keys(session, assembly_id, resolutions)
    shares = _known_shares(session, assembly, resolutions)
    require_confirmed(len(entitled), confirmed)
    breakdowns_hash = freeze_roll(session, assembly, entitled, shares)
    assembly.frozen_at, assembly.convened_after = now, last_step_id(session, assembly_id)
    for resolution in resolutions:
        resolution.advance = resolution.advance and assembly.advance_opens is not None
        prepare_lot(resolution)
        prepare_envelopes(session, resolution)
        resolution.rules_hash = rules_hash(assembly, resolution)
    session.flush()
    contexts = {item.number: prepare_context(session, item) for item in resolutions if item.sealed}
    issue_passes(session, key, assembly_id)
    record(
        session,
        now=now,
        actor=actor,
        action="assembly.convened",
        assembly=assembly_id,
        entitled=assembly.entitled,
        roll_hash=assembly.roll_hash,
        breakdowns_hash=breakdowns_hash,
        marks_hash=marks_hash(key, assembly_id, (number for number, _ in entitled)),
        points=[point.number for point in points_of(session, assembly_id)],
        rules={resolution.number: resolution.rules_hash for resolution in resolutions},
        **({"contexts": contexts} if contexts else {}),
    )
    return assembly


def _require_complete(resolution: Resolution) -> None:
    """Refuse an election on which nobody could vote as it was drafted."""
    for gap in gaps(resolution.method, resolution.seats, resolution.options, resolution.reserved):
        unnamed = gap.key == "candidates"
        raise Refused(
            Code.CANDIDATE_UNNAMED if unnamed else Code.RESOLUTION_INCOMPLETE, resolution=resolution.number
        )


def _require_sealable(resolutions: Sequence[Resolution], entitled: int) -> None:
    faults = [
        Fault(0, resolution.number, fault.value)
        for resolution in resolutions
        if resolution.sealed
        for fault in faults_of_sealed(resolution, entitled)
    ]
    if faults:
        raise InvalidFile(faults)


def _known_shares(session: Session, assembly: Assembly, resolutions: Sequence[Resolution]) -> Shares | None:
    """The shares of those entitled, where a quorum counts them: each must be known. None where none does."""
    if not any(counts_shares(resolution.quorum) for resolution in resolutions):
        return None
    shares = shares_on(session, assembly.record_date)
    unknown = sorted(number for number, held in shares.items() if not held)
    if unknown:
        more = ["…"] if len(unknown) > NAMED else []
        raise Refused(Code.SHARES_UNKNOWN, number=", ".join([*unknown[:NAMED], *more]))
    return shares


def _require_reachable(resolution: Resolution, classes: dict[str, int]) -> None:
    """Refuse a quorum that could never be met: in a class without members, or of more than are entitled."""
    why = why_unreachable(resolution.quorum, classes)
    if why is not None:
        raise Refused(Code(why[0].value), resolution=resolution.number, **why[1])
