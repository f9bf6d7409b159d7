"""Practising on the pages of a member, a tablet, the chair and a display: never taken for a vote."""

import re
from datetime import UTC, datetime

import pytest

from tests.tablets.test_hand_over import Device
from tests.world import ADVANCE, ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import Browser, answer_of
from voting.web.filled_in import COOKIE

MOTION = "/assembly/practice/motion"
RANKING = "/assembly/practice/ranking"
WORDS = {"nl": "Oefening", "fr": "Essai", "de": "Probe", "en": "Practice"}
NOT_COUNTED = {"nl": "telt niet mee", "fr": "ne compte pas", "de": "zählt nicht", "en": "does not count"}
RANKED = ASSEMBLY.replace('method = "plurality_at_large"\nseats = 2', 'method = "irv"\nseats = 1')


def heading(page: str) -> str:
    return re.sub(r"<[^>]*>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)[0]).strip()


def title(page: str) -> str:
    return re.findall(r"<title>(.*?)</title>", page, re.S)[0].strip()


def walk(browser: Browser, address: str = MOTION, language: str = "nl", **marks: str) -> list[str]:
    """The pages of a practice vote, to the last."""
    ballot = browser.look(f"{address}?lang={language}").text
    sent = browser.send(f"{address}/check", marks)
    assert (sent.status_code, sent.location) == (303, f"{address}/check")
    check = browser.look(sent.location).text
    counted = browser.send(f"{address}/count", marks)
    assert counted.status_code == 303, answer_of(counted)
    return [ballot, check, browser.look(counted.location).text]


@pytest.mark.parametrize("language", WORDS)
def test_every_page_says_that_it_is_practice(world: World, language: str) -> None:
    world.clock.moment = ADVANCE
    for page in walk(world.member(1), MOTION, language, choice="for"):
        assert WORDS[language].lower() in title(page).lower()
        assert WORDS[language].lower() in heading(page).lower()
        assert page.count("practice-band") >= 2
        assert NOT_COUNTED[language] in page
        assert "practice-page" in page


def test_at_home_until_the_meeting_and_nothing_is_kept(world: World) -> None:
    world.clock.moment = ADVANCE
    member = world.member(1)
    assert f'href="{MOTION}"' in member.look("/assembly").text
    assert "niets opgeslagen" in walk(member, choice="against")[2]
    assert answer_of(world.person("chair").send("/chair/meeting/open", {})) == "ok"
    assert f'href="{MOTION}"' not in member.look("/assembly").text
    for answer in (member.look(MOTION), member.send(f"{MOTION}/count", {"choice": "for"})):
        assert answer_of(answer) == "practice_over"


def test_what_is_filled_in_wrongly_is_told_as_with_a_real_vote(world: World) -> None:
    world.clock.moment = ADVANCE
    member = world.member(1)
    member.look(MOTION)
    wrong = member.send(f"{MOTION}/check", {})
    assert (answer_of(wrong), wrong.location) == ("invalid_choice", f"{MOTION}?wrong=yes")
    for _ in range(2):
        page = member.look(wrong.location)
        assert (page.status_code, answer_of(page)) == (422, "invalid_choice")
        assert "data-code=" in page.text
    assert answer_of(member.send(f"{MOTION}/count", {"choice": "perhaps"})) == "invalid_choice"
    assert answer_of(member.look("/assembly/practice/nothing")) == "not_found"


def test_the_page_that_asks_to_confirm_is_opened_again_until_it_is_counted_or_left(world: World) -> None:
    world.clock.moment = ADVANCE
    member = world.member(1)
    assert member.look(f"{MOTION}/check").location == MOTION, "there is nothing to confirm yet"
    member.look(MOTION)
    sent = member.send(f"{MOTION}/check", {"choice": "against"})
    for language, word in (("nl", "Tegen"), ("fr", "Contre"), ("de", "Dagegen"), ("en", "Against")):
        page = member.look(f"{sent.location}?lang={language}").text
        assert f'<p class="chosen-mark">{word}</p>' in page
        assert f'href="{MOTION}/check?lang=fr"' in page
        assert f'href="{MOTION}" data-change' in page
    assert member.look(f"{RANKING}/check").location == RANKING, "what is filled in elsewhere is not for here"
    assert member.send(f"{MOTION}/count", {"choice": "against"}).status_code == 303
    assert member.look(f"{MOTION}/check").location == MOTION
    member.look(MOTION)
    member.send(f"{MOTION}/check", {"choice": "against"})
    assert member._client.get_cookie(COOKIE, path=MOTION)
    member.send("/sign-out", {})
    assert member._client.get_cookie(COOKIE, path=MOTION) is None


def test_ranking_is_practised_where_it_will_be_asked(app: object, clock: Clock) -> None:
    clock.moment = ADVANCE
    member = make_world(app, clock, RANKED).member(1)  # type: ignore[arg-type]
    assert f'href="{RANKING}"' in walk(member, choice="for")[2]
    ballot, check, done = walk(member, RANKING, **{"rank-p2": "1", "rank-p1": "2"})
    assert "Appels" in ballot
    assert re.findall(r"<li>(Peren|Appels|Druiven)</li>", check) == ["Peren", "Appels"]
    assert "niets opgeslagen" in done


def test_the_halls_practise_together(world: World) -> None:
    chair, member = world.person("chair"), world.member(1)
    world.clock.moment = datetime(2025, 6, 17, 7, tzinfo=UTC)
    assert "start-practice" in chair.look("/chair/").text
    assert answer_of(chair.send("/chair/practice/start", {})) == "ok"
    assert "end-practice" in chair.look("/chair/").text
    now = re.findall(r'data-refresh="(/live/[^"]*/now)"', member.look("/assembly").text)[0]
    assert f'href="{MOTION}"' in member.look(now).text
    assert "Niemand wordt genoteerd" in walk(member, choice="for")[2]
    walk(world.member(2), choice="for")
    walk(world.member(2), choice="against")
    display = f"/display/{world.staff['display']}"
    screen = member.look(f"{display}/state").text
    assert "Al geoefend: 3 keer" in screen
    assert "line-number" not in screen, "what was marked is shown when it is over"
    world.clock.moment = datetime(2025, 6, 17, 7, 5, tzinfo=UTC)
    assert answer_of(chair.send("/chair/practice/end", {})) == "ok"
    screen = member.look(f"{display}/state").text
    assert re.findall(r'line-number"><strong>(\d)', screen) == ["2", "1", "0"]
    assert screen.count("practice-band") == 2
    world.clock.moment = datetime(2025, 6, 17, 7, 6, tzinfo=UTC)
    assert answer_of(chair.send("/chair/screen", {})) == "ok"
    assert "practice" not in member.look(f"{display}/state").text


def test_a_real_vote_takes_the_place_of_practice(world: World) -> None:
    chair, member, one = world.person("chair"), world.member(1), world.resolutions["1"]
    chair.send("/chair/practice/start", {})
    world.clock.moment = datetime(2025, 6, 17, 8, 5, tzinfo=UTC)
    member.look(MOTION)
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    late = member.send(f"{MOTION}/count", {"choice": "for"})
    assert answer_of(late) == "practice_over"
    console = chair.look("/chair/").text
    assert "start-practice" not in console
    assert "end-practice" not in console
    assert answer_of(chair.send("/chair/practice/start", {})) == "practice_during_vote"
    assert "practice" not in member.look(f"/display/{world.staff['display']}/state").text


def test_a_tablet_that_nobody_holds(world: World) -> None:
    tablet, chair = Device(world), world.person("chair")
    assert tablet.client.get("/tablet/", headers={"Accept": "application/json"}).json["practice"] is False
    assert tablet.client.get("/tablet/practice").location == "/tablet/"
    chair.send("/chair/practice/start", {})
    assert tablet.client.get("/tablet/", headers={"Accept": "application/json"}).json["practice"] is True
    locked = tablet.client.get("/tablet/").text
    assert len(re.findall(r'href="/tablet/practice\?lang=', locked)) == 4
    for page in (tablet.client.get("/tablet/practice?lang=fr").text,):
        assert heading(page).startswith("Essai")
    fields = tablet.fields("/tablet/practice") | {"choice": "abstain"}
    sent = tablet.client.post("/tablet/practice/check", data=fields)
    assert (sent.status_code, sent.location) == (303, "/tablet/practice/check")
    for _ in range(2):
        check = tablet.client.get("/tablet/practice/check").text
        assert heading(check).startswith("Essai")
        assert '<p class="chosen-mark">Abstention</p>' in check
    wrong = tablet.client.post("/tablet/practice/check", data=fields | {"choice": "perhaps"})
    assert (answer_of(wrong), wrong.location) == ("invalid_choice", "/tablet/practice?wrong=yes")
    assert tablet.client.get(wrong.location).status_code == 422
    assert tablet.client.post("/tablet/practice/count", data=fields).location == "/tablet/practice/done"
    done = tablet.client.get("/tablet/practice/done").text
    assert 'data-done="/tablet/"' in done
    chair.send("/chair/practice/end", {})
    fields = tablet.fields("/tablet/new/")
    assert (
        tablet.client.post("/tablet/practice/count", data=fields | {"choice": "for"}).location == "/tablet/"
    )


def test_who_practises_next_on_a_tablet_never_sees_what_the_one_before_filled_in(world: World) -> None:
    tablet = Device(world)
    world.person("chair").send("/chair/practice/start", {})
    fields = tablet.fields("/tablet/practice") | {"choice": "abstain"}
    tablet.client.post("/tablet/practice/check", data=fields)
    left = tablet.client.get_cookie(COOKIE, path="/tablet/practice")
    assert left
    tablet.client.get("/tablet/")
    assert tablet.client.get_cookie(COOKIE, path="/tablet/practice") is None
    for _ in ("before and after somebody else begins",) * 2:
        tablet.client.set_cookie(COOKIE, left.value, path="/tablet/practice")
        assert tablet.client.get("/tablet/practice/check").location == "/tablet/practice"
        assert "checked" not in tablet.client.get("/tablet/practice").text
