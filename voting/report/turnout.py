"""Who voted at an assembly, counted by what its roll and the vote know of the members."""

from collections import Counter
from collections.abc import Collection, Mapping
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
HISTORY = "history"
"""The turnout over the years, which the report's annex can have beside the divisions of a year's voters."""
ANNEX = (HISTORY, Division.CATEGORY.value)
"""What the annex has as long as nobody has chosen."""


def electorate(assembly: Assembly) -> Select[Any]:
    """A query with a row for each member entitled at an assembly, as they were when its roll was frozen;
    ``channel`` is null for those who did not vote."""
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
        select(
            RollEntry.member,
            RollEntry.category,
            RollEntry.municipality.label("city"),
            RollEntry.language,
            RollEntry.age,
            votes.c.channel,
            votes.c.venue,
        )
        .outerjoin(votes, (votes.c.member == RollEntry.member) & (votes.c.place == 1))
        .where(RollEntry.assembly_id == assembly.id, not_removed(assembly.id, RollEntry.member))
    )


def members_in(
    assembly: Assembly, division: Division, group: str, *, cities: Collection[str], voters: bool
) -> Select[str]:
    """A query for the numbers of the members in one group of a division: all who are entitled, or only the
    ``voters``.

    ``cities`` are the municipalities that have a group of their own.
    """
    rows = electorate(assembly).cte("electorate").prefix_with("MATERIALIZED")
    column = rows.c[division.value]
    others = division is Division.CITY and group == OTHERS
    query = select(rows.c.member).where(column.not_in(cities) if others else column == group)
    return (query.where(rows.c.channel.is_not(None)) if voters else query).order_by(rows.c.member)


def turnout_by(session: Session, assembly: Assembly) -> dict[str, dict[str, dict[str, int | None]]]:
    """By division and group, the numbers of ``voters`` and (where there is such a number) of ``entitled``;
    None where a number must be hidden."""
    rows = electorate(assembly).subquery()
    columns = [rows.c[division.value] for division in Division]
    query = select(func.count(), func.count(rows.c.channel), *columns).group_by(*columns)
    alike = session.execute(query).all()
    tables: dict[str, dict[str, dict[str, int | None]]] = {}
    kept = kept_votes(session, assembly.id)
    for place, division in enumerate(Division, 2):
        entitled, voted = Counter[str](), Counter[str]()
        if division in WAYS_OF_VOTING:
            voted = kept_turnout(kept, division.value)
            entitled = voted.copy()
        for row in alike:
            if (name := row[place]) is not None and name != FORGOTTEN:
                entitled[name] += row[0]
                voted[name] += row[1]
        groups = {
            name: Group(voted[name], None if division in WAYS_OF_VOTING else entitled[name])
            for name in sorted(entitled)
        }
        tables[division.value] = shown_groups(_largest(groups) if division is Division.CITY else groups)
    return tables


def first_votes(session: Session, assembly: Assembly) -> dict[str, dict[str, int]]:
    """By way of voting and group, how many members' first vote it was, of those that are not forgotten."""
    rows = electorate(assembly).subquery()
    found: dict[str, dict[str, int]] = {}
    for division in WAYS_OF_VOTING:
        column = rows.c[division.value]
        counted = select(column, func.count()).where(column.is_not(None), rows.c.channel != FORGOTTEN)
        rows_of = session.execute(counted.group_by(column).order_by(column))
        found[division.value] = {row[0]: row[1] for row in rows_of}
    return found


def shown_groups(groups: Mapping[str, Group]) -> dict[str, dict[str, int | None]]:
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
