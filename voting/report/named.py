"""The figures of a year's report by the names under which texts have them: ``{joined}``, ``{members.A}``,
``{count.trainings}``. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from voting.report.facts import FactKind, Unit

NAME = re.compile(r"\{([a-z]\w*(?:\.[\w-]+)*)\}", re.ASCII)
OF_ASSEMBLIES = ("voters", "entitled")
COUNTED: dict[str, str] = {FactKind.PARTNER: "partners", FactKind.NETWORK: "networks"}
"""The kinds of which a text can name how many there are, and by what name."""
OF_YEAR = ("year", "last_year", "cooperative")
OF_LAST_ASSEMBLY = ("assembly", "turnout")
"""What texts can name of every year, and of one with an assembly, besides its figures."""
OF_BOARD = (
    *("new", "renewed", "vacant", "coopted", "confirmed", "not_confirmed", "left", "in_office"),
    *("vacant_at_end", "trained"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A figure that a text can name: its place in the report's content, and its number in a unit; one with
    decimals is a text ("7.4"), one that is hidden None."""

    place: str
    number: int | str | None
    unit: Unit = Unit.NUMBER


def named_figures(content: Mapping[str, Any]) -> dict[str, Named]:
    """By name, the figures of a report's content.

    Of the year's ordinary assemblies the last is meant by ``voters`` and ``entitled``; where there were
    several, each has its day besides (``voters.2025-06-17``), as each extraordinary one has. Of the last
    ordinary one each category has its own (``voters.A``), where it is shown.
    """
    members = content["members"]
    figures = {
        "members" if key == "closing" else key: Named(f"members/{key}", number)
        for key, number in members.items()
        if key != "categories"
    }
    for category, number in members["categories"].items():
        figures[f"members.{category}"] = Named(f"members/categories/{category}", number)
    figures["legal_persons"] = Named("legal_persons", content["legal_persons"])
    extraordinary = content.get("extraordinary", [])
    figures["extraordinary"] = Named("extraordinary", len(extraordinary))
    for assembly in extraordinary:
        for key in OF_ASSEMBLIES:
            place = f"extraordinary/{assembly['date']}/{key}"
            figures[f"{key}.{assembly['date']}"] = Named(place, assembly[key])
    for assembly in content["assemblies"]:
        for key in OF_ASSEMBLIES:
            figures[key] = Named(f"assemblies/{assembly['date']}/{key}", assembly[key])
            if len(content["assemblies"]) > 1:
                figures[f"{key}.{assembly['date']}"] = figures[key]
    figures |= _by_category(content)
    for key in OF_BOARD:
        if key in content["board"]:
            figures[f"board.{key}"] = Named(f"board/{key}", content["board"][key])
    for kind, held in content["events"].items():
        for key, number in held.items():
            figures[f"{kind}.{key}"] = Named(f"events/{kind}/{key}", number)
    return figures | named_facts(content.get("facts", {}))


def findable(content: Mapping[str, Any]) -> dict[str, Named]:
    """By name, what is looked for in texts where it may be typed: the figures of a content, its years, and
    the day and turnout of its last assembly."""
    year, assemblies = content["year"], content["assemblies"]
    found = {"year": Named("year", year), "last_year": Named("year", year - 1)} | named_figures(content)
    if assemblies:
        last = assemblies[-1]
        found["assembly"] = Named("assemblies", last["date"], Unit.AS_IT_STANDS)
        if last["entitled"] and last["voters"] is not None:
            turnout = Decimal(last["voters"] * 10_000 // last["entitled"]) / 100
            found["turnout"] = Named("assemblies", str(turnout), Unit.PERCENT)
    return found


def _by_category(content: Mapping[str, Any]) -> dict[str, Named]:
    """The turnout of the year's last assembly by category, as far as it is shown."""
    figures = {}
    for assembly in content["assemblies"][-1:]:
        divided = content.get("turnout", {}).get(assembly["date"], {}).get("by", {})
        for category, row in divided.get("category", {}).items():
            place = f"turnout/{assembly['date']}/by/category/{category}"
            for key in OF_ASSEMBLIES:
                if row[key] is not None:
                    figures[f"{key}.{category}"] = Named(f"{place}/{key}", row[key])
    return figures


def named_facts(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Named]:
    """By name, the figures of what was entered, by kind and code."""
    figures = {}
    for kind, of_kind in facts.items():
        for code, content in of_kind.items():
            for name, key, number, unit in _of_fact(kind, code, content):
                figures[name] = Named(f"facts/{kind}/{code}/{key}", number, unit)
        if kind in COUNTED:
            figures[COUNTED[kind]] = Named(f"facts/{kind}", len(of_kind))
    return figures


def _of_fact(kind: str, code: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str, int | str, Unit]]:
    """The name, key in its place, number and unit of each figure of an entry."""
    match kind:
        case FactKind.COUNTER:
            yield f"count.{code}", "number", content["number"], Unit(content["unit"])
        case FactKind.COMMITTEE:
            subjects = content["subjects"]
            numbers = {
                "meetings": content["meetings"],
                "new_members": content["new_members"],
                "subjects": len(subjects),
                "recommendations": sum(subject["recommended"] for subject in subjects),
            }
            for key, number in numbers.items():
                yield f"committee.{code}.{key}", key, number, Unit.NUMBER
        case FactKind.SURVEY:
            yield f"survey.{code}.respondents", "respondents", content["respondents"], Unit.NUMBER
            for score in content["scores"]:
                yield f"survey.{code}.{score['code']}", score["code"], score["number"], Unit(score["unit"])
        case FactKind.FOUNDING:
            yield "founded", "year", content["year"], Unit.AS_IT_STANDS
            yield "founders", "founders", len(content["founders"]), Unit.NUMBER
        case FactKind.DIRECTORS:
            yield "directors.term", "term_years", content["term_years"], Unit.NUMBER
            for matter, article in content["articles"].items():
                yield f"article.{matter}", f"articles.{matter}", article, Unit.AS_IT_STANDS
        case FactKind.RULE:
            yield f"article.{code}", "article", content["article"], Unit.AS_IT_STANDS


def names_known(content: Mapping[str, Any]) -> set[str]:
    """The names that texts can have in the year of a content."""
    in_a_row = {f"{name}.names" for kind, name in COUNTED.items() if kind in content.get("facts", {})}
    of_assembly = OF_LAST_ASSEMBLY if content["assemblies"] else ()
    return {*named_figures(content), *OF_YEAR, *of_assembly, *in_a_row}


def missing_names(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The names in a content's texts for which its year has no figure: section, language and name of each.

    Each was one once, or it would not have been taken into a text.
    """
    known = names_known(content)
    return [
        (section, language, name)
        for section, by_language in content["texts"].items()
        for language, text in by_language.items()
        for name in names_in(text)
        if name not in known
    ]


def names_in(text: str) -> list[str]:
    """The names in a text, in its order, each once."""
    return list(dict.fromkeys(NAME.findall(text)))
