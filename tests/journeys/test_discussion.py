"""Speaking and asking: from the phone to the chair and back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.ears import expect_heard, listen

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_member_speaks_and_asks(hall: Hall, scripts: bool) -> None:
    chair = hall.page(hall.world.staff["chair"], width=1440, java_script_enabled=scripts)
    member = hall.page(hall.world.codes["1"], java_script_enabled=scripts)
    chair.get_by_role("link", name="Sprekers en vragen").click()
    chair.get_by_role("button", name="De sprekerslijst openen").click()
    member.get_by_role("link", name="Sprekers en vragen").click()
    expect(member.get_by_text("Wilt u spreken of iets vragen?")).to_be_visible()
    if scripts:
        look_closely(member)
    member.get_by_role("link", name="← Agenda").click()
    member.get_by_role("button", name="Online deelnemen").click()
    member.get_by_role("link", name="Sprekers en vragen").click()
    member.get_by_role("button", name="Het woord vragen").click()
    member.get_by_label("Uw vraag").fill("Waarom nu?")
    member.get_by_role("button", name="Mijn vraag versturen").click()
    expect(member.get_by_text("Nog niet beantwoord")).to_be_visible()
    if scripts:
        look_closely(member)
    if scripts:
        expect(chair.get_by_role("button", name="Het woord geven – First1 Name1")).to_be_visible()
        look_closely(chair)
        other = hall.page(hall.world.staff["chair"], width=1440)
        expect(other.get_by_text("Wachten om te spreken: 1. Vragen zonder antwoord: 1.")).to_be_visible()
    else:
        chair.reload()
    heard = listen(member) if scripts else []
    chair.get_by_role("button", name="Het woord geven – First1 Name1").click()
    chair.get_by_role("button", name="Als beantwoord noteren – First1 Name1").click()
    if not scripts:
        member.reload()
    expect(member.get_by_text("heeft het woord")).to_be_visible()
    expect(member.get_by_text("Beantwoord", exact=True)).to_be_visible()
    if scripts:
        expect_heard(member, heard, "U hebt het woord.")
    chair.get_by_role("button", name="Spreekbeurt beëindigen – First1 Name1").click()
    expect(chair.get_by_text("Niemand wacht.")).to_be_visible()
