"""A proxy on paper, entered on a phone: what is refused is seen at once, and mended where it stands."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def test_a_photo_that_cannot_be_kept_is_chosen_again(hall: Hall, tmp_path: Path) -> None:
    letter, photo = tmp_path / "letter.docx", tmp_path / "photo.jpg"
    letter.write_bytes(b"PK\x03\x04 no picture")
    photo.write_bytes(b"\xff\xd8\xff\xe0 a photo of a signature")
    page = hall.page(hall.world.staff["supervisor"])
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{hall.address}/desk/BRU/proxies?grantor=1&holder=2")
    page.get_by_label("Foto of scan").set_input_files(letter)
    page.get_by_role("button", name="Deze volmacht invoeren").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_be_in_viewport(ratio=1)
    look_closely(page)
    refusal.get_by_role("link").click()
    field = page.get_by_label("Foto of scan")
    expect(field).to_be_in_viewport(ratio=1)
    expect(field).to_have_accessible_description(
        "Kies de foto of scan opnieuw: die is niet bewaard. " + refusal.inner_text()
    )
    field.set_input_files(photo)
    page.get_by_role("button", name="Deze volmacht invoeren").click()
    expect(page.get_by_role("status")).to_contain_text("ingevoerd en telt")
    page.get_by_text("Deze volmacht intrekken").click()
    page.get_by_label("Reden, voor de notulen").fill("   ")
    page.get_by_role("button", name="Intrekken", exact=True).click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    look_closely(page)
    page.get_by_label("Reden, voor de notulen").fill("is er zelf")
    page.get_by_role("button", name="Intrekken", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
