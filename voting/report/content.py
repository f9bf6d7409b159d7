"""The whole content of a yearly report as one JSON value, from which it is printed, signed, hashed and
compared.

Dates are written as in ISO 8601; a number that is hidden because of a small group is null.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Venue
from voting.ballot.agenda import IN_ORDER, OF_SUBSTANCE
from voting.ballot.models import Resolution, Result, State
from voting.cooperative.stored import details_of, the_cooperative
from voting.events.figures import event_figures
from voting.register.membership import legal_persons_on
from voting.report.assemblies import EXTRAORDINARY, ORDINARY, AssemblyFigures, assemblies_of, turnouts
from voting.report.board_year import directors_of
from voting.report.enter_fact import facts_of
from voting.report.facts import FactKind
from voting.report.figures import (
    YearFigures,
    year_figures,
)
from voting.report.mandates import mandates
from voting.report.named import named_facts
from voting.report.pictures import pictures_content
from voting.report.schemes import BELGIAN
from voting.report.texts import texts_of
from voting.report.turnout import ANNEX, Division, turnout_by

YEARS_OF_TURNOUT = 10
COMPARED = (
    *("members", "assemblies", "extraordinary", "board", "events", "legal_persons", "turnout", "history"),
)
"""The keys of the content that contain figures."""


def report_content(session: Session, year: int) -> dict[str, Any]:
    """Everything that the report of a year says, as it stands now."""
    assemblies = assemblies_of(session, year)
    texts = texts_of(session, year)
    figures = figures_content(session, year, tuple(Division))
    return {
        **figures,
        "history": _history(session, year),
        "mandates": directors_of(mandates(session), year),
        "decisions": [
            item
            for assembly in (*assemblies, *assemblies_of(session, year, EXTRAORDINARY))
            for item in _decisions(session, assembly)
        ],
        "venues": _names(session, assemblies),
        "texts": texts,
        "pictures": pictures_content(session, _each(texts)),
        "annex": chosen_shape(figures["facts"])["annex"],
    }


def _each(texts: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [text for in_languages in texts.values() for text in in_languages.values()]


def chosen_shape(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """By which scheme a report is written, and which charts its annex has: as was chosen, by what was entered
    for its year, or what holds where nobody has chosen."""
    scheme, annex = (facts.get(kind, {}).get(kind, {}) for kind in (FactKind.SCHEME, FactKind.ANNEX))
    return {"scheme": scheme.get("scheme", BELGIAN), "annex": annex.get("divisions", [*ANNEX])}


def figures_content(
    session: Session, year: int, divisions: Sequence[Division] = (Division.CATEGORY,)
) -> dict[str, Any]:
    """The figures of a year, and what else its texts can name: whose report it is, and by which scheme. Its
    voters are divided in some ways; texts name those of a category."""
    facts = facts_of(session, year)
    return {
        **figures_json(year_figures(session, year)),
        "events": {kind.value: asdict(held) for kind, held in event_figures(session, year).items()},
        "legal_persons": session.scalar(
            select(func.count()).select_from(legal_persons_on(date(year, 12, 31)).subquery())
        ),
        "turnout": {
            assembly.date.isoformat(): {"by": turnout_by(session, assembly, divisions)}
            for assembly in assemblies_of(session, year)
        },
        "facts": facts,
        "cooperative": _cooperative(session),
        "scheme": chosen_shape(facts)["scheme"],
    }


def figures_json(figures: YearFigures) -> dict[str, Any]:
    """The figures of a year as a JSON value."""
    at_end = figures.board.vacant_at_end
    return {
        "year": figures.year,
        "members": {
            "opening": figures.opening,
            **{kind.value: number for kind, number in figures.movements.items()},
            "left": figures.left,
            "closing": figures.closing,
            "categories": {category.value: number for category, number in figures.categories.items()},
        },
        "assemblies": [_turnout(item) for item in figures.assemblies],
        "extraordinary": [_turnout(item) for item in figures.extraordinary],
        "board": {
            "filled": figures.board.filled,
            **figures.board.mandates,
            "vacant": figures.board.vacant,
            **({} if at_end is None else {"vacant_at_end": at_end}),
        },
        "consistent": not figures.faults,
        "faults": list(figures.faults),
    }


def figures_in(content: Mapping[str, Any]) -> dict[str, int | str | None]:
    """Every figure of a content, by its place (``members/joined``); one with decimals is a text."""
    found: dict[str, int | str | None] = {
        place: number for part in COMPARED for place, number in _numbers(content.get(part, {}), part)
    }
    return found | {one.place: one.number for one in named_facts(content.get("facts", {})).values()}


_NO_FIGURES = ("date", "elsewhere")


def _numbers(value: Any, place: str) -> Iterator[tuple[str, int | None]]:
    """The numbers below a place. An item of a list has the place of its date."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(inner, f"{place}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(
                {key: item for key, item in inner.items() if key not in _NO_FIGURES},
                f"{place}/{inner['date']}",
            )
    elif value is None or isinstance(value, int):
        yield place, value


NOT_REPORTED = ("articles", "terms_at_most", "privacy_contact", "processors", "authority")
"""What is told of the cooperative and does not stand above its report."""


def _cooperative(session: Session) -> dict[str, Any]:
    """Whose report it is: the particulars that stand above it, which are not all that is told of it."""
    told = asdict(details_of(the_cooperative(session)))
    return {name: value for name, value in told.items() if name not in NOT_REPORTED}


def _history(session: Session, year: int) -> list[dict[str, Any]]:
    """The turnout of the year's ordinary assemblies and of those before, the latest of them."""
    return [
        _turnout(one) for one in turnouts(session, ORDINARY, date.min, date(year, 12, 31), YEARS_OF_TURNOUT)
    ]


def _turnout(one: AssemblyFigures) -> dict[str, Any]:
    """The turnout of an assembly; ``elsewhere`` where it was not held with this system."""
    figures = {"date": one.date.isoformat(), "voters": one.voters, "entitled": one.entitled}
    return figures if one.entry is None else {**figures, "elsewhere": True}


def _decisions(session: Session, assembly: Assembly) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Resolution.number, Resolution.round, Resolution.title, Result.content)
        .join(Result, Result.resolution_id == Resolution.id)
        .where(
            Resolution.assembly_id == assembly.id,
            Resolution.state == State.ANNOUNCED.value,
            OF_SUBSTANCE,
        )
        .order_by(*IN_ORDER)
    )
    return [
        {
            "assembly": assembly.date.isoformat(),
            "number": number,
            "round": round_number,
            "title": title,
            "outcome": result["outcome"],
            "ballots": result["ballots"],
            **({"extraordinary": True} if assembly.kind == EXTRAORDINARY else {}),
        }
        for number, round_number, title, result in rows
    ]


def _names(session: Session, assemblies: list[Assembly]) -> dict[str, dict[str, str]]:
    """The names of the assemblies' venues by code, each in some languages."""
    rows = session.execute(
        select(Venue.code, Venue.name).where(Venue.assembly_id.in_([assembly.id for assembly in assemblies]))
    )
    return {row.code: row.name for row in rows}
