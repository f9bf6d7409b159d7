"""The others at work: steward, tellers, chair, the hall's display, and the secretary."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from voting.attendance.passes import pass_token

pytestmark = pytest.mark.journey

REGISTER = Path(__file__).parents[2] / "voting" / "demo" / "register-2025.csv.gz"


def step(chair: Page, hall: Hall, number: str, change: str) -> None:
    """Press the chair's button for one step of a resolution."""
    resolution = hall.world.resolutions[number]
    chair.locator(f"a[href$='/resolutions/{resolution}/{change}']").click()
    look_closely(chair)
    chair.locator(f"form[action$='/resolutions/{resolution}/{change}'] button").click()
    expect(chair.locator(f"#resolution-{resolution}")).to_be_visible()


def test_the_desk_checks_people_in_and_hands_out_paper(hall: Hall) -> None:
    world, resolution = hall.world, hall.world.resolutions["1"]
    steward, other = hall.page(world.staff["steward"]), hall.page(world.staff["steward_lie"])
    token = pass_token(world.app.config["SECRET_KEY"].encode(), world.assembly_id, "5")

    def scan(page: Page, text: str) -> None:
        page.locator("#member").fill(text)
        page.locator("#member").press("Enter")

    scan(steward, token)
    expect(steward.locator("[data-answer=welcome]")).to_contain_text("First5 Name5")
    look_closely(steward)
    scan(steward, "5")
    expect(steward.locator("[data-answer=already_here]")).to_be_visible()
    look_closely(steward)
    scan(other, token)
    expect(other.locator("[data-answer=present_elsewhere]")).to_contain_text("Brussel")
    look_closely(other)
    scan(steward, "42")
    expect(steward.locator("[data-answer=not_entitled]")).to_be_visible()
    look_closely(steward)
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    steward.get_by_role("link", name="Papieren stembiljet").click()
    steward.get_by_label("Toegangsbewijs, nummer of naam").fill("5")
    steward.get_by_role("button", name="Een papieren stembiljet geven").click()
    expect(steward.get_by_role("status")).to_contain_text("vennoot 5")
    world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})

    for name, votes_for in (("teller", "1"), ("teller_2", "0"), ("teller", "0")):
        teller = hall.page(world.staff[name])
        look_closely(teller)
        teller.locator(".to-count .button.primary").click()
        look_closely(teller)
        teller.get_by_label("Geldige stembiljetten").fill("1")
        teller.get_by_label("Voor", exact=True).fill(votes_for)
        teller.get_by_label("Tegen", exact=True).fill(str(1 - int(votes_for)))
        teller.get_by_role("button", name="Mijn telling invoeren").click()
        if name == "teller_2":
            row = teller.locator("[data-code=sheets_differ]").get_by_role("row", name="Voor 0 1")
            expect(row).to_be_visible()
    expect(teller.get_by_text("Twee stemopnemers telden hetzelfde")).to_be_visible()


