"""The fields of the forms of an assembly's preparation, as tables of a definition file.

Nothing is judged here: what cannot be read stays a text, and reading the definition finds the fault.
"""

from datetime import date, datetime
from typing import Any

from voting.ballot.definition import POINT
from voting.languages import LANGUAGES
from voting.local_time import moments_of, with_choice, zone_named
from voting.typed import day_in, moment_in, number_in
from voting.web.form import flag, sent, text
from voting.web.office.assembly.draft_rules import applying, kind_of, rules_values
from voting.wording.languages import LANGUAGE_NAMES

Values = dict[str, Any]


def main_values() -> Values:
    """The values of the assembly itself: dates, windows, limits."""
    zone = text("timezone")
    values: Values = {
        "kind": text("kind"),
        "date": _day("date"),
        "record_date": _day("record_date"),
        "timezone": text("timezone"),
        "title": languages("title"),
        "proxies_per_holder": _number("proxies_per_holder"),
        "notice_days": _number("notice_days"),
        "chosen_proxies": flag("chosen_proxies"),
        "stand_ins": flag("stand_ins"),
        "labels": flag("labels"),
        "second_call": flag("second_call"),
    }
    if text("opens") or text("closes"):
        values["advance_voting"] = {key: _moment(key, zone) for key in ("opens", "closes") if text(key)}
    if text("meeting_opens"):
        values["opens"] = _moment("meeting_opens", zone)
    for name in ("proxies_close", "questions_close"):
        if text(name):
            values[name] = _moment(name, zone)
    return values


def twice(value: datetime | str | None, timezone: str) -> list[datetime]:
    """The two moments that a time in a form is where the clocks are put back; none where it is one, or none
    that can be read."""
    written = moment_in(value, with_offset=True) if isinstance(value, str) else value
    found = moments_of(written.replace(tzinfo=None), zone_named(timezone)) if written else []
    return found if len(found) > 1 else []


def venue_values() -> Values:
    """The values of a hall."""
    values: Values = {"code": text("code"), "name": languages("name")}
    return values | ({"address": text("address")} if text("address") else {})


def entry_values(zone: str) -> Values:
    """The values of an entry of the programme, in the time zone of that name."""
    return {"at": _moment("at", zone), "text": languages("text")}


def resolution_values(method: str, before: Values, *, in_advance: bool) -> Values:
    """The values of a resolution that is voted on by ``method``, with the candidates that it had; or of a
    point without a vote.

    ``before`` are the values that it had; ``in_advance``: the assembly can be voted on in advance, so that
    the form asks whether this resolution can. What the form does not ask stays as it was.
    """
    values: Values = {"number": text("number"), "kind": kind_of(method), "title": languages("title")}
    if languages("text"):
        values["text"] = languages("text")
    if values["kind"] == POINT:
        return values
    by_hands = text("ballot") == "hands"
    values |= {
        "method": method,
        "ballot": text("ballot") if sent("ballot") else "secret",
        "advance": flag("advance") if in_advance else before.get("advance", True) and not by_hands,
        "live_choices": flag("live_choices"),
    }
    if flag("sealed"):
        values["sealed"] = True
    values |= rules_values(method, before if before.get("method") == method else {})
    applies = applying(method)
    amended = text("if_amended") if sent("if_amended") else before.get("if_amended")
    if amended and not applies["candidates"]:
        values["if_amended"] = amended
    confirmed = text("confirms") if sent("confirms") else before.get("confirms")
    if confirmed and not applies["candidates"]:
        values["confirms"] = confirmed
    if applies["candidates"]:
        values |= {"seats": _number("seats") if applies["seats"] else 1}
        values |= {"candidates": before.get("candidates", [])}
        if text("term_years"):
            values["term_years"] = _number("term_years")
    return values


def candidate_values(method: str, before: Values) -> Values:
    """The values of a candidate, without the picture; ``before`` are those that they had."""
    values: Values = {"code": text("code"), "name": text("name")}
    if flag("outgoing"):
        values["outgoing"] = True
    groups = [group.strip() for group in text("groups").split("\n") if group.strip()]
    if not applying(method)["reserved"]:
        groups = before.get("groups", [])
    if groups:
        values["groups"] = groups
    if languages("statement"):
        values["statement"] = languages("statement")
    return values


def languages(name: str) -> dict[str, str]:
    """The texts of the fields ``NAME.LANGUAGE`` that are not empty, by language."""
    given = {language: text(f"{name}.{language}") for language in LANGUAGES if language in LANGUAGE_NAMES}
    return {language: value for language, value in given.items() if value}


def _day(name: str) -> date | str:
    return day_in(text(name)) or text(name)


def _moment(name: str, zone: str) -> datetime | str:
    """A time as it is written in a file: where it comes twice, with the offset that was chosen beside it."""
    typed = moment_in(text(name))
    if typed is None:
        return text(name)
    return with_choice(typed, zone_named(zone), text(f"{name}_offset"))


def _number(name: str) -> int | str:
    found = number_in(text(name))
    return text(name) if found is None else found
