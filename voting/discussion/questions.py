"""Questions in writing: asked by members who take part, answered in public."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.discussion.models import Question
from voting.discussion.taking_part import place_in_discussion
from voting.errors import Code, Refused
from voting.register.models import Member
from voting.register.names import full_name

LONGEST = 1000
"""The most characters that a question may have."""
MOST_UNANSWERED = 3
"""The most questions of one member that may wait for an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a list shows it."""

    id: int
    member: str
    name: str
    place: str
    text: str
    asked_at: datetime
    answered: bool
    hidden_for: str | None


def questions_of(session: Session, assembly_id: int, *, hidden_too: bool = False) -> list[Asked]:
    """An assembly's questions in the order in which they were asked; those that were hidden only where
    ``hidden_too``."""
    query = (
        select(Question, Member.first_name, Member.name)
        .join(Member, Member.number == Question.member)
        .where(Question.assembly_id == assembly_id)
        .order_by(Question.asked_at, Question.id)
    )
    if not hidden_too:
        query = query.where(Question.hidden_for.is_(None))
    return [
        Asked(
            question.id,
            question.member,
            full_name(first_name, name),
            question.place,
            question.text,
            question.asked_at,
            question.answered_at is not None,
            question.hidden_for,
        )
        for question, first_name, name in session.execute(query)
    ]


def ask_question(session: Session, assembly_id: int, member: str, text: str, *, now: datetime) -> None:
    """Ask a question in writing. The same text again, while it waits for an answer, changes nothing.

    Raises Refused: question_invalid, question_limit, and those of ``place_in_discussion``.
    """
    session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update())
    place = place_in_discussion(session, assembly_id, member)
    asked = text.strip()
    if not asked or len(asked) > LONGEST:
        raise Refused(Code.QUESTION_INVALID, longest=LONGEST)
    mine = (
        Question.assembly_id == assembly_id,
        Question.member == member,
        Question.answered_at.is_(None),
        Question.hidden_for.is_(None),
    )
    if session.scalar(select(Question.id).where(*mine, Question.text == asked).limit(1)) is not None:
        return
    if (session.scalar(select(func.count()).select_from(Question).where(*mine)) or 0) >= MOST_UNANSWERED:
        raise Refused(Code.QUESTION_LIMIT, limit=MOST_UNANSWERED)
    question = Question(assembly_id=assembly_id, member=member, place=place, text=asked, asked_at=now)
    session.add(question)
    session.flush()
    _log(session, question, "question.asked", now, f"member {member}")


def mark_answered(session: Session, assembly_id: int, question_id: int, *, now: datetime, actor: str) -> None:
    """Show a question as answered; again changes nothing. Raises Refused(not_found)."""
    question = _found(session, assembly_id, question_id)
    if question.answered_at is None:
        question.answered_at = now
        _log(session, question, "question.answered", now, actor)


def hide(
    session: Session, assembly_id: int, question_id: int, reason: str, *, now: datetime, actor: str
) -> None:
    """Take a question off the public list, for a reason that is kept. Raises Refused: not_found,
    reason_missing."""
    if not reason.strip():
        raise Refused(Code.REASON_MISSING)
    question = _found(session, assembly_id, question_id)
    if question.hidden_for is None:
        question.hidden_for = reason.strip()
        _log(session, question, "question.hidden", now, actor)


def _found(session: Session, assembly_id: int, question_id: int) -> Question:
    question = session.get(Question, question_id, with_for_update=True)
    if question is None or question.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    return question


def _log(session: Session, question: Question, action: str, now: datetime, actor: str) -> None:
    record(session, now=now, actor=actor, action=action, assembly=question.assembly_id, question=question.id)
