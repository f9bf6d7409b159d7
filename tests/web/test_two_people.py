"""Two people have the same form open and save it: who is second is told, and nothing is lost."""

import io
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.ballot.test_ways_to_decide import election, hold
from tests.register.office import bring_in
from tests.web.test_preparation import ELECTION, MAIN, MOTION
from tests.world import MEETING, Clock, World, make_world, row
from voting.accounts.models import Role
from voting.accounts.staff import staff_of
from voting.assembly.models import Assembly
from voting.assembly.proxies import offer_proxy
from voting.ballot.proxies import return_proxy
from voting.database import writing
from voting.extensions import db
from voting.invitations.models import LetterPrint
from voting.rehearsal.browser import Browser, answer_of

EVENT = {"kind": "workshop", "title": "Samen", "on": "2025-03-01", "city": "Luik"}
LETTER = "/office/invitations/texts/reminder/nl"
NEEDED = "{link} {to_vote}"
REPORT = "/office/report/2024/texts"
PREPARATION = "/office/preparation"
FORMS = {
    "cooperative": (
        "/office/cooperative",
        "/office/cooperative",
        {"phone": "02 555"},
        {"website": "stream.example"},
        "stream.example",
    ),
    "periods": ("/office/retention", "/office/retention", {"presence": "36"}, {"looks": "12"}, ""),
    "letter": (LETTER, LETTER, {"body": f"{NEEDED} een"}, {"body": f"{NEEDED} twee"}, f"{NEEDED} twee"),
    "letter restored": (LETTER, LETTER, {"body": f"{NEEDED} een"}, {"restore": "yes"}, ""),
    "report": (REPORT, REPORT, {"introduction": "Wij"}, {"introduction": "Zij"}, "Zij"),
    "event": ("/events/1", "/events/1", {"others": "12"}, {"title": "Beslissen"}, ""),
    "event removed": ("/events/1", "/events/1/remove", {"others": "12"}, {}, ""),
    "main": (
        f"{PREPARATION}/main",
        f"{PREPARATION}/main",
        {"title.nl": "Een"},
        {"notice_days": "15"},
        '"15"',
    ),
    "venue": (f"{PREPARATION}/venues/1", f"{PREPARATION}/venues/1", {"name.nl": "Een"}, {"code": "X"}, '"X"'),
}
"""By name: the page, where it is sent, what the first and the second change, and what stays on the page."""
SAME = {
    "/office/cooperative": {"name.nl": "De Molen"},
    "/office/invitations": {"subject": "Kom"},
    "/office/report": {"language": "nl"},
    "/events": EVENT,
    f"{PREPARATION}/main": MAIN,
    f"{PREPARATION}/venues": {"code": "BRU", "name.nl": "Brussel"},
}
"""By the beginning of an address, what else its form sends."""


def two(world: World, who: str = "secretary") -> tuple[Browser, Browser]:
    """Two people in one role, each at a browser of their own."""
    return Browser(world.app, world.staff[who]), Browser(world.app, world.staff[who])


def prepare(one: Browser, other: Browser) -> None:
    """Have both go to a new assembly with a venue, two elections and a motion."""
    begun = one.send("/office/assemblies", {"date": "2026-06-18", "kind": "ordinary"})
    assert answer_of(begun) == "ok"
    assert answer_of(other.send("/office/assemblies/2/go", {})) == "ok"
    for browser in (one, other):
        browser.look(PREPARATION)
    venue = {"code": "BRU", "name.nl": "Brussel"}
    assert answer_of(one.send(f"{PREPARATION}/venues/0", venue)) == "ok"
    for resolution in (ELECTION, ELECTION | {"number": "3"}, MOTION):
        assert answer_of(one.send(f"{PREPARATION}/resolutions/0", resolution)) == "ok"


def told(answer: object) -> bool:
    """Whether somebody is told that it was changed meanwhile."""
    status = getattr(answer, "status_code", 0)
    return (answer_of(answer), status) == ("changed_meanwhile", 409)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FORMS)
