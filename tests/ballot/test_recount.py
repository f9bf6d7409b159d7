"""The recount was written apart from the count: on any contest they must agree."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.ballot.adoption import IN_EACH_CLASS, PresenceCounts, TieRule, parse_majority, parse_quorum
from voting.ballot.lot import commitment, draw
from voting.ballot.methods import (
    BLANK,
    DECIDES_BY_MAJORITY,
    NEEDS_LOT,
    RANKED,
    Contest,
    Method,
    count,
    nested,
)
from voting.ballot.outcome import MOTION_EQUALS, Outcome, Rules, decide
from voting.ballot.seats import Seats, parse_limit
from voting.ballot.tally import shown_by_class
from voting.recount import FORMAT, UNREADABLE, digest, recount, seal

CODES = ("a", "b", "c", "d", "e")
MAJORITIES = (
    "simple",
    "3/4",
    "at least 2/3 of cast",
    "more than 1/2 of present",
    "more than 1/2 of cast",
    "more than 2/3 of cast",
)
QUORUMS = (
    *(None, "1/2", "5 members", "1/3 of entitled in each class"),
    *("1/2 of shares", "2/3 of shares", "1/2 of shares in each class"),
)
LIMITS = ("at most 1 of x", "at least 1 of y", "at least 2 of y")


@st.composite
def exports(draw_value: Any) -> dict[str, Any]:
    """A contest with its ballots, counted and exported as the application would."""
    method = draw_value(st.sampled_from(list(Method)))
    candidates = () if method is Method.FOR_AGAINST_ABSTAIN else CODES[: draw_value(st.integers(2, 5))]
    one_seat = method in (Method.IRV, Method.SCHULZE)
    seats = 0 if not candidates else 1 if one_seat else draw_value(st.integers(1, len(candidates)))
    contest = Contest(method, candidates, seats)
    choices = draw_value(st.lists(_choices(contest), max_size=30))
    possible = [limit for limit in LIMITS if not limit.startswith(f"at least {seats + 1}")]
    some = st.lists(st.sampled_from(possible), max_size=2, unique_by=lambda text: text[-1])
    reserved = [] if one_seat or not candidates else draw_value(some)
    groups = {code: draw_value(st.sampled_from(([], ["x"], ["y"], ["x", "y"]))) for code in candidates}
    of_b = draw_value(st.integers(0, len(choices)))
    entitled = {"A": 20 + len(choices), "B": 3 + of_b, "C": 0}
    unreturned = draw_value(st.integers(0, 2))
    presence: dict[str, Any] = {
        "present": len(choices) + unreturned + 1,
        "entitled": sum(entitled.values()),
        "present_by_class": {"A": len(choices) - of_b + unreturned, "B": of_b + 1},
        "entitled_by_class": entitled,
    }
    shares = {"present": 7, "entitled": 12, "present_by_class": {"A": 7}, "entitled_by_class": {"A": 12}}
    by_class = method in DECIDES_BY_MAJORITY and draw_value(st.booleans())
    tie_rules = [TieRule.REJECTED] if by_class and not candidates else list(TieRule)
    tie_rule = draw_value(st.sampled_from(tie_rules))
    seed = draw_value(st.text("0123456789abcdef", min_size=32, max_size=32))
    names = candidates or MOTION_EQUALS
    decision = list(draw_value(st.permutations(names))[: draw_value(st.integers(1, len(names)))])
    rules = {
        "method": method.value,
        "options": [{"code": code, "groups": groups[code]} for code in candidates],
        "seats": seats,
        "majority": draw_value(st.sampled_from(MAJORITIES)) + (IN_EACH_CLASS if by_class else ""),
        "quorum": draw_value(st.sampled_from(QUORUMS)),
        "tie_rule": tie_rule.value,
        "reserved": reserved,
        "lot_commitment": commitment(seed),
    }
    preferred: tuple[str, ...] = ()
    if tie_rule is TieRule.LOT or method in NEEDS_LOT:
        preferred = draw(seed, names)
    elif tie_rule is TieRule.CHAIR:
        preferred = tuple(decision)
    cells = count(contest, Counter(choices))
    in_shares = rules["quorum"] is not None and " of shares" in rules["quorum"]
    here = PresenceCounts(**presence, shares=PresenceCounts(**shares) if in_shares else None)
    of_classes = {
        "A": count(contest, Counter(choices[of_b:])),
        "B": count(contest, Counter(choices[:of_b])),
    }
    made = Rules(
        parse_majority(rules["majority"]),
        parse_quorum(rules["quorum"]) if rules["quorum"] else None,
        tie_rule,
        Seats(seats, tuple(map(parse_limit, reserved)), {c: frozenset(g) for c, g in groups.items()}),
    )
    found = decide(contest, cells, len(choices), made, here, preferred, of_classes)
    decided = found.outcome is not Outcome.QUORUM_NOT_MET
    shown = shown_by_class(contest, of_classes, made, here, decided=decided) if by_class else {}
    more: dict[str, Any] = ({"by_class": shown} if by_class else {}) | (
        {"shares": shares} if in_shares else {}
    )
    if in_shares:
        presence["shares"] = shares
    export = {
        "format": FORMAT,
        "assembly": {"date": "2025-06-17", "title": {"nl": "Algemene vergadering"}},
        "rules": rules,
        "roll_hash": "r",
        "rules_hash": digest({"rules": rules, "roll": "r", "entitled": presence["entitled"]}),
        "presence": presence,
        "lot_seed": seed,
        "tie_decision": decision,
        "ballots": len(choices),
        "cells": dict(cells),
    }
    if by_class:
        export["cells_by_class"] = {
            name: dict(of_classes[name]) for name, told in shown.items() if "counts" in told
        }
    return sealed(
        export
        | {
            "result": {
                "ballots": len(choices),
                "unreturned": unreturned,
                "by_channel": {"online": len(choices) + unreturned},
                "by_venue": {},
                "counts": nested(contest, cells),
                "blank": cells.get(BLANK, 0),
                "outcome": found.outcome.value,
                "elected": list(found.elected),
                "tied": list(found.tied),
                "settled": found.settled,
                "vacant": found.vacant,
                "count": found.count,
                "entitled": presence["entitled"],
                "entitled_by_class": entitled,
                "present_or_represented": presence["present"],
                "present_by_class": presence["present_by_class"],
                "majority": rules["majority"],
                "quorum": rules["quorum"],
                "tie_rule": rules["tie_rule"],
                "tie_decision": decision,
                "lot_seed": seed,
                "rules_hash": export["rules_hash"],
                "cells_hash": None if method in RANKED and len(choices) < 10 else digest(dict(cells)),
                **more,
            }
        }
    )


def sealed(export: dict[str, Any]) -> dict[str, Any]:
    """An export with the hashes that it must have, as somebody who knows how could make them."""
    export = json.loads(json.dumps(export)) | {"result_hash": digest(export["result"])}
    return export | {"seal": seal(export)}


def _choices(contest: Contest) -> st.SearchStrategy[str]:
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return st.sampled_from(("for", "against", "abstain"))
    if contest.method is Method.PER_CANDIDATE:
        marks = st.sampled_from(("for", "against", "abstain"))
        return st.tuples(*(marks for _ in contest.candidates)).map(
            lambda row: ",".join(f"{c}={m}" for c, m in zip(contest.candidates, row, strict=True))
        )
    most = contest.seats if contest.method is Method.PLURALITY_AT_LARGE else len(contest.candidates)
    joint = ">" if contest.method in RANKED else "+"
    some = st.lists(st.sampled_from(contest.candidates), max_size=most, unique=True)
    return some.map(lambda names: joint.join(names) or BLANK)


@settings(max_examples=400)
@given(exports())
def test_count_and_recount_agree(export: dict[str, Any]) -> None:
    assert recount(export) == []


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every single value of a JSON value stands."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not pairs or not value:
        yield path
    for key, below in pairs:
        yield from places(below, (*path, key))


def changed_at(export: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy in which one value is another."""
    copy = json.loads(json.dumps(export))
    below = copy
    for key in path[:-1]:
        below = below[key]
    old = below[path[-1]]
    below[path[-1]] = old + 1 if type(old) is int else "x" if not isinstance(old, str) else f"{old}1"
    return copy


