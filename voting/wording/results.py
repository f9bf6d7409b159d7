"""The announced results for a spreadsheet, and for machines."""

from dataclasses import asdict, replace
from typing import Any

from flask_babel import gettext

from voting.assembly.models import Assembly
from voting.report.minutes import Item
from voting.spreadsheet import Value
from voting.wording.by_proxy import proxy_votes
from voting.wording.languages import in_language
from voting.wording.words import OUTCOMES, POSITIONS, STATES

MARKS = ("for", "against", "abstain")


def results_rows(items: list[Item]) -> tuple[list[str], list[list[Value]]]:
    """The names of the columns, and a row for each choice of each resolution; counts only where they have
    been announced. Where a majority was needed in each class, there is a last column for the category: empty
    in the rows that count everybody."""
    header = [
        *(gettext("Number"), gettext("Round"), gettext("Resolution"), gettext("State"), gettext("Outcome")),
        *(gettext("Entitled"), gettext("Present or represented"), gettext("Ballots"), gettext("By proxy")),
        *(gettext("Choice"), gettext("Votes"), *(str(POSITIONS[mark]) for mark in MARKS), gettext("Elected")),
    ]
    if not any(item.result and "by_class" in item.result for item in items):
        return header, [row for item in items for row in _rows(item)]
    rows = [named for item in items for named in _rows_by_class(item)]
    return [*header, gettext("Category")], [[*row, name] for name, row in rows]


def results_json(assembly: Assembly, items: list[Item]) -> dict[str, Any]:
    """The same as a JSON value, with the results exactly as they were announced."""
    return {
        "assembly": {
            "date": assembly.date.isoformat(),
            "title": assembly.title,
            "entitled": assembly.entitled,
            "roll_hash": assembly.roll_hash,
        },
        "resolutions": [
            {
                "number": item.resolution.number,
                "round": item.resolution.round,
                "kind": item.resolution.kind,
                "method": item.resolution.method,
                "title": item.resolution.title,
                "state": item.resolution.state,
                "options": [
                    {"code": option["code"], "name": option["name"]} for option in item.resolution.options
                ],
                "result": item.result,
                **_by_name(item),
            }
            for item in items
        ],
    }


def _rows_by_class(item: Item) -> list[tuple[str, list[Value]]]:
    """The rows that count everybody, then those of each class whose counts are shown."""
    rows = [("", row) for row in _rows(item)]
    result = item.result or {}
    for name, told in sorted(result.get("by_class", {}).items()):
        if "counts" in told:
            entitled, present = result["entitled_by_class"][name], result["present_by_class"].get(name, 0)
            of_class = {"entitled": entitled, "present_or_represented": present, **told}
            rows += [(name, row) for row in _rows(replace(item, result=result | of_class))]
    return rows


def _rows(item: Item) -> list[list[Value]]:
    resolution, result = item.resolution, item.result
    begin: list[Value] = [resolution.number, resolution.round, in_language(resolution.title)]
    if result is None:
        return [[*begin, str(STATES[resolution.state]), *[""] * 11]]
    begin += [str(STATES[resolution.state]), str(OUTCOMES[result["outcome"]])]
    begin += [result["entitled"], result["present_or_represented"], result["ballots"]]
    begin.append(proxy_votes(result))
    if resolution.method == "for_against_abstain":
        return [[*begin, "", "", *(result["counts"][mark] for mark in MARKS), ""]]
    if resolution.method == "per_candidate":
        return [
            [*begin, name, "", *(result["counts"][code][mark] for mark in MARKS), _elected(code, result)]
            for code, name in _choices(item)
        ]
    marks = [
        [*begin, name, result["counts"][code], "", "", "", _elected(code, result)]
        for code, name in _choices(item)
    ]
    return [*marks, [*begin, str(POSITIONS["blank"]), result["blank"], "", "", "", ""]]


def _by_name(item: Item) -> dict[str, Any]:
    """Of a vote by name: by choice, the members with their proxy holders."""
    if item.names is None:
        return {}
    return {"by_name": {choice: [asdict(vote) for vote in votes] for choice, votes in item.names.items()}}


def _choices(item: Item) -> list[tuple[str, str]]:
    return [(option["code"], option["name"]) for option in item.resolution.options]


def _elected(code: str, result: dict[str, Any]) -> str:
    return gettext("yes") if code in result["elected"] else ""
