"""Who voted at an assembly, counted by what its roll and the vote know of the members."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import not_removed
from voting.ballot.agenda import OF_SUBSTANCE
from voting.ballot.forgotten_votes import kept_turnout, kept_votes
from voting.ballot.models import FORGOTTEN, Participation, Resolution
from voting.report.small_groups import Group, hidden_groups

MOST_CITIES = 20
"""The most municipalities that have a row of their own; the members of all others are counted together."""
OTHERS = "*"
"""The name of the group of all other municipalities."""


Table = dict[str, dict[str, int | None]]
"""By group, the numbers of ``voters`` and of ``entitled``; None where a number is hidden."""


class Division(StrEnum):
    """The ways in which the voters of an assembly are divided into groups."""

    CATEGORY = "category"
    CITY = "city"
    LANGUAGE = "language"
    AGE = "age"
    """Whole years of membership on the record date."""
    CHANNEL = "channel"
    """By the channel of their first vote."""
    VENUE = "venue"
    """By the venue of their first vote, for those who cast it at one."""


WAYS_OF_VOTING = (Division.CHANNEL, Division.VENUE)
"""The divisions of voters alone: nobody is entitled in a way of voting, so there is no turnout."""
IN_ROLL = tuple(division for division in Division if division not in WAYS_OF_VOTING)
HISTORY = "history"
"""The turnout over the years, which the report's annex can have beside the divisions of a year's voters."""
ANNEX = (HISTORY, Division.CATEGORY.value)
"""What the annex has as long as nobody has chosen."""


def electorate(assembly: Assembly) -> Select[Any]:
    """A query with a row for each member entitled at an assembly, as they were when its roll was frozen."""
    columns = (RollEntry.category, RollEntry.municipality.label("city"), RollEntry.language, RollEntry.age)
    return (
        select(RollEntry.member)
        .add_columns(*columns)
        .where(RollEntry.assembly_id == assembly.id, not_removed(assembly.id, RollEntry.member))
    )


def those_who_voted(assembly: Assembly) -> Select[Any]:
    """The same of those who voted, with the ``channel`` and ``venue`` of their first vote.

    It begins with the votes. Joined to all of the roll at once (an outer join) they are looked through for
    each member of it, where a database does not know how many votes there are: SQLite took minutes.
    """
    in_order = func.row_number().over(
        partition_by=Participation.member, order_by=(Participation.cast_at, Participation.resolution_id)
    )
    votes = (
        select(Participation.member, Participation.channel, Participation.venue, in_order.label("place"))
        .join(Resolution, Resolution.id == Participation.resolution_id)
        .where(Resolution.assembly_id == assembly.id, OF_SUBSTANCE)
        .subquery()
    )
    return (
        electorate(assembly)
        .add_columns(votes.c.channel, votes.c.venue)
        .join(votes, votes.c.member == RollEntry.member)
        .where(votes.c.place == 1)
    )


def members_in(
    assembly: Assembly, division: Division, group: str, *, cities: Collection[str], voters: bool
) -> Select[str]:
    """A query for the numbers of the members in one group of a division: all who are entitled, or only the
    ``voters``.

    ``cities`` are the municipalities that have a group of their own.
    """
    rows = (those_who_voted(assembly) if voters else electorate(assembly)).subquery()
    column = rows.c[division.value]
    others = division is Division.CITY and group == OTHERS
    query = select(rows.c.member).where(column.not_in(cities) if others else column == group)
    return query.order_by(rows.c.member)


def turnout_by(
    session: Session, assembly: Assembly, divisions: Sequence[Division] = tuple(Division)
) -> dict[str, Table]:
    """By division and group, the numbers of ``voters`` and (where there is such a number) of ``entitled``;
    None where a number must be hidden."""
    voters = _counted(session, those_who_voted(assembly), divisions)
    in_roll = [division for division in divisions if division in IN_ROLL]
    entitled = _counted(session, electorate(assembly), in_roll)
    kept = kept_votes(session, assembly.id)
    tables: dict[str, Table] = {}
    for division in divisions:
        voted = voters[division]
        if division in WAYS_OF_VOTING:
            voted = voted + kept_turnout(kept, division.value)
            groups = {name: Group(voted[name]) for name in sorted(voted)}
        else:
            groups = {name: Group(voted[name], number) for name, number in sorted(entitled[division].items())}
        tables[division.value] = shown_groups(_largest(groups) if division is Division.CITY else groups)
    if Division.VENUE in tables:
        tables[Division.VENUE] = venues_beside(tables[Division.CHANNEL], tables[Division.VENUE])
    return tables


def venues_beside(channels: Table, venues: Table) -> Table:
    """The numbers of venues as they stand beside those of channels: where one of these is hidden, not every
    venue is shown. All of them together are those who voted in a hall, which is the sum of some channels."""
    told = [name for name, row in venues.items() if row["voters"] is not None]
    if len(told) < len(venues) or all(row["voters"] is not None for row in channels.values()):
        return venues
    fewest = min(told, key=lambda name: (venues[name]["voters"] or 0, name), default=None)
    return {name: {"voters": None} if name == fewest else row for name, row in venues.items()}


def first_votes(session: Session, assembly: Assembly) -> dict[str, dict[str, int]]:
    """By way of voting and group, how many members' first vote it was, of those that are not forgotten."""
    counted = _counted(session, those_who_voted(assembly), WAYS_OF_VOTING)
    return {division.value: dict(sorted(groups.items())) for division, groups in counted.items()}


def _counted(
    session: Session, members: Select[Any], divisions: Sequence[Division]
) -> dict[Division, Counter[str]]:
    """By division and group, how many members a query has whose group is known; all counted in one pass."""
    rows = members.subquery()
    columns = [rows.c[division.value] for division in divisions]
    counted: dict[Division, Counter[str]] = {division: Counter() for division in divisions}
    for number, *groups in session.execute(select(func.count(), *columns).group_by(*columns)):
        for division, group in zip(divisions, groups, strict=True):
            if group is not None and group != FORGOTTEN:
                counted[division][group] += number
    return counted


def shown_groups(groups: Mapping[str, Group]) -> Table:
    """The numbers of groups whose total is published; None where a number must be hidden."""
    hidden = hidden_groups(list(groups.values()))
    return {
        name: {
            **({} if group.entitled is None else {"entitled": group.entitled}),
            "voters": None if place in hidden else group.voters,
        }
        for place, (name, group) in enumerate(groups.items())
    }


def _largest(groups: dict[str, Group]) -> dict[str, Group]:
    order = sorted(groups, key=lambda name: (-(groups[name].entitled or 0), name))
    largest = {name: groups[name] for name in order[:MOST_CITIES]}
    rest = [groups[name] for name in order[MOST_CITIES:]]
    if rest:
        entitled = sum(group.entitled or 0 for group in rest)
        largest[OTHERS] = Group(sum(group.voters for group in rest), entitled)
    return largest
