"""What is corrected in the register reaches whatever shows it: nothing keeps what stood there before."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pypdf
import pytest

from tests.accounts.letters import letters_to
from tests.register.office import act, bring_in, details, within
from tests.world import KEY, MEETING, World, row
from voting.accounts.credentials import reissue_to_member
from voting.accounts.models import Account
from voting.assembly.models import Assembly
from voting.attendance.door_roll import roll_version
from voting.extensions import db
from voting.register.edit import change_details, member_version
from voting.register.models import Member

NOW = {"name": "Çelik", "first_name": "Özlem", "language": "fr", "email": "ozlem@example.org"}
OLD = "First7 Name7"
NEW = "Özlem Çelik"


def at_the_office(world: World) -> None:
    within(
        world.app,
        lambda session: change_details(
            session, "7", details(7, **NOW), member_version(session.get_one(Member, "7")), act()
        ),
    )


def by_the_file(world: World) -> None:
    bring_in(world.app, row(7, **NOW))


def version_of_the_roll(world: World) -> str:
    with world.app.app_context():
        return roll_version(db.session(), db.session.get_one(Assembly, world.assembly_id))


CORRECTIONS = pytest.mark.parametrize("correct", [at_the_office, by_the_file])


@CORRECTIONS
def test_the_member_sees_the_new_name_and_reads_their_language(
    world: World, correct: Callable[[World], None]
) -> None:
    member = world.member(7)  # signed in before
    assert OLD in member.look("/account/").text
    correct(world)
    account = member.look("/account/").text
    assert (NEW in account, OLD in account, '<html lang="fr"' in account) == (True, False, True)
    pdf = pypdf.PdfReader(io.BytesIO(member.look("/assembly/pass.pdf").data)).pages[0].extract_text()
    assert (NEW in pdf, OLD in pdf, "Carte d’admission" in pdf) == (True, False, True)
    with world.app.app_context():
        account_of = db.session.query(Account).filter(Account.member == "7").one()
        assert (account_of.name, account_of.language, account_of.own_name) == (NEW, "fr", None)


@CORRECTIONS
def test_others_see_the_new_name(world: World, correct: Callable[[World], None]) -> None:
    member, chair, steward = world.member(7), world.person("chair"), world.person("steward")
    supervisor, secretary = world.person("supervisor"), world.person("secretary")
    chair.send("/chair/speakers/list", {"takes": "yes"})
    member.send("/assembly/join", {})
    member.send("/assembly/floor", {})
    member.send("/assembly/questions", {"text": "Why?"})
    world.member(8).send("/proxy", {"holder": "7", "name": "Name7"})
    correct(world)
    for browser, path in (
        (world.member(8), "/assembly?lang=nl"),
        (world.member(9), "/assembly/discussion"),
        (chair, "/chair/discussion"),
        (steward, "/desk/BRU/find?q=celik"),
        (supervisor, "/desk/BRU/help?member=7"),
        (supervisor, "/desk/BRU/proxies?grantor=8&holder=7"),
        (secretary, "/office/register?words=celik"),
        (secretary, "/office/register/member/7"),
    ):
        page = browser.look(path, follow=True).text
        assert NEW in page or "Çelik, Özlem" in page or ("Çelik" in page and "Özlem" in page), path
        assert OLD not in page, path
    assert "Çelik" in secretary.look("/office/after/attendance.csv").text


@CORRECTIONS
def test_a_phone_at_the_door_fetches_the_roll_again(world: World, correct: Callable[[World], None]) -> None:
    steward, before = world.person("steward"), version_of_the_roll(world)
    steward.look("/desk/BRU/roll")
    bring_in(world.app, row(8, email="other@example.org"), row(42, name="Not on the roll"))
    assert version_of_the_roll(world) == before, "of what it does not show it needs to know nothing"
    correct(world)
    assert version_of_the_roll(world) != before
    assert steward.look("/desk/BRU/states").json["roll_version"] == version_of_the_roll(world)  # type: ignore[index]
    roll = json.loads(gzip.decompress(steward.look("/desk/BRU/roll").data))
    assert roll["names"][roll["numbers"].index("7")] == NEW


@CORRECTIONS
def test_a_letter_that_waits_goes_out_with_the_new_name_to_the_new_address(
    world: World, correct: Callable[[World], None]
) -> None:
    def reissued(moment: datetime) -> None:
        within(
            world.app,
            lambda session: reissue_to_member(
                session, KEY.encode(), world.assembly_id, "7", now=moment, actor="test"
            ),
        )

    reissued(MEETING)
    correct(world)
    assert letters_to(world, "lid7@example.org") == []
    [letter] = letters_to(world, "ozlem@example.org")
    assert f"Bonjour {NEW}" in letter
    reissued(MEETING + timedelta(minutes=1))
    assert all(NEW in letter and OLD not in letter for letter in letters_to(world, "ozlem@example.org"))