def test_the_second_of_two_is_told(world: World, name: str) -> None:
    page, path, first, second, kept = FORMS[name]
    one, other = two(world)
    if page.startswith("/events"):
        assert answer_of(one.send("/events/", EVENT)) == "ok"
    if page.startswith(PREPARATION):
        prepare(one, other)
    same = next((fields for start, fields in SAME.items() if page.startswith(start)), {})
    one.look(page)
    other.look(page)
    assert answer_of(one.send(page, same | first)) == "ok"
    refused = other.send(path, same | second)
    assert told(refused)
    assert kept in refused.text
    shown = other.look(page).text
    assert all(str(value) in shown for value in first.values()), "nothing is lost"
    assert answer_of(other.send(path, same | second)) == "ok", "looked at again, it can be changed"


def test_last_years_text_corrected_meanwhile_is_not_taken_over_as_it_was(world: World) -> None:
    one, other = two(world)
    for browser in (one, other):
        browser.look("/office/report/2023/texts")
    assert (
        answer_of(one.send("/office/report/2023/texts", {"language": "nl", "introduction": "Fout"})) == "ok"
    )
    other.look(REPORT)
    one.look("/office/report/2023/texts")
    assert (
        answer_of(one.send("/office/report/2023/texts", {"language": "nl", "introduction": "Goed"})) == "ok"
    )
    assert told(other.send(REPORT, {"language": "nl", "introduction": "Fout"}))


def test_a_candidate_comes_to_the_resolution_that_was_seen(world: World) -> None:
    one, other = two(world)
    prepare(one, other)
    path = f"{PREPARATION}/resolutions/1/candidates"
    for number in ("1", "2"):
        first = f"{PREPARATION}/resolutions/{number}/candidates/0"
        one.look(first)
        assert answer_of(one.send(first, {"code": "c1", "name": "Ann"})) == "ok"
    for seen in ("0", "1"):
        other.look(f"{path}/{seen}")
        one.look(f"{PREPARATION}/resolutions/2")
        assert answer_of(one.send(f"{PREPARATION}/resolutions/2/up", {})) == "ok"
        refused = other.send(f"{path}/{seen}", {"code": "c2", "name": "Bea"})
        assert told(refused)
        assert 'value="Bea"' in refused.text
    other.look(f"{PREPARATION}/resolutions/3")
    one.look(f"{PREPARATION}/resolutions/3")
    assert answer_of(one.send(f"{PREPARATION}/resolutions/3/remove", {})) == "ok"
    assert told(other.send(f"{PREPARATION}/resolutions/3", MOTION | {"title.nl": "Nog eens"}))


def test_a_document_that_took_the_place_of_another_is_not_removed_for_it(world: World) -> None:
    one, other = two(world)

    def add(content: bytes) -> str:
        document = {"title.nl": "Verslag", "file.nl": (io.BytesIO(b"%PDF-" + content), "v.pdf")}
        return answer_of(one.send(f"{PREPARATION}/documents", document))

    assert add(b"1") == "ok"
    one.look(PREPARATION)
    other.look(PREPARATION)
    assert answer_of(one.send(f"{PREPARATION}/documents/1/remove", {})) == "ok"
    assert add(b"2") == "ok"
    assert told(other.send(f"{PREPARATION}/documents/1/remove", {}))
    other.look(PREPARATION)
    assert answer_of(other.send(f"{PREPARATION}/documents/1/remove", {})) == "ok"


def test_a_code_that_somebody_else_has_just_handed_out_is_not_made_void(world: World) -> None:
    one, other = two(world)
    with world.app.app_context():
        staff = staff_of(db.session(), world.assembly_id)
        [account] = [item.account_id for item in staff if dict(item.roles) == {Role.CHAIR: None}]
    path = f"/office/staff/{account}/code"
    other.look("/office/staff")
    one.look("/office/staff")
    assert answer_of(one.send(path, {})) == "ok"
    assert told(other.send(path, {}))


def test_letters_that_were_set_meanwhile_are_not_removed(world: World) -> None:
    one, other = two(world)
    for browser in (one, other):
        with world.app.app_context(), writing(db.session()) as session:
            done = LetterPrint(
                assembly_id=world.assembly_id, asked_at=MEETING, moved_at=MEETING, total=1, done=1
            )
            done.finished_at = MEETING
            session.add(done)
        if browser is one:
            other.look("/office/invitations")
    assert told(other.send("/office/invitations/paper/remove", {}))


