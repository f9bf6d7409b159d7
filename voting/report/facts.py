"""What the secretary enters for a year's report beside what the system knows: its kinds, and how the content
of one is read. Pure.

A content is a JSON value. Names are texts by language; a number is whole, or has decimals and is a text
("7.4").
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from voting.errors import Fault
from voting.folding import words
from voting.languages import LANGUAGES
from voting.report.turnout import HISTORY, Division
from voting.typed import counted_in, day_in, decimal_in

LONGEST = 500
"""The most characters of a name, a founder, or a source."""
MOST = 40
"""The most items of a list."""
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
LONGEST_ARTICLE = 40


class FactKind(StrEnum):
    """The kinds of what can be entered."""

    COUNTER = "counter"
    COMMITTEE = "committee"
    SURVEY = "survey"
    PARTNER = "partner"
    NETWORK = "network"
    FOUNDING = "founding"
    DIRECTORS = "directors"
    RULE = "rule"
    ASSEMBLY = "assembly"
    SCHEME = "scheme"
    ANNEX = "annex"


STANDING = frozenset(
    (
        FactKind.NETWORK,
        FactKind.FOUNDING,
        FactKind.DIRECTORS,
        FactKind.RULE,
        FactKind.SCHEME,
        FactKind.ANNEX,
    )
)
"""The kinds that hold for their year and the later ones, until another entry. The others hold one year."""
SINGLE = frozenset((FactKind.FOUNDING, FactKind.DIRECTORS, FactKind.SCHEME, FactKind.ANNEX))
"""The kinds of which there is one: its code is the name of the kind."""
REPEATED = (FactKind.COMMITTEE, FactKind.COUNTER, FactKind.SURVEY)
"""The kinds of one year that are likely to have the same names in the next."""


class Unit(StrEnum):
    """How a number is written: as one, as a share in per cent, as a mark out of ten, or, of a year or an
    article, as it stands."""

    NUMBER = "number"
    PERCENT = "percent"
    OF_TEN = "of_ten"
    AS_IT_STANDS = "as_it_stands"


UNITS = (Unit.NUMBER, Unit.PERCENT, Unit.OF_TEN)
"""The units that a number can be entered in."""

Reader = Callable[[Any, str, list[Fault]], Any]
"""Reads a value, whose place in the content is told, into one that is stored; adds what is wrong with it."""


def read_fact(kind: FactKind, year: int, content: Any) -> tuple[dict[str, Any], list[Fault]]:
    """The content of an entry for a year as it is stored, and every fault in it. Each fault has its place
    as column: ``names.nl``, ``subjects.0.recommended``; the content of one with faults is not to be used.

    What somebody typed is read too: numbers as people write them, days, texts with spaces around them. An
    item of a list that is None is left out.
    """
    faults: list[Fault] = []
    read = _CONTENTS[kind](content, "", faults)
    if not faults:
        faults += _contradictions(kind, year, read)
    return read, faults


def proposed_code(kind: FactKind, content: Mapping[str, Any]) -> str:
    """The code of an entry for which none was chosen, from its name or its day; "" for a rule, whose code
    says what it is about."""
    if kind in SINGLE:
        return kind.value
    if kind is FactKind.ASSEMBLY:
        return str(content.get("date") or "")
    if kind is FactKind.RULE:
        return ""
    name = next(filter(None, (content.get("names") or {}).values()), "")
    return re.sub("[^a-z0-9_]", "", "_".join(words(name)))[:40].strip("_") or kind.value


def without_numbers(kind: FactKind, content: Mapping[str, Any]) -> dict[str, Any]:
    """What of an entry of ``REPEATED`` is likely to hold in the next year too: its names and units."""
    kept = {key: content[key] for key in ("names", "unit") if key in content}
    if kind is FactKind.SURVEY:
        kept["scores"] = [
            {key: score[key] for key in ("code", "names", "unit")} for score in content["scores"]
        ]
    return kept


def languages_lacking(content: Any) -> list[str]:
    """The languages that a text in a content lacks."""
    if isinstance(content, Mapping) and content.keys() & set(LANGUAGES):
        return [code for code in LANGUAGES if code not in content]
    below = content.values() if isinstance(content, Mapping) else content if isinstance(content, list) else ()
    lacking = {code for value in below for code in languages_lacking(value)}
    return [code for code in LANGUAGES if code in lacking]


def code_faults(code: str) -> list[Fault]:
    """What is wrong with the code of an entry."""
    if not code:
        return [Fault(0, "code", "value_missing")]
    if not CODE.fullmatch(code):
        return [Fault(0, "code", "fact_code_invalid", {"value": code[:40]})]
    return []


def source_faults(source: str) -> list[Fault]:
    """What is wrong with the source of an entry: every one has one."""
    if not source:
        return [Fault(0, "source", "value_missing")]
    return [Fault(0, "source", "too_long", {"longest": LONGEST})] if len(source) > LONGEST else []


def _contradictions(kind: FactKind, year: int, content: Mapping[str, Any]) -> Iterable[Fault]:
    """What is wrong with a content of which each part alone is right."""
    if kind is FactKind.SURVEY:
        codes = [score["code"] for score in content["scores"]]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                yield Fault(0, f"scores.{place}.code", "code_twice", {"value": code})
            if code == "respondents":
                yield Fault(0, f"scores.{place}.code", "fact_code_invalid", {"value": code})
    if kind is FactKind.FOUNDING and content["year"] > year:
        yield Fault(0, "year", "day_to_come")
    if kind is FactKind.ASSEMBLY:
        if not content["date"].startswith(f"{year:04}-"):
            yield Fault(0, "date", "not_in_year", {"year": str(year)})
        if content["voters"] > content["entitled"]:
            yield Fault(0, "voters", "more_than_entitled")


def _text(longest: int) -> Reader:
    def read(value: Any, place: str, faults: list[Fault]) -> str:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text:
            faults.append(Fault(0, place, "value_missing"))
        if len(text) > longest:
            faults.append(Fault(0, place, "too_long", {"longest": longest}))
        return text

    return read


def _texts(value: Any, place: str, faults: list[Fault]) -> dict[str, str]:
    """A text by language, in the languages that it has."""
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        faults.append(Fault(0, place, "not_languages"))
        return {}
    for unknown in value.keys() - set(LANGUAGES):
        known = ", ".join(LANGUAGES)
        faults.append(Fault(0, place, "language_unknown", {"value": str(unknown)[:20], "known": known}))
    told = {code: " ".join(value[code].split()) for code in LANGUAGES if code in value}
    if not any(told.values()):
        faults.append(Fault(0, place, "value_missing"))
    for code, text in told.items():
        if len(text) > LONGEST:
            faults.append(Fault(0, f"{place}.{code}", "too_long", {"longest": LONGEST}))
    return {code: text for code, text in told.items() if text}


def _whole(value: Any, place: str, faults: list[Fault]) -> int | None:
    """A whole number from 0."""
    number = counted_in(value if isinstance(value, str) else _written(value))
    if value is None or value == "":
        faults.append(Fault(0, place, "value_missing"))
    elif number is None:
        faults.append(Fault(0, place, "not_number", {"value": str(value)[:20]}))
    return number


def _number(value: Any, place: str, faults: list[Fault]) -> int | str | None:
    """A number from 0, whole or with decimals."""
    number = decimal_in(value if isinstance(value, str) else _written(value))
    if value is None or value == "":
        faults.append(Fault(0, place, "value_missing"))
    elif number is None:
        faults.append(Fault(0, place, "not_decimal", {"value": str(value)[:20]}))
    return number


def _written(value: Any) -> str:
    """A whole number as it is typed; "" for what is none."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _yes_or_no(value: Any, place: str, faults: list[Fault]) -> bool:
    if value is None:
        faults.append(Fault(0, place, "value_missing"))
    elif not isinstance(value, bool):
        faults.append(Fault(0, place, "wrong_type", {"wanted": "true_or_false"}))
    return value is True


