"""Nobody is present before the meeting is opened, and online for as long as the page is open."""

import csv
import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.waiting import until
from tests.world import World
from voting.assembly.models import Assembly
from voting.attendance.models import OpenPage, Presence
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.live.pages import Pages
from voting.web.each_second import keep_pages

pytestmark = pytest.mark.journey

BRUSSELS = ZoneInfo("Europe/Brussels")
LAST_SIGN = timedelta(minutes=20)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(BRUSSELS):%H:%M}"


def stays(world: World) -> list[Presence]:
    with world.app.app_context():
        return list(db.session.scalars(select(Presence).order_by(Presence.id)))


def falls_silent(world: World, stay: int, seen_at: datetime) -> bool:
    """What another process of the server does, which has listened for an hour: the page was last heard of so
    long ago. Whether the stay has ended."""
    with world.app.app_context():
        with writing(db.session()) as session:
            session.execute(
                update(Presence).where(Presence.id == stay).values(since=seen_at - timedelta(minutes=30))
            )
            session.execute(update(OpenPage).where(OpenPage.presence_id == stay).values(seen_at=seen_at))
        pages = Pages()
        pages.listens_since(system_clock() - timedelta(hours=1))
        keep_pages(pages)
        return db.session.get_one(Presence, stay).until is not None


def leave(member: Page) -> None:
    member.get_by_text("De vergadering verlaten").click()
    member.get_by_role("button", name="Nu verlaten").click()


def test_present_from_the_opening_for_as_long_as_the_page_is_open(hall: Hall) -> None:
    world, hour = hall.world, system_clock() + timedelta(hours=1)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Assembly).values(opens_at=hour))
    chair = hall.page(world.staff["chair"], width=1440)
    member = hall.page(world.codes["1"], height=640)

    # nobody is present before the opening
    expect(member.get_by_text(re.compile(f"{local(hour)}.*kunt u online deelnemen"))).to_be_visible()
    expect(member.get_by_role("button", name="Online deelnemen")).to_have_count(0)
    expect(chair.get_by_text("online 0")).to_be_visible()
    look_closely(chair)
    chair.get_by_role("link", name="De vergadering openen").click()
    look_closely(chair)
    chair.get_by_role("button", name="De vergadering openen").click()
    expect(chair.get_by_text("De vergadering is geopend om")).to_be_visible()

    # joins, votes, leaves, comes back
    member.get_by_role("button", name="Online deelnemen").click()
    expect(member.get_by_text("U neemt online deel sinds")).to_be_in_viewport()
    look_closely(member)
    expect(chair.get_by_text("online 1")).to_be_visible()
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    member.get_by_role("link", name="Naar het stembiljet").first.click()
    choose(member, "Voor")
    cast(member)
    member.get_by_role("link", name="Terug naar de agenda").click()
    leave(member)
    expect(member.get_by_text("U bent afwezig sinds")).to_be_in_viewport()
    expect(chair.get_by_text("online 0")).to_be_visible()
    look_closely(member)
    member.get_by_role("button", name="Opnieuw deelnemen").click()
    expect(chair.get_by_text("online 1")).to_be_visible()

    # the network dies, and the stay ends at the last sign of life
    stay = stays(world)[-1].id
    until(lambda: _is_kept(world, stay))
    member.context.set_offline(True)
    last_sign = system_clock() - LAST_SIGN
    until(lambda: falls_silent(world, stay, last_sign), every=1)
    expect(chair.get_by_text("online 0")).to_be_visible()
    member.context.set_offline(False)
    expect(member.locator("#join").get_by_text(f"U bent afwezig sinds {local(last_sign)}")).to_be_visible()
    member.get_by_role("button", name="Opnieuw deelnemen").click()
    expect(member.get_by_text("U neemt online deel sinds")).to_be_visible()

    # the meeting is closed, and each stay has its times in the list
    world.person("chair").send(f"/chair/resolutions/{one}/close", {})
    chair.get_by_role("link", name="De vergadering sluiten").click()
    look_closely(chair)
    chair.get_by_role("button", name="De vergadering sluiten").click()
    expect(chair.get_by_text("De vergadering is gesloten om")).to_be_visible()
    expect(member.locator("#taking-part").get_by_text("De vergadering is gesloten om")).to_be_visible()
    file = world.person("secretary").look("/office/after/attendance.csv").text
    rows = [row for row in csv.reader(io.StringIO(file), delimiter=";") if row[0] == "1"]
    times = [re.findall(r"\d\d:\d\d", ";".join(row)) for row in rows]
    assert times == sorted([local(stay.since), local(stay.until)] for stay in stays(world) if stay.until)
    assert len(times) == 3


def _is_kept(world: World, stay: int) -> bool:
    """Whether the page has said that it is open."""
    with world.app.app_context():
        return db.session.get(OpenPage, stay) is not None
