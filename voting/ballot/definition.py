"""What an assembly's definition file says of its resolutions: their texts, candidates and rules."""

import re
from dataclasses import dataclass, replace
from typing import Any

from voting.assembly.definition import (
    CODE_CHARACTERS,
    FILE_NAME,
    AssemblyDefinition,
    PointDefinition,
    read_assembly,
)
from voting.ballot.adoption import (
    APPOINTMENT_YEARS,
    OF_SHARES,
    SIMPLE,
    TEMPLATES,
    TieRule,
    is_in_each_class,
    parse_majority,
    parse_quorum,
)
from voting.ballot.gaps import gaps
from voting.ballot.methods import BLANK, DECIDES_BY_MAJORITY, NEEDS_LOT, ONE_SEAT, RANKED, Method
from voting.ballot.sealable import sealed_faults
from voting.ballot.seats import parse_limit, seats_of
from voting.ballot.spot import IfAmended
from voting.definition import DefinitionTable, read_toml
from voting.errors import Fault, InvalidFile

MOTION, ELECTION, POINT = "motion", "election", "point"
MANDATE = re.compile("entry-[1-9][0-9]{0,9}")
"""The key of the mandate of somebody who was co-opted."""


@dataclass(frozen=True, slots=True)
class ResolutionDefinition:
    """A resolution as its file defines it."""

    number: str
    kind: str
    title: dict[str, str]
    text: dict[str, str] | None
    secret: bool
    advance: bool
    method: str
    options: tuple[dict[str, Any], ...]
    seats: int
    term_years: int | None
    majority: str
    quorum: str | None
    tie_rule: str
    reserved: tuple[str, ...]
    live_choices: bool
    confirms: str | None = None
    if_amended: str | None = None
    by_hands: bool = False
    sealed: bool = False
    quorum_set_aside: str | None = None


def read_definition(content: bytes) -> tuple[AssemblyDefinition, list[ResolutionDefinition]]:
    """The assembly and the resolutions that a TOML file defines. Raises InvalidFile with every fault.

    A ``second_call`` of an assembly decides whatever the number of members present, so its resolutions have
    no quorum; the one that their rules have is ``quorum_set_aside``.
    """
    return _read(*read_toml(content), complete=True)


def read_draft(values: dict[str, Any]) -> tuple[AssemblyDefinition, list[ResolutionDefinition]]:
    """The same from the table of an assembly that is being prepared: it may have no resolutions yet, and
    these may have gaps (``voting.ballot.gaps``)."""
    faults: list[Fault] = []
    return _read(DefinitionTable(values, "", faults), faults, complete=False)


def _read(
    table: DefinitionTable, faults: list[Fault], *, complete: bool
) -> tuple[AssemblyDefinition, list[ResolutionDefinition]]:
    assembly = read_assembly(table)
    resolutions: list[ResolutionDefinition] = []
    points: list[PointDefinition] = []
    numbers: list[str] = []
    for position, item in enumerate(table.tables("resolutions", at_least=1 if complete else 0), 1):
        number = _read_number(item)
        if number in numbers:
            item.fault("number", "code_twice", value=number)
        numbers.append(number)
        kind = item.choice("kind", (MOTION, ELECTION, POINT))
        if kind == POINT:
            points.append(_read_point(item, position, number))
            continue
        resolution = _read_resolution(item, kind, number)
        if complete:
            _require_no_gap(item, resolution)
        resolutions.append(_without_quorum(resolution) if assembly.second_call else resolution)
    if complete and points and not resolutions:
        table.fault("resolutions", "too_few", found=0, minimum=1)
    table.finish()
    if faults:
        raise InvalidFile(faults)
    return replace(assembly, points=tuple(points)), resolutions


def _without_quorum(resolution: ResolutionDefinition) -> ResolutionDefinition:
    return replace(resolution, quorum=None, quorum_set_aside=resolution.quorum)


def _read_number(table: DefinitionTable) -> str:
    number = table.text("number")
    if not set(number) <= CODE_CHARACTERS | {"."} or len(number) > 20:
        table.fault("number", "code_invalid", value=number)
    return number


def _read_point(table: DefinitionTable, position: int, number: str) -> PointDefinition:
    title, text = table.languages("title"), table.languages("text") if table.has("text") else None
    table.finish()
    return PointDefinition(position, number, title, text)


