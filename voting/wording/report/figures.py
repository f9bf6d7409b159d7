"""The figures of the yearly report by name, in the language of the moment."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from voting.report.facts import FactKind
from voting.report.turnout import OTHERS, Division
from voting.wording.languages import LANGUAGE_NAMES, in_language
from voting.wording.report.facts import fact_figure_name
from voting.wording.report.notation import report_day
from voting.wording.report.words import MOVEMENTS
from voting.wording.words import CHANNELS

_ = lazy_gettext

BOARD = {
    "new": _("Directors newly elected"),
    "renewed": _("Directors re-elected"),
    "vacant": _("Seats left vacant"),
    "coopted": _("Directors co-opted"),
    "confirmed": _("Co-optations confirmed by the assembly"),
    "not_confirmed": _("Co-optations not confirmed by the assembly"),
    "left": _("Directors who left before the end of their term"),
    "in_office": _("Directors in office on 31 December"),
    "vacant_at_end": _("Seats vacant on 31 December"),
    "trained": _("Directors who followed a training"),
}
EVENT_KINDS = {
    "preparatory": _("Preparatory meetings"),
    "workshop": _("Workshops"),
    "training": _("Trainings"),
    "information": _("Information sessions"),
    "meeting": _("Other meetings with members"),
}
EVENT_COLUMNS = {
    "events": _("Figure"),
    "days": _("Days"),
    "cities": _("Cities"),
    "participants": _("Participants"),
}
NUMBERS = {"entitled": _("Entitled"), "voters": _("Voters")}
DIVISIONS = {
    Division.CATEGORY: _("Turnout by category"),
    Division.CITY: _("Turnout by municipality"),
    Division.LANGUAGE: _("Turnout by language"),
    Division.AGE: _("Turnout by years of membership"),
    Division.CHANNEL: _("Voters by way of voting"),
    Division.VENUE: _("Voters at each venue"),
}
GROUPS = {
    Division.CATEGORY: _("Category"),
    Division.CITY: _("Municipality"),
    Division.LANGUAGE: _("Language"),
    Division.AGE: _("Years of membership"),
    Division.CHANNEL: _("Way of voting"),
    Division.VENUE: _("Venue"),
}
AGE_NAMES = {
    "0": _("less than 1"),
    "1": _("1 to 2"),
    "3": _("3 to 5"),
    "6": _("6 to 10"),
    "11": _("11 or more"),
}


def figure_name(year: int, place: str, facts: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The name of a figure of a year's report, by its place in the content. A place that the report does not
    print is its own name. ``facts`` are those of the content: without them the figures of what was entered
    are called by its code."""
    match place.split("/", 4):
        case ["members", "opening"]:
            return str(gettext("Members on %(date)s", date=f"01/01/{year}"))
        case ["members", "closing"]:
            return str(gettext("Members on %(date)s", date=f"31/12/{year}"))
        case ["members", "left"]:
            return str(gettext("Members who left"))
        case ["members", "categories", category]:
            return str(gettext("of category %(category)s", category=category))
        case ["members", kind] if kind in MOVEMENTS:
            return str(MOVEMENTS[kind])
        case ["assemblies", day, "voters"]:
            return str(gettext("Voters at the ordinary general assembly of %(date)s", date=report_day(day)))
        case ["assemblies", day, "entitled"]:
            return str(gettext("Entitled at the ordinary general assembly of %(date)s", date=report_day(day)))
        case ["extraordinary"]:
            return str(gettext("Extraordinary general assemblies"))
        case ["extraordinary", day, "voters"]:
            return str(
                gettext("Voters at the extraordinary general assembly of %(date)s", date=report_day(day))
            )
        case ["extraordinary", day, "entitled"]:
            return str(
                gettext("Entitled at the extraordinary general assembly of %(date)s", date=report_day(day))
            )
        case ["history", day, number]:
            return f"{gettext('Turnout over the years')}, {report_day(day)}: {NUMBERS[number]}"
        case ["board", seats] if seats in BOARD:
            return str(BOARD[seats])
        case ["legal_persons"]:
            return str(gettext("Members that are legal persons, other cooperatives among them"))
        case ["events", kind, column]:
            return f"{EVENT_KINDS[kind]}: {EVENT_COLUMNS[column]}"
        case ["facts", kind, *below] if kind in list(FactKind):
            return fact_figure_name([kind, *below], facts or {})
        case ["turnout", day, "by", division, rest]:
            group, _slash, number = rest.rpartition("/")
            asked = Division(division)
            name = group_name(asked, group, {})
            return f"{DIVISIONS[asked]}, {report_day(day)}: {name}, {NUMBERS[number]}"
    return place


def group_name(division: Division, group: str, venues: Mapping[str, Mapping[str, str]]) -> str:
    """The name of a group of a division; ``venues`` are the names of venues by code."""
    names: dict[Division, Callable[[], object]] = {
        Division.CATEGORY: lambda: gettext("Category %(category)s", category=group),
        Division.CITY: lambda: gettext("Other municipalities") if group == OTHERS else group,
        Division.LANGUAGE: lambda: LANGUAGE_NAMES.get(group, group),
        Division.AGE: lambda: AGE_NAMES[group],
        Division.CHANNEL: lambda: CHANNELS[group],
        Division.VENUE: lambda: in_language(venues.get(group, {"": group})),
    }
    return str(names[division]())
