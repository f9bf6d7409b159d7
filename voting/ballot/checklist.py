"""What an assembly still needs before it is convened, and after. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from voting.ballot.definition import POINT
from voting.ballot.gaps import gaps


class Missing(StrEnum):
    """What an assembly can lack. Without those in ``MUST`` it cannot be convened."""

    RESOLUTIONS = "resolutions"
    RECORD_DATE_AHEAD = "record_date_ahead"
    PLACEHOLDER_CANDIDATE = "placeholder_candidate"
    CANDIDATES_FEW = "candidates_few"
    GROUP_EMPTY = "group_empty"
    VENUES = "venues"
    PROGRAMME = "programme"
    DOCUMENTS = "documents"
    TITLE_LANGUAGES = "title_languages"
    RESOLUTION_LANGUAGES = "resolution_languages"
    RESOLUTION_TEXTS = "resolution_texts"
    STATEMENTS = "statements"
    DOCUMENT_LANGUAGES = "document_languages"
    ADVANCE = "advance"
    CHAIR = "chair"
    TELLERS = "tellers"
    STEWARDS = "stewards"
    CONVENED = "convened"
    NOTICE_LATE = "notice_late"
    INVITED = "invited"


GAPS = {
    "too_few": Missing.PLACEHOLDER_CANDIDATE,
    "candidate_unnamed": Missing.PLACEHOLDER_CANDIDATE,
    "seats_more_than_candidates": Missing.CANDIDATES_FEW,
    "group_empty": Missing.GROUP_EMPTY,
}
"""What is told of a gap in an election, by the gap's code."""
MUST = frozenset({Missing.RESOLUTIONS, *GAPS.values()})


@dataclass(frozen=True, slots=True)
class Prepared:
    """How far the preparation is. ``venues`` are codes; ``stewards`` the venues that have a steward (None:
    one who serves at all of them); ``languages`` those of the members."""

    today: date
    record_date: date
    last_day: date
    convened: bool
    invited: bool
    languages: frozenset[str]
    title: Mapping[str, str]
    resolutions: tuple[Mapping[str, Any], ...]
    venues: tuple[str, ...]
    programme: int
    documents: tuple[frozenset[str], ...]
    advance: bool
    chairs: int
    tellers: int
    stewards: frozenset[str | None] = field(default_factory=frozenset)


def _gaps_of(item: Mapping[str, Any]) -> set[Missing]:
    if item.get("kind") != "election":
        return set()
    found = gaps(item["method"], item["seats"], item["candidates"], item.get("reserved", ()))
    return {GAPS[gap.code] for gap in found}


def missing(prepared: Prepared) -> list[tuple[Missing, str]]:
    """What is missing, each with the thing that lacks it (such as the number of a resolution; "": the
    assembly). Those in ``MUST`` come first."""
    found: list[tuple[Missing, str]] = []
    wanted = prepared.languages

    def lacks(texts: object) -> bool:
        return not isinstance(texts, Mapping) or bool(wanted - texts.keys())

    def numbers(items: list[Mapping[str, Any]]) -> str:
        return ", ".join(str(item["number"]) for item in items)

    def candidates(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        listed = item.get("candidates", [])
        return listed if isinstance(listed, list) else []

    def note(what: Missing, about: str = "", *, when: bool) -> None:
        if when:
            found.append((what, about))

    votes = [item for item in prepared.resolutions if item.get("kind") != POINT]
    untranslated = [item for item in prepared.resolutions if lacks(item["title"])]
    without_text = [item for item in votes if lacks(item.get("text"))]
    silent = [
        item
        for item in prepared.resolutions
        if any(lacks(candidate.get("statement")) for candidate in candidates(item))
    ]
    unattended = [code for code in prepared.venues if not prepared.stewards & {code, None}]
    note(Missing.RESOLUTIONS, when=not votes)
    for what in (Missing.PLACEHOLDER_CANDIDATE, Missing.CANDIDATES_FEW, Missing.GROUP_EMPTY):
        incomplete = [item for item in prepared.resolutions if what in _gaps_of(item)]
        note(what, numbers(incomplete), when=bool(incomplete))
    note(
        Missing.RECORD_DATE_AHEAD,
        when=not prepared.convened and prepared.record_date > prepared.today,
    )
    note(Missing.NOTICE_LATE, when=not prepared.invited and prepared.today > prepared.last_day)
    note(Missing.VENUES, when=not prepared.venues)
    note(Missing.PROGRAMME, when=not prepared.programme)
    note(Missing.DOCUMENTS, when=not prepared.documents)
    note(
        Missing.DOCUMENT_LANGUAGES,
        when=any(wanted - files for files in prepared.documents),
    )
    note(Missing.TITLE_LANGUAGES, when=lacks(prepared.title))
    note(Missing.RESOLUTION_LANGUAGES, numbers(untranslated), when=bool(untranslated))
    note(Missing.RESOLUTION_TEXTS, numbers(without_text), when=bool(without_text))
    note(Missing.STATEMENTS, numbers(silent), when=bool(silent))
    note(Missing.ADVANCE, when=not prepared.advance)
    note(Missing.CHAIR, when=not prepared.chairs)
    note(Missing.TELLERS, when=prepared.tellers < 2)
    note(Missing.STEWARDS, ", ".join(unattended), when=bool(unattended))
    note(Missing.CONVENED, when=not prepared.convened)
    note(Missing.INVITED, when=prepared.convened and not prepared.invited)
    return found
