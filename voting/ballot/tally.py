"""Counting a closed resolution, after a check that participations and ballots agree."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.assembly.models import RollEntry
from voting.assembly.roll import entitled_by_class, shares_by_class
from voting.audit.chain import digest
from voting.ballot.adoption import PresenceCounts, TieRule, is_in_each_class, parse_majority, parse_quorum
from voting.ballot.boxes import boxes
from voting.ballot.contest import contest_of
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.hands import HANDS, possible_hands
from voting.ballot.lot import draw
from voting.ballot.methods import BLANK, NEEDS_LOT, RANKED, Contest, Tally, add, count, nested
from voting.ballot.models import Ballot, Channel, Deposit, OpenVote, Participation, Resolution
from voting.ballot.outcome import (
    MOTION_EQUALS,
    Decision,
    Outcome,
    Rules,
    classes_reached,
    decide,
    votes_in_class,
)
from voting.ballot.paper import Sheet, agreed_sheets, cells_by_class, issued_papers
from voting.ballot.participation import seal_holds
from voting.ballot.raised import counted_hands
from voting.ballot.rules import MINIMUM_GROUP, classes_shown
from voting.ballot.sealed_ballots import ballots_hold
from voting.ballot.sealed_tally import opened_tally
from voting.ballot.seats import seats_of
from voting.ballot.stand_ins import votes_by_stand_ins
from voting.ballot.turnout import turnout
from voting.box.models import BoxStatement, SealedVote
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
    that were entered by name. Raised hands have no participation: they were held against who was there.
    """
    voted = boxes(session, Participation, resolution_id)
    deposited = boxes(session, Deposit, resolution_id)
    entered = sum(number for (channel, _), number in deposited.items() if channel == Channel.PAPER)
    sheets = {} if _is_by_hands(session, resolution_id) else agreed_sheets(session, resolution_id)
    for venue, sheet in sheets.items():
        deposited[Channel.PAPER.value, venue] += sheet.ballots + sheet.unreturned
    faults = [
        Discrepancy(channel, venue, voted[channel, venue], deposited[channel, venue])
        for channel, venue in sorted(voted.keys() | deposited.keys(), key=lambda box: (box[0], box[1] or ""))
        if voted[channel, venue] != deposited[channel, venue]
    ]
    electronic = entered + sum(number for (channel, _), number in voted.items() if channel != Channel.PAPER)
    ballots = _held(session, session.get_one(Resolution, resolution_id))
    if electronic != ballots:
        faults.append(Discrepancy("all", None, electronic, ballots))
    return faults + _reconcile_classes(session, resolution_id)


def _held(session: Session, resolution: Resolution) -> int:
    """How many electronic ballots there are; of sealed ones that have been forgotten, how many there were."""
    table = SealedVote if resolution.sealed else Ballot
    if resolution.sealed and is_forgotten(session, resolution.id):
        return session.get_one(BoxStatement, resolution.id).ballots
    held = select(func.count()).select_from(table).where(table.resolution_id == resolution.id)
    return session.scalar(held) or 0


def _reconcile_classes(session: Session, resolution_id: int) -> list[Discrepancy]:
    """Where a resolution keeps the class beside the choice: the classes (as a venue of channel "class") in
    which electronic ballots and those who cast them differ."""
    resolution = session.get_one(Resolution, resolution_id)
    if not is_in_each_class(resolution.majority) or is_forgotten(session, resolution_id):
        return []
    named = exists().where(OpenVote.resolution_id == resolution_id, OpenVote.member == Participation.member)
    voted = _numbers(
        session.execute(
            select(RollEntry.category, func.count())
            .join(Participation, Participation.member == RollEntry.member)
            .where(
                Participation.resolution_id == resolution_id,
                or_(Participation.channel != Channel.PAPER.value, named),
                RollEntry.assembly_id == resolution.assembly_id,
            )
            .group_by(RollEntry.category)
        )
    )
    ballots = _numbers(
        session.execute(
            select(Ballot.category, func.count())
            .where(Ballot.resolution_id == resolution_id)
            .group_by(Ballot.category)
        )
    )
    return [
        Discrepancy("class", name, voted[name], ballots[name])
        for name in sorted(voted.keys() | ballots.keys())
        if voted[name] != ballots[name]
    ]


