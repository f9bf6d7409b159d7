"""Nobody at a desk hands out papers and tablets to members whom only they have let in, by their number."""

import itertools
import json

import pytest
from sqlalchemy import func, select

from tests.accounts.help_desk import pass_of
from tests.world import KEY, World
from voting.attendance.rules import Answer, Sight, seen_by_another
from voting.audit.models import AuditEntry
from voting.ballot.models import Participation
from voting.database import writing
from voting.extensions import db
from voting.mail.models import Mail
from voting.rehearsal.browser import Browser, answer_of
from voting.tablets.enrolment import add_tablet, enrol_tablet
from voting.tablets.models import HandOver

SERIAL = itertools.count()
IN, STILL = Answer.WELCOME, Answer.ALREADY_HERE


@pytest.fixture
def desk(world: World) -> World:
    """A vote is open, and there is a tablet in Brussels."""
    assert answer_of(world.person("chair").send("/chair/meeting/open", {})) == "ok"
    opening = f"/chair/resolutions/{world.resolutions['1']}/open"
    assert answer_of(world.person("chair").send(opening, {})) == "ok"
    with world.app.app_context(), writing(db.session()) as session:
        code = add_tablet(
            session, KEY.encode(), world.assembly_id, "BRU", "Tablet 1", now=world.clock(), account_id=1
        )
        enrol_tablet(session, KEY.encode(), code, now=world.clock())
    return world


def scan(who: Browser, shown: str, act: str = "check-in", nonce: str = "") -> str:
    nonce = nonce or f"a-scan-{next(SERIAL)}"
    return answer_of(who.send(f"/desk/BRU/{act}", {"member": shown, "nonce": nonce}))


def hand_out(world: World, who: Browser, shown: str, thing: str) -> str:
    if thing == "tablet":
        return answer_of(who.send("/desk/BRU/tablets", {"member": shown, "tablet": "1"}))
    return answer_of(who.send("/desk/BRU/paper", {"member": shown, "resolution": world.resolutions["1"]}))


def logged(world: World) -> list[dict[str, object]]:
    """What the log says of what was handed out, but for where and whose it is."""
    with world.app.app_context():
        found = db.session.scalars(
            select(AuditEntry.details).where(AuditEntry.action.in_(("paper.given", "tablet.handed_over")))
        )
        return [{key: value for key, value in json.loads(one).items() if key in BACKED} for one in found]


BACKED = ("shown", "seen_by")


@pytest.mark.parametrize("thing", ["paper", "tablet"])
def test_one_person_alone_gives_nothing_to_a_member_known_by_number(desk: World, thing: str) -> None:
    steward, page = desk.person("steward"), "paper" if thing == "paper" else "tablets"
    assert scan(steward, "7") == "ok"
    for _ in range(2):
        assert hand_out(desk, steward, "7", thing) == "second_person"
        assert scan(steward, "7") == "ok", "it is of no use to let them in twice"
    fields = {"member": "7", "tablet": "1", "resolution": desk.resolutions["1"]}
    assert "Only you have checked this member in" in steward.send(f"/desk/BRU/{page}?lang=en", fields).text
    with desk.app.app_context():
        for table in (Participation, HandOver, Mail):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert logged(desk) == []


@pytest.mark.parametrize("thing", ["paper", "tablet"])
def test_another_person_at_the_door_backs_it(desk: World, thing: str) -> None:
    steward, supervisor = desk.person("steward"), desk.person("supervisor")
    assert scan(steward, "7") == "ok"
    assert scan(supervisor, "7") == "ok"
    assert hand_out(desk, steward, "7", thing) == "ok"
    [backed] = logged(desk)
    assert list(backed) == ["seen_by"]


@pytest.mark.parametrize("thing", ["paper", "tablet"])
def test_the_pass_at_the_door_or_at_the_desk_backs_it(desk: World, thing: str) -> None:
    steward = desk.person("steward")
    assert scan(steward, pass_of(desk, "7")) == "ok"
    assert hand_out(desk, steward, "7", thing) == "ok"
    assert logged(desk) == [{"shown": "pass"}]
    if thing == "tablet":
        return
    assert scan(steward, "8") == "ok"
    assert hand_out(desk, steward, pass_of(desk, "8"), thing) == "ok"
    assert logged(desk) == [{"shown": "pass"}] * 2


@pytest.mark.parametrize("nonces", [*itertools.permutations(("a-scan-1", "a-scan-2", "a-scan-3"))])
def test_who_has_left_has_to_be_seen_anew_be_it_in_one_moment(desk: World, nonces: tuple[str, ...]) -> None:
    steward = desk.person("steward")
    assert scan(steward, pass_of(desk, "7"), "check-in", nonces[0]) == "ok"
    assert scan(steward, "7", "check-out", nonces[1]) == "ok"
    assert scan(steward, "7", "check-in", nonces[2]) == "ok"
    assert hand_out(desk, steward, "7", "paper") == "second_person"


@pytest.mark.parametrize(
    ("sights", "found"),
    [
        ([], None),
        ([(IN, 1, False)], None),
        ([(IN, 2, False)], 2),
        ([(IN, 1, True)], 1),
        ([(IN, 1, False), (STILL, 2, False)], 2),
        ([(IN, 2, False), (STILL, 1, True)], 1),
        ([(IN, 2, False), (IN, 1, False)], None),
        ([(IN, 1, True), (Answer.MOVED, 1, False)], None),
        ([(Answer.MOVED, 2, False), (STILL, 1, False)], 2),
    ],
)
def test_the_pass_or_else_another_person_since_they_came_in(
    sights: list[tuple[Answer, int, bool]], found: int | None
) -> None:
    seen = seen_by_another([Sight(*sight) for sight in sights], 1)
    assert (seen.account_id if seen else None) == found