@settings(max_examples=100)
@given(exports(), st.data())
def test_whatever_is_changed_is_found(export: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(places(export))))
    assert found_in(changed_at(export, path))


FREE_TO_SAY = {"by_channel", "by_venue", "unreturned", "present_by_class", "cells_hash"}
"""What of a result follows from nothing else in the file; some of it must add up."""


@settings(max_examples=200)
@given(exports(), st.data())
def test_a_result_changed_with_its_hashes_is_found_by_counting(
    export: dict[str, Any], data: st.DataObject
) -> None:
    """Nobody can move a figure of the result, a round or a name by making the hashes anew."""
    figures = [path for path in places(export["result"]) if path[0] not in FREE_TO_SAY]
    path = data.draw(st.sampled_from(figures))
    assert found_in(sealed(changed_at(export, ("result", *path))))


@settings(max_examples=100)
@given(exports(), st.data())
def test_counts_changed_with_the_hashes_of_the_file_are_found(
    export: dict[str, Any], data: st.DataObject
) -> None:
    """The announced result still says what was counted, and its hash is in the log of the assembly."""
    cell = data.draw(st.sampled_from(sorted(export["cells"])))
    assert found_in(sealed(changed_at(export, ("cells", cell))))


@pytest.mark.parametrize("key", ["rules", "result", "presence", "cells", "lot_seed", "seal", "ballots"])
@given(export=exports())
@settings(max_examples=10)
def test_what_is_missing_is_no_export(key: str, export: dict[str, Any]) -> None:
    del export[key]
    with pytest.raises(KeyError):
        recount(export)


