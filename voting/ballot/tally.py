"""Counting a closed resolution, after a check that participations and ballots agree."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.roll import entitled_by_class
from voting.audit.chain import digest
from voting.ballot.adoption import PresenceCounts, TieRule, parse_majority, parse_quorum
from voting.ballot.boxes import boxes
from voting.ballot.contest import contest_of
from voting.ballot.lot import draw
from voting.ballot.methods import BLANK, NEEDS_LOT, RANKED, Contest, Tally, add, count, nested
from voting.ballot.models import Ballot, Channel, Deposit, OpenVote, Participation, Resolution
from voting.ballot.outcome import MOTION_EQUALS, Decision, Rules, decide
from voting.ballot.paper import agreed_sheets, issued_papers
from voting.ballot.participation import participations_hash
from voting.ballot.rules import MINIMUM_GROUP
from voting.ballot.seats import Seats, parse_limit
from voting.ballot.turnout import turnout
from voting.errors import Code, Refused


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A channel and venue in which there are not as many ballots as participations."""

    channel: str
    venue: str | None
    participations: int
    ballots: int


def reconcile(session: Session, resolution_id: int) -> list[Discrepancy]:
    """Where the numbers of participations and ballots differ; an empty list: nowhere.

    Electronic ballots are compared box by box, and in all (as channel "all") with the rows of the ballot
    table; paper with the sheets that two tellers agree on, unreturned ballots included, or with the ballots
    that were entered by name.
    """
    voted = boxes(session, Participation, resolution_id)
    deposited = boxes(session, Deposit, resolution_id)
    entered = sum(number for (channel, _), number in deposited.items() if channel == Channel.PAPER)
    for venue, sheet in agreed_sheets(session, resolution_id).items():
        deposited[Channel.PAPER.value, venue] = sheet.ballots + sheet.unreturned
    faults = [
        Discrepancy(channel, venue, voted[channel, venue], deposited[channel, venue])
        for channel, venue in sorted(voted.keys() | deposited.keys(), key=lambda box: (box[0], box[1] or ""))
        if voted[channel, venue] != deposited[channel, venue]
    ]
    electronic = entered + sum(number for (channel, _), number in voted.items() if channel != Channel.PAPER)
    ballots = session.scalar(
        select(func.count()).select_from(Ballot).where(Ballot.resolution_id == resolution_id)
    )
    if electronic != ballots:
        faults.append(Discrepancy("all", None, electronic, ballots or 0))
    return faults


def tally(session: Session, resolution: Resolution) -> Tally:
    """The counts of a closed resolution over all channels.

    Raises Refused: seal_broken where the participations are not those of the closing; sheet_missing where two
    tellers do not agree on a venue's paper; not_reconciled; names_differ where the votes by name are not the
    ballots.
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
    contest, choices = contest_of(resolution), _choices(session, Ballot, resolution.id)
    if resolution.by_name and choices != _choices(session, OpenVote, resolution.id):
        raise Refused(Code.NAMES_DIFFER)
    electronic = count(contest, choices)
    return add(contest, electronic, *(sheet.cells for sheet in sheets.values()))


def _choices(session: Session, table: type[Ballot] | type[OpenVote], resolution_id: int) -> dict[str, int]:
    """How often each choice stands in the table."""
    rows = session.execute(
        select(table.choice, func.count().label("times"))
        .where(table.resolution_id == resolution_id)
        .group_by(table.choice)
    )
    return {row.choice: row.times for row in rows}


def decision_of(session: Session, resolution: Resolution, counts: Tally, ballots: int) -> Decision:
    """The outcome of a closed resolution with these counts, of so many ballots."""
    return decide(
        contest_of(resolution),
        counts,
        ballots,
        rules_of(resolution),
        presence_of(session, resolution),
        _order_of_equals(resolution),
    )


def rules_of(resolution: Resolution) -> Rules:
    """The frozen rules of a resolution as pure values."""
    return Rules(
        majority=parse_majority(resolution.majority),
        quorum=parse_quorum(resolution.quorum) if resolution.quorum else None,
        tie_rule=TieRule(resolution.tie_rule),
        seats=Seats(
            resolution.seats,
            tuple(parse_limit(text) for text in resolution.reserved),
            {option["code"]: frozenset(option.get("groups", ())) for option in resolution.options},
        ),
    )


def presence_of(session: Session, resolution: Resolution) -> PresenceCounts:
    """How many were present or represented when the resolution was closed, and how many were entitled."""
    entitled = entitled_by_class(session, resolution.assembly_id)
    return PresenceCounts(
        present=resolution.present_or_represented or 0,
        entitled=sum(entitled.values()),
        present_by_class=resolution.present_by_class or {},
        entitled_by_class=entitled,
    )


def _order_of_equals(resolution: Resolution) -> tuple[str, ...]:
    """The order in which a lot or the chair puts those with equal votes; empty where nothing decides."""
    contest = contest_of(resolution)
    names = contest.candidates or MOTION_EQUALS
    if resolution.lot_seed and (resolution.tie_rule == TieRule.LOT or contest.method in NEEDS_LOT):
        return draw(resolution.lot_seed, names)
    if resolution.tie_rule == TieRule.CHAIR:
        return tuple(resolution.tie_decision or ())
    return ()


def announceable_result(session: Session, resolution: Resolution) -> dict[str, Any]:
    """Everything that is announced about a closed resolution, as a JSON value.

    Raises Refused as :func:`tally` does.
    """
    counts = tally(session, resolution)
    voted = turnout(session, resolution.id)
    unreturned = sum(sheet.unreturned for sheet in agreed_sheets(session, resolution.id).values())
    ballots = voted.total - unreturned
    decision = decision_of(session, resolution, counts, ballots)
    presence, contest = presence_of(session, resolution), contest_of(resolution)
    return {
        "ballots": ballots,
        "unreturned": unreturned,
        "by_channel": voted.by_channel,
        "by_venue": voted.by_venue,
        "counts": nested(contest, counts),
        "blank": counts.get(BLANK, 0),
        "outcome": decision.outcome.value,
        "elected": list(decision.elected),
        "tied": list(decision.tied),
        "settled": decision.settled,
        "tie_decision": resolution.tie_decision,
        "vacant": decision.vacant,
        "count": decision.count,
        "entitled": presence.entitled,
        "entitled_by_class": dict(presence.entitled_by_class),
        "present_or_represented": presence.present,
        "present_by_class": dict(presence.present_by_class),
        "majority": resolution.majority,
        "quorum": resolution.quorum,
        "tie_rule": resolution.tie_rule,
        "lot_seed": resolution.lot_seed,
        "rules_hash": resolution.rules_hash,
        "cells_hash": _cells_hash(contest, counts, ballots),
    }


def _cells_hash(contest: Contest, counts: Tally, ballots: int) -> str | None:
    """A hash of all counts, which binds the result to each ranking that was made; None where there are so few
    ballots that somebody could find them from it."""
    if contest.method in RANKED and ballots < MINIMUM_GROUP:
        return None
    return digest(dict(counts))
