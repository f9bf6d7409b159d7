"""Proxies: whom one may be given to, how many one may hold, and taking it back."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.gate.crowd import attempt, run_together
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world, row
from voting.assembly.models import Proxy
from voting.assembly.proxies import (
    ProxyFacts,
    admit_proxy,
    grant_proxy,
    holder_of,
    represented_by,
    withdraw_proxy,
)
from voting.audit.models import AuditEntry
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.database import writing
from voting.errors import Code
from voting.extensions import db
from voting.register.import_register import import_register


def give(world: World, grantor: int | str, holder: int | str) -> str:
    with world.app.app_context():
        return attempt(grant_proxy, world.assembly_id, str(grantor), str(holder), now=MEETING)


def take_back(world: World, grantor: int) -> str:
    with world.app.app_context():
        return attempt(withdraw_proxy, world.assembly_id, str(grantor), now=MEETING)


def held(world: World, holder: int) -> list[str]:
    with world.app.app_context():
        return [item.number for item in represented_by(db.session(), world.assembly_id, str(holder))]


def entries(world: World, action: str) -> int:
    with world.app.app_context():
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
        return db.session.scalar(query) or 0


def world_with_limit(app: Flask, clock: Clock, limit: int) -> World:
    text = ASSEMBLY.replace("proxies_per_holder = 1", f"proxies_per_holder = {limit}")
    assert limit == 1 or text != ASSEMBLY
    return make_world(app, clock, text)


def test_a_proxy_is_given_seen_and_taken_back(world: World) -> None:
    assert give(world, 1, 2) == "ok"
    assert held(world, 2) == ["1"]
    with world.app.app_context():
        holder = holder_of(db.session(), world.assembly_id, "1")
    assert holder is not None
    assert (holder.number, holder.name) == ("2", "First2 Name2")
    assert take_back(world, 1) == "ok"
    assert held(world, 2) == []
    assert take_back(world, 1) == "no_proxy"
    assert give(world, 1, 3) == "ok"
    assert held(world, 3) == ["1"]


@pytest.mark.parametrize(
    ("grantor", "holder", "code"),
    [
        (1, 1, "invalid_proxy"),
        (1, 41, "invalid_proxy"),
        (1, 42, "invalid_proxy"),
        (1, "nobody", "invalid_proxy"),
        (1, "", "invalid_proxy"),
        (41, 1, "not_entitled"),
        (42, 1, "not_entitled"),
        (41, 41, "not_entitled"),
        ("nobody", 1, "not_entitled"),
    ],
)
def test_whom_it_may_not_be_given_to(world: World, grantor: int, holder: int, code: str) -> None:
    assert give(world, grantor, holder) == code
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Proxy)) == 0
    assert entries(world, "proxy.granted") == 0


def test_the_same_proxy_again_changes_nothing_and_another_must_first_be_taken_back(world: World) -> None:
    assert give(world, 1, 2) == "ok"
    assert give(world, 1, 2) == "ok"
    assert entries(world, "proxy.granted") == 1
    assert give(world, 1, 3) == "invalid_proxy"
    assert (held(world, 2), held(world, 3)) == (["1"], [])


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_nobody_holds_more_than_the_limit(app: Flask, clock: Clock, limit: int) -> None:
    world = world_with_limit(app, clock, limit)
    answers = [give(world, grantor, 10) for grantor in range(1, 6)]
    assert answers == ["ok"] * limit + ["proxy_limit"] * (5 - limit)
    assert len(held(world, 10)) == limit
    if limit:
        assert take_back(world, 1) == "ok"
        assert give(world, 5, 10) == "ok"
        assert give(world, 1, 10) == "proxy_limit"


def test_who_gave_a_proxy_still_holds_those_of_others(world: World) -> None:
    assert [give(world, 1, 2), give(world, 2, 3), give(world, 3, 1)] == ["ok"] * 3
    assert (held(world, 1), held(world, 2), held(world, 3)) == (["3"], ["1"], ["2"])


def test_each_change_is_one_entry_in_the_log(world: World) -> None:
    give(world, 1, 2)
    take_back(world, 1)
    take_back(world, 1)
    assert (entries(world, "proxy.granted"), entries(world, "proxy.withdrawn")) == (1, 1)


def test_no_proxy_before_the_roll_is_frozen(app: Flask) -> None:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with app.app_context(), writing(db.session()) as session:
        import_register(session, [row(1), row(2)], now=MEETING, actor="test")
        assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor="test").id
    with app.app_context():
        assert attempt(grant_proxy, assembly_id, "1", "2", now=MEETING) == "not_frozen"


def grant(_app: Flask, share: tuple[int, str, str]) -> str:
    assembly_id, grantor, holder = share
    return attempt(grant_proxy, assembly_id, grantor, holder, now=MEETING)


def withdraw(_app: Flask, share: tuple[int, str]) -> str:
    return attempt(withdraw_proxy, share[0], share[1], now=MEETING)


def test_the_limit_holds_for_several_processes_at_once(
    world: World, database_url: str, tmp_path: object
) -> None:
    shares = [(world.assembly_id, str(grantor), "10") for grantor in range(1, 5)]
    answers = run_together(database_url, str(tmp_path), grant, shares)
    assert sorted(answers) == ["ok", "proxy_limit", "proxy_limit", "proxy_limit"]
    (grantor,) = held(world, 10)
    answers = run_together(database_url, str(tmp_path), withdraw, [(world.assembly_id, grantor)] * 3)
    assert sorted(answers) == ["no_proxy", "no_proxy", "ok"]
    assert entries(world, "proxy.withdrawn") == 1


def test_the_rule_alone() -> None:
    facts = ProxyFacts("1", "2", True, True, None, 0, 1)
    assert admit_proxy(facts) is None
    assert admit_proxy(ProxyFacts("1", "2", True, True, None, 1, 1)) is Code.PROXY_LIMIT
    assert admit_proxy(ProxyFacts("1", "2", True, True, "2", 1, 1)) is None
    assert admit_proxy(ProxyFacts("1", "2", True, True, "3", 0, 1)) is Code.INVALID_PROXY
