"""A hall that loses its link, as docs/operations/hall-without-link.md has it: its doors go on, its tablet
falls silent, paper waits in envelopes until the gate has decided, the chair sees it, the minutes say it."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.doors import answered, type_in
from tests.journeys.pages import alive
from tests.journeys.test_tablet import enrolled, prepare
from tests.waiting import until
from voting.rehearsal.browser import answer_of

pytestmark = [pytest.mark.journey, pytest.mark.full]

HAPPENED = "Geen verbinding in de zaal; op papier gestemd."


def hall_devices(hall: Hall) -> list[Page]:
    """The phone at the door, with the roll on it; the tablet; and the display."""
    door = hall.page(hall.world.staff["steward"])
    door.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
    door.evaluate("navigator.serviceWorker.ready.then(() => true)")
    display = hall.page(width=1024, height=768)
    display.goto(f"{hall.address}/display/{hall.world.staff['display']}/?lang=nl")
    return [door, enrolled(hall), display]


def minutes(hall: Hall) -> str:
    """The text of the minutes."""
    answer = hall.world.person("secretary").look("/office/after/minutes.docx?in=nl")
    with ZipFile(BytesIO(answer.data)) as file:
        return re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())


def enter(supervisor: Page, hall: Hall, member: int) -> None:
    """A number of the list, on the page of paper ballots."""
    supervisor.goto(f"{hall.address}/desk/BRU/paper")
    supervisor.locator("#member").fill(str(member))
    supervisor.get_by_role("button", name="Een papieren stembiljet geven").click()


def test_a_hall_without_link_votes_on_paper_and_nobody_twice(hall: Hall) -> None:
    world, resolution = hall.world, hall.world.resolutions["1"]
    prepare(hall, 5, 6)
    door, tablet, display = devices = hall_devices(hall)
    vote = {"channel": "venue", "venue": "BRU", "choice": "for"}
    assert answer_of(world.member(5).send(f"/resolutions/{resolution}/vote", vote)) == "ok"
    chair = hall.page(world.staff["chair"], width=1440, height=900)

    for device in devices:
        device.context.set_offline(True)
    type_in(door, "7")
    answered(door, "welcome", provisional=True)
    expect(door.locator("#network[data-network=offline]")).to_be_visible()
    expect(display.locator("main[data-stale]")).to_be_visible()
    silence = chair.locator("#silence-BRU")
    expect(silence).to_contain_text("geen enkele stemtablet antwoordt nog sinds")
    look_closely(chair)
    chair.locator("#note-incident summary").click()
    chair.locator("#incident-venue").select_option("BRU")
    chair.locator("#incident-text").fill(HAPPENED)
    chair.locator("#note-incident").get_by_role("button").click()
    noted = chair.locator("#incidents li", has_text=HAPPENED)
    expect(noted).to_be_visible()

    supervisor = hall.page(world.staff["supervisor"])  # on a phone with a link of its own
    enter(supervisor, hall, 5)
    expect(supervisor.get_by_role("alert")).to_contain_text("al gestemd")  # the envelope stays closed
    look_closely(supervisor)
    enter(supervisor, hall, 6)
    expect(supervisor.get_by_role("status")).to_contain_text("vennoot 6")
    enter(supervisor, hall, 7)  # the door has not sent yet that they came
    expect(supervisor.get_by_role("alert")).to_be_visible()
    for device in devices:
        device.context.set_offline(False)
    expect(door.locator("#waiting")).to_be_hidden()
    until(lambda: "7" in world.person("supervisor").look("/desk/BRU/present").text)
    enter(supervisor, hall, 7)
    expect(supervisor.get_by_role("status")).to_contain_text("vennoot 7")
    expect(display.locator("main[data-stale]")).to_have_count(0)
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    expect(silence).to_have_count(0)

    alive(chair)
    noted.get_by_role("button").click()
    expect(noted.get_by_role("button")).to_have_count(0)
    assert re.search(rf"\d\d:\d\d.{{1,9}}\d\d:\d\d.{{1,9}}Brussel.{{,9}}{HAPPENED}", minutes(hall))
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})) == "ok"
    for teller in ("teller", "teller_2"):
        sheet = {"ballots": "2", "cell-for": "1", "cell-against": "1"}
        path = f"/desk/BRU/sheets/{resolution}"
        assert answer_of(world.person(teller).send(path, sheet)) == "ok"
    announced = world.person("chair").send(f"/chair/resolutions/{resolution}/announce", {})
    assert answer_of(announced) == "ok"
