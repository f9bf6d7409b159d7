"""Putting something to the vote during the meeting: its rules are made, frozen and logged at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.audit.chain import digest
from voting.ballot.adoption import SIMPLE, TieRule
from voting.ballot.agenda import resolutions_of
from voting.ballot.amending import as_put, latest_round
from voting.ballot.envelopes import prepare_envelopes
from voting.ballot.life import rules_hash
from voting.ballot.log import log_resolution
from voting.ballot.methods import Method
from voting.ballot.models import Resolution, State
from voting.ballot.spot import Spot, Target, free_number, why_not_put
from voting.database import lock_table
from voting.errors import Code, Refused

LONGEST_TEXT = 20_000
"""The most characters of a text in one language."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be put to the vote: what it is, its title by language, the number of the resolution that it
    is about, if any, and of an amendment the motion's whole text as it would become, by language.

    ``nonce`` is made by the page, and the same for a form that is sent twice.
    """

    spot: Spot
    title: Mapping[str, str]
    nonce: str
    about: str | None = None
    text: Mapping[str, str] | None = None
    by_name: bool = False
    by_hands: bool = False


def put_on_the_spot(
    session: Session, assembly_id: int, proposal: Proposal, *, now: datetime, actor: str
) -> Resolution:
    """Put something to the vote as a resolution of its own: a draft by frozen rules, which can be opened.

    It is decided by a simple majority, without a quorum and without votes in advance. The same nonce again
    returns what it put. Raises Refused: not_found, not_frozen, assembly_cancelled; meeting_closed;
    not_during_meeting; text_missing; text_too_long; text_unchanged; and what
    :func:`voting.ballot.spot.why_not_put` gives.
    """
    assembly = lock_assembly(session, assembly_id, frozen=True)
    lock_table(session, Resolution)
    done = session.scalars(
        select(Resolution).where(
            Resolution.assembly_id == assembly_id, Resolution.put_nonce == proposal.nonce
        )
    ).one_or_none()
    if done is not None:
        return done
    _require_meeting(assembly, now)
    about = latest_round(session, assembly_id, proposal.about) if proposal.about else None
    refusal = why_not_put(proposal.spot, _target(about), names_one=proposal.about is not None)
    if refusal is not None:
        raise Refused(refusal)
    _require_texts(session, proposal, about)
    resolutions = resolutions_of(session, assembly_id)
    resolution = Resolution(
        assembly_id=assembly_id,
        number=free_number(_stem(proposal), {item.number for item in resolutions}),
        round=1,
        position=about.position if about else _position_now(resolutions),
        kind="motion",
        title=dict(proposal.title),
        text=dict(proposal.text) if proposal.text else None,
        secret=not proposal.by_name,
        by_hands=proposal.by_hands and not proposal.by_name,
        advance=False,
        live_choices=False,
        sealed=False,
        method=Method.FOR_AGAINST_ABSTAIN.value,
        options=[],
        seats=0,
        majority=SIMPLE,
        tie_rule=TieRule.REJECTED.value,
        reserved=[],
        spot=proposal.spot.value,
        about=proposal.about,
        put_nonce=proposal.nonce,
        state=State.DRAFT.value,
    )
    session.add(resolution)
    session.flush()
    prepare_envelopes(session, resolution)
    resolution.rules_hash = rules_hash(assembly, resolution)
    log_resolution(
        session,
        resolution,
        "resolution.put_on_the_spot",
        now=now,
        actor=actor,
        spot=proposal.spot.value,
        about=proposal.about,
        title=digest(dict(proposal.title)),
        text=resolution.text,
        rules_hash=resolution.rules_hash,
    )
    return resolution


def _require_meeting(assembly: Assembly, now: datetime) -> None:
    """Refuse before the day, unless the meeting was opened earlier, and once it is closed."""
    if assembly.closed_at is not None:
        raise Refused(Code.MEETING_CLOSED)
    if assembly.opened_at is None and today_at(assembly.timezone, now) != assembly.date:
        raise Refused(Code.NOT_DURING_MEETING)


def _target(about: Resolution | None) -> Target | None:
    if about is None:
        return None
    return Target(
        state=State(about.state),
        is_motion=about.kind == "motion",
        on_the_agenda=about.spot is None,
        by_name=about.by_name,
    )


def _require_texts(session: Session, proposal: Proposal, about: Resolution | None) -> None:
    amends = proposal.spot is Spot.AMENDMENT
    if not proposal.title or (amends and not proposal.text):
        raise Refused(Code.TEXT_MISSING)
    texts = [*proposal.title.values(), *(proposal.text or {}).values()]
    if max(map(len, texts)) > LONGEST_TEXT:
        raise Refused(Code.TEXT_TOO_LONG, longest=LONGEST_TEXT)
    if amends and about is not None and dict(proposal.text or {}) == as_put(session, about).text:
        raise Refused(Code.TEXT_UNCHANGED)


def _stem(proposal: Proposal) -> str:
    return f"{proposal.about}-A" if proposal.spot is Spot.AMENDMENT else "P"


def _position_now(resolutions: list[Resolution]) -> int:
    """The place of the first resolution that has yet to be decided, or of the last one."""
    undecided = (State.DRAFT, State.OPEN, State.CLOSED)
    waiting = (item.position for item in resolutions if State(item.state) in undecided)
    return next(waiting, resolutions[-1].position)
