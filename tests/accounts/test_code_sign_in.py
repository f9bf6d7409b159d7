"""Members who come at the same moment are signed in as if each came alone, and a code that is just being
changed comes before or after."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from tests.accounts.passwords import send
from tests.conftest import new_app
from tests.gate.crowd import attempt, run_together
from tests.gate.test_batch import NotKept, wait_for_a_lock
from tests.gate.test_closing_race import Pause
from tests.waiting import PATIENCE
from tests.world import ACTOR, KEY, MEETING, Clock, World, make_world
from voting import together
from voting.accounts.code_sign_in import Coming, Entrance, sign_in, sign_in_together
from voting.accounts.codes import code_hash
from voting.accounts.credentials import issue_to_members, reissue_to_member
from voting.accounts.models import Attempts, Credential, SignIn
from voting.accounts.sign_ins import SignedIn
from voting.database import committed, writing
from voting.errors import Refused
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.web.entering import start_entering

HASHED = KEY.encode()


def coming(*codes: str) -> list[Coming]:
    return [Coming(code_hash(HASHED, code), None, MEETING) for code in codes]


def rush(app: Flask, codes: list[str]) -> list[str]:
    """Each signs in from a request of their own, all at once: the member who each is, "" for none."""
    with app.app_context():
        entrance = Entrance(db.engine)

    def ask(one: Coming) -> str:
        try:
            found = entrance.enter(one)
        except Exception as error:
            return type(error).__name__
        return found.member or "" if found else ""

    asked = [gevent.spawn(ask, one) for one in coming(*codes)]
    gevent.joinall(asked, timeout=PATIENCE)
    return [each.get(block=False) for each in asked]


ALL = select(func.count()).select_from(SignIn)


def count(query: Any) -> int:
    number: int = db.session.scalar(query)
    db.session.rollback()
    return number


@pytest.fixture
def void(world: World) -> str:
    """The code that member 5 had before they were given another."""
    with world.app.app_context(), writing(db.session()) as session:
        issue_to_members(session, HASHED, world.assembly_id, ["5"], now=MEETING, actor=ACTOR)
    return world.codes["5"]


def test_who_come_at_once_are_signed_in_together_and_each_as_who_they_are(world: World, void: str) -> None:
    codes = [world.codes["1"], void, world.codes["2"], world.staff["chair"], world.codes["1"], "2222"]
    commits = list[set[str]]()
    with world.app.app_context():
        with committed.connected_to(lambda _, written: commits.append(written.tables), db.engine):
            assert rush(world.app, codes) == ["1", "", "2", "", "1", ""]
        assert commits == [{"sign_in", "mail"}]
        assert count(ALL) == 3


@st.composite
def arriving(draw: st.DrawFn, codes: list[str]) -> list[tuple[str, str | None, int]]:
    """Some who come: with few codes, so that one comes twice."""
    return [
        (
            draw(st.sampled_from(codes)),
            draw(st.sampled_from((None, "Firefox, Windows"))),
            draw(st.integers(0, 9)),
        )
        for _ in range(draw(st.integers(1, 8)))
    ]


def test_together_is_what_it_is_one_after_the_other(world: World, void: str) -> None:
    """The same answers and the same rows: whoever comes with whatever code, and however often."""
    codes = [world.codes["1"], world.codes["2"], world.codes["42"], world.staff["steward"], void, "", "é"]

    def alone(session: Session, who: tuple[str, str | None, int]) -> SignedIn | None:
        code, device, second = who
        try:
            return sign_in(session, HASHED, code, now=MEETING + timedelta(seconds=second), device=device)
        except Refused:
            return None

    def at_once(session: Session, people: list[tuple[str, str | None, int]]) -> list[SignedIn | None]:
        handed = [
            Coming(code_hash(HASHED, code), device, MEETING + timedelta(seconds=second))
            for code, device, second in people
        ]
        found = zip(sign_in_together(session, handed), people, strict=True)
        return [signed_in or alone(session, who) for signed_in, who in found]

    def outcome(act: Callable[[Session], list[SignedIn | None]]) -> list[Any]:
        found = list[Any]()
        columns = (SignIn.account_id, SignIn.assembly_id, SignIn.credential_id, SignIn.started_at)
        with suppress(NotKept), writing(db.session()) as session:
            answers = act(session)
            ids = {each.sign_in_id for each in answers if each}
            assert ids == set(session.scalars(select(SignIn.id)))
            rows = session.execute(select(*columns, SignIn.ended_at, SignIn.device))
            found += [[each and each[1:] for each in answers], Counter(map(tuple, rows))]
            raise NotKept
        return found

    with world.app.app_context():

        @settings(max_examples=60)
        @given(arriving(codes))
        def same(people: list[tuple[str, str | None, int]]) -> None:
            apart = outcome(lambda session: [alone(session, who) for who in people])
            assert outcome(lambda session: at_once(session, people)) == apart

        same()


REFUSE_THREE = {
    "sqlite": "CREATE TRIGGER broken BEFORE INSERT ON sign_in WHEN NEW.account_id = {account} "
    "BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "postgresql": "ALTER TABLE sign_in ADD CONSTRAINT broken CHECK (account_id <> {account})",
}


def test_one_who_cannot_be_signed_in_costs_the_others_nothing(world: World) -> None:
    with world.app.app_context():
        account = count(
            select(Credential.account_id).where(Credential.code_hash == code_hash(HASHED, world.codes["3"]))
        )
        with writing(db.session()) as session:
            session.execute(text(REFUSE_THREE[db.engine.dialect.name].format(account=account)))
        codes = [world.codes[number] for number in "1234"]
        assert rush(world.app, codes) == ["1", "2", "IntegrityError", "4"]
        assert count(ALL) == 3


def in_force_with_a_void_code() -> int:
    """How many are signed in with a code that is void."""
    void = select(func.count()).select_from(SignIn).join(Credential, Credential.id == SignIn.credential_id)
    return count(void.where(SignIn.ended_at.is_(None), Credential.revoked_at.is_not(None)))


def test_a_new_code_waits_for_those_who_come_with_the_old_one_and_signs_them_out(
    app: Flask, clock: Clock
) -> None:
    world = make_world(app, clock)
    answers = list[SignedIn | None]()

    def enter() -> None:
        with app.app_context(), writing(db.session()) as session:
            answers.extend(sign_in_together(session, coming(*(world.codes[number] for number in "123"))))

    def reissue() -> None:
        with app.app_context():
            args = (HASHED, world.assembly_id, "2")
            assert attempt(reissue_to_member, *args, now=MEETING, actor=ACTOR) == "ok"

    pause = Pause("INSERT INTO sign_in")
    crowd, desk = threading.Thread(target=enter), threading.Thread(target=reissue)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", pause)
        crowd.start()
        assert pause.reached.wait(PATIENCE)
        desk.start()
        wait_for_a_lock(desk)
        pause.go_on.set()
        for thread in (crowd, desk):
            thread.join(PATIENCE)
        assert [each and each.member for each in answers] == ["1", "2", "3"]
        assert in_force_with_a_void_code() == 0
        assert count(select(func.count()).where(SignIn.ended_at.is_(None))) == 2


def test_nobody_waits_for_a_code_that_is_just_being_changed_but_who_comes_with_it(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    """On PostgreSQL, where two write at once."""
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    world = make_world(app, clock)
    codes, answers = [world.codes[number] for number in "123"], list[str]()

    def alone() -> None:
        with app.app_context():
            answers.append(attempt(sign_in, HASHED, codes[1], now=MEETING))

    crowd = threading.Thread(target=lambda: answers.extend(rush(app, codes)))
    member = threading.Thread(target=alone)
    with app.app_context():
        with writing(db.session()) as session:
            issue_to_members(session, HASHED, world.assembly_id, ["2"], now=MEETING, actor=ACTOR)
            for thread in (crowd, member):
                thread.start()
                wait_for_a_lock(thread)
            assert answers == ["1", "", "3"]
        member.join(PATIENCE)
        assert answers == ["1", "", "3", "sign_in_failed"]
        db.session.remove()
        db.engine.dispose()


ROUNDS = 8


def come_or_reissue(app: Flask, share: tuple[int, int, dict[str, str]]) -> list[str]:
    """Runner 0 gives each member a new code, one after the other, once some are in; the others come with the
    old ones, again and again. Whom each was signed in as."""
    runner, assembly_id, codes = share
    if runner == 0:
        while count(ALL) < len(codes):
            pass
        for member in codes:
            args = (HASHED, assembly_id, member)
            assert attempt(reissue_to_member, *args, now=MEETING, actor=ACTOR) == "ok"
        return []
    found = list[str]()
    for turn in range(ROUNDS):
        order = list(codes)
        random.Random(runner + 10 * turn).shuffle(order)
        found += filter(None, rush(app, [codes[member] for member in order]))
    return found


def test_whoever_races_a_new_code_is_signed_in_by_none_that_is_void(
    world: World, database_url: str, tmp_path: Path
) -> None:
    codes = {str(number): world.codes[str(number)] for number in range(1, 31)}
    shares = [(runner, world.assembly_id, codes) for runner in range(3)]
    crowds = run_together(database_url, tmp_path / "crowd", come_or_reissue, shares)
    with world.app.app_context():
        assert count(ALL) == sum(map(len, crowds)) > 0
        assert in_force_with_a_void_code() == 0
        assert count(select(func.count()).where(SignIn.ended_at.is_(None))) == 0


@pytest.fixture
def served(world: World) -> World:
    """A world whose members are let in together, as under the server."""
    start_entering(world.app)
    return world


def failures() -> list[int]:
    found = list(db.session.scalars(select(Attempts.failures)))
    db.session.rollback()
    return found


def test_at_the_door_a_wrong_code_is_counted_and_a_right_one_lets_in(served: World, void: str) -> None:
    right = (served.codes["1"], served.staff["chair"], served.codes["1"].lower().replace("-", " "))
    for code, answer in ((void, "sign_in_failed"), ("2222", "sign_in_failed"), *((it, "ok") for it in right)):
        client = served.app.test_client()
        assert answer_of(send(client, "/sign-in", {"code": code})) == answer, code
        assert answer_of(client.get("/account/")) == ("ok" if answer == "ok" else "sign_in_needed")
    with served.app.app_context():
        assert failures() == [2]


def test_at_the_door_whoever_was_here_before_is_left_behind(served: World, void: str) -> None:
    client = served.app.test_client()
    send(client, "/sign-in", {"code": served.codes["1"]})
    first = client.get_cookie("voting")
    assert first
    assert answer_of(send(client, "/sign-in", {"code": void})) == "sign_in_failed"
    assert "First1 Name1" in client.get("/account/").text
    assert answer_of(send(client, "/sign-in", {"code": served.codes["2"]})) == "ok"
    assert "First2 Name2" in client.get("/account/").text
    client.set_cookie("voting", first.value)
    assert answer_of(client.get("/account/")) == "sign_in_needed"


def test_at_the_door_who_must_come_again_has_made_no_mistake(
    served: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_WAITING", 0)
    client = served.app.test_client()
    assert answer_of(send(client, "/sign-in", {"code": served.codes["1"]})) == "busy"
    with served.app.app_context():
        assert failures() == []
    monkeypatch.undo()
    assert answer_of(send(client, "/sign-in", {"code": served.codes["1"]})) == "ok"
