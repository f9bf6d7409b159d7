"""What an assembly still needs: each thing by itself, told when it is missing and not before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from voting.ballot.checklist import MUST, Missing, Prepared, missing
from voting.ballot.gaps import UNNAMED

DAY = timedelta(days=1)
BOTH = {"nl": "x", "fr": "y"}
MOTION = {"number": "1", "title": BOTH, "text": BOTH}
ELECTION = MOTION | {"number": "2", "kind": "election", "method": "approval", "seats": 1}
ELECTION |= {"candidates": [{"code": "a", "name": "Ann", "statement": BOTH}]}
TWO = ELECTION | {"seats": 2, "candidates": []}
for code, groups in {"a": ["w", "x"], "b": ["w"], "c": ["y"]}.items():
    TWO["candidates"].append({"code": code, "name": code, "statement": BOTH, "groups": groups})
TOGETHER = ["at least 2 of x", "at least 1 of w", "at least 1 of y"]
READY = Prepared(
    today=date(2026, 5, 1),
    day=date(2026, 5, 17),
    record_date=date(2026, 5, 1),
    last_day=date(2026, 5, 1),
    convened=False,
    invited=False,
    languages=frozenset(BOTH),
    title=BOTH,
    resolutions=(MOTION, ELECTION),
    venues=("BRU", "LIE"),
    programme=1,
    documents=(frozenset({"nl", "fr", "de"}),),
    advance=True,
    chairs=1,
    tellers=2,
    entitled={"A": 30, "B": 4, "C": 0},
    proxies_per_holder=0,
    stream=dict.fromkeys(("nl", "fr"), "https://player.example/"),
    stewards=frozenset({"BRU", "LIE"}),
)
"""Everything is there, on the last day for the letters and the first on which the roll can be frozen."""
DONE = replace(READY, convened=True, invited=True)


def election(**candidate: Any) -> tuple[dict[str, Any], ...]:
    """The motion, and an election in which the candidate is otherwise."""
    return MOTION, ELECTION | {"candidates": [{"code": "a", "name": "Ann", "statement": BOTH} | candidate]}


def test_what_is_ready_only_waits_to_be_convened_and_then_for_its_letters() -> None:
    assert missing(READY) == [(Missing.CONVENED, "")]
    assert missing(replace(READY, convened=True)) == [(Missing.INVITED, "")]
    assert missing(DONE) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"resolutions": ()}, (Missing.RESOLUTIONS, "")),
        ({"stream": {"nl": "https://player.example/"}}, (Missing.STREAM, "")),
        ({"resolutions": election(name=UNNAMED)}, (Missing.PLACEHOLDER_CANDIDATE, "2")),
        ({"resolutions": (MOTION, ELECTION | {"candidates": []})}, (Missing.PLACEHOLDER_CANDIDATE, "2")),
        ({"resolutions": (MOTION, ELECTION | {"seats": 2})}, (Missing.CANDIDATES_FEW, "2")),
        ({"resolutions": (MOTION, TWO | {"reserved": TOGETHER})}, (Missing.RESERVED_CONTRADICT, "2")),
        ({"resolutions": (MOTION, TWO | {"reserved": TOGETHER[:2]})}, (Missing.RESERVED_VACANT, "2")),
        (
            {"resolutions": (MOTION, ELECTION | {"reserved": ["at least 1 of w"]})},
            (Missing.GROUP_EMPTY, "2"),
        ),
        ({"resolutions": election(statement={"nl": "x"})}, (Missing.STATEMENTS, "2")),
        ({"resolutions": election(statement=None)}, (Missing.STATEMENTS, "2")),
        ({"resolutions": (MOTION | {"title": {"fr": "y"}}, ELECTION)}, (Missing.RESOLUTION_LANGUAGES, "1")),
        (
            {"resolutions": (MOTION | {"text": None}, ELECTION | {"text": {}})},
            (Missing.RESOLUTION_TEXTS, "1, 2"),
        ),
        ({"title": {"nl": "x"}}, (Missing.TITLE_LANGUAGES, "")),
        ({"venues": ()}, (Missing.VENUES, "")),
        ({"programme": 0}, (Missing.PROGRAMME, "")),
        ({"documents": ()}, (Missing.DOCUMENTS, "")),
        ({"documents": (frozenset(BOTH), frozenset({"fr"}))}, (Missing.DOCUMENT_LANGUAGES, "")),
        (
            {
                "resolutions": (MOTION, ELECTION | {"term_years": 4}),
                "in_office": frozenset({"ann", "bob"}),
            },
            (Missing.MANDATE_RUNS, "2"),
        ),
        (
            {
                "resolutions": (MOTION, ELECTION | {"term_years": 4}),
                "terms_served": {"ann": 2, "bob": 3},
                "terms_at_most": 2,
            },
            (Missing.TERMS_SERVED, "2"),
        ),
        ({"advance": False}, (Missing.ADVANCE, "")),
        ({"entitled": {"A": 0, "B": 0}}, (Missing.NOBODY_ENTITLED, "")),
        ({"chairs": 0}, (Missing.CHAIR, "")),
        ({"tellers": 1}, (Missing.TELLERS, "")),
        ({"stewards": frozenset({"LIE"})}, (Missing.STEWARDS, "BRU")),
        ({"stewards": frozenset[str]()}, (Missing.STEWARDS, "BRU, LIE")),
    ],
)
def test_each_thing_is_told_when_it_is_missing(changes: dict[str, Any], told: tuple[Missing, str]) -> None:
    assert missing(replace(DONE, **changes)) == [told]


def test_a_steward_for_all_venues_is_enough() -> None:
    assert missing(replace(DONE, stewards=frozenset({None}))) == []


def test_days_matter_as_long_as_something_is_to_be_done_by_them() -> None:
    told = missing(replace(READY, record_date=READY.today + DAY, last_day=READY.today - DAY))
    expected = [
        *(Missing.RECORD_DATE_AHEAD, Missing.RECORD_DATE_LATE, Missing.NOTICE_LATE, Missing.CONVENED),
    ]
    assert [what for what, _ in told] == expected
    assert missing(replace(DONE, record_date=DONE.today + DAY, last_day=DONE.today - DAY)) == []


def test_the_needful_comes_first_and_nothing_else_keeps_an_assembly_from_being_convened() -> None:
    incomplete = {Missing.PLACEHOLDER_CANDIDATE, Missing.CANDIDATES_FEW, Missing.GROUP_EMPTY}
    incomplete |= {Missing.RESERVED_CONTRADICT}
    unreachable = {Missing.CLASS_EMPTY, Missing.QUORUM_UNREACHABLE, Missing.SHARES_UNKNOWN}
    incomplete |= {Missing.STATUTES_TEXT}
    assert {Missing.RESOLUTIONS, Missing.RECORD_DATE_AHEAD, Missing.KEYS, *incomplete, *unreachable} == MUST
    nothing = replace(READY, resolutions=election(name=UNNAMED, statement=None), venues=(), chairs=0)
    assert missing(nothing)[0] == (Missing.PLACEHOLDER_CANDIDATE, "2")
    assert missing(replace(nothing, resolutions=()))[0] == (Missing.RESOLUTIONS, "")


@pytest.mark.parametrize(
    ("quorum", "told"),
    [
        (None, None),
        ("34 members", None),
        ("35 members", Missing.QUORUM_UNREACHABLE),
        ("1/2 of entitled in each class", Missing.CLASS_EMPTY),
        ("5 members in each class", Missing.QUORUM_UNREACHABLE),
    ],
)
def test_a_quorum_that_can_never_be_met_blocks(quorum: str | None, told: Missing | None) -> None:
    ready = replace(READY, resolutions=(MOTION | {"quorum": quorum},))
    if quorum == "5 members in each class":
        ready = replace(ready, entitled={"A": 30, "B": 4})
    assert missing(ready) == ([(told, "1")] if told else []) + [(Missing.CONVENED, "")]
    assert missing(replace(ready, convened=True, invited=True)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"proxies_per_holder": 3}, Missing.MANY_PROXIES),
        ({"proxies_per_holder": 1, "entitled": {"A": 79}}, Missing.MANY_PROXIES),
        ({"proxies_per_holder": 1, "entitled": {"A": 80}}, None),
        ({"day": READY.today - DAY}, Missing.DAY_PAST),
        ({"day": READY.today}, None),
        ({"last_day": READY.today, "record_date": READY.today}, None),
    ],
)
def test_what_is_unwise_is_told_until_it_is_frozen(changes: dict[str, Any], told: Missing | None) -> None:
    """One with a proxy has a tenth of the votes where 20 of 80 members come."""
    expected = [told] if told else []
    assert [what for what, _ in missing(replace(READY, **changes))] == [*expected, Missing.CONVENED]
    assert missing(replace(DONE, **changes)) == []


@pytest.mark.parametrize(
    ("majority", "told"),
    [
        ("2/3", []),
        ("3/4", [Missing.NOTARY]),
        ("at least 3/4 of cast", [Missing.NOTARY]),
        ("4/5", [Missing.OBJECT_REPORT, Missing.NOTARY]),
    ],
)
def test_a_change_of_the_statutes_needs_its_text_a_notary_and_perhaps_a_report(
    majority: str, told: list[Missing]
) -> None:
    changed = MOTION | {"majority": majority}
    expected = [*((what, "1") for what in told), (Missing.CONVENED, "")]
    assert missing(replace(READY, resolutions=(changed,))) == expected
    unwritten = replace(DONE, resolutions=(changed | {"text": {"nl": "x"}},))
    what = Missing.STATUTES_TEXT if told else Missing.RESOLUTION_TEXTS
    assert missing(unwritten) == [(what, "1")]


def test_served_terms_are_told_where_there_is_a_limit_and_it_is_reached() -> None:
    board = replace(DONE, resolutions=(MOTION, ELECTION | {"term_years": 4}), terms_served={"ann": 2})
    assert missing(board) == missing(replace(board, terms_at_most=3)) == []
    assert missing(replace(board, terms_at_most=2)) == [(Missing.TERMS_SERVED, "2")]
    outgoing = election(outgoing=True)[1] | {"term_years": 4}
    once = replace(DONE, resolutions=(MOTION, outgoing), terms_at_most=1)
    assert missing(once) == [(Missing.TERMS_SERVED, "2")]
    assert missing(replace(once, terms_at_most=2)) == []
    committee = replace(once, resolutions=election(outgoing=True))
    assert missing(committee) == [], "no mandate"


def test_who_is_in_office_may_be_a_candidate_for_what_is_no_mandate() -> None:
    others = replace(DONE, resolutions=(MOTION, ELECTION | {"term_years": 4}), in_office=frozenset({"bob"}))
    assert missing(others) == []
    committee = replace(DONE, in_office=frozenset({"ann"}))
    assert missing(committee) == []


IN_EACH = MOTION | {"majority": "2/3 in each class"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"resolutions": (IN_EACH,)}, (Missing.CLASS_SMALL, "1")),
        ({"resolutions": (IN_EACH,), "entitled": {"A": 30, "B": 10, "C": 0}}, None),
        ({"resolutions": (MOTION,)}, None),
        ({"resolutions": (MOTION | {"quorum": "1/2 of shares"},)}, None),
        (
            {"resolutions": (MOTION | {"quorum": "1/2 of shares"},), "without_shares": 1},
            (Missing.SHARES_UNKNOWN, "1"),
        ),
        (
            {"resolutions": (MOTION | {"quorum": "1/2 of shares in each class"},)},
            (Missing.CLASS_EMPTY, "1"),
        ),
        ({"resolutions": (MOTION,), "without_shares": 1}, None),
    ],
)
def test_classes_and_shares_are_looked_at_where_a_rule_speaks_of_them(
    changes: dict[str, Any], told: tuple[Missing, str] | None
) -> None:
    assert missing(replace(READY, **changes)) == ([told] if told else []) + [(Missing.CONVENED, "")]
