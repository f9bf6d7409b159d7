"""The console under pressure: what is next, warnings, two consoles at once, the casting vote."""

import re
from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from tests.world import ADVANCE, ASSEMBLY, MEETING, World, make_world
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

TIED = ASSEMBLY.replace(
    'method = "for_against_abstain"\n', 'method = "for_against_abstain"\ntie_rule = "chair"\n', 1
)
FIRST = '[[resolutions]]\nnumber = "1"'
POINT = '[[resolutions]]\nnumber = "0"\nkind = "point"\ntitle = { nl = "Jaarverslag" }\n\n'
POINTS = ASSEMBLY.replace(FIRST, POINT + FIRST, 1)


def second_chair(world: World) -> Browser:
    """Somebody else in the chair's room, at another console."""
    with world.app.app_context(), writing(db.session()) as session:
        key = world.app.config["SECRET_KEY"].encode()
        code = issue_to_staff(
            session, key, world.assembly_id, "Bo Maes", "en", [(Role.CHAIR, None)], now=MEETING, actor="test"
        )
    return Browser(world.app, code)


def path(world: World, number: str, change: str) -> str:
    return f"/chair/resolutions/{world.resolutions[number]}/{change}"


def primary(chair: Browser) -> str:
    """The one button for what is next."""
    found = re.findall(
        r'<(?:a|button)[^>]*class="[^"]*primary[^"]*"[^>]*>([^<]+)', chair.look("/chair/now?lang=en").text
    )
    assert len(found) <= 1
    return found[0] if found else ""


def logged(world: World, action: str) -> int:
    with world.app.app_context():
        return db.session.query(AuditEntry).filter_by(action=action).count()


def test_while_votes_come_in_advance_it_is_not_said_that_it_is_not_open(world: World) -> None:
    world.clock.moment = ADVANCE
    for part in ("/chair/now?lang=en", "/chair/rest?lang=en"):
        assert "Advance voting is open" in world.person("chair").look(part).text
    page = world.person("chair").look("/chair/rest?lang=en").text
    assert page.count("Not open yet") == 1, "the resolution that takes no votes in advance"
    world.clock.moment = MEETING
    assert "Advance voting is open" not in world.person("chair").look("/chair/?lang=en").text


def test_on_another_day_the_chair_is_warned_and_can_open_all_the_same(world: World) -> None:
    chair = world.person("chair")
    assert 'id="cautions"' not in chair.look(path(world, "1", "open")).text
    world.clock.moment = MEETING - timedelta(days=1)
    assert "The assembly is on" in chair.look(path(world, "1", "open") + "?lang=en").text
    refused = chair.send(path(world, "1", "open"), {"asked": "yes", "seen": "day", "minutes": "7"})
    assert (answer_of(refused), refused.status_code) == ("changed_meanwhile", 409)
    assert 'value="7"' in refused.text, "what was typed stays"
    assert primary(chair) == "Show it in the halls"
    asked = {"asked": "yes", "seen": "day", "anyway": "yes"}
    assert answer_of(chair.send(path(world, "1", "open"), asked)) == "ok"


def test_a_vote_that_another_console_opened_meanwhile_is_a_warning_too(world: World) -> None:
    chair, other = world.person("chair"), second_chair(world)
    page = chair.look(path(world, "4", "open")).text
    assert 'id="cautions"' not in page
    assert answer_of(other.send(path(world, "1", "open"), {"asked": "yes"})) == "ok"
    refused = chair.send(path(world, "4", "open") + "?lang=en", {"asked": "yes"})
    assert answer_of(refused) == "changed_meanwhile"
    assert "Resolution 1 is still open" in refused.text
    seen = {"asked": "yes", "seen": str(world.resolutions["1"]), "anyway": "yes"}
    assert answer_of(chair.send(path(world, "4", "open"), seen)) == "ok"