def test_a_decision_about_one_pair_is_not_overturned_unseen(world: World) -> None:
    same = {"name": "Peeters", "first_name": "Jan", "email": "j@example.org"}
    bring_in(world.app, row(60, **same), row(61, **same))
    one, other = two(world)
    path = "/office/register/duplicates"
    one.look(path)
    other.look(path)
    pair = {"member": "60", "other": "61", "reason": "asked them"}
    assert answer_of(one.send(path, pair | {"decision": "different"})) == "ok"
    assert told(other.send(path, pair | {"decision": "60"}))
    other.look(path)
    assert answer_of(other.send(path, pair | {"decision": "60"})) == "ok"


def test_a_page_that_shows_an_earlier_proxy_ends_no_later_one(world: World) -> None:
    """The grantor at a laptop and at a phone; the holder on two devices."""
    laptop, phone = (Browser(world.app, world.codes["1"]) for _ in range(2))
    mine, theirs = (Browser(world.app, world.codes["2"]) for _ in range(2))

    def offer(holder: str) -> None:
        phone.look("/assembly")
        assert answer_of(phone.send("/proxy", {"holder": holder, "name": f"Name{holder}"})) == "ok"

    offer("3")
    laptop.look("/assembly")
    phone.look("/assembly")
    assert answer_of(phone.send("/proxy/withdraw", {})) == "ok"
    offer("2")
    stale = laptop.send("/proxy/withdraw", {})
    assert told(stale)
    assert 'href="/assembly#proxy"' in stale.text
    mine.look("/assembly")
    theirs.look("/assembly")
    assert answer_of(theirs.send("/proxy/return", {"grantor": "1"})) == "ok"
    offer("2")
    assert told(mine.send("/proxy/return", {"grantor": "1"}))
    for device, path in ((mine, "/proxy/return"), (laptop, "/proxy/withdraw")):
        device.look("/assembly")
        assert answer_of(device.send(path, {"grantor": "1"})) == "ok"
        offer("2")


def test_a_proxy_that_was_given_meanwhile_is_not_withdrawn_for_another(world: World) -> None:
    supervisor = world.person("supervisor")

    def offer(holder: str) -> None:
        with world.app.app_context(), writing(db.session()) as session:
            offer_proxy(session, world.assembly_id, "1", holder, f"Name{holder}", now=MEETING)

    offer("2")
    supervisor.look("/desk/BRU/proxies?grantor=1")
    with world.app.app_context(), writing(db.session()) as session:
        return_proxy(session, world.assembly_id, "1", "2", now=MEETING)
    offer("3")
    asked = {"grantor": "1", "reason": "at the member's wish"}
    assert told(supervisor.send("/desk/BRU/proxies/withdraw", asked))
    supervisor.look("/desk/BRU/proxies?grantor=1")
    assert answer_of(supervisor.send("/desk/BRU/proxies/withdraw", asked)) == "ok"


def test_a_closing_time_that_another_has_set_is_not_undone_unseen(world: World) -> None:
    one, other = two(world, "chair")
    resolution = world.resolutions["1"]
    path = f"/chair/resolutions/{resolution}/closing-time"
    assert answer_of(one.send(f"/chair/resolutions/{resolution}/open", {"minutes": "9"})) == "ok"
    one.look("/chair/now")
    other.look("/chair/now")
    assert answer_of(one.send(path, {"minutes": "5", "more": "yes"})) == "ok"
    for fields in ({}, {"minutes": "5", "more": "yes"}):
        assert told(other.send(path, fields))
    other.look("/chair/now")
    assert answer_of(other.send(path, {})) == "ok"


def test_a_tie_that_another_has_decided_is_not_decided_otherwise_unseen(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("plurality_at_large", 1, tie_rule='"chair"'))
    hold(world, [{"choice": "a"}, {"choice": "b"}])
    one, other = two(world, "chair")
    path = f"/chair/resolutions/{world.resolutions['1']}/tie"
    asking = f"{path}?order=a&order=b"
    one.look(asking)
    other.look(asking)
    assert answer_of(one.send(path, {"order": ["b", "a"]})) == "ok"
    assert told(other.send(path, {"order": ["a", "b"]}))
    other.look(asking)
    assert answer_of(other.send(path, {"order": ["a", "b"]})) == "ok"


