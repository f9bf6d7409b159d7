"""Keyholders from their cards to an opened box, in five browsers that run the built sealed.html from disk;
and what they meet on the way: a network that is cut, other digits, a lost file, an unsound box."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from tests.box.ceremony import Meeting
from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import verified
from tests.box.voters import sealed_for, send_sealed
from tests.journeys.camera import film
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.keyholder_windows import KeyholderWindow, keyholder_window, photographed
from tests.journeys.keyholders import _MADE, ServedKeyholder, keyholders_of, sealed_today, sealed_world_of
from tests.journeys.pages import close_windows
from tests.journeys.test_sealed_page import built
from tests.sealed.keyholder import PlayedKeyholder
from tests.waiting import until
from tests.world import ACTOR, ADVANCE, Clock, World, world_of_today
from voting.ballot.ahead import writing_ahead
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.sealed_advance import ENOUGH_AHEAD
from voting.ballot.taking_back import take_back_convening
from voting.box.keysets import begin_ceremony, latest_keyset
from voting.box.models import OpenedCount
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.sealed.group import scalar_bytes
from voting.sealed.wire import u8

pytestmark = pytest.mark.journey
VOTERS = 12
NAMES = ("Ada", "Bea", "Cem", "Dov", "Eva")
FIRST = "1"
CLOSED = "electronic ballots, all sound"


def unconvened_today(app: Flask) -> World:
    """A world whose assembly is held today, and is not convened any more."""
    world = world_of_today(app)
    with app.app_context(), writing(db.session()) as session:
        told = {"nl": "Nog te verzegelen"}
        take_back_convening(session, world.assembly_id, told, now=system_clock(), account_id=1)
    return world


@pytest.fixture(scope="module")
def from_stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as keyholders carry it."""
    file = tmp_path_factory.mktemp("stick") / "sealed.html"
    built(file)
    return file


def act(hall: Hall, action: Any) -> None:
    """Do something of the meeting in a transaction of its own."""
    with hall.world.app.app_context():
        with writing(db.session()) as session:
            action(session, hall.world.resolutions[FIRST], now=system_clock(), actor=ACTOR)
        db.engine.dispose()


def vote_and_end(hall: Hall, sealed: SealedWorld) -> None:
    """Open the vote, let some members vote, and close it."""
    identity = hall.world.resolutions[FIRST]
    act(hall, open_resolution)
    with hall.world.app.app_context():
        of_round = sealed.round(FIRST)
        for member in range(1, VOTERS + 1):
            ballot = sealed_for(of_round, member, [member % 3]).ballot
            assert send_sealed(sealed, member, identity, ballot).status_code == 200
    close_box(hall)


def close_box(hall: Hall) -> None:
    """Close the vote."""
    identity = hall.world.resolutions[FIRST]
    with hall.world.app.app_context():
        with writing_ahead(db.engine, identity) as (session, ahead):
            close_resolution(session, identity, ahead=ahead, now=system_clock(), actor=ACTOR)
        db.engine.dispose()


def counts(hall: Hall) -> list[list[int]] | None:
    """What was counted of the box, once it is."""
    with hall.world.app.app_context():
        found = db.session.get(OpenedCount, hall.world.resolutions[FIRST])
        db.session.rollback()
        return found.counts if found else None


def name_keyholders(hall: Hall, office: Page) -> list[str]:
    """Seal a resolution and name the five in the office; the lines of their cards."""
    office.goto(f"{hall.address}/office/preparation/resolutions/1?lang=en")
    office.get_by_label("Seal the votes").check()
    office.get_by_role("button", name="Save", exact=True).click()
    office.get_by_role("link", name="Keyholders and their keys").click()
    look_closely(office)
    for number, name in enumerate(NAMES, 1):
        office.get_by_label(f"Keyholder {number}").fill(name)
    office.get_by_role("button", name="Begin, and make the cards").press("Enter")
    expect(office.locator(".cards .card")).to_have_count(len(NAMES))
    look_closely(office)
    lines = [str(text) for text in office.locator(".cards [translate=no].details").all_inner_texts()]
    office.get_by_role("link", name="Back to the keyholders").click()
    return lines


