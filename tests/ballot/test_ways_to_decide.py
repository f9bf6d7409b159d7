"""Every way to decide, from the definition file through the members' pages to the announced result."""

from collections.abc import Mapping
from contextlib import suppress
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.help_desk import pass_of
from tests.world import Clock, World, make_world
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.export_count import export_count
from voting.ballot.import_assembly import import_assembly
from voting.ballot.models import Envelope, PaperSheet, Participation
from voting.database import writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.recount import recount
from voting.rehearsal.browser import answer_of

HEAD = """
date = 2025-06-17
record_date = 2025-06-02
title = "Assembly"
"""


VENUE = f'{HEAD}[[venues]]\ncode = "BRU"\nname = "Brussels"\n'
PEOPLE = '[{ code = "a", name = "Ann" }, { code = "b", name = "Bob" }, { code = "c", name = "Cem" }]'


def motion(**rules: str) -> str:
    """An assembly with one motion, by these rules (as TOML)."""
    return _resolution("motion", method='"for_against_abstain"', **rules)


def election(method: str, seats: int, **rules: str) -> str:
    """An assembly with one election, by these rules (as TOML)."""
    values = {"method": f'"{method}"', "seats": str(seats), "candidates": PEOPLE} | rules
    return _resolution("election", **values)


def _resolution(kind: str, **values: str) -> str:
    lines = "\n".join(f"{key} = {value}" for key, value in values.items())
    return f'{HEAD}[[resolutions]]\nnumber = "1"\nkind = "{kind}"\ntitle = "R"\n{lines}\n'


def hold(world: World, ballots: list[Mapping[str, Any]], *, opened: bool = False) -> None:
    """Open resolution 1, have members 1, 2, ... send these forms, and close it."""
    resolution, chair = world.resolutions["1"], world.person("chair")
    if not opened:
        assert answer_of(chair.send(f"/chair/resolutions/{resolution}/open", {})) == "ok"
    for number, form in enumerate(ballots, 1):
        member = world.member(number)
        assert answer_of(member.look(f"/resolutions/{resolution}")) == "ok"
        assert (
            answer_of(member.send(f"/resolutions/{resolution}/vote", {"channel": "online", **form})) == "ok"
        )
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/close", {})) == "ok"


def announce(world: World) -> dict[str, Any]:
    """Announce resolution 1; its result, after a recount has found the same."""
    resolution = world.resolutions["1"]
    path = f"/chair/resolutions/{resolution}/announce"
    chair = world.person("chair")
    assert answer_of(chair.look(path)) == "ok"
    assert answer_of(chair.send(path, {})) == "ok"
    with world.app.app_context(), suppress(Refused):  # the rankings of so few are not given away
        assert recount(export_count(db.session(), resolution)) == []
    for language in ("nl", "fr", "en", "de"):
        assert world.member(1).look(f"/assembly?lang={language}").status_code == 200
    agenda = world.member(1).look("/api/agenda").json["resolutions"]
    results: dict[int, dict[str, Any]] = {item["id"]: item["result"] for item in agenda}
    return results[resolution]


def choices(**numbers: int) -> list[Mapping[str, Any]]:
    return [{"choice": choice.rstrip("_")} for choice, number in numbers.items() for _ in range(number)]


@pytest.mark.parametrize(
    ("majority", "votes", "outcome"),
    [
        ('"simple"', {"for_": 2, "against": 1, "abstain": 9}, "adopted"),
        ('"simple"', {"for_": 2, "against": 2}, "rejected"),
        ('"3/4"', {"for_": 3, "against": 1}, "adopted"),
        ('"3/4"', {"for_": 5, "against": 2}, "rejected"),
        ('"more than 1/2 of cast"', {"for_": 3, "against": 1, "abstain": 2}, "rejected"),
        ('"more than 1/2 of cast"', {"for_": 4, "against": 1, "abstain": 2}, "adopted"),
        ('"at least 1/10 of entitled"', {"for_": 4}, "adopted"),
        ('"at least 1/10 of entitled"', {"for_": 3}, "rejected"),
        ('"at least 2/3 of present"', {"for_": 2, "abstain": 1}, "adopted"),
        ('"simple"', {"abstain": 3}, "rejected"),
    ],
)
def test_a_motion_has_its_majority_exactly(
    app: Flask, clock: Clock, majority: str, votes: dict[str, int], outcome: str
) -> None:
    world = make_world(app, clock, motion(majority=majority))
    hold(world, choices(**votes))
    assert announce(world)["outcome"] == outcome


