"""Practising at the door with invented people: every answer, without network too; nothing of it is kept."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import look_closely
from tests.journeys.doors import Doors, answered, type_in
from voting.attendance.models import CheckIn, Presence
from voting.web.desk.training import PEOPLE

pytestmark = pytest.mark.journey

TOLD = {
    **{"represents": "attention", "assistance": "attention", "legal": "attention"},
    **{"elsewhere": "present_elsewhere", "revoked": "pass_revoked"},
}
QUEUED = """async () => {
  const database = await new Promise(done => {
    const asked = indexedDB.open("desk"); asked.onsuccess = () => done(asked.result); });
  const asked = database.transaction("queue").objectStore("queue").count();
  return new Promise(done => { asked.onsuccess = () => done(asked.result); });
}"""


def test_a_steward_practises_with_invented_people(doors: Doors) -> None:
    page = doors.door("steward")
    page.get_by_role("link", name="Oefenen").click()
    page.locator("html[data-ready]").wait_for(state="attached")
    look_closely(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    doors.hold(page, PEOPLE[0].token)
    answered(page, "welcome")
    expect(page.locator("#answer")).to_contain_text("Anna Voorbeeld")
    look_closely(page)
    page.locator("#answer").get_by_role("button", name="Ongedaan maken – Anna Voorbeeld T1").click()
    answered(page, "undone")
    expect(page.locator("#answer .answer-undone")).to_be_focused()
    page.locator("#camera").click()
    page.context.set_offline(True)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    for one in PEOPLE:
        type_in(page, one.token)
        answered(page, TOLD.get(one.case, one.case))
        apart = page.locator("#answer [data-apart]")
        if one.apart:
            expect(apart).to_contain_text(f"{one.apart[0]} · geboren in {one.apart[1]}")
        else:
            expect(apart).to_be_hidden()
    type_in(page, "T7")
    page.get_by_role("button", name="Een verantwoordelijke vragen").click()
    answered(page, "asked")
    type_in(page, doors.token(5))
    answered(page, "unknown_pass")
    page.locator("#member").fill("jan proef")
    expect(page.locator("#found li", has_text="9000 · geboren in 1988")).to_have_count(1)
    assert (sent, page.evaluate(QUEUED)) == ([], 0)
    page.context.set_offline(False)
    page.get_by_role("link", name="Oefenbewijzen").click()
    expect(page.locator("img.pass")).to_have_count(len(PEOPLE))
    look_closely(page)
    page.goto(f"{doors.address}/desk/BRU/")
    page.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
    type_in(page, PEOPLE[0].token)
    answered(page, "unknown_pass")
    assert (doors.number_of(CheckIn), doors.number_of(Presence)) == (0, 0)
