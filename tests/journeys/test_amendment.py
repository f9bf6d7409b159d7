"""An amendment is voted on before its motion: with votes in advance that lapse, and with some that count."""

import json

import pytest
from playwright.sync_api import expect

from tests.gate.crowd import attempt
from tests.journeys.ballots import choose
from tests.journeys.conftest import Hall, look_closely
from tests.world import ADVANCE, ASSEMBLY
from voting.ballot.amending import latest_round
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.extensions import db

pytestmark = pytest.mark.journey


def with_rule(rule: str) -> str:
    """The assembly, whose first motion has a text and this rule."""
    text = 'en = "Annual accounts" }\ntext = { nl = "Wij storten 3 % op dividend." }\n'
    return ASSEMBLY.replace('en = "Annual accounts" }\n', f'{text}if_amended = "{rule}"\n', 1)


def vote_in_advance(hall: Hall) -> None:
    """Member 1 votes for the motion before the day."""
    world = hall.world
    with world.app.app_context():
        vote = Vote(world.resolutions["1"], "1", Channel.ADVANCE, choice="for")
        assert attempt(cast, vote, now=ADVANCE) == "ok"
        db.engine.dispose()


@pytest.mark.parametrize(
    ("hall", "count"), [(with_rule("lapses"), 1), (with_rule("counts"), 2)], indirect=["hall"]
)
def test_an_amendment_is_voted_on_before_its_motion(hall: Hall, count: int) -> None:
    world, address = hall.world, hall.address
    vote_in_advance(hall)
    chair = hall.page(world.staff["chair"], width=1440)
    display = hall.page(width=1920, height=1080)
    display.goto(f"{address}/display/{world.staff['display']}/?lang=nl")
    chair.get_by_role("link", name="Nu iets ter stemming leggen").click()
    look_closely(chair)
    chair.locator("#amend ~ ul a").first.click()
    look_closely(chair)
    chair.locator("#text-nl").fill("Wij storten 4 % op dividend.")
    chair.get_by_role("button", name="De stemming nu openen").click()
    expect(chair.get_by_text("1-A1").first).to_be_visible()
    expect(chair.get_by_text("Over amendement 1-A1 wordt eerst beslist.")).to_be_visible()
    look_closely(chair)
    expect(display.locator("ins")).to_contain_text("4")
    look_closely(display)

    member = hall.page(world.codes["2"])
    member.get_by_role("link", name="Naar het stembiljet").click()
    expect(member.locator("[data-amended] ins")).to_contain_text("4")
    look_closely(member)
    choose(member, "Voor")
    member.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(member.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    with world.app.app_context():
        amendment = latest_round(db.session(), world.assembly_id, "1-A1")
        assert amendment is not None
        identity = amendment.id
        db.engine.dispose()
    for change in ("close", "announce"):
        world.person("chair").send(f"/chair/resolutions/{identity}/{change}", {})

    with world.app.app_context():
        motion = latest_round(db.session(), world.assembly_id, "1")
        assert motion is not None
        identity = motion.id
        db.engine.dispose()
    chair.goto(f"{address}/chair/")
    chair.locator(f"a[href$='/resolutions/{identity}/open']").first.click()
    look_closely(chair)
    chair.locator(f"form[action$='/resolutions/{identity}/open'] button").click()
    member.goto(f"{address}/resolutions/{identity}")
    expect(member.get_by_text("U stemt over de geamendeerde tekst")).to_be_visible()
    look_closely(member)
    choose(member, "Voor")
    member.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(member.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    for change in ("close", "announce"):
        world.person("chair").send(f"/chair/resolutions/{identity}/{change}", {})
    told = json.loads(world.person("secretary").look("/office/after/results.json").data)
    results = [item["result"] for item in told["resolutions"] if item["number"] == "1"]
    assert [result["counts"]["for"] for result in results if result] == [count]