@pytest.mark.parametrize("hall", [unconvened_today], indirect=True)
def test_five_make_keys_sign_and_open_a_box(hall: Hall, from_stick: Path) -> None:
    office = hall.page(hall.world.staff["secretary"])
    lines = name_keyholders(hall, office)
    five = [keyholder_window(hall.browser, from_stick, line) for line in lines]
    first, last = five[0], five[-1]
    for window, name in zip(five, NAMES, strict=True):
        window.show_card()
        expect(window.title()).to_have_text(f"Welcome, {name}")
        window.press("begin")
    make_keys(five)
    key_digits = first.digits()
    expect(office.locator("#progress .code")).to_have_text(re.sub("(.{4})(?=.)", r"\1 ", key_digits))
    convene_again(hall, office)

    identity = hall.world.resolutions[FIRST]
    for window in five[:4]:
        window.press("votes")
        window.press(f"round-{identity}")
        expect(window.title()).to_have_text("Is this what is voted on?")
        window.saves("sign")
        window.press("back")
    vote_and_end(hall, SealedWorld(hall.world, None, [], []))  # type: ignore[arg-type]  # nobody is played
    began: list[object] = []
    first.page.on("worker", lambda worker: began.append(worker))
    for window in five[:4]:
        window.press(f"round-{identity}")
        expect(window.title()).to_have_text(f"{VOTERS} {CLOSED}")
    assert began, "the box is looked at beside the page"
    [box_digits] = {window.digits() for window in five[:4]}
    look_closely(first.page)
    first.page.reload()
    first.unlock()
    first.press(f"round-{identity}")
    first.page.context.set_offline(True)
    for window in five[1:4]:
        window.saves("same")
    first.page.context.set_offline(False)
    first.saves("same")
    for window in five[:4]:
        expect(window.title()).to_have_text("Done")
        window.press("back")
        expect(window.page.get_by_text("The box is opened and counted.")).to_be_visible()
    assert counts(hall) == [[4, 4, 4]]
    act(hall, announce_resolution)
    bundle = first.page.request.get(f"{hall.address}/box/{identity}/bundle").body()
    assert verified(bundle, box_digits, key_digits) == []
    last.press("votes")
    expect(last.page.get_by_text("The box is opened and counted.")).to_be_visible()
    assert [window.wrong for window in five] == [[]] * 5


def make_keys(five: list[KeyholderWindow]) -> None:
    """From the digits to the keys; one of the five is without network for a while."""
    first, last = five[0], five[-1]
    for window in five:
        expect(window.title()).to_have_text("Read these digits aloud")
    assert len({window.digits() for window in five}) == 1
    last.page.context.set_offline(True)
    for window in five:
        window.press("same")
    expect(last.page.locator("[data-network]")).to_contain_text("No connection to http")
    look_closely(last.page)
    last.page.context.set_offline(False)
    expect(last.page.locator("[data-network]")).to_be_empty()
    for window in five:
        window.take_home()
    for window in five:
        expect(window.title()).to_have_text("Done: the keys are made")
    look_closely(first.page)


def convene_again(hall: Hall, office: Page) -> None:
    """The office convenes by its page."""
    office.goto(f"{hall.address}/office/convening?lang=en")
    office.get_by_label("To confirm, type how many").fill("40")
    office.get_by_label("To confirm, type how many").press("Enter")
    expect(office.get_by_text("The assembly has been convened.").first).to_be_visible()


def begun_again(hall: Hall) -> tuple[list[str], list[PlayedKeyholder]]:
    """A new attempt: the lines of its cards, and keyholders 2 to 5, who are played."""
    with hall.world.app.app_context():
        with writing(db.session()) as session:
            tokens = begin_ceremony(session, hall.world.assembly_id, NAMES, now=system_clock(), actor=ACTOR)
        keyset = latest_keyset(db.session(), hall.world.assembly_id)
        assert keyset is not None
        played = [PlayedKeyholder(number, keyset.sid, b"seed %d" % number) for number in range(2, 6)]
        db.engine.dispose()
    return [f"{hall.address} {token}" for token in tokens], played


def meet(hall: Hall, lines: list[str], played: list[PlayedKeyholder]) -> list[ServedKeyholder]:
    """Let those who are played commit, and show their parts once the fifth has committed."""
    served = [
        ServedKeyholder(hall.world.app, each, lines[each.number - 1].split()[1], hall.address)
        for each in played
    ]
    for each in served:
        assert each.tell("/keys/hello", commitment=each.played.commitment().hex()).status_code == 200
    until(lambda: len(served[0].ask("/keys/ceremony").json["commitment"]) == len(NAMES))
    for each in served:
        assert each.tell("/keys/hello", hello=each.played.hello.hex()).status_code == 200
    told = until(
        lambda: said if len((said := served[0].ask("/keys/ceremony").json)["hello"]) == len(NAMES) else None
    )
    hellos, commitments = (
        [bytes.fromhex(told[word][str(number)]) for number in range(1, 6)] for word in ("hello", "commitment")
    )
    for each in served:
        each.played.meet(hellos, commitments)
    return served