def found_in(export: dict[str, Any]) -> bool:
    """Whether a recount finds anything wrong."""
    try:
        return recount(export) != []
    except UNREADABLE:
        return True


@pytest.mark.parametrize(("change", "code"), [(None, 0), ("result", 1), ("cells", 2)])
def test_it_runs_alone_on_a_bare_python(tmp_path: Path, change: str | None, code: int) -> None:
    rules = {
        "method": "for_against_abstain",
        "options": [],
        "seats": 0,
        "majority": "simple",
        "quorum": None,
        "tie_rule": "rejected",
        "reserved": [],
        "lot_commitment": None,
    }
    rules_hash = digest({"rules": rules, "roll": "r", "entitled": 9})
    counts = {"for": 2, "against": 1, "abstain": 0}
    presence = {"present": 3, "entitled": 9, "present_by_class": {"A": 3}, "entitled_by_class": {"A": 9}}
    export = sealed(
        {
            "format": FORMAT,
            "rules": rules,
            "roll_hash": "r",
            "rules_hash": rules_hash,
            "presence": presence,
            "lot_seed": None,
            "tie_decision": None,
            "ballots": 3,
            "cells": counts,
            "result": {
                "ballots": 3,
                "unreturned": 0,
                "by_channel": {"online": 3},
                "by_venue": {},
                "counts": counts,
                "blank": 0,
                "outcome": "adopted",
                "elected": [],
                "tied": [],
                "settled": "",
                "vacant": 0,
                "count": None,
                "present_or_represented": 3,
                **{key: presence[key] for key in ("entitled", "entitled_by_class", "present_by_class")},
                "majority": "simple",
                "quorum": None,
                "tie_rule": "rejected",
                "tie_decision": None,
                "lot_seed": None,
                "rules_hash": rules_hash,
                "cells_hash": digest(counts),
            },
        }
    )
    if change == "result":
        export["result"]["outcome"] = "rejected"
    elif change:
        del export[change]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export))
    module = Path(__file__).parents[2] / "voting" / "recount.py"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(module), str(file)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
