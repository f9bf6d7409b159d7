"""The form of a fact of the year: what it sends as a content, and a content as its fields, each named by its
place in the content."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from voting.languages import LANGUAGES
from voting.report.facts import FactKind, proposed_code
from voting.web.form import as_typed, flag, text
from voting.wording.report.notation import report_figure

SPARE = 6
"""How many empty items a list of the form has to add to."""


def typed_content(kind: FactKind) -> dict[str, Any]:
    """What was typed, as ``read_fact`` reads it."""
    match kind:
        case FactKind.COUNTER:
            return {"names": _texts("names"), "number": text("number"), "unit": text("unit")}
        case FactKind.COMMITTEE:
            return {
                "names": _texts("names"),
                "meetings": text("meetings"),
                "new_members": text("new_members"),
                "subjects": [_subject(place) for place in _items("subjects")],
            }
        case FactKind.SURVEY:
            return {
                "names": _texts("names"),
                "respondents": text("respondents"),
                "scores": [_score(place) for place in _items("scores")],
            }
        case FactKind.PARTNER:
            return {"names": _proper_name(), "relation": "joined_us"}
        case FactKind.NETWORK:
            return {"names": _proper_name()}
        case FactKind.FOUNDING:
            founders = [_texts(place) for place in _items("founders")]
            return {
                "year": text("year"),
                "founders": [names if any(names.values()) else None for names in founders],
                "special_status": flag("special_status"),
            }
        case FactKind.DIRECTORS:
            return {
                "term_years": text("term_years"),
                "paid": flag("paid"),
                "statutory_director": flag("statutory_director"),
                "articles": {matter: text(f"articles.{matter}") for matter in ("term", "pay")},
            }
        case FactKind.RULE:
            return {"article": text("article")}
    return {name: text(name) for name in ("kind", "date", "entitled", "voters")}


def fields_of(content: Any, place: str = "") -> dict[str, str]:
    """By name, the fields of a content as they are filled in."""
    if isinstance(content, Mapping | list):
        below = content.items() if isinstance(content, Mapping) else enumerate(content)
        return {
            name: typed
            for key, value in below
            for name, typed in fields_of(value, f"{place}.{key}" if place else str(key)).items()
        }
    if isinstance(content, bool):
        return {place: "yes"} if content else {}
    decimals = place.rpartition(".")[2] == "number" and isinstance(content, str)
    return {place: report_figure(content) if decimals else str(content)}


def items_shown(name: str, values: Mapping[str, str]) -> int:
    """How many items of a list the form has: those that are filled in, and some more."""
    return (
        _items_in(name, [place for place, typed in values.items() if typed and not place.endswith(".unit")])
        + SPARE
    )


def _items(name: str) -> list[str]:
    """The places of a list's items, in their order, as the form has them."""
    return [f"{name}.{number}" for number in range(_items_in(name, as_typed()))]


def _items_in(name: str, places: Iterable[str]) -> int:
    """Up to which of a list's items there are such places."""
    found = (re.match(rf"{name}\.([0-9]{{1,3}})\.", place) for place in places)
    return max((int(number[1]) + 1 for number in found if number), default=0)


def _texts(place: str) -> dict[str, str]:
    return {code: text(f"{place}.{code}") for code in LANGUAGES}


def _proper_name() -> dict[str, str]:
    """A name that may be the same in every language."""
    names = _texts("names")
    first = next((name for name in names.values() if name), "")
    return {code: name or first for code, name in names.items()} if flag("everywhere") else names


def _subject(place: str) -> dict[str, Any] | None:
    names, recommended = _texts(f"{place}.names"), flag(f"{place}.recommended")
    return {"names": names, "recommended": recommended} if any(names.values()) or recommended else None


def _score(place: str) -> dict[str, Any] | None:
    names, number, code = _texts(f"{place}.names"), text(f"{place}.number"), text(f"{place}.code")
    if not any((*names.values(), number, code)):
        return None
    proposed = proposed_code(FactKind.COUNTER, {"names": names})
    return {"code": code or proposed, "names": names, "number": number, "unit": text(f"{place}.unit")}