def hand_on(served: list[ServedKeyholder], receivers: set[int], bent: int = 0) -> None:
    """Let those who are played hand their shares on to these; what one of them sends may be bent."""
    for each in served:
        number = each.played.number
        for other in receivers - {number}:
            message = bytes(32) if number == bent else each.played.share_for(other)
            assert each.tell("/keys/channel", to=other, message=message.hex()).status_code == 200


@pytest.mark.parametrize("hall", [unconvened_today], indirect=True)
def test_what_goes_wrong_ends_the_attempt_and_blames_nobody(hall: Hall, from_stick: Path) -> None:
    lines, played = begun_again(hall)
    window = keyholder_window(hall.browser, from_stick, lines[0])
    window.press_role()
    window.page.locator("#card").fill("no card")
    window.press("card-go")
    expect(window.page.get_by_role("alert")).to_contain_text("This is not the line of a card")
    look_closely(window.page)
    window.page.locator("#card").fill(f"http://127.0.0.1:9 {lines[0].split()[1]}")
    window.press("card-go")
    expect(window.page.get_by_role("alert")).to_contain_text("No connection to the address on this line.")
    window.page.locator("#card-picture").set_input_files(photographed(lines[0]))
    expect(window.page.locator("#card")).to_have_value(lines[0])
    window.press("card-go")
    window.press("begin")
    served = meet(hall, lines, played)
    expect(window.title()).to_have_text("Read these digits aloud")
    assert window.digits() == served[0].played.keys.digits
    window.press("other")
    expect(window.title()).to_have_text("Stop: this attempt cannot go on")
    expect(window.page.get_by_text("Nobody is to blame")).to_be_visible()
    window.page.reload()
    window.show_card()
    expect(window.title()).to_have_text("This page was closed during the ceremony")

    lines, played = begun_again(hall)
    window.page.reload()
    window.show_card()
    expect(window.title()).to_have_text("A new attempt was begun")
    window.line = lines[0]
    window.page.reload()
    window.show_card()
    window.press("begin")
    served = meet(hall, lines, played)
    window.press("same")
    hand_on(served, {1}, bent=4)
    expect(window.title()).to_have_text("What Dov sent has not arrived whole")
    window.press("handed-stop")
    expect(window.title()).to_have_text("Stop: this attempt cannot go on")
    for language in ("nl", "fr", "de"):
        window.page.locator(f"button[lang={language}]").click()
        expect(window.page.locator("body")).not_to_contain_text("undefined")
    look_closely(window.page)
    assert window.wrong == []


@pytest.mark.parametrize("hall", [unconvened_today], indirect=True)
def test_who_is_ready_early_waits_for_the_others(hall: Hall, from_stick: Path) -> None:
    lines, played = begun_again(hall)
    window = keyholder_window(hall.browser, from_stick, lines[0])
    window.show_card()
    window.press("begin")
    served = meet(hall, lines, played)
    expect(window.title()).to_have_text("Read these digits aloud")
    look_closely(window.page)
    window.press("same")
    hand_on(served, {1}, bent=4)
    expect(window.title()).to_have_text("What Dov sent has not arrived whole")
    take_by_hand(window, served)
    with window.page.expect_response(lambda answer: answer.headers.get("refusal") == "keys_early"):
        window.take_home(look_closely)
    look_at_print(window.page)
    hand_on(served, {2, 3, 4, 5})
    expect(window.title()).to_have_text("Your part is safe")
    look_closely(window.page)
    told = served[0].ask("/keys/ceremony").json
    assert list(told["ready"]) == ["1"]
    assert window.wrong == []