def test_the_second_console_is_told_who_did_what_and_when(world: World) -> None:
    chair, other = world.person("chair"), second_chair(world)
    assert answer_of(other.send(path(world, "1", "open"), {})) == "ok"
    second = chair.send(path(world, "1", "open"), {})
    assert second.status_code == 303
    page = chair.look(second.headers["Location"].replace("/chair/?", "/chair/?lang=en&"))
    assert "Bo Maes opened the vote on resolution 1 at 10:00" in page.text
    assert logged(world, "resolution.opened") == 1
    assert answer_of(other.send(path(world, "1", "annul"), {"reason": "wrong text"})) == "ok"
    late = chair.send(path(world, "1", "annul") + "?lang=en", {"reason": "the text is not the right one"})
    assert (answer_of(late), late.status_code) == ("wrong_state", 409)
    assert "Bo Maes annulled the vote on resolution 1" in late.text
    assert "the text is not the right one" in late.text, "what was typed is kept"
    assert logged(world, "resolution.annulled") == 1
    asked_late = chair.look(path(world, "1", "close") + "?lang=en")
    assert asked_late.status_code == 409
    assert "Bo Maes annulled the vote" in asked_late.text


def test_minutes_that_came_second_stay_in_their_field(world: World) -> None:
    chair, other = world.person("chair"), second_chair(world)
    chair.send(path(world, "1", "open"), {})
    for browser in (chair, other):
        browser.look("/chair/")
    closing = path(world, "1", "closing-time")
    assert answer_of(other.send(closing, {"preset": "5"})) == "ok"
    late = chair.send(closing + "?lang=en", {"minutes": "12"})
    assert answer_of(late) == "changed_meanwhile"
    assert "Bo Maes changed at 10:00 when the vote on resolution 1 closes." in late.text
    assert 'value="12" data-kept' in late.text
    unread = chair.send("/chair/incidents", {"time": "27:00", "text": "de verbinding is weg", "venue": "LIE"})
    assert (answer_of(unread), unread.status_code) == ("invalid_form", 422)
    assert "data-kept>de verbinding is weg</textarea>" in unread.text
    assert '<option value="LIE" selected>' in unread.text


def test_minutes_by_one_press_win_over_what_stands_in_the_field(world: World) -> None:
    chair = world.person("chair")
    assert answer_of(chair.send(path(world, "1", "open"), {"after": "2", "minutes": ""})) == "ok"
    until = re.search(r'data-until="(\d+)"', chair.look("/chair/now").text)
    assert until
    assert int(until[1]) == round((MEETING + timedelta(minutes=2)).timestamp() * 1000)
    again = {"preset": "1", "minutes": "7", "more": "yes"}
    assert answer_of(chair.send(path(world, "1", "closing-time"), again)) == "ok"
    until = re.search(r'data-until="(\d+)"', chair.look("/chair/now").text)
    assert until
    assert int(until[1]) == round((MEETING + timedelta(minutes=3)).timestamp() * 1000)


def test_after_the_meeting_no_vote_is_offered(world: World) -> None:
    chair = world.person("chair")
    for change in ("open", "close", "announce"):
        chair.send(path(world, "1", change), {})
    assert answer_of(chair.send("/chair/meeting/close", {})) == "ok"
    page = chair.look("/chair/?lang=en").text
    assert "/open" not in page
    assert "Put something to the vote now" not in page
    assert "Not put to the vote: 2, 3, 4." in page
    assert chair.look(path(world, "2", "open")).status_code == 409
    assert answer_of(chair.send("/chair/meeting/resume", {})) == "ok"
    assert primary(chair) == "Show it in the halls"


