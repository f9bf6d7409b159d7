"""The fields of the forms of an assembly's preparation, as tables of a definition file.

Nothing is judged here: what cannot be read stays a text, and reading the definition finds the fault.
"""

from datetime import date, datetime
from typing import Any

from voting.ballot.adoption import TEMPLATES
from voting.languages import LANGUAGES
from voting.typed import day_in, moment_in, number_in
from voting.web.form import flag, text
from voting.wording.languages import LANGUAGE_NAMES

Values = dict[str, Any]
OWN_RULES = "own"


def main_values() -> Values:
    """The values of the assembly itself: dates, windows, limits."""
    values: Values = {
        "kind": text("kind"),
        "date": _day("date"),
        "record_date": _day("record_date"),
        "timezone": text("timezone"),
        "title": languages("title"),
        "proxies_per_holder": _number("proxies_per_holder"),
        "notice_days": _number("notice_days"),
        "second_call": flag("second_call"),
        "online_discussion": flag("online_discussion"),
    }
    if text("opens") or text("closes"):
        values["advance_voting"] = {key: _moment(key) for key in ("opens", "closes") if text(key)}
    if text("proxies_close"):
        values["proxies_close"] = _moment("proxies_close")
    return values


def venue_values() -> Values:
    """The values of a hall."""
    values: Values = {"code": text("code"), "name": languages("name")}
    return values | ({"address": text("address")} if text("address") else {})


def entry_values() -> Values:
    """The values of an entry of the programme."""
    return {"at": _moment("at"), "text": languages("text")}


def resolution_values(candidates: list[Values]) -> Values:
    """The values of a resolution, with the candidates that it has."""
    values: Values = {
        "number": text("number"),
        "kind": text("kind"),
        "title": languages("title"),
        "method": text("method"),
        "ballot": text("ballot"),
        "advance": flag("advance"),
        "live_choices": flag("live_choices"),
        "tie_rule": text("tie_rule"),
    }
    if languages("text"):
        values["text"] = languages("text")
    if text("rules") == OWN_RULES:
        values |= {key: text(key) for key in ("majority", "quorum") if text(key)}
    else:
        values["template"] = text("rules")
    if values["kind"] == "election":
        values |= {"seats": _number("seats"), "candidates": candidates}
        if text("term_years"):
            values["term_years"] = _number("term_years")
        reserved = [line.strip() for line in text("reserved").splitlines() if line.strip()]
        if reserved:
            values["reserved"] = reserved
    return values


def candidate_values() -> Values:
    """The values of a candidate, without the picture."""
    values: Values = {"code": text("code"), "name": text("name")}
    if flag("outgoing"):
        values["outgoing"] = True
    groups = [group.strip() for group in text("groups").split(",") if group.strip()]
    if groups:
        values["groups"] = groups
    if languages("statement"):
        values["statement"] = languages("statement")
    return values


def rules_choice(values: Values) -> str:
    """The template that the rules of a resolution are, or that they are its own: the value of the field
    ``rules``."""
    if "template" in values:
        return str(values["template"])
    rules = values.get("majority"), values.get("quorum")
    for name, template in TEMPLATES.items():
        if rules == (template.majority, template.quorum):
            return "appointment" if name == "ordinary" and values.get("term_years") else name
    return OWN_RULES


def languages(name: str) -> dict[str, str]:
    """The texts of the fields ``NAME.LANGUAGE`` that are not empty, by language."""
    given = {language: text(f"{name}.{language}") for language in LANGUAGES if language in LANGUAGE_NAMES}
    return {language: value for language, value in given.items() if value}


def _day(name: str) -> date | str:
    return day_in(text(name)) or text(name)


def _moment(name: str) -> datetime | str:
    return moment_in(text(name)) or text(name)


def _number(name: str) -> int | str:
    found = number_in(text(name))
    return text(name) if found is None else found