def take_by_hand(window: KeyholderWindow, served: list[ServedKeyholder]) -> None:
    """Scan from the page of the fourth what it has sent; and show to the second what was sent there."""
    window.page.locator("#handed").fill("00" * 32)
    window.press("handed-take")
    expect(window.page.get_by_role("alert")).to_contain_text("This is not it.")
    window.page.get_by_text("Hand a part over by hand", exact=True).press("Enter")
    window.page.locator("[data-by-hand] summary", has_text="Bea").press("Enter")
    look_closely(window.page)
    shown = window.page.locator("[data-by-hand] .code").first.inner_text().replace(" ", "")
    sent = until(lambda: served[0].ask("/keys/ceremony").json["channel"].get("1"))
    assert shown == sent.upper()
    [fourth] = [each.played for each in served if each.played.number == 4]
    window.page.locator("#handed-picture").set_input_files(photographed(fourth.share_for(1).hex().upper()))
    expect(window.page.locator("#handed")).to_have_value(fourth.share_for(1).hex().upper())
    window.press("handed-take")


def look_at_print(page: Page) -> None:
    """Only the sheet is printed, in black on white, and its code can be read."""
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".paper svg")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    ink = page.locator(".paper").evaluate("sheet => getComputedStyle(sheet).color")
    assert ink == "rgb(0, 0, 0)"
    page.emulate_media(media="screen", color_scheme="light")


@pytest.mark.parametrize("hall", [sealed_today], indirect=True)
def test_what_is_not_right_is_not_signed_and_three_who_hear_each_other_are_enough(
    hall: Hall, from_stick: Path
) -> None:
    identity, others = hall.world.resolutions[FIRST], keyholders_of(hall)
    for each in others[1:]:
        assert each.sign_context(identity).status_code == 200
    vote_and_end(hall, sealed_world_of(hall))
    window = coming_back(hall, from_stick, others[0], statements={'["1",1]': "00" * 64})
    window.unlock()
    window.press(f"round-{identity}")
    window.press("same")
    expect(window.title()).to_have_text("Nothing was signed")
    expect(window.page.get_by_text("You have already signed another box")).to_be_visible()
    look_closely(window.page)

    window.file = file_of(others[0].played, window.passphrase)
    window.page.reload()
    window.passphrase = "1" * 20
    window.unlock()
    expect(window.page.get_by_role("alert")).to_contain_text("These are not the twenty digits")
    window.page.locator("#passphrase").fill("0" * 20)
    window.press("unlock")
    window.page.route("**/ballots?after=", bend)
    window.press(f"round-{identity}")
    expect(window.page.get_by_text("is not as it should be")).to_be_visible()
    window.page.unroute("**/ballots?after=")
    window.press("back")
    window.press(f"round-{identity}")
    window.press("other")
    expect(window.title()).to_have_text("Nothing was signed")
    window.press("back")
    window.press(f"round-{identity}")
    expect(window.title()).to_have_text(f"{VOTERS} {CLOSED}")
    window.saves("same")
    expect(window.title()).to_have_text("You have signed")
    for each in others[1:3]:
        assert each.sign(identity, voices=True).status_code == 200
    look_closely(window.page)
    window.page.reload()
    window.passphrase = "0" * 20
    window.unlock()
    window.press(f"round-{identity}")
    window.saves("three")
    expect(window.title()).to_have_text("Done")
    for each in others[1:3]:
        shares = [each.played.share(at, of) for at, of in enumerate(each.played.sums)]
        assert each.send_shares(identity, shares).status_code == 200
    assert counts(hall) == [[4, 4, 4]]
    assert window.wrong == []


@pytest.mark.full
@pytest.mark.parametrize("hall", [sealed_today], indirect=True)
def test_who_comes_with_the_sheet_signs_what_two_others_have_heard(hall: Hall, from_stick: Path) -> None:
    identity, others = hall.world.resolutions[FIRST], keyholders_of(hall)
    for each in others[1:4]:
        assert each.sign_context(identity).status_code == 200
    window = coming_back(hall, from_stick, others[0])
    kept = json.loads(window.file)
    window.show_card()
    paper = f"{kept['index']:02x}{kept['sid']}{kept['sheet']}".upper()
    window.page.locator("#sheet-picture").set_input_files(photographed(paper))
    expect(window.page.locator("#sheet")).to_have_value(paper)
    look_closely(window.page)
    window.page.locator("#passphrase").fill(" ".join(["0000"] * 5))
    window.press("unlock")
    expect(window.page.get_by_text("You came with the sheet")).to_be_visible()
    window.press(f"round-{identity}")
    expect(window.page.get_by_role("alert")).to_contain_text("first read these digits")
    look_closely(window.page)
    window.saves("sign")
    assert json.loads(window.file)["restored"] is True
    window.press("back")
    vote_and_end(hall, sealed_world_of(hall))
    window.press(f"round-{identity}")
    expect(window.page.get_by_role("button", name="Screen and two others show the same")).to_be_visible()
    window.saves("same")
    for each in others[1:4]:
        assert each.sign(identity).status_code == 200
    expect(window.title()).to_have_text("Done")
    for each in others[1:3]:
        assert each.share(identity).status_code == 200
    assert counts(hall) == [[4, 4, 4]]
    assert window.wrong == []