def test_what_is_decided_folds_away(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    chair.send(path(world, "1", "open"), {})
    chair.send(path(world, "1", "close"), {})
    assert f'id="done-{one}"' not in chair.look("/chair/").text
    chair.send(path(world, "1", "announce"), {})
    page = chair.look("/chair/").text
    assert re.search(rf'<details class="done" id="done-{one}"><summary>', page)


def test_a_point_without_a_vote_is_next_in_its_turn(app: object, clock: object) -> None:
    world = make_world(app, clock, POINTS)  # type: ignore[arg-type]
    chair = world.person("chair")
    assert 'id="show-point-1"' in chair.look("/chair/now").text
    assert 'id="show-point-1"' not in chair.look("/chair/rest").text, "in one place alone"
    assert answer_of(chair.send("/chair/screen", {"point": "1"})) == "ok"
    assert 'id="show-point-1"' not in chair.look("/chair/now").text
    assert f'id="show-{world.resolutions["1"]}"' in chair.look("/chair/now").text


def equal(app: object, clock: object) -> World:
    """An assembly whose first resolution is closed with equal votes."""
    world = make_world(app, clock, TIED)  # type: ignore[arg-type]
    chair = world.person("chair")
    chair.send(path(world, "1", "open"), {})
    for member, choice in ((1, "for"), (2, "against")):
        vote = {"channel": "online", "choice": choice}
        assert (
            answer_of(world.member(member).send(path(world, "1", "vote").removeprefix("/chair"), vote))
            == "ok"
        )
    chair.send(path(world, "1", "close"), {})
    return world


def test_the_casting_vote_is_two_buttons_and_a_confirmation_and_recorded_once(
    app: object, clock: object
) -> None:
    world = equal(app, clock)
    chair, other = world.person("chair"), second_chair(world)
    assert primary(chair) == "Casting vote"
    tie = path(world, "1", "tie")
    page = chair.look(f"{tie}?lang=en").text
    for code, name in (("for", "Adopted"), ("against", "Rejected")):
        assert re.search(rf'<a class="button wide-button" href="[^"]*order={code}">{name}</a>', page)
    assert "checked" not in page
    assert "selected" not in page
    assert logged(world, "resolution.tie_decided") == 0
    assert "Adopted?" in chair.look(f"{tie}?order=for&lang=en").text
    assert logged(world, "resolution.tie_decided") == 0, "asking decides nothing"
    other.look(f"{tie}?order=against")
    for _ in range(2):
        assert answer_of(chair.send(tie, {"order": "for"})) == "ok"
    assert logged(world, "resolution.tie_decided") == 1
    late = other.send(tie, {"order": "against"})
    assert (answer_of(late), late.status_code) == ("changed_meanwhile", 409)
    assert (
        "recorded the casting vote on resolution 1"
        in other.look(f"/chair/?told={world.resolutions['1']}").text
    )
    assert logged(world, "resolution.tie_decided") == 1
    assert primary(chair) == "Announce the result"
    for wrong in ("?order=abstain", "?order=for&order=against"):
        assert answer_of(chair.look(tie + wrong)) == "invalid_choice"


def test_nobody_is_told_of_another_assembly(world: World) -> None:
    chair = world.person("chair")
    for told in ("999", "x", "-1", ""):
        page = chair.look(f"/chair/?told={told}")
        assert page.status_code == 200
        assert 'id="told"' not in page.text


def test_the_console_shows_what_the_halls_see_without_a_stream_of_its_own(world: World) -> None:
    chair = world.person("chair")
    page = chair.look("/chair/")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert re.search(r'<iframe src="/chair/halls"[^>]*aria-hidden="true"', page.text)
    assert "data-no-stream" in chair.look("/chair/halls").text
    chair.look("/chair/")
    assert answer_of(chair.send("/chair/screen", {"resolution": world.resolutions["4"]})) == "ok"
    shown = chair.look("/chair/halls/state")
    assert "Statuten" in shown.text
    assert int(shown.headers["Shown-From"]) > 0
    assert world.member(1).look("/chair/halls").status_code == 403


def test_one_press_prints_what_a_chair_needs_without_the_network(world: World) -> None:
    chair = world.person("chair")
    chair.send(path(world, "1", "open"), {})
    for member in (1, 2):
        vote = {"channel": "online", "choice": "for" if member == 1 else "against"}
        world.member(member).send(f"/resolutions/{world.resolutions['1']}/vote", vote)
    for language, words in (
        ("en", "Counted by hand"),
        ("de", "Von Hand gezählt"),
        ("fr", "Compté à la main"),
    ):
        answer = chair.look(f"/chair/plan-b.pdf?lang={language}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        for expected in (words, "Statu", "Ann"):
            assert expected in text
        assert "First1" not in text, "no member is named"
    assert "Votes: 2" in " ".join(
        page.extract_text() for page in PdfReader(BytesIO(chair.look("/chair/plan-b.pdf?lang=en").data)).pages
    )
    assert world.member(1).look("/chair/plan-b.pdf").status_code == 403
