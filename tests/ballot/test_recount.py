"""The recount was written apart from the count: on any contest they must agree."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.ballot.adoption import Presence, TieRule, parse_majority, parse_quorum
from voting.ballot.lot import commitment, draw
from voting.ballot.methods import BLANK, RANKED, Contest, Method, count
from voting.ballot.outcome import MOTION_EQUALS, Rules, decide
from voting.ballot.seats import Seats, parse_limit
from voting.recount import FORMAT, digest, recount

CODES = ("a", "b", "c", "d", "e")
MAJORITIES = ("simple", "3/4", "at least 2/3 of cast", "more than 1/2 of present", "more than 1/2 of cast")
QUORUMS = (None, "1/2", "5 members", "1/3 of entitled in each class")
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
    reserved = [] if one_seat or not candidates else draw_value(st.lists(st.sampled_from(LIMITS), max_size=2))
    groups = {code: draw_value(st.sampled_from(([], ["x"], ["y"], ["x", "y"]))) for code in candidates}
    entitled = {"A": 20 + len(choices), "B": 3, "C": 0}
    presence = {
        "present": len(choices) + 1,
        "entitled": sum(entitled.values()),
        "present_by_class": {"A": len(choices), "B": 1},
        "entitled_by_class": entitled,
    }
    tie_rule = draw_value(st.sampled_from(list(TieRule)))
    seed = draw_value(st.text("0123456789abcdef", min_size=32, max_size=32))
    names = candidates or MOTION_EQUALS
    decision = list(draw_value(st.permutations(names))[: draw_value(st.integers(1, len(names)))])
    rules = {
        "method": method.value,
        "options": [{"code": code, "groups": groups[code]} for code in candidates],
        "seats": seats,
        "majority": draw_value(st.sampled_from(MAJORITIES)),
        "quorum": draw_value(st.sampled_from(QUORUMS)),
        "tie_rule": tie_rule.value,
        "reserved": reserved,
        "lot_commitment": commitment(seed),
    }
    preferred: tuple[str, ...] = ()
    if tie_rule is TieRule.LOT or method in RANKED:
        preferred = draw(seed, names)
    elif tie_rule is TieRule.CHAIR:
        preferred = tuple(decision)
    cells = count(contest, Counter(choices))
    found = decide(
        contest,
        cells,
        len(choices),
        Rules(
            parse_majority(rules["majority"]),
            parse_quorum(rules["quorum"]) if rules["quorum"] else None,
            tie_rule,
            Seats(seats, tuple(map(parse_limit, reserved)), {c: frozenset(g) for c, g in groups.items()}),
        ),
        Presence(**presence),
        preferred,
    )
    return {
        "format": FORMAT,
        "rules": rules,
        "roll_hash": "r",
        "rules_hash": digest({"rules": rules, "roll": "r", "entitled": presence["entitled"]}),
        "presence": presence,
        "lot_seed": seed,
        "tie_decision": decision,
        "ballots": len(choices),
        "cells": dict(cells),
        "result": {"outcome": found.outcome.value, "elected": list(found.elected), "vacant": found.vacant},
    }


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


@settings(max_examples=400, deadline=None)
@given(exports())
def test_count_and_recount_agree(export: dict[str, Any]) -> None:
    assert recount(export) == []


@settings(max_examples=50, deadline=None)
@given(exports())
def test_a_changed_result_or_rule_is_found(export: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(export))
    changed["result"]["outcome"] = "adopted" if export["result"]["outcome"] != "adopted" else "rejected"
    assert any("outcome" in difference for difference in recount(changed))
    changed = json.loads(json.dumps(export))
    changed["rules"]["seats"] += 1
    assert any("frozen" in difference for difference in recount(changed))
    changed = json.loads(json.dumps(export))
    changed["lot_seed"] = "0" * 31 + "x"
    assert any("seed" in difference for difference in recount(changed))


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
    export: dict[str, Any] = {
        "format": FORMAT,
        "rules": rules,
        "roll_hash": "r",
        "rules_hash": digest({"rules": rules, "roll": "r", "entitled": 9}),
        "presence": {"present": 3, "entitled": 9, "present_by_class": {}, "entitled_by_class": {}},
        "lot_seed": None,
        "tie_decision": None,
        "ballots": 3,
        "cells": {"for": 2, "against": 1, "abstain": 0},
        "result": {"outcome": "adopted", "elected": [], "vacant": 0},
    }
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