def _numbers(rows: Iterable[Row[str | None, int]]) -> Counter[str]:
    return Counter({name or "": number for name, number in rows})


def tally(session: Session, resolution: Resolution) -> Tally:
    """The counts of a closed resolution over all channels.

    Raises Refused: seal_broken where participations or ballots are not those of the closing; sheet_missing
    where two tellers do not agree on a venue's paper; not_reconciled; names_differ where the votes by name
    are not the ballots; not_opened where a sealed box still is to be.
    """
    return add(contest_of(resolution), *tally_by_class(session, resolution).values())


def tally_by_class(session: Session, resolution: Resolution) -> dict[str, Tally]:
    """The same by category of members where the majority is needed in each class; else all under "". Not to
    be shown without ``classes_shown``."""
    if not (seal_holds(session, resolution) and ballots_hold(session, resolution)):
        raise Refused(Code.SEAL_BROKEN)
    sheets = agreed_sheets(session, resolution.id)
    _require_sheets(session, resolution, sheets)
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
    contest, classes = contest_of(resolution), is_in_each_class(resolution.majority)
    if resolution.sealed:
        return {
            "": add(contest, opened_tally(session, resolution), *(each.cells for each in sheets.values()))
        }
    choices = _choices(session, resolution.id)
    if resolution.by_name and sum(choices.values(), Counter()) != _named_choices(session, resolution.id):
        raise Refused(Code.NAMES_DIFFER)
    parts = [(name, aside(count, contest, chosen)) for name, chosen in choices.items()]
    apart = classes and not resolution.by_name
    for sheet in sheets.values():
        parts += (cells_by_class(sheet.cells) if apart else {"": Tally(sheet.cells)}).items()
    names = [name for name, _ in parts]
    return {name: add(contest, *(part for of, part in parts if of == name)) for name in names}


def _choices(session: Session, resolution_id: int) -> dict[str, Counter[str]]:
    """By class ("": none), how often each choice stands on a ballot."""
    choices: dict[str, Counter[str]] = {}
    for category, choice, times in session.execute(
        select(Ballot.category, Ballot.choice, func.count())
        .where(Ballot.resolution_id == resolution_id)
        .group_by(Ballot.category, Ballot.choice)
    ):
        choices.setdefault(category or "", Counter())[choice] = times
    return choices


def _named_choices(session: Session, resolution_id: int) -> Counter[str]:
    """How often each choice stands beside a name."""
    return _numbers(
        session.execute(
            select(OpenVote.choice, func.count())
            .where(OpenVote.resolution_id == resolution_id)
            .group_by(OpenVote.choice)
        )
    )


def _is_by_hands(session: Session, resolution_id: int) -> bool:
    return bool(session.scalar(select(Resolution.by_hands).where(Resolution.id == resolution_id)))


def _require_sheets(session: Session, resolution: Resolution, sheets: Mapping[str, Sheet]) -> None:
    """Refuse to count while two tellers do not agree on a venue's paper, or on its hands."""
    wanted = possible_hands if resolution.by_hands else _issued
    missing = sorted(wanted(session, resolution).keys() - sheets.keys())
    if missing:
        code = Code.HANDS_MISSING if resolution.by_hands else Code.SHEET_MISSING
        raise Refused(code, venues=", ".join(missing))


def _issued(session: Session, resolution: Resolution) -> dict[str, int]:
    return issued_papers(session, resolution.id)


def _decided(
    resolution: Resolution, by_class: Mapping[str, Tally], ballots: int, presence: PresenceCounts
) -> Decision:
    """The outcome with these counts by class, of so many ballots."""
    contest = contest_of(resolution)
    counts, equals = add(contest, *by_class.values()), _order_of_equals(resolution)
    return aside(decide, contest, counts, ballots, rules_of(resolution), presence, equals, by_class)


def rules_of(resolution: Resolution) -> Rules:
    """The frozen rules of a resolution as pure values."""
    return Rules(
        majority=parse_majority(resolution.majority),
        quorum=parse_quorum(resolution.quorum) if resolution.quorum else None,
        tie_rule=TieRule(resolution.tie_rule),
        seats=seats_of(resolution.seats, resolution.reserved, resolution.options),
    )


