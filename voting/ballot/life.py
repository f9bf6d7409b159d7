"""The life of a resolution: opening, closing, announcing, annulling. Each locks the resolution, checks its
state, writes, and logs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.meeting import keep_open
from voting.assembly.models import Assembly
from voting.audit.chain import digest
from voting.ballot.adoption import TieRule
from voting.ballot.ahead import NOTHING_AHEAD, Ahead, participations_now
from voting.ballot.amending import as_put, latest_round, undecided_amendment
from voting.ballot.contest import contest_of
from voting.ballot.envelopes import open_envelopes, prepare_envelopes
from voting.ballot.locks import lock_resolution, stop_votes
from voting.ballot.log import log_resolution
from voting.ballot.lot import commitment, new_seed
from voting.ballot.methods import NEEDS_LOT, Method
from voting.ballot.models import RULE_COLUMNS, Resolution, Result, State, frozen_rules
from voting.ballot.outcome import MOTION_EQUALS, Outcome
from voting.ballot.participation import holders_hash, votes_on
from voting.ballot.quorum import presence_shares, present_by_class
from voting.ballot.results import CountedResult, count_votes, dependencies
from voting.ballot.rules import may_become
from voting.ballot.sealed_ballots import ballots_hash, names_hash
from voting.ballot.sealed_closing import state_box
from voting.ballot.sealed_rounds import is_context_signed, prepare_context
from voting.ballot.spot import BEFORE_CLOSING, Spot, lapse
from voting.database import lock_table
from voting.errors import Code, Refused


def open_resolution(session: Session, resolution_id: int, *, now: datetime, actor: str) -> None:
    """Open the vote, and end advance voting on this resolution. The first one opens the meeting, where
    the chair has not done so.

    Raises Refused: not_found, wrong_state, not_frozen, assembly_cancelled; meeting_closed;
    amendment_undecided, of a motion; context_unsigned, of a sealed one that the quorum of the keyholders
    has not signed.
    """
    stop_votes(session, resolution_id)
    assembly = lock_assembly(session, _assembly_of(session, resolution_id), frozen=True)
    resolution = lock_resolution(session, resolution_id)
    if resolution.sealed and not is_context_signed(session, resolution_id):
        raise Refused(Code.CONTEXT_UNSIGNED)
    amendment = undecided_amendment(session, resolution)
    if amendment is not None:
        raise Refused(Code.AMENDMENT_UNDECIDED, number=amendment)
    _become(resolution, State.OPEN)
    keep_open(session, assembly, now=now, actor=actor)
    resolution.opened_at = now
    log_resolution(
        session, resolution, "resolution.opened", now=now, actor=actor, rules_hash=resolution.rules_hash
    )


def close_resolution(
    session: Session, resolution_id: int, *, now: datetime, actor: str, ahead: Ahead = NOTHING_AHEAD
) -> None:
    """Close the vote: every vote acknowledged before is counted, and none is taken after.

    Waits for votes that are being written. Notes how many members are present or represented, opens the
    envelopes, and puts hashes of the participations and of the ballots into the log, and the signed statement
    of a sealed box; ``ahead`` is what was done of that before anything was locked. Raises Refused: not_found,
    wrong_state, ballot_key_wrong.
    """
    resolution = lock_resolution(session, resolution_id)
    _become(resolution, State.CLOSED)
    resolution.closed_at = now
    resolution.present_by_class = present_by_class(session, resolution)
    resolution.present_or_represented = sum(resolution.present_by_class.values())
    resolution.present_shares_by_class = presence_shares(session, resolution)
    session.flush()
    sealed = _seal(session, resolution, open_envelopes(session, resolution, ahead.opened), ahead)
    stated: dict[str, object] = {}
    if resolution.sealed:
        stated = state_box(session, resolution, votes_on(session, resolution_id), ahead.took_part)
    log_resolution(
        session,
        resolution,
        "resolution.closed",
        now=now,
        actor=actor,
        present_or_represented=resolution.present_or_represented,
        present_by_class=resolution.present_by_class,
        present_shares_by_class=resolution.present_shares_by_class,
        **sealed,
        **stated,
    )


def _seal(
    session: Session, resolution: Resolution, ballots: str | None, ahead: Ahead = NOTHING_AHEAD
) -> dict[str, str | None]:
    """Keep hashes of who took part and of the ballots, now that there can be no others; returns what the log
    says of them. ``ballots`` is the hash of those that were just written, None where none were."""
    resolution.participations_hash = participations_now(session, resolution.id, ahead)
    resolution.ballots_hash = ballots or ballots_hash(session, resolution)
    names = names_hash(session, resolution)
    return {
        "participations_hash": resolution.participations_hash,
        "holders_hash": holders_hash(session, resolution.id),
        "ballots_hash": resolution.ballots_hash,
        **({"names_hash": names} if names else {}),
    }


def announce_resolution(
    session: Session, resolution_id: int, *, now: datetime, actor: str, counted: CountedResult | None = None
) -> None:
    """Make the outcome public, and keep it as it was announced. What was put during the meeting has its
    effect with it (``voting.ballot.spot``).

    ``counted`` is what was just counted, before anything was locked; where what it depends on has changed
    since, it is counted again.

    Raises Refused: not_found, wrong_state, sheet_missing, not_reconciled, seal_broken,
    tie_undecided.
    """
    stop_votes(session, resolution_id)
    if session.scalar(select(Resolution.about).where(Resolution.id == resolution_id)):
        lock_table(session, Resolution)  # it may annul the resolution that it is about
    resolution = lock_resolution(session, resolution_id)
    if State(resolution.state) is not State.CLOSED:
        raise Refused(Code.WRONG_STATE)
    if counted is None or counted.depends_on != dependencies(session, resolution):
        counted = count_votes(session, resolution)
    content = counted.content
    _become(resolution, State.ANNOUNCED)
    resolution.announced_at = now
    if content["outcome"] == Outcome.TIED and resolution.tie_rule == TieRule.CHAIR:
        raise Refused(Code.TIE_UNDECIDED)
    session.add(Result(resolution_id=resolution.id, content=content, content_hash=digest(content)))
    log_resolution(
        session, resolution, "resolution.announced", now=now, actor=actor, result_hash=digest(content)
    )
    if resolution.about and content["outcome"] == Outcome.ADOPTED:
        session.flush()
        _have_effect(session, resolution, now=now, actor=actor)


def _have_effect(session: Session, decided: Resolution, *, now: datetime, actor: str) -> None:
    """Do what an adopted vote says of the resolution that it is about: a new round in secret, or of the text
    as amended, where votes in advance lapse."""
    target = latest_round(session, decided.assembly_id, decided.about or "")
    if target is None:
        return
    amends = decided.spot == Spot.AMENDMENT
    if amends:
        log_resolution(
            session,
            target,
            "resolution.amended",
            now=now,
            actor=actor,
            by=decided.number,
            before=as_put(session, decided).before,
            text=decided.text,
        )
    voted = votes_on(session, target.id)
    changes: dict[str, object] | None = None
    if amends and lapse(target.if_amended, State(target.state), voted):
        changes = {"text": decided.text}
    if decided.spot == Spot.SECRET_BALLOT and target.by_name and State(target.state) in BEFORE_CLOSING:
        changes = {"secret": True}
    if changes is not None:
        sealed = _annul(session, target, now=now, by=decided.number)
        log_resolution(
            session, target, "resolution.annulled", now=now, actor=actor, by=decided.number, **sealed
        )
        _new_round(session, target, changes, now=now, actor=actor)


def annul_resolution(session: Session, resolution_id: int, reason: str, *, now: datetime, actor: str) -> None:
    """Declare the vote void, for a reason; its votes stay on record and decide nothing.

    Raises Refused: not_found, wrong_state, reason_missing.
    """
    resolution = lock_resolution(session, resolution_id)
    if not reason.strip():
        raise Refused(Code.REASON_MISSING)
    sealed = _annul(session, resolution, now=now, reason=reason.strip())
    log_resolution(
        session, resolution, "resolution.annulled", now=now, actor=actor, reason=reason.strip(), **sealed
    )


def _annul(
    session: Session,
    resolution: Resolution,
    *,
    now: datetime,
    reason: str | None = None,
    by: str | None = None,
) -> dict[str, str | None]:
    was_closed = State(resolution.state) is State.CLOSED
    _become(resolution, State.ANNULLED)
    resolution.annulled_at = now
    resolution.annulment_reason, resolution.annulled_by = reason, by
    session.flush()
    ballots = None
    try:
        ballots = open_envelopes(session, resolution)
    except Refused as refused:  # what cannot be opened decides nothing any more
        if refused.code is not Code.BALLOT_KEY_WRONG:
            raise
    return {} if was_closed else _seal(session, resolution, ballots)


def put_again(
    session: Session, resolution_id: int, *, unsealed: bool = False, now: datetime, actor: str
) -> int:
    """Put an annulled or tied resolution to the vote again, as a new round by the same rules; returns its id.
    It may be ``unsealed`` where it was sealed: that is the one rule that may change, and the log says so.

    Raises Refused: not_found; assembly_cancelled; wrong_state where it is neither, or has been put again
    already.
    """
    earlier = lock_resolution(session, resolution_id)
    later = session.scalar(
        select(Resolution.id).where(
            Resolution.assembly_id == earlier.assembly_id,
            Resolution.number == earlier.number,
            Resolution.round > earlier.round,
        )
    )
    result = session.get(Result, resolution_id)
    tied = result is not None and result.content["outcome"] == Outcome.TIED
    if session.get_one(Assembly, earlier.assembly_id).cancelled_at is not None:
        raise Refused(Code.ASSEMBLY_CANCELLED)
    if later is not None or not (tied or State(earlier.state) is State.ANNULLED):
        raise Refused(Code.WRONG_STATE)
    changes: dict[str, object] = {"sealed": False} if unsealed and earlier.sealed else {}
    return _new_round(session, earlier, changes, now=now, actor=actor)


def _new_round(
    session: Session, earlier: Resolution, changes: dict[str, object], *, now: datetime, actor: str
) -> int:
    """A resolution once more, as a draft by the same rules but for these changes; returns its id."""
    rules = {column: getattr(earlier, column) for column in RULE_COLUMNS} | changes
    rules |= {"round": earlier.round + 1, "advance": False, "rules_hash": None, "lot_commitment": None}
    again = Resolution(position=earlier.position, state=State.DRAFT.value, **rules)
    session.add(again)
    session.flush()
    prepare_lot(again)
    prepare_envelopes(session, again)
    again.rules_hash = rules_hash(session.get_one(Assembly, again.assembly_id), again)
    session.flush()
    told: dict[str, str | bool] = {"unsealed": True} if earlier.sealed and not again.sealed else {}
    if again.sealed:
        told["context"] = prepare_context(session, again)
    log_resolution(
        session,
        again,
        "resolution.put_again",
        now=now,
        actor=actor,
        rules_hash=again.rules_hash,
        **told,
    )
    return again.id


def rules_hash(assembly: Assembly, resolution: Resolution) -> str:
    """The hash of everything that decides a resolution's outcome, the roll included."""
    rules = frozen_rules(resolution)
    return digest({"rules": rules, "roll": assembly.roll_hash, "entitled": assembly.frozen_entitled})