@pytest.mark.parametrize(
    ("quorum", "voters", "outcome"),
    [
        ('"1/4"', 10, "adopted"),
        ('"1/4"', 9, "quorum_not_met"),
        ('"5 members"', 5, "adopted"),
        ('"5 members"', 4, "quorum_not_met"),
    ],
)
def test_a_quorum_is_met_exactly(app: Flask, clock: Clock, quorum: str, voters: int, outcome: str) -> None:
    world = make_world(app, clock, motion(quorum=quorum))
    hold(world, choices(for_=voters))
    assert announce(world)["outcome"] == outcome


def test_a_second_call_has_no_quorum() -> None:
    _, resolutions = read_definition(motion(template='"statutes"').encode())
    assert (resolutions[0].majority, resolutions[0].quorum) == ("3/4", "1/2")
    _, resolutions = read_definition(("second_call = true\n" + motion(template='"statutes"')).encode())
    assert (resolutions[0].majority, resolutions[0].quorum) == ("3/4", None)
    assert resolutions[0].quorum_set_aside == "1/2"


@pytest.mark.parametrize(
    ("quorum", "code"),
    [
        ("1/2 of entitled in each class", Code.CLASS_EMPTY),
        ("1 members in each class", Code.CLASS_EMPTY),
        ("1 members", Code.QUORUM_UNREACHABLE),
    ],
)
def test_a_quorum_that_nobody_can_meet_cannot_be_convened(
    app: Flask, clock: Clock, quorum: str, code: Code
) -> None:
    """Nobody is on the roll yet."""
    definition, resolutions = read_definition(motion(quorum=f'"{quorum}"').encode())
    with app.app_context():
        with writing(db.session()) as session:
            assembly = import_assembly(session, definition, resolutions, now=clock(), actor="test")
            number = assembly.id
        with pytest.raises(Refused) as refused, writing(db.session()) as session:
            convene(session, b"key", number, now=clock(), actor="test")
        assert refused.value.code is code


def test_approval(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("approval", 1))
    hold(world, [{"choice": ["a", "b", "c"]}, {"choice": ["b"]}, {"blank": "yes"}])
    result = announce(world)
    assert result["counts"] == {"a": 1, "b": 2, "c": 1}
    assert (result["blank"], result["elected"]) == (1, ["b"])


@pytest.mark.parametrize("method", ["scottish_stv", "meek_stv"])
def test_the_single_transferable_vote(app: Flask, clock: Clock, method: str) -> None:
    world = make_world(app, clock, election(method, 2))
    a_then_b, only_c, only_b = {"rank-a": "1", "rank-b": "2"}, {"rank-c": "1"}, {"rank-b": "1"}
    hold(world, [a_then_b] * 6 + [only_c] * 3 + [only_b] * 2 + [{"blank": "yes"}])
    result = announce(world)
    assert result["elected"] == ["a", "b"]
    assert (result["blank"], result["counts"]) == (1, {"a": 6, "b": 2, "c": 3})


CENTRE = (
    *[{"rank-a": "1", "rank-b": "2"}] * 4,
    *[{"rank-b": "1", "rank-a": "2"}] * 3,
    *[{"rank-c": "1", "rank-b": "2"}] * 5,
)
"""Most first choices are for c, but more prefer b to each of the others."""


def test_instant_runoff_excludes_whoever_has_fewest(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("irv", 1))
    hold(world, list(CENTRE))
    result = announce(world)
    assert result["elected"] == ["a"]
    assert [round_["excluded"] for round_ in result["count"]["rounds"]] == [[], [2]]


def test_schulze_elects_whom_more_prefer_to_each_other(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("schulze", 1))
    hold(world, list(CENTRE))
    assert announce(world)["elected"] == ["b"]


def test_rankings_on_paper_are_counted_with_the_others(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, VENUE + election("irv", 1).removeprefix(HEAD))
    resolution, steward = world.resolutions["1"], world.person("steward")
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    for number in ("11", "12", "13"):
        steward.send("/desk/BRU/check-in", {"member": pass_of(world, number), "nonce": f"nonce-{number}"})
        assert (
            answer_of(steward.send("/desk/BRU/paper", {"member": number, "resolution": resolution})) == "ok"
        )
    hold(world, [{"rank-a": "1"}] * 2, opened=True)
    sheet = {"ballots": "3", "rankings": "2 b>a\n1 c>b", "cell-blank": "0"}
    for teller in ("teller", "teller_2"):
        answer = world.person(teller).send(f"/desk/BRU/sheets/{resolution}", sheet)
        assert answer_of(answer) == "ok"
    result = announce(world)
    assert (result["counts"], result["elected"]) == ({"a": 2, "b": 2, "c": 1}, ["b"])


