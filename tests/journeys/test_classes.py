"""A majority in each category: prepared, said before anybody votes, and told without the smallest."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member

pytestmark = pytest.mark.journey

CLASSES = {"B": range(21, 36), "C": range(38, 41)}
"""The others are of category A."""


def sort_members(world: World) -> None:
    """Give the members of the world categories."""
    with world.app.app_context(), writing(db.session()) as session:
        for name, members in CLASSES.items():
            numbers = [str(number) for number in members]
            session.execute(update(Member).where(Member.number.in_(numbers)).values(category=name))


def test_a_majority_in_each_category_with_one_that_is_not_shown(hall: Hall) -> None:
    world, four = hall.world, hall.world.resolutions["4"]
    office = hall.page(world.staff["secretary"], width=1440)
    office.goto(f"{hall.address}/office/convening?lang=nl")
    office.locator("#take-back summary").click()
    office.locator("#back-nl").fill("De meerderheid geldt in elke categorie")
    office.get_by_role("button", name="De bijeenroeping intrekken", exact=True).click()
    expect(office.get_by_text("De bijeenroeping is ingetrokken.").first).to_be_visible()
    sort_members(world)

    office.goto(f"{hall.address}/office/preparation/resolutions/4")
    office.get_by_label("Regels", exact=True).select_option("own")
    office.get_by_label("In elke categorie van vennoten (soort van aandelen): de stemmen").check()
    office.get_by_label("Geen quorum").check()
    look_closely(office)
    office.get_by_role("button", name="Opslaan", exact=True).click()
    office.goto(f"{hall.address}/office/convening")
    expect(office.get_by_text("een categorie heeft zo weinig vennoten").first).to_be_visible()
    look_closely(office)
    office.get_by_label("Typ ter bevestiging").fill("40")
    office.get_by_label("Typ ter bevestiging").press("Enter")
    expect(office.get_by_text("is bijeengeroepen.")).to_be_visible()

    chair = world.person("chair")
    chair.send(f"/chair/resolutions/{four}/open", {})
    member = hall.page(world.codes["38"])
    member.goto(f"{hall.address}/resolutions/{four}?lang=nl")
    expect(member.locator("#categories")).to_contain_text("Hier draagt het stembiljet de categorie")
    expect(member.locator("#categories")).to_contain_text("Categorie C heeft 3 vennoten.")
    member.locator("details.rules summary").click()
    rule = "Nodig in elke categorie: minstens drie vierde van de stemmen voor en tegen"
    expect(member.get_by_text(rule)).to_be_visible()
    look_closely(member)
    choose(member, "Tegen")
    cast(member)
    expect(member.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    for number in [*range(1, 13), *range(21, 35), 39]:
        ballot = {"channel": "online", "choice": "for"}
        world.member(number).send(f"/resolutions/{four}/vote", ballot)

    chair.send(f"/chair/resolutions/{four}/close", {})
    chair.send(f"/chair/resolutions/{four}/announce", {})
    member.goto(f"{hall.address}/resolutions/{four}")
    card = member.locator("#standing")
    expect(card.locator(".outcome")).to_have_text("Verworpen")
    expect(card.get_by_text("Categorie C: de meerderheid is niet bereikt.")).to_be_visible()
    rows = card.locator("table.categories tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("aantallen niet getoond")
    expect(rows.nth(1)).to_have_text("B1400", use_inner_text=False)
    expect(rows.nth(2)).to_contain_text("aantallen niet getoond")
    look_closely(member)
    minutes = office.request.get(f"{hall.address}/office/after/minutes.docx?in=nl")
    assert minutes.ok
