"""What an assembly's definition file says of its resolutions: their texts, candidates and rules."""

from dataclasses import dataclass
from typing import Any

from voting.assembly.definition import CODE_CHARACTERS, AssemblyDefinition, read_assembly
from voting.ballot.methods import BLANK, Method
from voting.ballot.outcome import SIMPLE, parse_majority, parse_share
from voting.definition import Table, read_toml
from voting.errors import InvalidFile

MOTION, ELECTION = "motion", "election"


@dataclass(frozen=True, slots=True)
class ResolutionDefinition:
    """A resolution as its file defines it."""

    number: str
    kind: str
    title: dict[str, str]
    secret: bool
    advance: bool
    method: str
    options: tuple[dict[str, Any], ...]
    seats: int
    term_years: int | None
    majority: str
    quorum: str | None


def read_definition(content: bytes) -> tuple[AssemblyDefinition, list[ResolutionDefinition]]:
    """The assembly and the resolutions that a TOML file defines. Raises InvalidFile with every fault."""
    table, faults = read_toml(content)
    assembly = read_assembly(table)
    resolutions: list[ResolutionDefinition] = []
    for item in table.tables("resolutions", at_least=1):
        resolution = _read_resolution(item)
        if resolution.number in [earlier.number for earlier in resolutions]:
            item.fault("number", "code_twice", value=resolution.number)
        resolutions.append(resolution)
    table.finish()
    if faults:
        raise InvalidFile(faults)
    return assembly, resolutions


def _read_resolution(table: Table) -> ResolutionDefinition:
    kind = table.choice("kind", (MOTION, ELECTION))
    method = table.choice("method", list(Method))
    if (kind == MOTION) != (method == Method.FOR_AGAINST_ABSTAIN) and kind and method in list(Method):
        table.fault("method", "method_of_other_kind", kind=kind, method=method)
    number = table.text("number")
    if not set(number) <= CODE_CHARACTERS | {"."} or len(number) > 20:
        table.fault("number", "code_invalid", value=number)
    is_election = kind == ELECTION
    options = _read_candidates(table) if is_election else ()
    seats = table.integer("seats", 1, 100) if is_election else 0
    term_years = table.integer("term_years", 1, 20) if is_election and table.has("term_years") else None
    resolution = ResolutionDefinition(
        number=number,
        kind=kind,
        title=table.languages("title"),
        secret=table.choice("ballot", ("secret", "open"), "secret") == "secret",
        advance=table.boolean("advance", True),
        method=method,
        options=options,
        seats=seats,
        term_years=term_years,
        majority=_read_majority(table),
        quorum=_read_quorum(table),
    )
    table.finish()
    return resolution


def _read_candidates(table: Table) -> tuple[dict[str, Any], ...]:
    candidates: list[dict[str, Any]] = []
    for item in table.tables("candidates", at_least=1):
        code = item.text("code")
        if code and (not set(code) <= CODE_CHARACTERS or len(code) > 20 or code == BLANK):
            item.fault("code", "code_invalid", value=code)
        if code in [earlier["code"] for earlier in candidates]:
            item.fault("code", "code_twice", value=code)
        candidate: dict[str, Any] = {"code": code, "name": item.text("name")}
        if item.has("outgoing"):
            candidate["outgoing"] = item.boolean("outgoing", False)
        item.finish()
        candidates.append(candidate)
    return tuple(candidates)


def _read_majority(table: Table) -> str:
    majority = table.text("majority", SIMPLE)
    try:
        parse_majority(majority)
    except ValueError:
        table.fault("majority", "share_invalid", value=majority)
    return majority


def _read_quorum(table: Table) -> str | None:
    if not table.has("quorum"):
        return None
    quorum = table.text("quorum")
    try:
        parse_share(quorum)
    except ValueError:
        table.fault("quorum", "share_invalid", value=quorum)
    return quorum