def _read_resolution(table: DefinitionTable, kind: str, number: str) -> ResolutionDefinition:
    method = table.choice("method", list(Method))
    if (kind == MOTION) != (method == Method.FOR_AGAINST_ABSTAIN) and kind and method in list(Method):
        table.fault("method", "method_of_other_kind", kind=kind, method=method)
    is_election = kind == ELECTION
    template_name = table.choice("template", list(TEMPLATES), "ordinary")
    template = TEMPLATES.get(template_name, TEMPLATES["ordinary"])
    options = _read_candidates(table) if is_election else ()
    seats = table.integer("seats", 1, 100) if is_election else 0
    if method in ONE_SEAT and seats > 1:
        table.fault("seats", "one_seat_only", method=method)
    term_years = _read_term(table, template_name) if is_election else None
    ballot, live_choices = _read_ballot(table, kind)
    majority = _read_majority(table, method, template.majority)
    if ballot == "hands" and is_in_each_class(majority):
        table.fault("ballot", "hands_in_classes")
    resolution = ResolutionDefinition(
        number=number,
        kind=kind,
        title=table.languages("title"),
        text=table.languages("text") if table.has("text") else None,
        secret=ballot != "open",
        by_hands=ballot == "hands",
        advance=_read_advance(table, ballot),
        method=method,
        options=options,
        seats=seats,
        term_years=term_years,
        majority=majority,
        quorum=_read_rule(table, "quorum", template.quorum),
        tie_rule=_read_tie_rule(table, kind, method, majority),
        reserved=_read_reserved(table, method, seats, options) if is_election else (),
        live_choices=live_choices,
        sealed=table.boolean("sealed", False),
        if_amended=_read_if_amended(table) if kind == MOTION and table.has("if_amended") else None,
        confirms=_read_confirmed(table) if kind == MOTION and table.has("confirms") else None,
    )
    if resolution.sealed:
        _require_sealable(table, resolution)
    table.finish()
    return resolution


def _require_sealable(table: DefinitionTable, resolution: ResolutionDefinition) -> None:
    for fault in sealed_faults(
        resolution.method,
        len(resolution.options),
        resolution.seats,
        secret=resolution.secret,
        by_hands=resolution.by_hands,
        live_choices=resolution.live_choices,
        majority=resolution.majority,
    ):
        table.fault("sealed", fault.value)


def _read_ballot(table: DefinitionTable, kind: str) -> tuple[str, bool]:
    """How votes are given (``secret``, ``open``: by name, ``hands``), and whether choices are shown while the
    vote is open. An election is secret; names, and what hands say, are told with the result only."""
    ballot = table.choice("ballot", ("secret", "open", "hands"), "secret")
    live_choices = table.boolean("live_choices", False)
    if kind == ELECTION and ballot != "secret":
        table.fault("ballot", "election_secret")
    elif ballot != "secret" and live_choices:
        table.fault("live_choices", "live_by_name")
    return ballot, live_choices


def _read_advance(table: DefinitionTable, ballot: str) -> bool:
    """Whether a resolution can be voted on in advance. Where hands are raised nobody can: tellers do not know
    who has voted."""
    advance = table.boolean("advance", ballot != "hands")
    if advance and ballot == "hands":
        table.fault("advance", "hands_in_advance")
    return advance


def _read_if_amended(table: DefinitionTable) -> str:
    """What becomes of votes in advance where the text of a motion is amended."""
    return table.choice("if_amended", list(IfAmended))


def _read_confirmed(table: DefinitionTable) -> str:
    """The key of the mandate that a motion confirms."""
    key = table.text("confirms")
    if key and not MANDATE.fullmatch(key):
        table.fault("confirms", "code_invalid", value=key)
    return key


def _read_term(table: DefinitionTable, template: str) -> int | None:
    """For how many years a person is appointed; None for what is no appointment."""
    if template != "appointment" and not table.has("term_years"):
        return None
    return table.integer("term_years", 1, 20, APPOINTMENT_YEARS if template == "appointment" else None)


def _require_no_gap(table: DefinitionTable, resolution: ResolutionDefinition) -> None:
    if resolution.kind == ELECTION:
        for gap in gaps(resolution.method, resolution.seats, resolution.options, resolution.reserved):
            table.fault(gap.key, gap.code, **gap.values)


