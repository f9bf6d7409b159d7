"""Proxies: whom one may be given to, how many one may hold, and taking it back."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.accounts.letters import letters_to
from tests.assembly.giving import give_proxy, name_of
from tests.gate.crowd import attempt, run_together
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world, row
from voting.assembly.models import Proxy
from voting.assembly.proxies import accept_proxy, holder_of, offer_proxy, represented_by
from voting.assembly.proxy_rules import ProxyFacts, admit_proxy, is_name_of
from voting.audit.models import AuditEntry
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.proxies import withdraw_proxy
from voting.database import writing
from voting.errors import Code
from voting.extensions import db
from voting.register.import_register import import_register
from voting.rehearsal.browser import answer_of


def give(world: World, grantor: int | str, holder: int | str) -> str:
    with world.app.app_context():
        return attempt(give_proxy, world.assembly_id, str(grantor), str(holder), now=MEETING)


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
    assert entries(world, "proxy.accepted") == 0


def test_the_same_proxy_again_changes_nothing_and_another_must_first_be_taken_back(world: World) -> None:
    assert give(world, 1, 2) == "ok"
    assert give(world, 1, 2) == "ok"
    assert entries(world, "proxy.accepted") == 1
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
    assert (entries(world, "proxy.accepted"), entries(world, "proxy.withdrawn")) == (1, 1)


def test_no_proxy_before_the_roll_is_frozen(app: Flask) -> None:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with app.app_context(), writing(db.session()) as session:
        import_register(session, [row(1), row(2)], now=MEETING, actor="test")
        assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor="test").id
    with app.app_context():
        assert attempt(give_proxy, assembly_id, "1", "2", now=MEETING) == "not_frozen"


def grant(_app: Flask, share: tuple[int, str, str]) -> str:
    assembly_id, grantor, holder = share
    return attempt(give_proxy, assembly_id, grantor, holder, now=MEETING)


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


def facts(**changes: object) -> ProxyFacts:
    values: dict[str, object] = {
        "grantor": "1",
        "holder": "2",
        "grantor_entitled": True,
        "holder_entitled": True,
        "holder_named": True,
        "current_holder": None,
        "held_by_holder": 0,
        "limit": 1,
        "closed": False,
    }
    return ProxyFacts(**(values | changes))  # type: ignore[arg-type]


def test_the_rule_alone() -> None:
    assert admit_proxy(facts()) is None
    assert admit_proxy(facts(held_by_holder=1)) is Code.PROXY_LIMIT
    assert admit_proxy(facts(current_holder="2", held_by_holder=1)) is None
    assert admit_proxy(facts(current_holder="3")) is Code.INVALID_PROXY
    assert admit_proxy(facts(current_holder="3", held_by_holder=1)) is Code.INVALID_PROXY
    assert admit_proxy(facts(holder_named=False)) is Code.INVALID_PROXY
    assert admit_proxy(facts(holder_entitled=False)) is Code.INVALID_PROXY
    assert admit_proxy(facts(holder="1")) is Code.INVALID_PROXY
    assert admit_proxy(facts(holder="1", current_holder="1")) is Code.INVALID_PROXY
    assert admit_proxy(facts(limit=2, held_by_holder=1)) is None
    assert admit_proxy(facts(limit=2, held_by_holder=2)) is Code.PROXY_LIMIT
    assert admit_proxy(facts(limit=2, held_by_holder=3)) is Code.PROXY_LIMIT
    assert admit_proxy(facts(closed=True)) is Code.PROXIES_CLOSED
    assert admit_proxy(facts(closed=True, grantor_entitled=False)) is Code.NOT_ENTITLED


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("De Bruyne-Lefèvre", True),
        ("de bruyne lefevre", True),
        ("DEBRUYNELEFEVRE", True),
        ("Zoë De Bruyne Lefèvre", True),
        ("De Bruyne-Lefevre, zoe", True),
        ("Bruyne", False),
        ("Zoë", False),
        ("", False),
        (" - ", False),
        ("Zoë Zoë De Bruyne Lefèvre", False),
    ],
)
def test_a_name_matches_as_people_write_it(typed: str, same: bool) -> None:
    assert is_name_of(typed, "Zoë", "De Bruyne-Lefèvre") is same
    assert is_name_of("Bakkerij & Zonen", "", "Bakkerij & Zonen")
    assert not is_name_of("", "", "")


@given(st.text(max_size=30), st.text(max_size=30))
def test_whoever_types_the_whole_name_has_named_them(first_name: str, name: str) -> None:
    if any(character.isalnum() for character in name):
        for typed in (name, name.upper().lower(), f"{first_name} {name}", f"{name} {first_name}"):
            if typed.casefold() == typed or typed in (name, f"{first_name} {name}", f"{name} {first_name}"):
                assert is_name_of(typed, first_name, name)


def offer(world: World, grantor: int, holder: int, name: str = "") -> str:
    with world.app.app_context():
        name = name or name_of(db.session(), str(holder))
        db.session.rollback()
        return attempt(offer_proxy, world.assembly_id, str(grantor), str(holder), name, now=world.clock())


def accept(world: World, grantor: int, holder: int) -> str:
    with world.app.app_context():
        return attempt(accept_proxy, world.assembly_id, str(grantor), str(holder), now=world.clock())


def test_number_and_name_must_belong_together(world: World) -> None:
    assert offer(world, 1, 2, "Name3") == "invalid_proxy"
    assert offer(world, 1, 99, "Name2") == "invalid_proxy"
    assert offer(world, 1, 2, "name-2") == "ok"


def test_an_offer_counts_for_nothing_until_it_is_accepted(world: World) -> None:
    assert offer(world, 1, 2) == "ok"
    assert offer(world, 1, 2) == "ok"
    assert held(world, 2) == []
    assert offer(world, 3, 2) == "ok"
    assert accept(world, 4, 2) == "no_proxy"
    assert accept(world, 1, 3) == "no_proxy"
    assert accept(world, 3, 2) == "ok"
    assert accept(world, 3, 2) == "ok"
    assert accept(world, 1, 2) == "proxy_limit"
    assert offer(world, 4, 2) == "proxy_limit"
    assert held(world, 2) == ["3"]
    assert take_back(world, 1) == "ok"
    assert offer(world, 1, 5) == "ok"


def test_the_holder_is_written_to_once_about_all_who_wait(world: World) -> None:
    assert [offer(world, 1, 2), offer(world, 3, 2), offer(world, 1, 2)] == ["ok"] * 3
    [letter] = letters_to(world, "lid2@example.org")
    assert "First1 Name1 (1), First3 Name3 (3)" in letter
    assert take_back(world, 1) == "ok"
    assert offer(world, 1, 2) == "ok"
    assert len(letters_to(world, "lid2@example.org")) == 1


def test_no_letter_is_sent_about_what_was_taken_back(world: World) -> None:
    assert [offer(world, 1, 2), take_back(world, 1)] == ["ok", "ok"]
    assert letters_to(world, "lid2@example.org") == []


def test_after_the_deadline_none_is_given_or_accepted_and_each_can_be_taken_back(
    app: Flask, clock: Clock
) -> None:
    text = ASSEMBLY.replace("proxies_per_holder", "proxies_close = 2025-06-17T09:00:00\nproxies_per_holder")
    world = make_world(app, clock, text)
    clock.moment = MEETING - timedelta(hours=2)
    assert [offer(world, 1, 2), offer(world, 3, 4), accept(world, 3, 4)] == ["ok"] * 3
    clock.moment = MEETING - timedelta(hours=1)
    assert offer(world, 5, 6) == "proxies_closed"
    assert accept(world, 1, 2) == "proxies_closed"
    assert accept(world, 3, 4) == "ok"
    assert held(world, 4) == ["3"]
    page = world.member(5).send("/proxy?lang=fr", {"holder": "6", "name": "Name6"})
    assert answer_of(page) == "proxies_closed"
    assert "17 juin 2025" in page.text
    assert "09:00" in page.text
    assert [take_back(world, 1), take_back(world, 3)] == ["ok", "ok"]