@pytest.mark.parametrize(
    ("rankings", "sentence"),
    [
        ("3 b>b", "“b>b” is not a ranking: write each candidate at most once, by the codes a, b, c."),
        ("3 x", "“x” is not a ranking"),
        ("1 a\nb>a", "Line 2, “b>a”, is not a count and a ranking"),
        ("2 b", "The rankings and blank ballots are 2 together. Valid ballots: 3."),
        ("-3 b", "Line 1, “-3 b”, is not a count and a ranking"),
    ],
)
def test_a_sheet_of_impossible_rankings_is_refused_exactly(
    app: Flask, clock: Clock, rankings: str, sentence: str
) -> None:
    world = make_world(app, clock, VENUE + election("irv", 1).removeprefix(HEAD))
    resolution, steward = world.resolutions["1"], world.person("steward")
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    for number in ("11", "12", "13"):
        steward.send("/desk/BRU/check-in", {"member": pass_of(world, number), "nonce": f"nonce-{number}"})
        steward.send("/desk/BRU/paper", {"member": number, "resolution": resolution})
    hold(world, [], opened=True)
    sheet = {"ballots": "3", "rankings": rankings}
    teller = world.person("teller")
    teller.look("/desk/BRU/sheets?lang=en")
    answer = teller.send(f"/desk/BRU/sheets/{resolution}", sheet)
    assert answer_of(answer) == "invalid_form"
    assert sentence in unescape(answer.get_data(as_text=True))
    assert "Nothing has been saved yet:" in answer.get_data(as_text=True)
    with world.app.app_context():
        assert db.session.scalars(select(PaperSheet)).all() == []


@pytest.mark.parametrize(
    ("method", "form", "sentence"),
    [
        ("irv", {"rank-a": "1", "rank-b": "1"}, "Two candidates have the same number."),
        ("irv", {"rank-a": "x"}, "This ballot is not filled in correctly."),
        ("irv", {"rank-z": "1"}, "This ballot is not filled in correctly."),
        ("irv", {}, "Nothing is marked yet."),
        ("irv", {"rank-a": "1", "blank": "yes"}, "Blank is marked as well as others."),
        ("plurality_at_large", {"choice": ["a", "b"]}, "You have marked more than 1: at most 1 is allowed."),
        ("approval", {"choice": ["a", "a"]}, "A candidate is marked twice."),
        ("per_candidate", {"choice-a": "for"}, "Some candidates are not marked yet."),
    ],
)
def test_what_is_no_ballot_is_refused_exactly(
    app: Flask, clock: Clock, method: str, form: dict[str, Any], sentence: str
) -> None:
    world = make_world(app, clock, election(method, 1))
    resolution = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    member = world.member(1)
    member.look("/assembly?lang=en")
    answer = member.send(f"/resolutions/{resolution}/vote", {"channel": "online", **form})
    assert answer_of(answer) == "invalid_choice"
    assert sentence in unescape(answer.get_data(as_text=True))
    with world.app.app_context():
        assert db.session.scalars(select(Participation)).all() == []
        assert db.session.scalars(select(Envelope)).all() == []


def test_seats_can_be_reserved(app: Flask, clock: Clock) -> None:
    people = (
        '[{ code = "a", name = "Ann" }, { code = "b", name = "Bob" }, '
        '{ code = "c", name = "Cem", groups = ["C"] }]'
    )
    definition = election("plurality_at_large", 2, candidates=people, reserved='["at least 1 of C"]')
    world = make_world(app, clock, definition)
    hold(world, [{"choice": ["a", "b"]}] * 3 + [{"choice": ["a", "c"]}])
    assert announce(world)["elected"] == ["a", "c"]


def test_seats_can_be_reserved_by_several_rules_for_the_whole_board(app: Flask, clock: Clock) -> None:
    people = {"a": "mA", "b": "mA", "c": "wB", "d": "wA", "e": "mC"}
    named = [f'{{ code = "{n}", name = "{n}", groups = {list(groups)} }}' for n, groups in people.items()]
    limits = [f"at least 2/5 of {group} beside 1 of 3 who stay" for group in "wm"]
    limits += ["at least 3 of A beside 2 of 3 who stay", "at least 2 of B + C beside 1 of 3 who stay"]
    definition = election("plurality_at_large", 2, candidates=f"[{', '.join(named)}]", reserved=str(limits))
    world = make_world(app, clock, definition)
    hold(world, [{"choice": ["a", "b"]}] * 7 + [{"choice": ["e", "b"]}] * 3 + [{"choice": ["c", "d"]}])
    assert announce(world)["elected"] == ["b", "c"]
    with world.app.app_context():
        assert recount(export_count(db.session(), world.resolutions["1"])) == []