def test_a_card_is_read_by_the_camera(seeing: tuple[Browser, Path], from_stick: Path) -> None:
    chromium, picture = seeing
    line = "https://coop.example/vote " + "a_B-" * 10 + "abc"
    film(picture, line)
    window = keyholder_window(chromium, from_stick, line)
    window.press_role()
    window.press("card-camera")
    expect(window.page.locator("#card")).to_have_value(line)
    expect(window.page.locator("video")).to_be_hidden()
    film(picture, None)
    assert window.wrong == []
    close_windows(chromium)


def voted_in_advance(app: Flask) -> World:
    """A world in whose advance window, which is long over, as many have voted as are looked at ahead."""
    clock = Clock(ADVANCE)
    app.extensions["clock"] = clock
    sealed = make_sealed_world(app, clock, members=ENOUGH_AHEAD)
    _MADE[id(app)] = Meeting(sealed.played, sealed.known, sealed.tokens)
    with app.app_context():
        sealed.sign_context(FIRST, (2, 3, 4, 5))
        of_round = sealed.round(FIRST)
        for member in range(1, ENOUGH_AHEAD + 1):
            ballot = sealed_for(of_round, member, [member % 3]).ballot
            sent = send_sealed(sealed, member, sealed.world.resolutions[FIRST], ballot, channel="advance")
            assert sent.status_code == 200
    return sealed.world


@pytest.mark.full
@pytest.mark.parametrize("hall", [voted_in_advance], indirect=True)
def test_what_came_in_advance_is_looked_at_ahead(hall: Hall, from_stick: Path) -> None:
    identity, others = hall.world.resolutions[FIRST], keyholders_of(hall)
    window = coming_back(hall, from_stick, others[0])
    window.unlock()
    window.press(f"round-{identity}")
    window.saves("sign")
    window.press("back")
    expect(window.page.get_by_text("1,024 ballots can be looked at now")).to_be_visible()
    look_closely(window.page)
    window.press(f"round-{identity}")
    expect(window.page.get_by_text("You have looked at the 1,024 ballots")).to_be_visible()
    act(hall, open_resolution)
    close_box(hall)
    window.press(f"round-{identity}")
    expect(window.title()).to_have_text(f"1,024 {CLOSED}")
    assert window.wrong == []


def coming_back(hall: Hall, from_stick: Path, who: ServedKeyholder, **signed: Any) -> KeyholderWindow:
    """The window of a keyholder who was played until now, with their file."""
    window = keyholder_window(hall.browser, from_stick, f"{hall.address} {who._token}")
    window.passphrase = "0" * 20
    window.file = file_of(who.played, window.passphrase, **signed)
    return window


def bend(route: Route) -> None:
    """Let one bit of the ballots be another."""
    body = bytearray(route.fetch().body())
    body[-1] ^= 1
    route.fulfill(body=bytes(body), headers={"Access-Control-Allow-Origin": "*"})


def file_of(played: PlayedKeyholder, passphrase: str, **signed: Any) -> bytes:
    """The file of a keyholder who was played."""
    secrets = scalar_bytes(played._secret) + played._signing.private_bytes_raw()
    salt = b"0123456789abcdef"
    how: dict[str, Any] = {"n": 2**17, "r": 8, "p": 1, "maxmem": 2**28, "dklen": 64}
    mask = hashlib.scrypt(passphrase.encode(), salt=salt + played.sid + u8(played.number), **how)
    sheet = salt + bytes(one ^ other for one, other in zip(secrets, mask, strict=True))
    told = {"by_voice": [], "contexts": {}, "restored": False, "statements": {}} | signed
    told |= {
        "format": "voting-sealed-1",
        "index": played.number,
        "sheet": sheet.hex(),
        "sid": played.sid.hex(),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
