"""Entering what a year's report needs beside what the system knows, each with its source. A mistake is put
right by another entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Fault, InvalidForm, require_sound
from voting.report.facts import (
    REPEATED,
    STANDING,
    FactKind,
    code_faults,
    proposed_code,
    read_fact,
    source_faults,
    without_numbers,
)
from voting.report.models import ReportFact
from voting.report.named import named_facts
from voting.stamp import require_same, stamp


@dataclass(frozen=True, slots=True)
class NewFact:
    """An entry to be made: its ``content`` as ``read_fact`` reads it, and what it was taken from. Where no
    ``code`` is chosen it gets the one that is proposed."""

    year: int
    kind: FactKind
    code: str
    content: Any
    source: str


def facts_of(session: Session, year: int) -> dict[str, dict[str, Any]]:
    """By kind and code, the content of what holds for a year, in the order in which it was first entered."""
    return {
        kind: {code: fact.content for code, fact in of_kind.items()}
        for kind, of_kind in entries_of(session, year).items()
    }


def entries_of(session: Session, year: int) -> dict[str, dict[str, ReportFact]]:
    """By kind and code, the entry that holds for a year, in the same order."""
    found: dict[str, dict[str, ReportFact]] = {}
    facts = select(ReportFact).where(ReportFact.year <= year).order_by(ReportFact.year, ReportFact.id)
    for fact in session.scalars(facts):
        of_kind = found.setdefault(fact.kind, {})
        if fact.content is None:
            of_kind.pop(fact.code, None)
        elif fact.kind in STANDING or fact.year == year:
            of_kind[fact.code] = fact
    return {kind: of_kind for kind, of_kind in found.items() if of_kind}


def not_entered(session: Session, year: int) -> dict[str, dict[str, Any]]:
    """By kind and code, what held for the year before and is not entered for this one, without numbers."""
    before, now = facts_of(session, year - 1), facts_of(session, year)
    return {
        kind: {
            code: without_numbers(kind, content)
            for code, content in before.get(kind, {}).items()
            if code not in now.get(kind, {})
        }
        for kind in REPEATED
    }


def names_entered(session: Session) -> set[str]:
    """The names under which texts can have what was ever entered, whatever became of it."""
    facts = session.scalars(select(ReportFact).where(ReportFact.content.is_not(None)))
    return {name for fact in facts for name in named_facts({fact.kind: {fact.code: fact.content}})}


def enter_fact(
    session: Session,
    fact: NewFact,
    *,
    now: datetime,
    account_id: int,
    was: str | None = None,
    unread: Sequence[Fault] = (),
) -> str:
    """Make an entry; the same once more changes nothing. Returns its code.

    ``was`` is the stamp of the content that held when the form was opened (None of what is entered without
    one), ``unread`` are the faults of what could not be read of it. Raises InvalidForm with every fault,
    or with code_taken where something new has the code of what holds already; Refused(changed_meanwhile).
    """
    content, faults = read_fact(fact.kind, fact.year, fact.content)
    source = " ".join(fact.source.split())
    code = fact.code.strip() or proposed_code(fact.kind, content)
    require_sound([*code_faults(code), *faults, *source_faults(source)], unread)
    _enter(session, replace(fact, code=code, content=content, source=source), was, now, account_id)
    return code


def take_fact_back(
    session: Session,
    fact: NewFact,
    was: str,
    *,
    now: datetime,
    account_id: int,
) -> None:
    """Take back what holds for a year, the ``source`` says why; what does not hold any more stays so.

    Raises InvalidForm where the reason is missing or too long; Refused(changed_meanwhile).
    """
    source = " ".join(fact.source.split())
    require_sound(source_faults(source))
    _enter(session, replace(fact, content=None, source=source), was, now, account_id)


def _enter(session: Session, fact: NewFact, was: str | None, now: datetime, account_id: int) -> None:
    lock_table(session, ReportFact)
    last = _last(session, fact)
    held = last.content if last else None
    if fact.content == held and (held is None or last is None or fact.source == last.source):
        return
    if fact.content and held and was == stamp(None):
        raise InvalidForm([Fault(0, "code", "code_taken", {"value": fact.code})])
    if was is not None:
        require_same(held, was)
    stored = ReportFact(
        year=fact.year,
        kind=fact.kind.value,
        code=fact.code,
        content=fact.content,
        source=fact.source,
        entered_at=now,
        account_id=account_id,
    )
    session.add(stored)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="report.fact_taken_back" if fact.content is None else "report.fact_entered",
        year=fact.year,
        kind=fact.kind.value,
        code=fact.code,
        fact=stored.id,
    )


def _last(session: Session, fact: NewFact) -> ReportFact | None:
    """The entry that counts for the year of a new one of the same kind and code."""
    years = ReportFact.year <= fact.year if fact.kind in STANDING else ReportFact.year == fact.year
    return session.scalar(
        select(ReportFact)
        .where(ReportFact.kind == fact.kind.value, ReportFact.code == fact.code, years)
        .order_by(ReportFact.year.desc(), ReportFact.id.desc())
        .limit(1)
    )
