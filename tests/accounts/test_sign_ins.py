"""Being signed in on several devices; the link of an invitation; a new code from the help desk."""

import io
import re
from base64 import b64decode
from datetime import timedelta

import gevent
import typst
import zxingcpp
from PIL import Image
from sqlalchemy import delete, event, select

from tests.accounts.help_desk import scan_pass
from tests.accounts.letters import letters_to
from tests.accounts.passwords import GOOD, give_password, send
from tests.waiting import PATIENCE
from tests.world import World
from voting.accounts.limits import LASTS
from voting.accounts.models import Account, SignIn
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web.person import load_person, read_persons_together


def devices(world: World, count: int) -> list[Browser]:
    return [Browser(world.app, world.codes["1"]) for _ in range(count)]


def test_several_devices_are_signed_in_at_once_and_out_one_by_one(world: World) -> None:
    phone, laptop = devices(world, 2)
    assert answer_of(phone.send("/sign-out", {})) == "ok"
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"
    assert answer_of(laptop.look("/assembly")) == "ok"


def test_signing_out_everywhere_ends_every_device_of_mine_and_nobody_elses(world: World) -> None:
    phone, laptop, tablet = devices(world, 3)
    other = world.member(2)
    laptop.look("/account/")
    assert answer_of(laptop.send("/account/sign-out-everywhere", {})) == "ok"
    for device in (phone, laptop, tablet):
        assert answer_of(device.look("/assembly")) == "sign_in_needed"
    assert answer_of(other.look("/assembly")) == "ok"
    assert answer_of(devices(world, 1)[0].look("/assembly")) == "ok"


def test_who_asks_is_known_by_one_statement_without_another_in_it(world: World) -> None:
    browsers = (world.member(1), world.person("secretary"))
    with world.app.app_context():
        engine = db.engine
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    for browser, name in zip(browsers, ("First1 Name1", "secretary"), strict=True):
        statements.clear()
        assert f">{name}</a>" in browser.look("/account/").text
        [asked] = [statement for statement in statements if "JOIN sign_in" in statement]
        assert asked.count("SELECT") == 1


def test_those_who_ask_at_once_are_read_by_one_statement(world: World) -> None:
    """Each is told of themselves alone, and who has no sign-in of nobody."""
    for number in range(1, 21):
        world.member(number)
    statements: list[str] = []

    def ask(sign_in_id: str) -> str | None:
        with world.app.app_context():
            found = load_person(sign_in_id)
            return found.member if found else None

    with world.app.app_context():
        query = select(SignIn.id, Account.member).join(Account, Account.id == SignIn.account_id)
        members: dict[str, str | None] = {row.id: row.member for row in db.session.execute(query)}
        event.listen(db.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    read_persons_together(world.app)
    asked = [*members, "nobody", *members]
    told = [gevent.spawn(ask, sign_in_id) for sign_in_id in asked]
    gevent.joinall(told, timeout=PATIENCE)
    assert [each.get(block=False) for each in told] == [members.get(sign_in_id) for sign_in_id in asked]
    assert len([statement for statement in statements if "JOIN sign_in" in statement]) == 1


def test_a_stolen_cookie_dies_with_the_sign_out(world: World) -> None:
    client = world.app.test_client()
    send(client, "/sign-in", {"code": world.codes["1"]})
    stolen = client.get_cookie("voting")
    assert stolen
    send(client, "/sign-out", {})
    thief = world.app.test_client()
    thief.set_cookie("voting", stolen.value)
    assert answer_of(thief.get("/assembly")) == "sign_in_needed"


def test_an_old_cookie_is_nobodys_when_the_database_has_been_made_anew(world: World) -> None:
    [phone] = devices(world, 1)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(delete(SignIn))
    world.member(2)
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"


def test_a_cookie_tells_that_its_sign_in_is_over_and_a_day_later_is_nobodys(world: World) -> None:
    [phone] = devices(world, 1)
    world.clock.moment += LASTS + timedelta(days=1)
    assert answer_of(phone.look("/assembly")) == "sign_in_over"
    [phone] = devices(world, 1)
    world.clock.moment += LASTS + timedelta(days=1, seconds=1)
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"


def test_what_a_cookie_carries_cannot_be_guessed(world: World) -> None:
    devices(world, 3)
    with world.app.app_context():
        known = db.session.scalars(select(SignIn.id)).all()
    assert len(set(known)) == len(known) >= 3
    assert min(map(len, known)) >= 32, "24 random bytes in base64: 192 bits"


def test_each_page_lets_one_sign_out(world: World) -> None:
    pages = {
        world.member(1): ("/assembly", "/account/", f"/resolutions/{world.resolutions['1']}"),
        world.person("chair"): ("/chair/", "/account/"),
        world.person("secretary"): ("/office/",),
        world.person("auditor"): ("/office/",),
        world.person("steward"): ("/desk/BRU/",),
    }
    for person, addresses in pages.items():
        for address in addresses:
            page = person.look(address, follow=True)
            assert (page.status_code, 'action="/sign-out"' in page.text) == (200, True), address


def test_who_signs_in_as_somebody_else_leaves_the_first_behind(world: World) -> None:
    client = world.app.test_client()
    send(client, "/sign-in", {"code": world.codes["1"]})
    first = client.get_cookie("voting")
    assert first
    page = client.get(f"/in/{world.codes['2']}", follow_redirects=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    client.post("/sign-in", data={"csrf_token": token[1], "code": world.codes["2"]})
    assert "First2 Name2" in client.get("/assembly").text
    client.set_cookie("voting", first.value)
    assert answer_of(client.get("/assembly")) == "sign_in_needed"


def test_the_link_of_an_invitation_spends_nothing_and_tells_nothing(world: World) -> None:
    code = world.codes["1"]
    scanner = world.app.test_client()
    right, wrong = (
        scanner.get(f"/in/{shown}", follow_redirects=True) for shown in (code, "2222-3333-4444-5555")
    )
    assert len({_without(right.text, code), _without(wrong.text, "2222-3333-4444-5555")}) == 1
    assert "Name1" not in right.text
    assert answer_of(scanner.get("/assembly")) == "sign_in_needed"
    with world.app.app_context():
        assert db.session.scalars(select(SignIn.id)).all() == []
    for _ in range(2):
        assert answer_of(Browser(world.app, code).signed_in) == "ok"


def _without(page: str, code: str) -> str:
    """A page without a code, and without the token of its form, which tells the second it was made in."""
    return re.sub('name="csrf_token" value="[^"]*"', "", page).replace(code, "")


def test_the_help_desk_gives_a_new_code_and_the_old_one_dies(world: World) -> None:
    give_password(world, "1")
    phone, desk = world.member(1), world.person("supervisor")
    by_password = world.app.test_client()
    send(by_password, "/sign-in/password", {"number": "1", "password": GOOD})
    assert "First1 Name1" in desk.look("/desk/BRU/help?member=1").text
    page = desk.look(desk.send("/desk/BRU/help", scan_pass(world, desk, "1")).location)
    found = re.search(r'class="code"[^>]*>([A-Z0-9-]{19})<', page.text)
    assert found
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"
    assert answer_of(by_password.get("/assembly")) == "sign_in_needed"
    assert answer_of(Browser(world.app, world.codes["1"]).signed_in) == "sign_in_failed"
    assert answer_of(Browser(world.app, found[1]).look("/assembly")) == "ok"
    assert any("1" in letter for letter in letters_to(world, "lid1@example.org"))
    with world.app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "credential.reissued")).one()
        assert re.fullmatch(r"account \d+", entry.actor)
        assert '"member":"1"' in entry.details
        assert found[1] not in entry.details


