"""Counting a closed resolution, once participations and ballots have been found to agree."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.ballot.contest import contest_of
from voting.ballot.methods import BLANK, Tally, add, count, nested
from voting.ballot.models import Ballot, Channel, Deposit, Participation, Resolution
from voting.ballot.outcome import Decision, decide, parse_majority, parse_share, quorum_is_met
from voting.ballot.paper import agreed_sheets, issued_papers
from voting.ballot.participation import participations_hash
from voting.ballot.turnout import turnout
from voting.errors import Code, Refused

Box = tuple[str, str | None]
"""A channel, and the venue where there is one."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A channel and venue in which the numbers of participations and ballots differ."""

    channel: str
    venue: str | None
    participations: int
    ballots: int


def reconcile(session: Session, resolution_id: int) -> list[Discrepancy]:
    """Where participations and ballots do not agree; an empty list means that they do everywhere.

    Electronic ballots are counted box by box as they were deposited, and all together as they lie in the
    ballot table (reported as channel "all"); paper as the agreed sheets say, those not returned included.
    """
    voted = _boxes(session, Participation, resolution_id)
    boxes = _boxes(session, Deposit, resolution_id)
    for venue, sheet in agreed_sheets(session, resolution_id).items():
        boxes[Channel.PAPER.value, venue] = sheet.ballots + sheet.unreturned
    faults = [
        Discrepancy(channel, venue, voted[channel, venue], boxes[channel, venue])
        for channel, venue in sorted(voted.keys() | boxes.keys(), key=lambda box: (box[0], box[1] or ""))
        if voted[channel, venue] != boxes[channel, venue]
    ]
    electronic = sum(number for (channel, _), number in voted.items() if channel != Channel.PAPER)
    ballots = session.scalar(
        select(func.count()).select_from(Ballot).where(Ballot.resolution_id == resolution_id)
    )
    if electronic != ballots:
        faults.append(Discrepancy("all", None, electronic, ballots or 0))
    return faults


def tally(session: Session, resolution: Resolution) -> Tally:
    """The counts of a closed resolution over all channels.

    Raises Refused: seal_broken (who has voted is not what it was at closing), sheet_missing (a venue's
    paper has not been counted alike by two tellers), not_reconciled.
    """
    if participations_hash(session, resolution.id) != resolution.participations_hash:
        raise Refused(Code.SEAL_BROKEN)
    sheets = agreed_sheets(session, resolution.id)
    missing = sorted(issued_papers(session, resolution.id).keys() - sheets.keys())
    if missing:
        raise Refused(Code.SHEET_MISSING, venues=", ".join(missing))
    faults = reconcile(session, resolution.id)
    if faults:
        first = faults[0]
        raise Refused(
            Code.NOT_RECONCILED,
            channel=first.channel,
            venue=first.venue or "",
            participations=first.participations,
            ballots=first.ballots,
        )
    contest = contest_of(resolution)
    choices = session.execute(
        select(Ballot.choice, func.count().label("times"))
        .where(Ballot.resolution_id == resolution.id)
        .group_by(Ballot.choice)
    )
    electronic = count(contest, {row.choice: row.times for row in choices})
    return add(contest, electronic, *(sheet.cells for sheet in sheets.values()))


def decision_of(session: Session, resolution: Resolution, counts: Tally) -> Decision:
    """The outcome of a closed resolution with these counts."""
    entitled = session.get_one(Assembly, resolution.assembly_id).entitled or 0
    quorum = parse_share(resolution.quorum) if resolution.quorum else None
    met = quorum_is_met(quorum, resolution.present_or_represented or 0, entitled)
    return decide(contest_of(resolution), counts, parse_majority(resolution.majority), met)


def announceable_result(session: Session, resolution: Resolution) -> dict[str, Any]:
    """Everything that is announced about a closed resolution, as a JSON value.

    Raises Refused as :func:`tally` does.
    """
    counts = tally(session, resolution)
    decision = decision_of(session, resolution, counts)
    voted = turnout(session, resolution.id)
    contest = contest_of(resolution)
    sheets = agreed_sheets(session, resolution.id).values()
    unreturned = sum(sheet.unreturned for sheet in sheets)
    return {
        "ballots": voted.total - unreturned,
        "unreturned": unreturned,
        "by_channel": voted.by_channel,
        "by_venue": voted.by_venue,
        "counts": nested(contest, counts),
        "blank": counts.get(BLANK, 0),
        "outcome": decision.outcome.value,
        "elected": list(decision.elected),
        "tied": list(decision.tied),
        "vacant": decision.vacant,
        "entitled": session.get_one(Assembly, resolution.assembly_id).entitled,
        "present_or_represented": resolution.present_or_represented,
        "majority": resolution.majority,
        "quorum": resolution.quorum,
        "rules_hash": resolution.rules_hash,
    }


def _boxes(session: Session, table: type[Participation] | type[Deposit], resolution_id: int) -> Counter[Box]:
    rows = session.execute(
        select(table.channel, table.venue, func.count())
        .where(table.resolution_id == resolution_id)
        .group_by(table.channel, table.venue)
    )
    return Counter({(channel, venue): number for channel, venue, number in rows})
