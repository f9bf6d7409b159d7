"""Paper from the desk to the signed reconciliation, in real browsers."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from voting.attendance.models import Presence
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

pytestmark = pytest.mark.journey


def count(teller: Page, votes_for: int, against: int) -> None:
    """A teller fills in the sheet: three papers handed out, one of them spoiled."""
    teller.get_by_label("Geldige stembiljetten").fill("2")
    teller.get_by_label("Voor", exact=True).fill(str(votes_for))
    teller.get_by_label("Tegen", exact=True).fill(str(against))
    teller.get_by_label("Onbruikbare stembiljetten").fill("1")
    teller.get_by_role("button", name="Mijn telling invoeren").click()


def test_paper_from_issue_to_signed_reconciliation(hall: Hall) -> None:
    world, resolution = hall.world, hall.world.resolutions["1"]
    chair = f"/chair/resolutions/{resolution}"
    assert answer_of(world.person("chair").send(f"{chair}/open", {})) == "ok"
    for member in (5, 6, 7):
        arrival = {"member": str(member), "nonce": f"arrival-{member}"}
        assert answer_of(world.person("steward").send("/desk/BRU/check-in", arrival)) == "ok"

    supervisor = hall.page(world.staff["supervisor"])
    for member in ("5", "6"):
        supervisor.goto(f"{hall.address}/desk/BRU/paper")
        supervisor.locator("#member").fill(member)
        supervisor.get_by_role("button", name="Een papieren stembiljet geven").click()
        expect(supervisor.get_by_role("status")).to_contain_text(f"vennoot {member}")
    look_closely(supervisor)
    supervisor.get_by_text("Een onbruikbaar stembiljet omruilen").click()
    supervisor.locator("#spoiled-member").fill("6")
    supervisor.get_by_role("button", name="Opzoeken").click()
    expect(supervisor.get_by_text("First6 Name6")).to_be_visible()
    expect(supervisor.get_by_text("stembiljet nr. 2")).to_be_visible()
    look_closely(supervisor)
    supervisor.get_by_role("checkbox").check()
    supervisor.get_by_label("Reden, voor de notulen").fill("koffie gemorst")
    supervisor.get_by_role("button", name="Een nieuw stembiljet geven").click()
    expect(supervisor.get_by_role("status")).to_contain_text("nieuw papieren stembiljet")
    look_closely(supervisor)
    assert answer_of(world.person("chair").send(f"{chair}/close", {})) == "ok"

    first, second = (hall.page(world.staff[name]) for name in ("teller", "teller_2"))
    for teller in (first, second):
        teller.get_by_role("link", name="Mijn telling invoeren").click()
        expect(teller.get_by_text("Uitgedeeld: 3")).to_be_visible()
    look_closely(first)
    count(first, 2, 0)
    expect(first.get_by_text("Een tweede stemopnemer moet ook tellen")).to_be_visible()
    look_closely(first)
    count(second, 1, 1)
    expect(second.get_by_role("row", name="Voor 1 2")).to_be_visible()
    expect(second.get_by_role("button", name="Mijn telling invoeren")).to_have_count(0)  # has seen it now
    look_closely(second)
    first.reload()
    expect(first.get_by_role("link", name="Opnieuw tellen")).to_be_visible()
    supervisor.goto(f"{hall.address}/desk/BRU/sheets")
    supervisor.get_by_role("link", name="Mijn telling invoeren").click()
    count(supervisor, 2, 0)
    second.get_by_role("link", name="Terug naar de tellingen").click()
    expect(second.get_by_text("Twee stemopnemers telden hetzelfde")).to_be_visible()
    look_closely(second)

    second.get_by_role("link", name="Controle van de telling").click()
    expect(second.locator("#present .total")).to_contain_text("3")
    expect(second.locator("#papers .total")).to_contain_text("3")
    look_closely(second)
    president = hall.page(world.staff["chair"], width=1440)
    stands = president.locator(f"#resolution-{resolution} [data-venue=BRU]")
    expect(stands).to_contain_text("heeft nog niet ondertekend")
    second.get_by_label("Uw naam").fill("An Peeters")
    second.get_by_role("button", name="Deze cijfers ondertekenen").click()
    expect(second.locator("[data-valid=yes]")).to_contain_text("An Peeters")
    look_closely(second)
    president.reload()
    expect(stands).to_contain_text("ondertekend door An Peeters")
    look_closely(president)

    with world.app.app_context(), writing(db.session()) as session:  # a scan that was offline comes in late
        earlier = system_clock() - timedelta(hours=1)
        session.add(Presence(assembly_id=world.assembly_id, member="8", place="BRU", since=earlier))
    second.reload()
    expect(second.locator("[data-valid=no]")).to_contain_text("Niet meer geldig")
    look_closely(second)
    president.goto(f"{hall.address}{chair}/announce")
    expect(president.locator("[data-unsigned]")).to_be_visible()
    look_closely(president)
    president.get_by_role("main").get_by_role("button").click()
    expect(president.locator(f"#resolution-{resolution}")).to_contain_text("2")
