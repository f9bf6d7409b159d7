"""What an auditor without our software is given of an assembly: all that they need to count and check, and
nothing by which a ballot leads to a member or to a few of them.

Members stand in it by marks (``voting.assembly.member_code``). Of the log, entries that do not speak of the
assembly's own steps are known by their hashes alone. Ballots stand in the order of their random keys, each
with its key and choice where nobody can be found by it; else by its hash, which tells nothing.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.member_code import mark_of, member_code, roll_marks
from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import not_removed
from voting.audit.heads import STEPS, signed_heads
from voting.audit.models import AuditEntry
from voting.audit.stamps import stamps
from voting.ballot.agenda import resolutions_of
from voting.ballot.boxes import boxes
from voting.ballot.export_count import export_count
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.methods import RANKED, Method
from voting.ballot.models import (
    Ballot,
    Participation,
    Resolution,
    Result,
    SignedReconciliation,
    State,
    frozen_rules,
)
from voting.ballot.roll_corrections import added_later, corrections_of
from voting.ballot.rules import MINIMUM_GROUP
from voting.ballot.sealed_ballots import ballot_hash
from voting.box.ballots import leaves_of_box
from voting.errors import Code, Refused

SHOWN = frozenset(
    {
        *STEPS,
        *("assembly.opened", "assembly.resumed", "assembly.postponed", "assembly.cancelled"),
        *("resolution.put_again", "resolution.put_on_the_spot", "resolution.tie_decided"),
        *("resolution.amended", "resolution.closing_time_set", "reconciliation.signed", "box.opened"),
    }
)
"""The actions whose entries are in the bundle in full: none of them names a member."""
OVER = (State.CLOSED, State.ANNOUNCED, State.ANNULLED)


def bundle_content(session: Session, key: bytes, assembly_id: int) -> dict[str, Any]:
    """The files of the bundle, by name, as JSON values; ``key`` is that of the installation.

    Raises Refused: not_found; not_frozen; vote_is_open while a vote of the assembly is open.
    """
    assembly = session.get(Assembly, assembly_id)
    if assembly is None:
        raise Refused(Code.NOT_FOUND)
    if assembly.frozen_at is None:
        raise Refused(Code.NOT_FROZEN)
    resolutions = resolutions_of(session, assembly_id)
    if any(State(resolution.state) is State.OPEN for resolution in resolutions):
        raise Refused(Code.VOTE_IS_OPEN)
    codes = _codes(session, key, assembly_id)
    content: dict[str, Any] = {
        "assembly.json": {
            "id": assembly.id,
            "date": assembly.date.isoformat(),
            "title": assembly.title,
            "entitled": assembly.entitled,
            "frozen_entitled": assembly.frozen_entitled,
            "roll_hash": assembly.roll_hash,
            "resolutions": [_place(resolution) for resolution in resolutions],
        },
        "roll.json": roll_marks(key, assembly_id, session.scalars(_on_roll(assembly_id))),
        "log.json": _log(session, assembly_id),
        "heads.json": [
            [head.seq, head.hash, _moment(head.signed_at), head.public_key, head.signature]
            for head in signed_heads(session)
        ],
        "stamps.json": [[seq, stamp.answer.hex()] for seq, stamp in stamps(session).items()],
    }
    if corrections := corrections_of(session, assembly_id):
        frozen = codes.keys() - added_later(session, assembly_id)
        content["roll-frozen.json"] = roll_marks(key, assembly_id, frozen)
        content["assembly.json"]["corrections"] = len(corrections)
    for number, resolution in enumerate(resolutions, 1):
        content[f"resolution-{number:03}.json"] = _of_resolution(session, resolution, codes)
    return content


def _place(resolution: Resolution) -> str:
    return f"{resolution.number}/{resolution.round}"


def _on_roll(assembly_id: int) -> Any:
    return select(RollEntry.member).where(
        RollEntry.assembly_id == assembly_id, not_removed(assembly_id, RollEntry.member)
    )


def _codes(session: Session, key: bytes, assembly_id: int) -> dict[str, str]:
    members = session.scalars(select(RollEntry.member).where(RollEntry.assembly_id == assembly_id))
    return {member: member_code(key, assembly_id, member) for member in members}


def _log(session: Session, assembly_id: int) -> list[list[Any]]:
    """Each entry as [hash], or in full as [hash, moment, actor, action, details as they were hashed]."""
    found = list[list[Any]]()
    rows = session.execute(
        select(
            AuditEntry.hash, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.details
        ).order_by(AuditEntry.seq)
    )
    for entry_hash, at, actor, action, details in rows.yield_per(1000):
        shown = action in SHOWN and json.loads(details)["assembly"] == assembly_id
        found.append([entry_hash, _moment(at), actor, action, details] if shown else [entry_hash])
    return found


def _moment(moment: Any) -> str:
    text: str = moment.isoformat(timespec="microseconds")
    return text


def _of_resolution(session: Session, resolution: Resolution, codes: dict[str, str]) -> dict[str, Any]:
    place, state = _place(resolution), State(resolution.state)
    told: dict[str, Any] = {
        "number": resolution.number,
        "round": resolution.round,
        "state": state.value,
        "rules": frozen_rules(resolution),
        "rules_hash": resolution.rules_hash,
    }
    if state not in OVER:
        return told
    voted = boxes(session, Participation, resolution.id)
    members = session.scalars(
        select(Participation.member).where(Participation.resolution_id == resolution.id)
    )
    told["participations"] = {
        "marks": sorted(mark_of(codes[member], place) for member in members),
        "boxes": [[channel, venue, number] for (channel, venue), number in _sorted(voted)],
    }
    told["ballots"] = _ballots(session, resolution, sum(voted.values()))
    if resolution.sealed and is_forgotten(session, resolution.id):
        told["ballots_removed"] = True
    if state is State.ANNOUNCED:
        result = session.get_one(Result, resolution.id)
        told["result"], told["result_hash"] = result.content, result.content_hash
        told["count"] = _count(session, resolution)
        told["signatures"] = _signatures(session, resolution)
    return told


def _sorted(voted: Any) -> list[Any]:
    return sorted(voted.items(), key=lambda box: (box[0][0], box[0][1] or ""))


def _ballots(session: Session, resolution: Resolution, voted: int) -> list[list[str]]:
    """Each ballot in the order of the keys, as [key, choice] or as [hash]; of sealed ones the leaves."""
    if resolution.sealed:
        return [[leaf.hex()] for leaf in leaves_of_box(session, resolution.id)]
    rows = session.execute(
        select(Ballot.key, Ballot.choice, Ballot.category)
        .where(Ballot.resolution_id == resolution.id)
        .order_by(Ballot.key)
    ).all()
    if _tell_nobody(session, resolution, len(rows), voted):
        return [[bytes(key).hex(), choice] for key, choice, _ in rows]
    return [[ballot_hash(bytes(key), choice, category)] for key, choice, category in rows]


def _tell_nobody(session: Session, resolution: Resolution, ballots: int, voted: int) -> bool:
    """Whether ballots can be shown one by one: of an announced vote, enough of them, each with one answer or
    one ranking, and no class beside it; and so that what is left of the counts, the paper or the hands, is
    not that of a few either."""
    if State(resolution.state) is not State.ANNOUNCED:
        return False
    method = Method(resolution.method)
    if method is not Method.FOR_AGAINST_ABSTAIN and method not in RANKED:
        return False
    result = session.get_one(Result, resolution.id).content
    if "by_class" in result:
        return False
    apart = result["ballots"] - ballots
    return ballots >= MINIMUM_GROUP and (apart == 0 or apart >= MINIMUM_GROUP)


def _count(session: Session, resolution: Resolution) -> dict[str, Any] | None:
    """The export that is counted again; None where there are too few rankings to be shown."""
    try:
        return export_count(session, resolution.id)
    except Refused as refused:
        if refused.code is not Code.SMALL_GROUP:
            raise
        return None


def _signatures(session: Session, resolution: Resolution) -> Sequence[dict[str, Any]]:
    rows = session.scalars(
        select(SignedReconciliation)
        .where(SignedReconciliation.resolution_id == resolution.id)
        .order_by(SignedReconciliation.id)
    )
    return [
        {"venue": row.venue, "name": row.name, "figures_hash": row.figures_hash, "at": _moment(row.signed_at)}
        for row in rows
    ]
