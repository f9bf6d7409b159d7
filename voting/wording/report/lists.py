"""The lists of the yearly report: of each item what a sentence about it can name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from voting.report.document import Cell
from voting.report.facts import FactKind
from voting.report.named import named_facts
from voting.wording.languages import in_language
from voting.wording.report.notation import report_day
from voting.wording.report.sentences import is_told
from voting.wording.report.writing import Known, Writing, share

Item = Mapping[str, Known]


def _categories(writing: Writing) -> Iterator[Item]:
    for category, number in writing.content["members"]["categories"].items():
        if number:
            place = f"members/categories/{category}"
            yield {"number": writing.figure(place, number), "category": Known(Cell(category))}


def _ordinary(writing: Writing) -> Iterator[Item]:
    return _assemblies(writing, "assemblies", writing.content["assemblies"])


def _extraordinary(writing: Writing) -> Iterator[Item]:
    return _assemblies(writing, "extraordinary", writing.content.get("extraordinary", []))


def _assemblies(writing: Writing, part: str, assemblies: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for one in assemblies:
        yield {
            "date": Known(Cell(report_day(one["date"]))),
            "turnout": Known(Cell(share(one["voters"], one["entitled"]))),
        } | {key: writing.figure(f"{part}/{one['date']}/{key}", one[key]) for key in ("voters", "entitled")}


def _founders(writing: Writing) -> Iterator[Item]:
    for founding in _facts(writing, FactKind.FOUNDING).values():
        for founder in founding["founders"]:
            yield {"founder": Known(Cell(in_language(founder)))}


def _committees(writing: Writing) -> Iterator[Item]:
    for code, committee in _not_told(writing, FactKind.COMMITTEE, "committee").items():
        yield _named(committee) | _figures(
            writing, f"committee.{code}", ("meetings", "new_members", "subjects", "recommendations")
        )


def _surveys(writing: Writing) -> Iterator[Item]:
    for code, survey in _not_told(writing, FactKind.SURVEY, "survey").items():
        yield _named(survey) | _figures(writing, f"survey.{code}", ("respondents",))


def _scores(writing: Writing) -> Iterator[Item]:
    for code, survey in _not_told(writing, FactKind.SURVEY, "survey").items():
        for score in survey["scores"]:
            number = _figures(writing, f"survey.{code}", (score["code"],))[score["code"]]
            yield _named(score) | {"survey": _named(survey)["name"], "number": number}


def _counters(writing: Writing) -> Iterator[Item]:
    for code, counter in _not_told(writing, FactKind.COUNTER, "count").items():
        yield _named(counter) | {"number": _figures(writing, "count", (code,))[code]}


def _facts(writing: Writing, kind: FactKind) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = writing.content.get("facts", {}).get(kind, {})
    return found


def _not_told(writing: Writing, kind: FactKind, name: str) -> dict[str, Mapping[str, Any]]:
    """By code, what was entered of a kind and has no figure in the secretary's texts."""
    in_texts = writing.named_in_texts()
    return {
        code: content
        for code, content in _facts(writing, kind).items()
        if not is_told(f"{name}.{code}", in_texts)
    }


def _named(content: Mapping[str, Any]) -> dict[str, Known]:
    return {"name": Known(Cell(in_language(content["names"])))}


def _figures(writing: Writing, of: str, keys: Iterable[str]) -> dict[str, Known]:
    """By key, the figures of an entry whose names begin alike."""
    known = named_facts(writing.content["facts"])
    figures = {key: known[f"{of}.{key}"] for key in keys}
    return {key: writing.figure(one.place, one.number, one.unit) for key, one in figures.items()}


ITEMS: dict[str, Callable[[Writing], Iterator[Item]]] = {
    "categories": _categories,
    "ordinary": _ordinary,
    "extraordinary": _extraordinary,
    "founders": _founders,
    "committees": _committees,
    "surveys": _surveys,
    "scores": _scores,
    "counters": _counters,
}
"""By the code that schemes have for a list (``voting.report.scheme.LISTS``), its items."""