def _read_candidates(table: DefinitionTable) -> tuple[dict[str, Any], ...]:
    candidates: list[dict[str, Any]] = []
    for item in table.tables("candidates"):
        code = item.text("code")
        if code and (not set(code) <= CODE_CHARACTERS or len(code) > 20 or code == BLANK):
            item.fault("code", "code_invalid", value=code)
        if code in [earlier["code"] for earlier in candidates]:
            item.fault("code", "code_twice", value=code)
        candidate: dict[str, Any] = {"code": code, "name": item.text("name")}
        if item.has("outgoing"):
            candidate["outgoing"] = item.boolean("outgoing", False)
        if item.has("groups"):
            candidate["groups"] = item.texts("groups")
        if item.has("statement"):
            candidate["statement"] = item.languages("statement")
        if item.has("picture"):
            candidate["picture"] = item.text("picture")
            if not FILE_NAME.fullmatch(candidate["picture"]):
                item.fault("picture", "file_name_invalid", value=candidate["picture"])
        item.finish()
        candidates.append(candidate)
    return tuple(candidates)


RULES = {"majority": parse_majority, "quorum": parse_quorum}


def _read_rule(table: DefinitionTable, key: str, default: str | None) -> str | None:
    """The text of a majority or quorum, or its default; a text that describes none is a fault."""
    if not table.has(key):
        return default
    rule = table.text(key)
    try:
        RULES[key](rule)
    except ValueError:
        of_shares = key == "majority" and OF_SHARES.fullmatch(rule)
        table.fault(key, "majority_of_shares" if of_shares else f"{key}_invalid", value=rule)
    return rule


def _read_majority(table: DefinitionTable, method: str, default: str) -> str:
    """The text of a majority. One in each class is a fault where no majority decides."""
    majority = _read_rule(table, "majority", default) or SIMPLE
    if is_in_each_class(majority) and method in list(Method) and method not in DECIDES_BY_MAJORITY:
        table.fault("majority", "class_majority_of_other_method", method=method)
    return majority


def _read_tie_rule(table: DefinitionTable, kind: str, method: str, majority: str) -> str:
    """The tie rule of a resolution, or its default. A method that draws a lot on the way allows no other; a
    motion that needs a majority in each class has nothing to settle, since half of a class is no majority of
    it."""
    if kind == MOTION and is_in_each_class(majority):
        rule = table.choice("tie_rule", list(TieRule), TieRule.REJECTED.value)
        if rule in list(TieRule) and rule != TieRule.REJECTED:
            table.fault("tie_rule", "tie_in_each_class")
        return rule
    if method not in NEEDS_LOT:
        usual = TieRule.SECOND_ROUND if kind == ELECTION else TieRule.REJECTED
        return table.choice("tie_rule", list(TieRule), usual.value)
    rule = table.choice("tie_rule", list(TieRule), TieRule.LOT.value)
    if rule in list(TieRule) and rule != TieRule.LOT:
        table.fault("tie_rule", "tie_by_lot_only", method=method)
    return rule


def _read_reserved(
    table: DefinitionTable, method: str, seats: int, options: tuple[dict[str, Any], ...]
) -> tuple[str, ...]:
    """The limits on who may take the seats, as texts; one that cannot be applied to the candidates is a
    fault."""
    texts = table.texts("reserved") if table.has("reserved") else []
    sound, kept_for, stay = list[str](), list[str](), set[int]()
    for text in texts:
        try:
            limit = parse_limit(text)
        except ValueError:
            table.fault("reserved", "limit_invalid", value=text)
            continue
        sound.append(text)
        if limit.at_least and limit.group in kept_for:
            table.fault("reserved", "code_twice", value=limit.group)
        if limit.at_least:
            kept_for.append(limit.group)
        if limit.at_least and limit.of_elected(seats) > max(seats, 0):
            table.fault("reserved", "reserved_more_than_seats", kept=limit.of_elected(seats), seats=seats)
        if limit.share or limit.stay is not None:
            stay.add(limit.stay or 0)
    if len(stay) > 1:
        table.fault("reserved", "stay_differ")
    overlap = seats_of(seats, sound, options).overlap
    if overlap is not None and method in RANKED:
        table.fault("reserved", "groups_overlap", value=overlap, method=method)
    if texts and method in ONE_SEAT:
        table.fault("reserved", "reserved_one_seat", method=method)
    return tuple(sound)
