"""How an assembly was convened: by whom and when, in which letters, and what became of it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.assembly.models import Assembly, ConveningStep
from voting.audit.models import AuditEntry
from voting.invitations.invitees import Capacity
from voting.invitations.models import Invitee, LetterPrint
from voting.mail.models import Letter, Mail
from voting.retention.forgotten import kept_counts
from voting.retention.rules import DataKind

CONVENING = (Letter.INVITATION, Letter.CONVENED)


@dataclass(frozen=True, slots=True)
class Sent:
    """The letters by mail of one kind and wave: how many were sent, how many of those were not taken by the
    address, and when the first and the last left.


    """

    letter: Letter
    wave: int
    letters: int
    bounced: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class OnPaper:
    """The letters on paper that were made ready for the post at one time."""

    letters: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HowConvened:
    """How an assembly was convened.

    ``by`` is the name of whoever did it, "" where that was no person with an account. ``others`` is how many
    were convened without a vote, by capacity. It and ``sent`` are None where the letters were removed before
    these figures were kept.
    """

    at: datetime | None
    by: str
    sent: tuple[Sent, ...] | None
    on_paper: tuple[OnPaper, ...]
    others: dict[Capacity, int] | None
    steps: Sequence[ConveningStep]


def how_convened(session: Session, assembly: Assembly) -> HowConvened:
    """What the outbox, the post and the log know of how an assembly was convened."""
    kept = kept_counts(session, DataKind.LETTERS, assembly.id)
    steps = session.scalars(
        select(ConveningStep).where(ConveningStep.assembly_id == assembly.id).order_by(ConveningStep.id)
    ).all()
    prints = session.scalars(
        select(LetterPrint)
        .where(
            LetterPrint.assembly_id == assembly.id,
            LetterPrint.letter == "paper",
            LetterPrint.finished_at.is_not(None),
            LetterPrint.total > 0,
        )
        .order_by(LetterPrint.id)
    )
    return HowConvened(
        assembly.frozen_at,
        _by(session, assembly),
        _each_sent(letters_sent(session, assembly.id) if kept is None else kept.get("sent")),
        tuple(OnPaper(one.total, one.finished_at) for one in prints if one.finished_at),
        _in_order(convened_without_vote(session, assembly.id) if kept is None else kept.get("others")),
        steps,
    )


def letters_sent(session: Session, assembly_id: int) -> list[list[Any]]:
    """The letters by mail that convened: [letter, wave, sent, bounced, first moment, last moment] for each
    kind and wave, as JSON values."""
    rows = session.execute(
        select(
            Mail.letter,
            Mail.wave,
            func.count(),
            func.count(Mail.bounced_at),
            func.min(Mail.sent_at),
            func.max(Mail.sent_at),
        )
        .where(
            Mail.assembly_id == assembly_id,
            Mail.letter.in_([letter.value for letter in CONVENING]),
            Mail.sent_at.is_not(None),
        )
        .group_by(Mail.letter, Mail.wave)
        .order_by(Mail.wave, Mail.letter.desc())
    )
    return [
        [letter, wave, sent, bounced, *(moment.isoformat() for moment in (first, last) if moment)]
        for letter, wave, sent, bounced, first, last in rows
    ]


def convened_without_vote(session: Session, assembly_id: int) -> dict[str, int]:
    """How many were convened without a vote, by ``Capacity``."""
    rows = session.execute(
        select(Invitee.capacity, func.count().label("people"))
        .where(Invitee.assembly_id == assembly_id)
        .group_by(Invitee.capacity)
    )
    return {row.capacity: row.people for row in rows}


def _in_order(counts: dict[str, int] | None) -> dict[Capacity, int] | None:
    if counts is None:
        return None
    return {capacity: counts[capacity] for capacity in Capacity if capacity in counts}


def _each_sent(rows: Sequence[Sequence[Any]] | None) -> tuple[Sent, ...] | None:
    if rows is None:
        return None
    return tuple(
        Sent(Letter(kind), wave, sent, bounced, datetime.fromisoformat(first), datetime.fromisoformat(last))
        for kind, wave, sent, bounced, first, last in rows
    )


def _by(session: Session, assembly: Assembly) -> str:
    """The name of whoever convened it, as the entry of that moment in the log has them."""
    actor = session.scalar(
        select(AuditEntry.actor)
        .where(AuditEntry.action == "assembly.convened", AuditEntry.at == assembly.frozen_at)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
    if not actor or not actor.startswith("account "):
        return ""
    account = session.get(Account, int(actor.removeprefix("account ")))
    return account.name if account else ""
