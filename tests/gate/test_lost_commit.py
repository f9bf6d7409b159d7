"""A commit whose answer was lost: nobody is told that nothing is stored; sent again it counts once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import new_app
from tests.gate.crowd import stored
from tests.gate.test_writer import online, rush
from tests.log_lines import log_lines
from tests.relay import Relay, relay_to
from tests.world import World
from voting.attendance.models import Presence
from voting.ballot.models import Envelope, Participation
from voting.ballot.writer import Writer
from voting.database import committed
from voting.extensions import db
from voting.rehearsal.browser import answer_of

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def relay(database_url: str) -> Iterator[Relay]:
    with relay_to(database_url) as between:
        yield between


@pytest.fixture
def world(world: World, relay: Relay, tmp_path: Path) -> Iterator[World]:
    """The world, whose application reaches its database through the relay."""
    one = world.resolutions["1"]
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{one}/open", {})) == "ok"
    between = new_app(relay.url, tmp_path / "between", world.clock)
    yield world.moved_to(between, world.clock)
    with between.app_context():
        db.engine.dispose()


def ballot(world: World) -> dict[str, str]:
    return {"channel": "online", "choice": "for", "attempt": "one form"}


def test_a_vote_is_told_to_be_sent_again_and_counts_once(world: World, relay: Relay) -> None:
    member, path = world.member(1), f"/resolutions/{world.resolutions['1']}/vote"
    member.look(path.removesuffix("/vote"))
    relay.lose_answers_to_commits()
    with log_lines() as logged:
        answer = member.send(path, ballot(world))
    assert relay.lost.is_set()
    assert (answer.status_code, answer_of(answer)) == (503, "outcome_unknown")
    assert answer.headers["Retry-After"] == "2"
    assert "het telt maar één keer" in answer.text
    [line] = logged.of("a request failed")
    assert (line["code"], line["request_id"]) == ("outcome_unknown", answer.headers["X-Request-ID"])
    assert line["exception"]
    with world.app.app_context():
        assert stored(Participation, world.resolutions["1"]) == 1
    assert answer_of(member.send(path, ballot(world))) == "ok"
    with world.app.app_context():
        assert stored(Participation, world.resolutions["1"]) == stored(Envelope, world.resolutions["1"]) == 1


def test_each_of_a_batch_is_told_the_same_and_screens_hear_of_it(world: World, relay: Relay) -> None:
    one = world.resolutions["1"]
    heard = list[set[str]]()
    with world.app.app_context():
        writer = Writer(db.engine)
        assert rush(writer, online(one, 30)) == ["ok"]
        relay.lose_answers_to_commits()
        with committed.connected_to(lambda _, written: heard.append(written.tables), db.engine):
            assert rush(writer, online(one, *range(1, 21))) == ["outcome_unknown"] * 20
        assert len(heard) == 1
        assert "participation" in heard[0]
        assert stored(Participation, one) == 21
        assert rush(writer, online(one, *range(1, 21))) == ["ok"] * 20
        assert stored(Participation, one) == stored(Envelope, one) == 21


def test_a_check_in_and_an_act_of_the_chair_are_told_it_too(world: World, relay: Relay) -> None:
    steward, chair = world.person("steward"), world.person("chair")
    fields = {"member": "7", "nonce": "nonce-00001"}
    steward.look("/desk/BRU/")
    relay.lose_answers_to_commits()
    answer = steward.send("/desk/BRU/check-in", fields)
    assert (answer.status_code, answer_of(answer)) == (503, "outcome_unknown")
    assert "één keer" in answer.text
    assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"
    with world.app.app_context():
        present = select(func.count()).select_from(Presence).where(Presence.member == "7")
        assert db.session.scalar(present) == 1
        db.session.rollback()
    step = f"/chair/resolutions/{world.resolutions['2']}/open"
    relay.lose_answers_to_commits()
    answer = chair.send(step, {})
    assert (answer.status_code, answer_of(answer)) == (503, "outcome_unknown")
    assert "Kijk of het er staat" in answer.text
    assert answer_of(chair.send(step, {})) == "wrong_state"
