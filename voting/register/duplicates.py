"""Pairs of numbers that may belong to one person, and what was decided about them: one person
has one vote."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.aside import aside, rows_in_turns
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.folding import letters, words
from voting.register.edit import Act, movements_in_force, withdraw_movements
from voting.register.import_register import lock_register
from voting.register.membership import numbers_on
from voting.register.models import Judgement, Member
from voting.stamp import require_same

MOST_ALIKE = 20
"""Of a group of at most so many who are alike in the same way, all pairs are listed; of a larger one, each
member with the first."""


class Ground(StrEnum):
    """Why two numbers may be one person."""

    NAME_AND_EMAIL = "name_and_email"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Namesake:
    """What is compared of a member to tell whether somebody else is the same person."""

    number: str
    name: str
    first_name: str
    email: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers, the smaller first (as texts), and the grounds on which they may be one person."""

    member: str
    other: str
    grounds: frozenset[Ground]


def name_keys(first_name: str, name: str) -> set[str]:
    """What a name shares with another that may be the same person's: a key of the two is equal.

    One has its words in one order, so that it does not matter in which they stand; the other its letters as
    if written in a circle, so that it does not matter how they are parted: ``Jan D'Hondt``, ``Dhondt, Jan``.
    """
    written = words(f"{first_name} {name}")
    joined = "".join(written)
    least = min(joined, default="")
    starts = (start for start, letter in enumerate(joined) if letter == least)
    in_a_circle = min((joined[start:] + joined[:start] for start in starts), default="")
    return {" ".join(sorted(written)), in_a_circle}


def number_key(number: str) -> str:
    """A number as a key without what is easily written otherwise: capitals, signs, and zeros in front."""
    return letters(number).lstrip("0")


def alike(people: Iterable[Namesake]) -> list[Pair]:
    """The pairs of people who have a key in common, each pair once with all its grounds, in order of number.
    Pure."""
    people, names = list(people), cache(name_keys)
    groups = [
        (Ground.NUMBER, [person.number for person in same])
        for same in _sharing(people, lambda person: number_key(person.number))
    ]
    for ground, shared in _BESIDE_NAMES.items():
        for some in _sharing(people, shared):  # with most nobody shares anything: their names do not matter
            by_name: dict[str, list[str]] = {}
            for person in some:
                for name in names(person.first_name, person.name):
                    by_name.setdefault(name, []).append(person.number)
            groups += [(ground, numbers) for numbers in by_name.values()]
    grounds: dict[tuple[str, str], set[Ground]] = {}
    for ground, numbers in groups:
        few = len(numbers) <= MOST_ALIKE
        pairs = combinations(sorted(numbers), 2) if few else ((min(numbers), other) for other in numbers)
        for one, other in pairs:
            if one != other:
                grounds.setdefault((one, other), set()).add(ground)
    return [Pair(one, other, frozenset(found)) for (one, other), found in sorted(grounds.items())]


_BESIDE_NAMES: dict[Ground, Callable[[Namesake], object]] = {
    Ground.NAME_AND_EMAIL: lambda person: person.email.casefold() or None,
    Ground.NAME_AND_BIRTH_DATE: lambda person: person.birth_date,
}
"""By ground, what two share beside a name; None: nothing."""


def _sharing(people: list[Namesake], shared: Callable[[Namesake], object]) -> list[list[Namesake]]:
    """The groups of several people who share something."""
    values = [shared(person) for person in people]
    times = Counter(values)
    groups: dict[object, list[Namesake]] = {}
    for person, value in zip(people, values, strict=True):
        if value is not None and times[value] > 1:
            groups.setdefault(value, []).append(person)
    return list(groups.values())


def likely_duplicates(session: Session, day: date) -> list[Pair]:
    """The pairs who are alike among the members of a day. Other requests go on meanwhile."""
    columns = (Member.number, Member.name, Member.first_name, Member.email, Member.birth_date)
    rows = session.execute(select(*columns).where(Member.number.in_(numbers_on(day))))
    people = [Namesake(*row) for row in rows_in_turns(rows)]
    return aside(alike, people)


def judgements(session: Session) -> dict[tuple[str, str], Judgement]:
    """By pair (smaller number first), what was last decided about it."""
    last = select(func.max(Judgement.id)).group_by(Judgement.member, Judgement.other)
    found = session.scalars(select(Judgement).where(Judgement.id.in_(last)))
    return {(judgement.member, judgement.other): judgement for judgement in found}


def decide_pair(session: Session, one: str, another: str, keeps: str | None, act: Act, was: str) -> None:
    """Decide about two numbers. ``keeps`` None: they are two persons. A number: they are one person, who
    keeps this one, and the membership under the other is withdrawn as a mistake: it no longer counts, and
    comes on no roll that is frozen later.

    ``was`` is the stamp of the id of the decision that was seen (None: there was none). The same decision
    again changes nothing. Raises Refused: not_found; bad_request where ``keeps`` is neither of the two;
    wrong_state where they are one person already; changed_meanwhile.
    """
    lock_register(session)
    member, other = sorted((one, another))
    found = session.scalars(select(Member.number).where(Member.number.in_([member, other]))).all()
    if len(found) != 2:
        raise Refused(Code.NOT_FOUND)
    if keeps not in (None, member, other):
        raise Refused(Code.BAD_REQUEST)
    earlier = judgements(session).get((member, other))
    if earlier is not None and earlier.keeps == keeps:
        return
    if earlier is not None and earlier.keeps is not None:
        raise Refused(Code.WRONG_STATE)  # the membership under the other number has been withdrawn
    require_same(earlier.id if earlier else None, was)
    session.add(
        Judgement(
            member=member,
            other=other,
            keeps=keeps,
            reason=act.reason,
            recorded_at=act.now,
            recorded_by=act.actor,
        )
    )
    session.flush()
    if keeps is not None:
        movements = movements_in_force(session, other if keeps == member else member)
        if movements:
            withdraw_movements(session, movements, act)
    record(
        session,
        now=act.now,
        actor=act.actor,
        action="register.same_person" if keeps else "register.different_persons",
        member=member,
        other=other,
        keeps=keeps or "",
    )