def _day(value: Any, place: str, faults: list[Fault]) -> str:
    typed = value.strip() if isinstance(value, str) else ""
    if not typed:
        faults.append(Fault(0, place, "value_missing"))
    elif day_in(typed) is None:
        faults.append(Fault(0, place, "day_impossible"))
    return typed


def _one_of(known: Iterable[str]) -> Reader:
    choices = [str(choice) for choice in known]

    def read(value: Any, place: str, faults: list[Fault]) -> str:
        if value in (None, ""):
            faults.append(Fault(0, place, "value_missing"))
        elif value not in choices:
            told = {"value": str(value)[:20], "known": ", ".join(choices)}
            faults.append(Fault(0, place, "not_one_of", told))
        return str(value)

    return read


def _code(value: Any, place: str, faults: list[Fault]) -> str:
    code = value.strip() if isinstance(value, str) else ""
    faults += [Fault(0, place, fault.code, fault.values) for fault in code_faults(code)]
    return code


def _table(**fields: Reader) -> Reader:
    """Values by name, of which none is missing."""

    def read(value: Any, place: str, faults: list[Fault]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            faults.append(Fault(0, place, "wrong_type", {"wanted": "table"}))
            return {}
        below = f"{place}." if place else ""
        faults += [
            Fault(0, f"{below}{str(key)[:40]}", "key_unknown") for key in value if str(key) not in fields
        ]
        return {name: reader(value.get(name), f"{below}{name}", faults) for name, reader in fields.items()}

    return read


def _measured(**fields: Reader) -> Reader:
    """The same with a number in a unit."""
    table = _table(**fields, number=_number, unit=_one_of(UNITS))

    def read(value: Any, place: str, faults: list[Fault]) -> Any:
        content = table(value, place, faults)
        number = content.get("number")
        if content.get("unit") == Unit.OF_TEN and number is not None and float(number) > 10:
            told: dict[str, str | int] = {"value": str(number), "minimum": 0, "maximum": 10}
            faults.append(Fault(0, f"{place}.number" if place else "number", "out_of_bounds", told))
        return content

    return read


def _each(reader: Reader) -> Reader:
    """A list."""

    def read(value: Any, place: str, faults: list[Fault]) -> list[Any]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            faults.append(Fault(0, place, "wrong_type", {"wanted": "list_of_tables"}))
            return []
        if len(value) > MOST:
            faults.append(Fault(0, place, "too_many", {"most": MOST}))
            return []
        return [
            reader(item, f"{place}.{number}", faults) for number, item in enumerate(value) if item is not None
        ]

    return read


_ARTICLE = _text(LONGEST_ARTICLE)
_CONTENTS: dict[FactKind, Reader] = {
    FactKind.COUNTER: _measured(names=_texts),
    FactKind.COMMITTEE: _table(
        names=_texts,
        meetings=_whole,
        new_members=_whole,
        subjects=_each(_table(names=_texts, recommended=_yes_or_no)),
    ),
    FactKind.SURVEY: _table(
        names=_texts, respondents=_whole, scores=_each(_measured(code=_code, names=_texts))
    ),
    FactKind.PARTNER: _table(names=_texts, relation=_one_of(("joined_us",))),
    FactKind.NETWORK: _table(names=_texts),
    FactKind.FOUNDING: _table(year=_whole, founders=_each(_texts), special_status=_yes_or_no),
    FactKind.DIRECTORS: _table(
        term_years=_whole,
        paid=_yes_or_no,
        statutory_director=_yes_or_no,
        articles=_table(term=_ARTICLE, pay=_ARTICLE),
    ),
    FactKind.RULE: _table(article=_ARTICLE),
    FactKind.ASSEMBLY: _table(
        kind=_one_of(("ordinary", "extraordinary")), date=_day, entitled=_whole, voters=_whole
    ),
    FactKind.SCHEME: _table(scheme=_code),
    FactKind.ANNEX: _table(divisions=_each(_one_of((HISTORY, *Division)))),
}