@pytest.mark.parametrize("method", ["scottish_stv", "meek_stv"])
@pytest.mark.parametrize(
    ("limit", "elected"), [("at least 1 of C", ["a", "c"]), ("at most 0 of C", ["a", "b"])]
)
def test_seats_can_be_reserved_in_a_transferable_count(
    app: Flask, clock: Clock, method: str, limit: str, elected: list[str]
) -> None:
    people = (
        '[{ code = "a", name = "Ann" }, { code = "b", name = "Bob" }, '
        '{ code = "c", name = "Cem", groups = ["C"] }]'
    )
    definition = election(method, 2, candidates=people, reserved=f'["{limit}"]')
    world = make_world(app, clock, definition)
    hold(world, [{"rank-a": "1", "rank-b": "2"}] * 8 + [{"rank-b": "1"}] * 3 + [{"rank-c": "1"}] * 2)
    assert announce(world)["elected"] == elected


def test_a_tie_can_be_put_again(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("plurality_at_large", 1))
    hold(world, [{"choice": "a"}, {"choice": "b"}])
    result = announce(world)
    assert (result["outcome"], result["tied"], result["elected"]) == ("tied", ["a", "b"], [])
    chair, resolution = world.person("chair"), world.resolutions["1"]
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/again", {})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/again", {})) == "wrong_state"
    agenda = world.member(1).look("/api/agenda").json["resolutions"]
    assert [(item["round"], item["state"]) for item in agenda] == [(1, "announced"), (2, "draft")]


def test_the_chair_decides_a_tie_before_it_is_announced(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("plurality_at_large", 1, tie_rule='"chair"'))
    hold(world, [{"choice": "a"}, {"choice": "b"}])
    chair, resolution = world.person("chair"), world.resolutions["1"]
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/announce", {})) == "tie_undecided"
    assert answer_of(chair.look(f"/chair/resolutions/{resolution}/tie?order=b&order=a")) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/tie", {"order": ["x"]})) == "invalid_choice"
    chair.look(f"/chair/resolutions/{resolution}/tie?order=b&order=a")
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/tie", {"order": ["b", "a"]})) == "ok"
    assert answer_of(chair.look("/chair/")) == "ok"
    result = announce(world)
    assert (result["outcome"], result["elected"], result["settled"]) == ("elected", ["b"], "chair")


def test_a_lot_was_committed_to_and_can_be_drawn_again(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, motion(tie_rule='"lot"'))
    hold(world, choices(for_=1, against=1))
    result = announce(world)
    assert result["outcome"] in ("adopted", "rejected")
    assert result["settled"] == "lot"
    with world.app.app_context():
        export = export_count(db.session(), world.resolutions["1"])
    export["lot_seed"] = "0" * 32
    assert any("seed" in difference for difference in recount(export))


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        (motion(majority='"5/4"'), ("resolutions[1].majority", "majority_invalid")),
        (motion(majority='"more than 1/1 of cast"'), ("resolutions[1].majority", "majority_invalid")),
        (motion(majority='"most of cast"'), ("resolutions[1].majority", "majority_invalid")),
        (motion(quorum='"0 members"'), ("resolutions[1].quorum", "quorum_invalid")),
        (motion(quorum='"3/2"'), ("resolutions[1].quorum", "quorum_invalid")),
        (motion(tie_rule='"coin"'), ("resolutions[1].tie_rule", "not_one_of")),
        (election("scottish_stv", 2, tie_rule='"chair"'), ("resolutions[1].tie_rule", "tie_by_lot_only")),
        (election("irv", 1, tie_rule='"second_round"'), ("resolutions[1].tie_rule", "tie_by_lot_only")),
        (motion(template='"other"'), ("resolutions[1].template", "not_one_of")),
        (election("plurality_at_large", 4), ("resolutions[1].seats", "seats_more_than_candidates")),
        (election("irv", 2), ("resolutions[1].seats", "one_seat_only")),
        (election("approval", 1, reserved='["some of x"]'), ("resolutions[1].reserved", "limit_invalid")),
        (election("approval", 1, reserved='["at least 1 of x"]'), ("resolutions[1].reserved", "group_empty")),
        (
            election("approval", 1, reserved='["at least 2 of x"]'),
            ("resolutions[1].reserved", "reserved_more_than_seats"),
        ),
        (
            election("irv", 1, reserved='["at most 1 of x"]'),
            ("resolutions[1].reserved", "reserved_one_seat"),
        ),
    ],
)
def test_impossible_rules_are_refused(definition: str, fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidFile) as invalid:
        read_definition(definition.encode())
    assert fault in [(found.column, found.code) for found in invalid.value.faults]