def prepare_lot(resolution: Resolution) -> None:
    """Draw the seed of the lot, and set its hash, where the rules may need a lot. Call it before the rules
    are hashed."""
    if resolution.tie_rule == TieRule.LOT or Method(resolution.method) in NEEDS_LOT:
        resolution.lot_seed = new_seed()
        resolution.lot_commitment = commitment(resolution.lot_seed)


def decide_tie(session: Session, resolution_id: int, order: list[str], *, now: datetime, actor: str) -> None:
    """Record in which order the chair puts those who have equal votes, before the result is announced.

    ``order`` has candidates' codes, the preferred first, or ``for`` or ``against``. Raises Refused:
    not_found; wrong_state where the resolution is not closed, or its tie rule is not ``chair``;
    invalid_choice for what is not on the ballot.
    """
    resolution = lock_resolution(session, resolution_id)
    if State(resolution.state) is not State.CLOSED or resolution.tie_rule != TieRule.CHAIR:
        raise Refused(Code.WRONG_STATE)
    names = contest_of(resolution).candidates or MOTION_EQUALS
    if not order or len(set(order)) != len(order) or not set(order) <= set(names):
        raise Refused(Code.INVALID_CHOICE)
    resolution.tie_decision = order
    log_resolution(session, resolution, "resolution.tie_decided", now=now, actor=actor, order=order)


def _assembly_of(session: Session, resolution_id: int) -> int:
    found = session.scalar(select(Resolution.assembly_id).where(Resolution.id == resolution_id))
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def _become(resolution: Resolution, state: State) -> None:
    if not may_become(State(resolution.state), state):
        raise Refused(Code.WRONG_STATE)
    resolution.state = state.value