def presence_of(session: Session, resolution: Resolution) -> PresenceCounts:
    """How many were present or represented when the resolution was closed, and how many were entitled."""
    entitled = entitled_by_class(session, resolution.assembly_id)
    return PresenceCounts(
        present=resolution.present_or_represented or 0,
        entitled=sum(entitled.values()),
        present_by_class=resolution.present_by_class or {},
        entitled_by_class=entitled,
        shares=_shares_of(session, resolution),
    )


def _shares_of(session: Session, resolution: Resolution) -> PresenceCounts | None:
    """The same in shares, where the quorum counts them."""
    present = resolution.present_shares_by_class
    if present is None:
        return None
    on_roll = shares_by_class(session, resolution.assembly_id)
    return PresenceCounts(sum(present.values()), sum(on_roll.values()), present, on_roll)


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
    by_class = tally_by_class(session, resolution)
    voted = turnout(session, resolution.id)
    sheets = agreed_sheets(session, resolution.id)
    unreturned = sum(sheet.unreturned for sheet in sheets.values())
    raised = {venue: sheet.ballots for venue, sheet in sheets.items()} if resolution.by_hands else {}
    ballots = voted.total - unreturned + sum(raised.values())
    presence, contest = presence_of(session, resolution), contest_of(resolution)
    decision = _decided(resolution, by_class, ballots, presence)
    counts = add(contest, *by_class.values())
    rules = rules_of(resolution)
    classes = {}
    if rules.majority.in_each_class:
        decided = decision.outcome is not Outcome.QUORUM_NOT_MET
        shown = shown_by_class(
            contest, by_class, rules, presence, decided=decided, by_name=resolution.by_name
        )
        classes = {"by_class": shown}
    stood_in = votes_by_stand_ins(session, resolution)
    stand_ins = {"by_stand_in": stood_in} if stood_in else {}
    shares = {"shares": _shares_json(presence.shares)} if presence.shares else {}
    return {
        "ballots": ballots,
        "unreturned": unreturned,
        "by_channel": voted.by_channel | ({HANDS: sum(raised.values())} if raised else {}),
        "by_venue": dict(Counter(voted.by_venue) + Counter(raised)),
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
        **stand_ins,
        **classes,
        **shares,
        **({"hands": _hands(session, resolution)} if resolution.by_hands else {}),
    }


def shown_by_class(
    contest: Contest,
    by_class: Mapping[str, Tally],
    rules: Rules,
    presence: PresenceCounts,
    *,
    decided: bool,
    by_name: bool = False,
) -> dict[str, dict[str, Any]]:
    """By class in which somebody is entitled: ``ballots`` and ``counts`` where they may be shown (always of a
    vote ``by_name``), and where the majority ``decided`` whether it is ``reached`` (by candidate in an
    election)."""
    ballots = {
        name: votes_in_class(by_class.get(name, {}), next(iter(contest.candidates), None)).ballots
        for name in presence.classes
    }
    shown = frozenset(ballots) if by_name else classes_shown(ballots)
    reached = {
        candidate: classes_reached(rules.majority, by_class, presence, candidate)
        for candidate in contest.candidates or (None,)
    }
    found: dict[str, dict[str, Any]] = {name: {} for name in presence.classes}
    for name, told in found.items():
        if name in shown:
            told["ballots"] = ballots[name]
            told["counts"] = nested(contest, add(contest, by_class.get(name, {})))
        if decided:
            told["reached"] = (
                {candidate: in_class[name] for candidate, in_class in reached.items()}
                if contest.candidates
                else reached[None][name]
            )
    return found


def _shares_json(shares: PresenceCounts) -> dict[str, Any]:
    return {
        "present": shares.present,
        "entitled": shares.entitled,
        "present_by_class": dict(shares.present_by_class),
        "entitled_by_class": dict(shares.entitled_by_class),
    }


def _hands(session: Session, resolution: Resolution) -> dict[str, Any]:
    return {venue: asdict(hands) for venue, hands in counted_hands(session, resolution).items()}


def _cells_hash(contest: Contest, counts: Tally, ballots: int) -> str | None:
    """A hash of all counts, which binds the result to each ranking that was made; None where there are so few
    ballots that somebody could find them from it."""
    if contest.method in RANKED and ballots < MINIMUM_GROUP:
        return None
    return aside(digest, dict(counts))
