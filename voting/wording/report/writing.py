"""A report's content as it is written: each figure with its list, and beside it what was signed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from flask_babel import gettext

from voting.report.document import Cell, Picture, TableRow
from voting.report.facts import FactKind, Unit
from voting.report.named import COUNTED, named_figures, names_in, names_known
from voting.wording.languages import TERRITORY, in_language, language
from voting.wording.reasoning import percentage
from voting.wording.report.figures import figure_name
from voting.wording.report.notation import report_day, report_figure

HIDDEN = "–"


@dataclass(frozen=True, slots=True)
class Known:
    """What a sentence can name: how it is written, and its number where it is one."""

    cell: Cell
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A report's content that is to be written, and by place the signed value of each figure that has changed
    since.

    ``address`` gives for a figure's place the address of the page that lists what was counted, or "";
    ``pictures`` those that its texts show, by number; ``logo`` is the cooperative's.
    """

    content: Mapping[str, Any]
    changed: Mapping[str, int | str | None] = field(default_factory=dict)
    address: Callable[[str], str] = lambda place: ""
    pictures: Mapping[int, Picture] = field(default_factory=dict)
    logo: Picture | None = None

    def cell(self, place: str, value: int | str | None, unit: Unit = Unit.NUMBER) -> Cell:
        """The cell of a figure in its unit; where another value was signed, that is noted beside it."""
        note = ""
        if place in self.changed:
            signed = self.changed[place]
            written = HIDDEN if signed is None else report_figure(signed, unit)
            note = gettext("changed; signed was %(number)s", number=written)
        if value is None:
            return Cell(HIDDEN, note=note)
        return Cell(report_figure(value, unit), note=note, address=self.address(place))

    def figure(self, place: str, value: int | str | None, unit: Unit = Unit.NUMBER) -> Known:
        """A figure that a sentence can name."""
        return Known(self.cell(place, value, unit), value if isinstance(value, int) else None)

    def known(self) -> dict[str, Known]:
        """By name, what sentences can name: the cooperative, the year and its figures, the day and turnout of
        its last assembly, and what was entered."""
        year, assemblies = self.content["year"], self.content["assemblies"]
        known = {
            name: self.figure(one.place, one.number, one.unit)
            for name, one in named_figures(self.content).items()
        }
        name = in_language(self.content.get("cooperative", {}).get("name", {})) or gettext("the cooperative")
        known |= {
            "cooperative": Known(Cell(str(name))),
            "year": Known(Cell(str(year))),
            "last_year": Known(Cell(str(year - 1))),
            **dict(_of_facts(self.content.get("facts", {}))),
        }
        if assemblies:
            last = assemblies[-1]
            known["assembly"] = Known(Cell(report_day(last["date"])))
            known["turnout"] = Known(Cell(share(last["voters"], last["entitled"])))
        return known

    def named(self) -> dict[str, Cell]:
        """By name, how what the secretary's texts can name is written."""
        of_texts = names_known(self.content)
        return {name: one.cell for name, one in self.known().items() if name in of_texts}

    def named_in_texts(self) -> frozenset[str]:
        """The names in the secretary's texts, in the language of the moment."""
        texts = self.content["texts"].values()
        return frozenset(name for text in texts for name in names_in(text.get(language(), "")))

    def row(self, place: str, value: int | None, *, total: bool = False) -> TableRow:
        """A row with the name of a figure, and its cell."""
        name = figure_name(self.content["year"], place, self.content.get("facts"))
        return TableRow(name, (self.cell(place, value),), total=total)


def share(voters: int | None, entitled: int | None) -> str:
    """How many of those entitled voted, as a percentage; a dash where one of the two is hidden."""
    return HIDDEN if voters is None or not entitled else percentage(voters, entitled)


def _of_facts(facts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Known]]:
    """By name, what was entered and is no figure: names in a row, and answers to yes or no (1 or 0)."""
    for kind, name in COUNTED.items():
        names = [in_language(one["names"]) for one in facts.get(kind, {}).values()]
        yield f"{name}.names", Known(Cell(format_list(names, locale=TERRITORY[language()])))
    for founding in facts.get(FactKind.FOUNDING, {}).values():
        yield "founding.special_status", _answer(founding["special_status"])
    for directors in facts.get(FactKind.DIRECTORS, {}).values():
        yield "directors.paid", _answer(directors["paid"])
        yield "directors.statutory", _answer(directors["statutory_director"])


def _answer(yes: bool) -> Known:
    return Known(Cell(gettext("yes") if yes else gettext("no")), int(yes))
