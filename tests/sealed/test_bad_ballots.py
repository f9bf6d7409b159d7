"""The shared file of bad ballots: they are refused, alone and among others, and the good ones are not."""

import json
from collections import Counter, defaultdict
from typing import Any

from tests.sealed.kinds import over_both_kinds
from tests.sealed.make_bad_ballots import FILE, ballots
from voting.sealed.group import Ristretto
from voting.sealed.proofs import check_ballot, check_ballots
from voting.sealed.wire import Unsound, sealed_shape

SHARED: list[dict[str, Any]] = json.loads(FILE.read_text())["ballots"]


def refused(of: dict[str, Any], group: Ristretto) -> str:
    """Why it is refused alone; nothing if it is sound."""
    shape = sealed_shape(of["method"], of["candidates"], of["seats"])
    try:
        check_ballot(
            bytes.fromhex(of["ctx"]), bytes.fromhex(of["K"]), shape, bytes.fromhex(of["ballot"]), group
        )
    except ValueError as error:
        return str(error)
    return ""


def test_the_file_is_what_is_written() -> None:
    assert ballots() == SHARED
    assert Counter(of["name"] for of in SHARED).most_common(1)[0][1] == 1


@over_both_kinds
def test_the_bad_are_refused_and_the_good_are_not(group: Ristretto) -> None:
    found = {of["name"]: refused(of, group) for of in SHARED}
    assert [of["name"] for of in SHARED if of["good"] == bool(found[of["name"]])] == []
    assert Counter(filter(None, found.values())).keys() == {why.value for why in Unsound}


def test_they_are_told_from_each_other_in_a_batch() -> None:
    alike = defaultdict[tuple[str, ...], list[dict[str, Any]]](list)
    for of in [of for of in SHARED if of["good"]] + SHARED[::7]:
        alike[of["ctx"], of["K"], of["method"], str(of["candidates"]), str(of["seats"])].append(of)
    for (ctx, key, method, candidates, seats), together in alike.items():
        if any(of["why"].startswith("the key is") for of in together):
            continue
        checked = check_ballots(
            bytes.fromhex(ctx),
            bytes.fromhex(key),
            sealed_shape(method, int(candidates), int(seats)),
            [bytes.fromhex(of["ballot"]) for of in together],
        )
        assert list(checked.unsound) == [place for place, of in enumerate(together) if not of["good"]]