def test_a_proxy_on_paper_is_entered_at_the_desk(hall: Hall, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff a photo of a signature")
    desk = hall.page(hall.world.staff["supervisor"])
    desk.get_by_role("link", name="Volmacht op papier").click()
    look_closely(desk)
    desk.get_by_label("Nummer van de vennoot die de volmacht geeft").fill("1")
    desk.get_by_label("Nummer van de vennoot die in diens plaats stemt").fill("2")
    desk.get_by_role("button", name="Opzoeken").click()
    expect(desk.get_by_text("First1 Name1 (1)")).to_be_visible()
    look_closely(desk)
    desk.get_by_label("Foto of scan van het papier").set_input_files(photo)
    desk.get_by_role("button", name="Deze volmacht invoeren").click()
    expect(desk.get_by_role("status")).to_contain_text("ingevoerd en telt")
    look_closely(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Het papier, zoals het bewaard is").click()
    assert download.value.path().read_bytes() == photo.read_bytes()
    desk.get_by_text("Deze volmacht intrekken in naam van de vennoot").click()
    desk.get_by_label("Reden, voor de notulen").fill("de vennoot is er zelf")
    desk.get_by_role("button", name="Intrekken").click()
    expect(desk.get_by_role("status")).to_have_count(0)


def test_the_chair_runs_the_vote_and_the_hall_follows(hall: Hall) -> None:
    world = hall.world
    chair = hall.page(world.staff["chair"], width=1440)
    display = hall.page(width=1920, height=1080)
    display.goto(f"{hall.address}/display/{world.staff['display']}/?lang=nl")
    expect(display.get_by_role("heading", name="Welkom")).to_be_visible()
    look_closely(chair)
    step(chair, hall, "1", "open")
    expect(display.get_by_text("op 40 stemgerechtigden")).to_be_visible()
    look_closely(display)
    for number in range(1, 13):
        member, choice = world.member(number), "for" if number > 3 else "against"
        vote = {"channel": "online", "choice": choice}
        member.send(f"/resolutions/{world.resolutions['1']}/vote", vote)
    expect(display.locator(".turnout strong")).to_have_text("12")
    step(chair, hall, "1", "close")
    expect(chair.get_by_text("9 van 12")).to_be_visible()
    expect(display.locator(".scene").get_by_text("Gesloten")).to_be_visible()
    expect(display.get_by_text("Aangenomen")).to_have_count(0)
    member = hall.page(world.codes["20"])
    expect(member.get_by_text("Gesloten", exact=True)).to_be_visible()
    expect(member.get_by_text("Aangenomen")).to_have_count(0)
    look_closely(chair)
    step(chair, hall, "1", "announce")
    expect(display.locator(".scene").get_by_text("Aangenomen", exact=True)).to_be_visible()
    expect(member.get_by_text("Aangenomen", exact=True)).to_be_visible()
    look_closely(display)
    look_closely(member)


def test_the_display_keeps_its_last_state_while_the_network_is_away(hall: Hall) -> None:
    display = hall.page(width=1024, height=768)
    display.goto(f"{hall.address}/display/{hall.world.staff['display']}/?lang=nl")
    expect(display.get_by_role("heading", name="Welkom")).to_be_visible()
    display.context.set_offline(True)
    resolution = hall.world.resolutions["1"]
    hall.world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    expect(display.locator("main[data-stale]")).to_be_visible()
    expect(display.get_by_role("heading", name="Welkom")).to_be_visible()
    display.context.set_offline(False)
    expect(display.get_by_role("heading", name="Jaarrekening")).to_be_visible()
    expect(display.locator("main[data-stale]")).to_have_count(0)


def test_the_secretary_imports_and_reads_the_report(hall: Hall, tmp_path: Path) -> None:
    secretary = hall.page(hall.world.staff["secretary"], width=1440)
    look_closely(secretary)
    lines = gzip.decompress(REGISTER.read_bytes()).decode("utf-8-sig").splitlines()[:30]
    faulty, good = tmp_path / "faulty.csv", tmp_path / "good.csv"
    good.write_text("\r\n".join(lines))
    faulty.write_text("\r\n".join(lines).replace(";A;", ";Z;", 2).replace("01/06/2016", "31/02/2016", 1))

    secretary.goto(f"{hall.address}/office/register/imports")
    look_closely(secretary)
    secretary.get_by_label("Registerbestand").set_input_files(faulty)
    secretary.get_by_role("button", name="Bekijken wat het zou veranderen").click()
    expect(secretary.locator(".faults li")).to_have_count(2)  # one cause, one sentence
    expect(secretary.locator(".faults li").first).to_contain_text("regel 2, Categorie")
    look_closely(secretary)
    secretary.goto(f"{hall.address}/office/register/imports")
    secretary.get_by_label("Registerbestand").set_input_files(good)
    secretary.get_by_role("button", name="Bekijken wat het zou veranderen").click()
    look_closely(secretary)
    secretary.get_by_role("button", name="Dit bestand toepassen").click()
    expect(secretary.get_by_text("Toegevoegd")).to_be_visible()
    look_closely(secretary)
    secretary.goto(f"{hall.address}/office/")
    secretary.get_by_role("link", name="Bijzonder verslag 2025").click()
    expect(secretary.get_by_text("Vennoten op 31/12/2025")).to_be_visible()
    look_closely(secretary)
    secretary.goto(f"{hall.address}/office/audit")
    expect(secretary.get_by_text("De keten is gaaf")).to_be_visible()
    look_closely(secretary)
