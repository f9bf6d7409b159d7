"""What an assembly still needs before it is convened, and after: what blocks it, and what is unwise. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from voting.ballot.adoption import counts_shares, is_in_each_class, parse_majority, parse_quorum
from voting.ballot.definition import POINT
from voting.ballot.gaps import gaps, vacant_for_rules
from voting.ballot.rules import MINIMUM_GROUP, TENTH
from voting.folding import letters


class Missing(StrEnum):
    """What an assembly can lack. Without those in ``MUST`` it cannot be convened."""

    RESOLUTIONS = "resolutions"
    RECORD_DATE_AHEAD = "record_date_ahead"
    RECORD_DATE_LATE = "record_date_late"
    PLACEHOLDER_CANDIDATE = "placeholder_candidate"
    CANDIDATES_FEW = "candidates_few"
    GROUP_EMPTY = "group_empty"
    RESERVED_CONTRADICT = "reserved_contradict"
    RESERVED_VACANT = "reserved_vacant"
    CLASS_EMPTY = "class_empty"
    QUORUM_UNREACHABLE = "quorum_unreachable"
    SHARES_UNKNOWN = "shares_unknown"
    KEYS = "keys_missing"
    CLASS_SMALL = "class_small"
    NOBODY_ENTITLED = "nobody_entitled"
    DAY_PAST = "day_past"
    MANY_PROXIES = "many_proxies"
    STREAM = "stream"
    VENUES = "venues"
    PROGRAMME = "programme"
    DOCUMENTS = "documents"
    TITLE_LANGUAGES = "title_languages"
    RESOLUTION_LANGUAGES = "resolution_languages"
    RESOLUTION_TEXTS = "resolution_texts"
    STATUTES_TEXT = "statutes_text"
    OBJECT_REPORT = "object_report"
    NOTARY = "notary"
    STATEMENTS = "statements"
    MANDATE_RUNS = "mandate_runs"
    TERMS_SERVED = "terms_served"
    DOCUMENT_LANGUAGES = "document_languages"
    ADVANCE = "advance"
    CHAIR = "chair"
    TELLERS = "tellers"
    STEWARDS = "stewards"
    CONVENED = "convened"
    NOTICE_LATE = "notice_late"
    INVITED = "invited"
    CONTEXTS = "contexts_unsigned"


GAPS = {
    "too_few": Missing.PLACEHOLDER_CANDIDATE,
    "candidate_unnamed": Missing.PLACEHOLDER_CANDIDATE,
    "seats_more_than_candidates": Missing.CANDIDATES_FEW,
    "group_empty": Missing.GROUP_EMPTY,
    "reserved_more_than_seats": Missing.RESERVED_CONTRADICT,
    "reserved_contradict": Missing.RESERVED_CONTRADICT,
}
"""What is told of a gap in an election, by the gap's code."""
MUST = frozenset(
    {
        *(Missing.RESOLUTIONS, Missing.RECORD_DATE_AHEAD, *GAPS.values()),
        Missing.STATUTES_TEXT,
        Missing.KEYS,
        *(Missing.CLASS_EMPTY, Missing.QUORUM_UNREACHABLE, Missing.SHARES_UNKNOWN),
    }
)
FEW_COME = 4
"""One in so many members takes part, where nobody knows better: most often fewer in a large cooperative."""
OF_STATUTES, OF_OBJECT = Fraction(3, 4), Fraction(4, 5)
"""The shares that a change of the statutes needs, and one of the object, purposes, finality or values."""
Unreachable = tuple[Missing, dict[str, str | int]]
"""Why a quorum could never be met, with what the sentence about it needs."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """How far the preparation is. ``venues`` are codes; ``stewards`` the venues that have a steward (None:
    one who serves at all of them); ``languages`` those of the members; ``entitled`` how many members of each
    class are on the roll, or would be if it were frozen now; ``without_shares`` how many of them have no
    known number of shares; ``terms_served`` by director how many successive terms, of which ``terms_at_most``
    are allowed (0: any number); ``has_keys``: keyholders have made keys for what is sealed; ``unsigned``:
    the numbers of the sealed votes that too few of them have signed."""

    today: date
    day: date
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
    entitled: Mapping[str, int]
    proxies_per_holder: int
    stream: Mapping[str, str]
    stewards: frozenset[str | None] = field(default_factory=frozenset)
    in_office: frozenset[str] = frozenset()
    without_shares: int = 0
    has_keys: bool = False
    terms_served: Mapping[str, int] = field(default_factory=dict)
    terms_at_most: int = 0
    unsigned: tuple[str, ...] = ()


def _gaps_of(item: Mapping[str, Any]) -> set[Missing]:
    if item.get("kind") != "election":
        return set()
    found = gaps(item["method"], item["seats"], item["candidates"], item.get("reserved", ()))
    return {GAPS[gap.code] for gap in found}


def _share_needed(item: Mapping[str, Any]) -> Fraction:
    """The share of the votes that a motion needs; 0 for what is none."""
    if item.get("kind") == "election" or not item.get("majority"):
        return Fraction(0)
    return parse_majority(item["majority"]).threshold


def _has_served(candidate: Mapping[str, Any], prepared: Prepared) -> bool:
    """Whether somebody has served as many successive terms as the statutes allow, as far as is known: whoever
    is outgoing has served one."""
    known = prepared.terms_served.get(letters(candidate["name"]), 0)
    return 0 < prepared.terms_at_most <= max(known, bool(candidate.get("outgoing")))


def _leaves_vacant(item: Mapping[str, Any]) -> bool:
    """Whether the rules on reserved seats leave more seats vacant than candidates are missing."""
    if item.get("kind") != "election" or _gaps_of(item):
        return False
    seats, candidates = int(item["seats"]), item["candidates"]
    vacant = vacant_for_rules(seats, candidates, item.get("reserved", ()))
    return vacant > max(0, seats - len(candidates))


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
    statutes = [item for item in votes if _share_needed(item) >= OF_STATUTES]
    of_object = [item for item in statutes if _share_needed(item) >= OF_OBJECT]
    unwritten = [item for item in statutes if lacks(item.get("text"))]
    without_text = [item for item in votes if lacks(item.get("text")) and item not in unwritten]
    silent = [
        item
        for item in prepared.resolutions
        if any(lacks(candidate.get("statement")) for candidate in candidates(item))
    ]
    elected_already = [
        item
        for item in votes
        if item.get("term_years")
        and any(letters(one["name"]) in prepared.in_office for one in candidates(item))
    ]
    served = [
        item
        for item in votes
        if item.get("term_years") and any(_has_served(one, prepared) for one in candidates(item))
    ]
    unfilled = [item for item in prepared.resolutions if _leaves_vacant(item)]
    unattended = [code for code in prepared.venues if not prepared.stewards & {code, None}]
    note(Missing.RESOLUTIONS, when=not votes)
    for what in dict.fromkeys(GAPS.values()):
        incomplete = [item for item in prepared.resolutions if what in _gaps_of(item)]
        note(what, numbers(incomplete), when=bool(incomplete))
    note(Missing.STATUTES_TEXT, numbers(unwritten), when=bool(unwritten))
    for what, numbered in _unreachable(prepared).items():
        note(what, numbers(numbered), when=not prepared.convened)
    in_shares = [item for item in votes if counts_shares(item.get("quorum") or None)]
    note(
        Missing.SHARES_UNKNOWN,
        numbers(in_shares),
        when=bool(in_shares) and not prepared.convened and prepared.without_shares > 0,
    )
    sealed = [item for item in votes if item.get("sealed")]
    note(
        Missing.KEYS,
        numbers(sealed),
        when=bool(sealed) and not prepared.convened and not prepared.has_keys,
    )
    by_class = [item for item in votes if is_in_each_class(str(item.get("majority") or ""))]
    note(
        Missing.CLASS_SMALL,
        numbers(by_class),
        when=bool(by_class) and bool(small_classes(prepared.entitled)),
    )
    note(
        Missing.RECORD_DATE_AHEAD,
        when=not prepared.convened and prepared.record_date > prepared.today,
    )
    note(
        Missing.RECORD_DATE_LATE,
        when=not prepared.convened and prepared.record_date > prepared.last_day,
    )
    note(Missing.NOBODY_ENTITLED, when=not sum(prepared.entitled.values()))
    note(Missing.DAY_PAST, when=not prepared.convened and prepared.day < prepared.today)
    note(Missing.NOTICE_LATE, when=not prepared.invited and prepared.today > prepared.last_day)
    note(Missing.STREAM, when=lacks(prepared.stream))
    note(Missing.VENUES, when=not prepared.venues)
    note(Missing.PROGRAMME, when=not prepared.programme)
    note(Missing.DOCUMENTS, when=not prepared.documents)
    note(
        Missing.DOCUMENT_LANGUAGES,
        when=any(wanted - files for files in prepared.documents),
    )
    note(Missing.TITLE_LANGUAGES, when=lacks(prepared.title))
    note(Missing.RESOLUTION_LANGUAGES, numbers(untranslated), when=bool(untranslated))
    note(Missing.OBJECT_REPORT, numbers(of_object), when=bool(of_object) and not prepared.convened)
    note(Missing.NOTARY, numbers(statutes), when=bool(statutes) and not prepared.convened)
    note(Missing.RESOLUTION_TEXTS, numbers(without_text), when=bool(without_text))
    note(Missing.STATEMENTS, numbers(silent), when=bool(silent))
    note(Missing.RESERVED_VACANT, numbers(unfilled), when=bool(unfilled))
    note(Missing.MANDATE_RUNS, numbers(elected_already), when=bool(elected_already))
    note(Missing.TERMS_SERVED, numbers(served), when=bool(served))
    note(Missing.ADVANCE, when=not prepared.advance)
    note(
        Missing.MANY_PROXIES,
        str(_fewest_present(prepared)),
        when=not prepared.convened and _may_outweigh(prepared),
    )
    note(Missing.CHAIR, when=not prepared.chairs)
    note(Missing.TELLERS, when=prepared.tellers < 2)
    note(Missing.STEWARDS, ", ".join(unattended), when=bool(unattended))
    note(Missing.CONVENED, when=not prepared.convened)
    note(Missing.INVITED, when=prepared.convened and not prepared.invited)
    note(Missing.CONTEXTS, ", ".join(prepared.unsigned), when=bool(prepared.unsigned))
    return found


def small_classes(entitled: Mapping[str, int]) -> dict[str, int]:
    """The classes of so few members, with their number, that the result in them can show how they voted,
    though its counts are hidden."""
    return {name: members for name, members in entitled.items() if 0 < members < MINIMUM_GROUP}


def why_unreachable(quorum: str | None, entitled: Mapping[str, int]) -> Unreachable | None:
    """Why a quorum could never be met with so many entitled in each class: a class has no members, or more
    are needed than there are. None where it could."""
    if quorum is None:
        return None
    parsed = parse_quorum(quorum)
    if parsed.of_shares and not parsed.in_each_class:
        return None
    for name, members in entitled.items() if parsed.in_each_class else [("", sum(entitled.values()))]:
        if name and not members:
            return Missing.CLASS_EMPTY, {"name": name}
        needed = parsed.needed(members)
        if needed > members:
            return Missing.QUORUM_UNREACHABLE, {"needed": needed, "members": members}
    return None


def _unreachable(prepared: Prepared) -> dict[Missing, list[Mapping[str, object]]]:
    """The resolutions whose quorum could never be met, by the reason."""
    found: dict[Missing, list[Mapping[str, object]]] = {}
    for item in prepared.resolutions:
        quorum = item.get("quorum")
        why = why_unreachable(str(quorum) if quorum else None, prepared.entitled)
        if why:
            found.setdefault(why[0], []).append(item)
    return found


def _fewest_present(prepared: Prepared) -> int:
    """The fewest members present or represented of whom one with all their proxies has no more than a
    tenth."""
    return (prepared.proxies_per_holder + 1) * TENTH


def _may_outweigh(prepared: Prepared) -> bool:
    """Whether one member with all the proxies that they may hold would have more than a tenth where one in
    ``FEW_COME`` takes part."""
    entitled = sum(prepared.entitled.values())
    return prepared.proxies_per_holder > 0 and _fewest_present(prepared) * FEW_COME > entitled > 0
