"""Each way to decide, on a member's phone without JavaScript and on paper, up to the result."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.help_desk import pass_of
from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.world import World
from voting.rehearsal.browser import answer_of

pytestmark = pytest.mark.journey

HEAD = """
date = 2025-06-17
record_date = 2025-06-02
title = { nl = "Algemene vergadering", fr = "Assemblée générale" }
[[venues]]
code = "BRU"
name = { nl = "Brussel", fr = "Bruxelles" }
"""
PEOPLE = """
candidates = [
  { code = "a", name = "Ann Vandenbroucke" },
  { code = "b", name = "Bob Peeters", groups = ["Brussel"] },
  { code = "c", name = "Cem Yıldırım-Özdemir", groups = ["Brussel"] },
]
"""


def election(number: str, method: str, seats: int, rules: str = "") -> str:
    """An election of three candidates."""
    return (
        f'[[resolutions]]\nnumber = "{number}"\nkind = "election"\nmethod = "{method}"\nseats = {seats}\n'
        f'title = {{ nl = "Verkiezing {number}", fr = "Élection {number}" }}\n{rules}\n{PEOPLE}'
    )


DEFINITION = (
    HEAD
    + """
[[resolutions]]
number = "1"
kind = "motion"
method = "for_against_abstain"
title = { nl = "Wijziging van de statuten", fr = "Modification des statuts" }
majority = "3/4"
quorum = "1/20"
tie_rule = "lot"
"""
    + election("2", "per_candidate", 2)
    + election("3", "plurality_at_large", 2, 'reserved = ["at least 1 of Brussel"]')
    + election("4", "approval", 1)
    + election("5", "scottish_stv", 2)
    + election("6", "meek_stv", 2, 'reserved = ["at most 1 of Brussel"]')
    + election("7", "irv", 1)
    + election("8", "schulze", 1, 'tie_rule = "chair"')
)
RANKED = ("5", "6", "7", "8")


def fill_in(page: Page, number: str) -> None:
    """Mark the ballot of one resolution as a member does, and go on."""
    if number == "1":
        choose(page, "Voor")
        return
    if number == "2":
        for code, mark in (("a", "for"), ("b", "against"), ("c", "abstain")):
            page.locator(f"input[name=choice-{code}][value={mark}]").check()
    elif number in RANKED:
        page.get_by_label("Cem Yıldırım-Özdemir").select_option("1")
        page.get_by_label("Ann Vandenbroucke").select_option("2")
    else:
        page.get_by_label("Ann Vandenbroucke").check()
    page.get_by_role("button", name="Verder").click()


FORMS: Mapping[str, Mapping[str, str]] = {
    "1": {"choice": "against"},
    "2": {"choice-a": "for", "choice-b": "for", "choice-c": "abstain"},
    "3": {"choice": "a"},
    "4": {"blank": "yes"},
    "5": {"rank-b": "1", "rank-a": "2"},
    "6": {"rank-b": "1"},
    "7": {"rank-b": "1", "rank-a": "2"},
    "8": {"rank-b": "1"},
}
SHEETS: Mapping[str, Mapping[str, str]] = {
    "1": {"cell-for": "1"},
    "2": {"cell-a=for": "1", "cell-b=against": "1", "cell-c=for": "1"},
    "3": {"cell-b": "1"},
    "4": {"cell-c": "1"},
    **{number: {"rankings": "1 c>a>b"} for number in RANKED},
}


@pytest.mark.parametrize("hall", [DEFINITION], indirect=True, ids=["every method"])
def test_each_method_from_a_phone_and_on_paper(hall: Hall) -> None:
    world, chair = hall.world, hall.world.person("chair")
    for resolution in world.resolutions.values():
        assert answer_of(chair.send(f"/chair/resolutions/{resolution}/open", {})) == "ok"
    phone = hall.page(world.codes["1"], java_script_enabled=False)
    seen = hall.page(world.codes["2"])
    for number, resolution in world.resolutions.items():
        phone.goto(f"{hall.address}/resolutions/{resolution}")
        seen.goto(f"{hall.address}/resolutions/{resolution}")
        seen.get_by_text("Hoe hierover wordt beslist").click()
        look_closely(seen)
        fill_in(phone, number)
        cast(phone)
        expect(phone.get_by_role("heading", level=1)).to_contain_text("geteld")
        form = {"channel": "online", **FORMS[number]}
        assert answer_of(world.member(3).send(f"/resolutions/{resolution}/vote", form)) == "ok"
    count_on_paper(world)
    for resolution in world.resolutions.values():
        assert answer_of(chair.send(f"/chair/resolutions/{resolution}/announce", {})) == "ok"
    for language, elected in (("nl", "Verkozen"), ("fr", "Élu")):
        for number in ("2", "3", "5", "6", "7", "8"):
            address = f"{hall.address}/resolutions/{world.resolutions[number]}?lang={language}"
            phone.goto(address)
            expect(phone.get_by_text(elected, exact=True).first).to_be_attached()
            if language == "nl":
                seen.goto(address)
                for details in seen.locator("details.rounds summary").all():
                    details.click()
                look_closely(seen)
    display = hall.page(world.staff["chair"], width=1440, height=900)
    display.goto(f"{hall.address}/chair/")
    look_closely(display)


def count_on_paper(world: World) -> None:
    """A member in the hall takes paper for every resolution; two tellers count it alike."""
    steward, chair = world.person("steward"), world.person("chair")
    arrival = {"member": pass_of(world, "9"), "nonce": "nonce-of-nine"}
    assert answer_of(steward.send("/desk/BRU/check-in", arrival)) == "ok"
    for resolution in world.resolutions.values():
        paper = {"member": "9", "resolution": resolution}
        assert answer_of(steward.send("/desk/BRU/paper", paper)) == "ok"
        assert answer_of(chair.send(f"/chair/resolutions/{resolution}/close", {})) == "ok"
    for teller in ("teller", "teller_2"):
        for number, cells in SHEETS.items():
            address = f"/desk/BRU/sheets/{world.resolutions[number]}"
            assert answer_of(world.person(teller).send(address, {"ballots": "1", **cells})) == "ok"
