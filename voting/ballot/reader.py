"""Members as their own pages show them: all that pages ask of their readers, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    true,
)

from voting.assembly.models import Proxy, StandIn
from voting.assembly.roll import on_roll
from voting.assembly.standing import still_given
from voting.attendance.models import ONLINE, Presence
from voting.attendance.presence import open_stay
from voting.ballot.models import Participation, Resolution
from voting.bulk import each_asked
from voting.discussion.models import ON_THE_LIST, Speaker, Turn
from voting.register.models import Member
from voting.register.names import full_name


class VoteCounted(NamedTuple):
    """That a vote of a member is counted: how and when it was cast, and by which ``holder``, if not by
    themselves."""

    channel: str
    venue: str | None
    holder: str | None
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class PageReader:
    """A member at an assembly: their full ``name``, and whether they are on the roll (``entitled``).

    ``place`` is where they are present now, if anywhere, in the ``stay`` with this id, ``since`` when; else
    ``away_since`` when they no longer take part at a distance, if they did so last. ``proxies`` says whether
    they have given or hold, offered or accepted, any that stands, to whomever; ``turn`` how it stands with
    them on the list of speakers. ``votes`` are by id of the resolution.
    """

    number: str
    name: str = ""
    entitled: bool = False
    place: str | None = None
    stay: int | None = None
    since: datetime | None = None
    away_since: datetime | None = None
    proxies: bool = False
    turn: Turn | None = None
    votes: Mapping[int, VoteCounted] = field(default_factory=dict)

    @property
    def stay_online(self) -> int | None:
        """The id of the stay at a distance in which they are now; None where they are in none."""
        return self.stay if self.place == ONLINE else None

    @property
    def in_a_hall(self) -> bool:
        """Whether they are present in a hall."""
        return self.place not in (None, ONLINE)


class ReaderAsked(NamedTuple):
    """A member whose page is made at an assembly: with all their votes there, or the one on this resolution
    alone."""

    assembly_id: int
    member: str
    resolution_id: int | None = None


def page_reader(connection: Connection, asked: ReaderAsked) -> PageReader:
    """A member at an assembly."""
    return _reader(asked.member, connection.execute(_of_one(), asked._asdict()).all())


def page_readers(connection: Connection, asked: Sequence[ReaderAsked]) -> list[PageReader]:
    """The same of several, in their order: on PostgreSQL by one statement."""
    if connection.dialect.name != "postgresql":
        return [page_reader(connection, each) for each in asked]
    numbered = [[place, *each] for place, each in enumerate(asked)]
    found: list[list[Sequence[Any]]] = [[] for _ in asked]
    for place, *row in connection.execute(_of_many(), {"asked": numbered}):
        found[place].append(row)
    return [_reader(each.member, rows) for each, rows in zip(asked, found, strict=True)]


def _reader(member: str, rows: Sequence[Sequence[Any]]) -> PageReader:
    """A member by the rows that were found of them: one for each vote, and one where there is none."""
    if not rows:
        return PageReader(member)
    first_name, name, entitled, place, stay, since, away_since, proxies, turn, *_ = rows[0]
    votes = {row[9]: VoteCounted(*row[10:]) for row in rows if row[9] is not None}
    return PageReader(
        *(member, full_name(first_name, name), bool(entitled), place, stay, since),
        *(None if place else away_since, bool(proxies), Turn(turn) if turn else None, votes),
    )


@cache
def _of_one() -> Executable:
    """The question of one, put together once."""
    return _question(
        bindparam("assembly_id", type_=Integer),
        bindparam("member", type_=String),
        bindparam("resolution_id", type_=Integer),
    )


@cache
def _of_many() -> Executable:
    """The question of several: PostgreSQL answers each of them by itself (OFFSET 0), by the indexes, and does
    not look through all members for some."""
    value = each_asked("postgresql").c.value
    asked = select(
        value[0].as_integer().label("place"),
        value[1].as_integer().label("assembly_id"),
        value[2].as_string().label("member"),
        value[3].as_integer().label("resolution_id"),
    ).subquery("one")
    question = _question(
        literal_column("one.assembly_id", Integer),
        literal_column("one.member", String),
        literal_column("one.resolution_id", Integer),
    )
    each = question.offset(0).lateral()
    return select(asked.c.place, *each.c).select_from(asked.join(each, true()))


def _question(
    assembly: ColumnElement[int], member: ColumnElement[str], resolution: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    about = or_(resolution.is_(None), Resolution.id == resolution)
    columns = (
        *(Member.first_name, Member.name, on_roll(assembly, member)),
        *(Presence.place, Presence.id, Presence.since, _left_online(assembly, member)),
        *(_any_proxy(assembly, member), _turn(assembly, member)),
        *(Participation.resolution_id, Participation.channel, Participation.venue),
        *(Participation.holder, Participation.cast_at),
    )
    return (
        select(*(column.label(f"part_{number}") for number, column in enumerate(columns)))
        .select_from(Member)
        .outerjoin(Presence, open_stay(assembly, member))
        .outerjoin(Resolution, and_(Resolution.assembly_id == assembly, about))
        .outerjoin(
            Participation,
            and_(Participation.resolution_id == Resolution.id, Participation.member == member),
        )
        .where(Member.number == member)
    )


def _left_online(assembly: ColumnElement[int], member: ColumnElement[str]) -> ColumnElement[datetime | None]:
    """When the stay that began last ended, if it was at a distance."""
    return (
        select(case((Presence.place == ONLINE, Presence.until)))
        .where(Presence.assembly_id == assembly, Presence.member == member)
        .order_by(Presence.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )


def _any_proxy(assembly: ColumnElement[int], member: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(
        exists().where(still_given(Proxy, assembly), Proxy.grantor == member),
        exists().where(still_given(Proxy, assembly), Proxy.holder == member),
        exists().where(still_given(StandIn, assembly), StandIn.member == member),
    )


def _turn(assembly: ColumnElement[int], member: ColumnElement[str]) -> ColumnElement[str | None]:
    return (
        select(Speaker.state)
        .where(Speaker.assembly_id == assembly, Speaker.member == member, ON_THE_LIST)
        .scalar_subquery()
    )
