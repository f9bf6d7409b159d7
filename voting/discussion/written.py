"""Questions in writing before the meeting: asked by members, answered in writing by the office, published
with their answers and read on the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.roll import is_entitled
from voting.audit.chain import record
from voting.discussion.asking import asking_until, is_taken
from voting.discussion.models import WrittenAnswer, WrittenQuestion
from voting.discussion.questions import LONGEST, MOST_UNANSWERED
from voting.errors import Code, Refused
from voting.register.models import Member
from voting.register.names import full_name
from voting.stamp import require_same

LONGEST_ANSWER = 8000
"""The most characters of an answer in one language."""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question with who asked it; ``point`` is the number of a point of the agenda, "" for none."""

    id: int
    member: str
    name: str
    point: str
    text: str
    asked_at: datetime
    answer_id: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the questions of one point that it is to."""

    answer: WrittenAnswer
    questions: tuple[AskedBefore, ...]


def ask_before(
    session: Session, assembly_id: int, member: str, point: str, text: str, *, now: datetime
) -> None:
    """Ask in writing about a point of the agenda ("": in general). The same again, while it waits, changes
    nothing.

    Raises Refused: not_entitled, questions_closed, question_invalid, question_limit.
    """
    assembly = session.scalars(select(Assembly).where(Assembly.id == assembly_id).with_for_update()).one()
    if not is_entitled(session, assembly_id, member):
        raise Refused(Code.NOT_ENTITLED)
    until = asking_until(assembly.questions_close, assembly.date, assembly.timezone)
    if not is_taken(assembly.frozen_at, assembly.cancelled_at, until, now):
        raise Refused(Code.QUESTIONS_CLOSED)
    asked = text.strip()
    if not asked or len(asked) > LONGEST:
        raise Refused(Code.QUESTION_INVALID, longest=LONGEST)
    waiting = [one for one in without_answer(session, assembly_id) if one.member == member]
    if any((one.point, one.text) == (point, asked) for one in waiting):
        return
    if len(waiting) >= MOST_UNANSWERED:
        raise Refused(Code.QUESTION_LIMIT, limit=MOST_UNANSWERED)
    question = WrittenQuestion(assembly_id=assembly_id, member=member, point=point, text=asked, asked_at=now)
    session.add(question)
    session.flush()
    _log(session, "written.asked", assembly_id, now, f"member {member}", question=question.id)


def answer_questions(
    session: Session,
    assembly_id: int,
    question_ids: Sequence[int],
    text: Mapping[str, str],
    *,
    publish: bool,
    now: datetime,
    actor: str,
) -> None:
    """Answer questions of one point together, by language, and ``publish`` that or not yet.

    Raises Refused: not_found; questions_differ where there are none, or of several points; answer_invalid;
    changed_meanwhile where one has an answer by now.
    """
    _require_answer(text)
    session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update())
    chosen = [session.get(WrittenQuestion, question_id) for question_id in dict.fromkeys(question_ids)]
    found = [question for question in chosen if question is not None and question.assembly_id == assembly_id]
    if len(found) != len(chosen):
        raise Refused(Code.NOT_FOUND)
    if len({question.point for question in found}) != 1:
        raise Refused(Code.QUESTIONS_DIFFER)
    if any(question.answer_id is not None for question in found):
        raise Refused(Code.CHANGED_MEANWHILE)
    answer = WrittenAnswer(
        assembly_id=assembly_id, text=dict(text), published_at=now if publish else None, read_at=None
    )
    session.add(answer)
    session.flush()
    for question in found:
        question.answer_id = answer.id
    action = "written.published" if publish else "written.answered"
    _log(session, action, assembly_id, now, actor, answer=answer.id)


def change_answer(
    session: Session,
    assembly_id: int,
    answer_id: int,
    text: Mapping[str, str],
    was: str,
    *,
    publish: bool,
    now: datetime,
    actor: str,
) -> None:
    """Change an answer, and ``publish`` it where it is not yet. ``was`` is the stamp of its text.

    Raises Refused: not_found, answer_invalid, changed_meanwhile.
    """
    _require_answer(text)
    answer = _found(session, assembly_id, answer_id)
    require_same(answer.text, was)
    answer.text = dict(text)
    if publish and answer.published_at is None:
        answer.published_at = now
    action = "written.published" if publish else "written.changed"
    _log(session, action, assembly_id, now, actor, answer=answer.id)


def mark_read(session: Session, assembly_id: int, answer_id: int, *, now: datetime, actor: str) -> None:
    """Note that questions and answer were read at the meeting; again changes nothing. Raises
    Refused(not_found)."""
    answer = _found(session, assembly_id, answer_id)
    if answer.published_at is None:
        raise Refused(Code.NOT_FOUND)
    if answer.read_at is None:
        answer.read_at = now
        _log(session, "written.read", assembly_id, now, actor, answer=answer.id)


def written_questions(session: Session, assembly_id: int) -> list[AskedBefore]:
    """An assembly's questions in the order in which they were asked."""
    rows = session.execute(
        select(WrittenQuestion, Member.first_name, Member.name)
        .join(Member, Member.number == WrittenQuestion.member)
        .where(WrittenQuestion.assembly_id == assembly_id)
        .order_by(WrittenQuestion.asked_at, WrittenQuestion.id)
    )
    return [
        AskedBefore(
            *(one.id, one.member, full_name(first_name, name), one.point, one.text, one.asked_at),
            one.answer_id,
        )
        for one, first_name, name in rows
    ]


def written_answers(session: Session, assembly_id: int, *, drafts_too: bool = False) -> list[Answered]:
    """The published answers with their questions, in the order of the first of these; those that are not
    published only where ``drafts_too``."""
    questions = written_questions(session, assembly_id)
    query = select(WrittenAnswer).where(WrittenAnswer.assembly_id == assembly_id)
    if not drafts_too:
        query = query.where(WrittenAnswer.published_at.is_not(None))
    answers = {answer.id: answer for answer in session.scalars(query)}
    ordered = dict.fromkeys(one.answer_id for one in questions if one.answer_id in answers)
    return [
        Answered(answers[answer_id], _to(questions, answer_id))
        for answer_id in ordered
        if answer_id is not None
    ]


def without_answer(session: Session, assembly_id: int) -> list[AskedBefore]:
    """The questions whose answer has not been published."""
    published = {one.id for found in written_answers(session, assembly_id) for one in found.questions}
    return [one for one in written_questions(session, assembly_id) if one.id not in published]


def _to(questions: Iterable[AskedBefore], answer_id: int) -> tuple[AskedBefore, ...]:
    return tuple(one for one in questions if one.answer_id == answer_id)


def _require_answer(text: Mapping[str, str]) -> None:
    if not text or any(len(said) > LONGEST_ANSWER for said in text.values()):
        raise Refused(Code.ANSWER_INVALID, longest=LONGEST_ANSWER)


def _found(session: Session, assembly_id: int, answer_id: int) -> WrittenAnswer:
    answer = session.get(WrittenAnswer, answer_id, with_for_update=True)
    if answer is None or answer.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    return answer


def _log(session: Session, action: str, assembly_id: int, now: datetime, actor: str, **about: int) -> None:
    record(session, now=now, actor=actor, action=action, assembly=assembly_id, **about)
