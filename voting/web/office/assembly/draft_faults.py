"""The faults of an assembly's preparation, each with the field as the forms name it, and a link to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString, lazy_gettext

from voting.errors import Fault
from voting.languages import LANGUAGES
from voting.wording.faults import fault_in_words
from voting.wording.languages import LANGUAGE_NAMES

_ = lazy_gettext

Place = tuple[str, int, int]
"""A form: its part ("main" for the assembly itself), and the numbers of the item and the candidate (from 1;
0: none)."""

PLACE = re.compile(
    r"(?:(?P<part>venues|programme|resolutions|documents)(?:\[(?P<position>\d+)\]\.?)?)?"
    r"(?:candidates\[(?P<candidate>\d+)\]\.?)?(?P<key>.*)"
)
PARTS: dict[str, LazyString] = {
    "main": _("The assembly itself"),
    "venues": _("Venue"),
    "programme": _("Programme"),
    "resolutions": _("Resolution"),
    "candidates": _("Candidate"),
    "documents": _("Document"),
}
FIELDS: dict[str, LazyString] = {
    "address": _("Address"),
    "advance_voting.closes": _("Voting in advance until"),
    "advance_voting.opens": _("Voting in advance from"),
    "at": _("When"),
    "ballot": _("Ballot"),
    "candidates": _("Candidates"),
    "code": _("Short code"),
    "confirms": _("Whose co-optation it confirms"),
    "date": _("Day of the assembly"),
    "files": _("File (PDF)"),
    "groups": _("Groups for reserved seats"),
    "help": _("How to phone in or get help"),
    "kind": _("Kind"),
    "live_choices": _("The hall sees the choices while the vote is open, ten at a time"),
    "majority": _("Majority"),
    "method": _("How it is voted on"),
    "name": _("Name"),
    "notice_days": _("Whole days between the day on which invitations leave and the day of the assembly"),
    "number": _("Number on the agenda"),
    "opens": _("Hour of the meeting"),
    "picture": _("Picture"),
    "proxies_close": _("Until when proxies can be given"),
    "proxies_per_holder": _("How many one member can hold at most"),
    "questions_close": _("Until when questions can be asked in writing"),
    "quorum": _("Quorum"),
    "record_date": _("Record date"),
    "reserved": _("Reserved seats"),
    "sealed": _("Sealed votes"),
    "seats": _("Seats"),
    "statement": _("Statement"),
    "stream": _("Live stream"),
    "template": _("Rules"),
    "term_years": _("For how many years"),
    "text": _("Text"),
    "tie_rule": _("When votes are equal"),
    "timezone": _("Time zone"),
    "title": _("Title"),
}
"""By key of the definition, the name of the field in the forms."""

ELSEWHERE = {
    "advance_voting.closes": "closes",
    "advance_voting.opens": "opens",
    "opens": "meeting_opens",
    "template": "rules",
    "documents.files": "document-file",
    "documents.title": "document-title",
}
"""By key, or by part and key, the fields of forms that are not called as the key is."""
IN_LANGUAGES = {
    *("main.stream", "main.help"),
    *("main.title", "venues.name", "programme.text", "resolutions.title", "resolutions.text"),
    *("candidates.statement", "documents.title", "documents.files"),
}
"""The keys that have a field for each language."""


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """What is wrong, in which field, and the address of that field ("": the fault is in none)."""

    sentence: str
    field: str = ""
    address: str = ""


def placed(faults: Sequence[Fault], here: Place) -> list[PlacedFault]:
    """The faults as they are shown to whoever filled in the form ``here``, in their language."""
    return [_placed(fault, here) for fault in faults]


def _placed(fault: Fault, here: Place) -> PlacedFault:
    found = PLACE.fullmatch(fault.column)
    if found is None or not fault.column:
        return PlacedFault(fault_in_words(fault))
    position, candidate = int(found["position"] or 0), int(found["candidate"] or 0)
    there = ("candidates" if candidate else found["part"] or "main", position, candidate)
    key, _dot, language = found["key"].rpartition(".")
    if language not in LANGUAGES:
        key, language = found["key"], ""
    name = str(FIELDS[key]) if key in FIELDS else key
    if language:
        name = f"{name} – {LANGUAGE_NAMES[language]}"
    if there != here:
        name = ", ".join(filter(None, (_part_name(there), name)))
    return PlacedFault(fault_in_words(fault), name, _address(there, here, _anchor(there[0], key, language)))


def _part_name(place: Place) -> str:
    part, position, candidate = place
    number = candidate or position
    return f"{PARTS[part]} {number}" if number else str(PARTS[part])


def _anchor(part: str, key: str, language: str) -> str:
    name = ELSEWHERE.get(f"{part}.{key}") or ELSEWHERE.get(key) or key
    return f"{name}-{language or LANGUAGES[0]}" if f"{part}.{key}" in IN_LANGUAGES else name


def _address(there: Place, here: Place, anchor: str) -> str:
    part, position, candidate = there
    if there == here:
        return f"#{anchor}"
    if part == "main":
        return url_for("office.main_form", _anchor=anchor)
    if candidate:
        return url_for("office.candidate_form", position=position, candidate=candidate, _anchor=anchor)
    if part == "documents" or not position:
        return url_for("office.preparation", _anchor=part)
    return url_for("office.part_form", part=part, position=position, _anchor=anchor)