def test_details_that_somebody_else_has_changed_stay_and_what_was_typed_is_shown(world: World) -> None:
    one, other = two(world)
    path = "/office/register/details/1"
    seen = []
    for browser in (one, other):
        browser.look(path)
        seen.append(browser.field("version", ""))
    typed = {"category": "A", "kind": "natural", "name": "Name1", "first_name": "First1", "language": "nl"}
    act = {"on": "2025-03-01", "reason": "a letter"}
    first = typed | act | {"email": "new@example.org", "version": seen[0]}
    second = typed | act | {"email": "other@example.org", "version": seen[1]}
    assert answer_of(one.send(path, first)) == "ok"
    refused = other.send(path, second)
    assert (answer_of(refused), refused.status_code) == ("register_changed", 409)
    assert 'value="other@example.org"' in refused.text
    assert "new@example.org" in other.look(path).text


def test_rules_that_somebody_has_changed_meanwhile_are_not_frozen_unseen(world: World) -> None:
    one, other = two(world)
    prepare(one, other)
    world.clock.moment = datetime(2026, 6, 18, 8, tzinfo=UTC)
    one, other = two(world)  # nobody stays signed in for a year
    for browser in (one, other):
        assert answer_of(browser.send("/office/assemblies/2/go", {})) == "ok"
    other.look("/office/convening")
    one.look(f"{PREPARATION}/resolutions/3")
    assert answer_of(one.send(f"{PREPARATION}/resolutions/3", MOTION | {"title.nl": "Geheel anders"})) == "ok"
    refused = other.send("/office/convene", {})
    assert told(refused)
    assert "/office/convening#convene" in refused.text
    assert "Geheel anders" in other.look("/office/convening").text
    with world.app.app_context():
        assert frozen(2) is None
    assert answer_of(other.send("/office/convene", {})) == "candidate_unnamed", "no longer for what changed"


def frozen(assembly_id: int) -> object:
    """When an assembly was convened."""
    return db.session.get_one(Assembly, assembly_id).frozen_at


def test_a_tie_that_another_has_decided_otherwise_is_not_announced_unseen(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, election("plurality_at_large", 1, tie_rule='"chair"'))
    hold(world, [{"choice": "a"}, {"choice": "b"}])
    one, other = two(world, "chair")
    path = f"/chair/resolutions/{world.resolutions['1']}"
    for order in (["a", "b"], ["b", "a"]):
        other.look(f"{path}/announce")
        one.look(f"{path}/tie?order=a&order=b")
        assert answer_of(one.send(f"{path}/tie", {"order": order})) == "ok"
        assert told(other.send(f"{path}/announce", {}))
    other.look(f"{path}/announce")
    assert answer_of(other.send(f"{path}/announce", {})) == "ok"


def test_the_speech_of_whoever_speaks_next_is_not_ended_for_the_one_before(world: World) -> None:
    one, other = two(world, "chair")
    path = "/chair/discussion"
    assert answer_of(one.send("/chair/speakers/list", {"takes": "yes"})) == "ok"
    for member in (1, 2):
        world.member(member).send("/assembly/join", {})
        assert answer_of(world.member(member).send("/assembly/floor", {})) == "ok"
    assert answer_of(one.send("/chair/speakers/1/call", {})) == "ok"
    other.look(path)
    assert answer_of(one.send("/chair/speakers/2/call", {})) == "ok"
    late = other.send("/chair/speakers/end", {})
    assert told(late)
    assert 'id="told"' in late.text
    assert 'class="console"' not in late.text, "it is told on the page with the button"
    late = other.send("/chair/speakers/2/later", {"to": "console"})
    assert answer_of(late) == "wrong_state"
    assert 'id="told"' in late.text
    assert 'class="console"' in late.text
    other.look(path)
    assert answer_of(other.send("/chair/speakers/end", {})) == "ok"
    assert answer_of(other.send("/chair/speakers/end", {})) == "ok", "it is over: nothing is left to end"