def test_the_square_at_the_help_desk_is_the_link_of_the_code(world: World) -> None:
    desk = world.person("supervisor")
    page = desk.look(desk.send("/desk/BRU/help", scan_pass(world, desk, "1")).location).text
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    code = re.search(r'class="code"[^>]*>([A-Z0-9-]{19})<', page)
    assert picture
    assert code
    drawn = typst.compile(
        b'#set page(width: auto, height: auto)\n#image(bytes(sys.inputs.qr), format: "svg", width: 8cm)',
        sys_inputs={"qr": b64decode(picture[1]).decode()},
        format="png",
    )
    assert isinstance(drawn, bytes)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    assert found.text == f"{world.app.config['ADDRESS']}/in/{code[1]}"


def test_only_the_help_desk_gives_codes(world: World) -> None:
    for name in ("steward", "teller", "chair", "auditor"):
        answer = world.person(name).send("/desk/BRU/help", {"member": "1"})
        assert answer_of(answer) == "forbidden", name
    assert answer_of(world.person("supervisor").send("/desk/BRU/help", {"member": "99"})) == "not_found"
    assert answer_of(world.member(1).look("/assembly")) == "ok"


def test_the_account_page_tells_since_when(world: World) -> None:
    [phone] = devices(world, 1)
    world.clock.moment += timedelta(hours=2)
    [laptop] = devices(world, 1)
    page = laptop.look("/account/").text
    assert page.index("12:00") < page.index("10:00")
    assert answer_of(phone.look("/account/")) == "ok"


def test_the_account_tells_devices_apart_by_what_they_call_themselves(world: World) -> None:
    says = {
        "Mozilla/5.0 (Windows NT 10.0; rv:125.0) Gecko/20100101 Firefox/125.0": "Firefox, Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/17.4 Mobile/15E148 Safari/604.1": "Mobile Safari, iPhone",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile "
        "Safari/537.36": "Chrome Mobile, Android",
        "<b>" * 3000: None,
        "": None,
    }
    for agent in says:
        client = world.app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = agent
        send(client, "/sign-in", {"code": world.codes["1"]})
    with world.app.app_context():
        assert sorted(db.session.scalars(select(SignIn.device)), key=str) == sorted(says.values(), key=str)
    page = client.get("/account/").text
    assert all(name in page for name in says.values() if name)
    data = client.get("/account/data").json
    assert {row["device"] for row in (data or {})["sign_in"]} == set(says.values())
