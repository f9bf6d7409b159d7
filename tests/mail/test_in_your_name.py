"""What is handed out in a member's name, they are told by mail: in their language, at once, and once."""

import io
from collections import Counter

import pytest
from sqlalchemy import event, select, update

from tests.accounts.help_desk import pass_of, scan_pass
from tests.accounts.letters import letters_to
from tests.accounts.passwords import GOOD, give_password, send, try_password
from tests.gate.crowd import refuse_member
from tests.world import KEY, MEETING, World
from voting.accounts.credentials import reissue_to_members, revoke_credentials
from voting.accounts.models import Account
from voting.ballot.models import Participation
from voting.database import writing
from voting.extensions import db
from voting.invitations.progress import troubled_letters
from voting.mail.models import Mail
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of

PNG = b"\x89PNG\r\n\x1a\n" + b"a paper"


def queued(world: World, member: str) -> Counter[str]:
    """The letters to a member that are in the outbox, by kind."""
    with world.app.app_context():
        return Counter(db.session.scalars(select(Mail.letter).where(Mail.member == member)))


@pytest.fixture
def desk(world: World) -> World:
    """Members 1 and 2 are in Brussels, where a vote is open on the first point."""
    chair, steward = world.person("chair"), world.person("steward")
    assert answer_of(chair.send("/chair/meeting/open", {})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{world.resolutions['1']}/open", {})) == "ok"
    for member in (1, 2):
        fields = {"member": pass_of(world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"
    return world


def test_a_new_code_is_told_with_when_where_and_what_to_do(world: World) -> None:
    supervisor = world.person("supervisor")
    supervisor.send("/desk/BRU/help", scan_pass(world, supervisor, "1"))
    [letter] = letters_to(world, "lid1@example.org")
    for told in ("nieuwe code", "Wanneer: 17 jun 2025, 10:00", "Waar: Brussel", "bel dan meteen de helpdesk"):
        assert told in letter, letter
    assert queued(world, "1") == {"code_reissued": 1}


def test_all_whose_codes_are_replaced_are_told_and_nobody_whose_first_it_is(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        account = session.scalar(select(Account.id).where(Account.member == "3")) or 0
        revoke_credentials(session, world.assembly_id, [account], now=MEETING)
        again = reissue_to_members(
            session, KEY.encode(), world.assembly_id, ["1", "2", "3"], now=MEETING, actor="test"
        )
    for number, expected in (("1", 1), ("2", 1), ("3", 0), ("4", 0)):
        assert queued(world, number)["code_reissued"] == expected
    assert answer_of(Browser(world.app, again["1"]).signed_in) == "ok"
    [letter] = letters_to(world, "lid1@example.org")
    assert "werkt niet meer" in letter
    assert "Waar:" not in letter


def test_many_are_told_by_as_many_statements_as_few(world: World) -> None:
    asked = list[str]()

    def reissued(members: int) -> int:
        asked.clear()
        with writing(db.session()) as session:
            numbers = [str(number) for number in range(1, members + 1)]
            reissue_to_members(session, KEY.encode(), world.assembly_id, numbers, now=MEETING, actor="test")
        return len(asked)

    with world.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert reissued(40) == reissued(2) > 0


def test_each_device_is_told_by_code_and_by_password(world: World) -> None:
    give_password(world, "1")
    Browser(world.app, world.codes["1"])
    Browser(world.app, world.codes["1"])
    assert try_password(world, "1", GOOD) == "ok"
    assert try_password(world, "1", "a guess of somebody") == "password_wrong"
    assert queued(world, "1") == {"password_changed": 1, "signed_in": 3}
    told = letters_to(world, "lid1@example.org", devices=True)
    assert len([letter for letter in told if "heeft zich aangemeld" in letter]) == 3
    Browser(world.app, world.staff["chair"])
    assert queued(world, "1")["signed_in"] == 3


def test_a_paper_is_told_once_however_often_its_form_is_sent_and_not_where_it_is_refused(desk: World) -> None:
    one, stewards = desk.resolutions["1"], [desk.person("steward"), desk.person("supervisor")]
    paper = {"member": "1", "resolution": one, "attempt": "the same paper, sent twice"}
    for steward in (*stewards, *stewards):
        assert answer_of(steward.send("/desk/BRU/paper", paper)) == "ok"
    absent = {"member": "20", "resolution": one, "attempt": "for somebody absent"}
    assert answer_of(stewards[0].send("/desk/BRU/paper", absent)) == "not_present"
    again = {**paper, "attempt": "a second paper"}
    assert answer_of(stewards[0].send("/desk/BRU/paper", again)) == "already_voted"
    assert queued(desk, "1")["paper_given"] == 1
    assert queued(desk, "20") == {}
    [letter] = letters_to(desk, "lid1@example.org")
    assert "papieren stembiljet" in letter


def test_a_letter_that_cannot_be_written_down_takes_the_paper_back(desk: World) -> None:
    """The letter and what it tells of are one transaction."""
    with desk.app.app_context():
        refuse_member("mail", "1")
    paper = {"member": "1", "resolution": desk.resolutions["1"], "attempt": "without an outbox"}
    assert desk.person("steward").send("/desk/BRU/paper", paper).status_code >= 500
    with desk.app.app_context():
        assert db.session.scalars(select(Participation.member)).all() == []


def test_a_tablet_a_pass_and_a_proxy_are_told(desk: World) -> None:
    supervisor, steward = desk.person("supervisor"), desk.person("steward")
    added = supervisor.send("/desk/BRU/tablets/new", {"name": "Tablet 1"})
    code = supervisor.look(added.location).text.split('class="code" translate="no">')[1].split("<")[0]
    tablet = desk.app.test_client()
    assert answer_of(send(tablet, "/tablet/new/", {"code": code})) == "ok"
    for _ in range(2):
        assert answer_of(steward.send("/desk/BRU/tablets", {"member": "1", "tablet": "1"})) == "ok"
    assert answer_of(supervisor.send("/desk/BRU/help/pass", scan_pass(desk, supervisor, "1"))) == "ok"
    for _ in range(2):
        proxy = {"grantor": "1", "holder": "2", "document": (io.BytesIO(PNG), "x.png")}
        assert answer_of(steward.send("/desk/BRU/proxies", proxy)) == "ok"
    assert queued(desk, "1") == {"tablet_given": 1, "pass_reissued": 1, "proxy_entered": 1}
    letters = letters_to(desk, "lid1@example.org")
    for told, letter in zip(
        ("stemtablet", "nieuw toegangsbewijs", "volmacht op papier"), letters, strict=True
    ):
        assert told in letter
        assert "Waar: Brussel" in letter


def test_who_has_no_address_is_named_to_the_office(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == "1").values(email=""))
    supervisor = world.person("supervisor")
    supervisor.send("/desk/BRU/help", scan_pass(world, supervisor, "1"))
    letters_to(world, "nobody")
    with world.app.app_context():
        [letter] = troubled_letters(db.session(), world.assembly_id)
    assert (letter.member, letter.letter.value, letter.fault) == ("1", "code_reissued", "no_address")
    assert "First1 Name1" in world.person("secretary").look("/office/invitations").text
