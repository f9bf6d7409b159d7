"""What a member's phone may keep, what it is told, and when it forgets."""

import io
import json
import re

from PIL import Image

from tests.world import ADVANCE, World
from voting.rehearsal.browser import answer_of


def given(world: World, member: int = 1) -> dict[str, object]:
    """What the worker of a member's phone is told."""
    answer = world.member(member).look("/assembly/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    told: dict[str, object] = json.loads(re.findall(r"^const GIVEN = (.*);$", answer.text, re.M)[0])
    return told


def owner(page: str) -> str:
    return re.findall(r'<meta name="pocket" content="([^"]*)">', page)[0]


def test_the_kept_page_has_pass_and_agenda_and_nothing_to_vote_on(world: World) -> None:
    world.clock.moment = ADVANCE
    member = world.member(1)
    member.send(f"/resolutions/{world.resolutions['1']}/vote", {"channel": "advance", "choice": "for"})
    member.send("/assembly/proxy", {"holder": "7"})
    page = member.look("/assembly/kept?lang=fr").text
    main = page[page.index("<main") :]
    assert "data:image/svg+xml;base64," in main
    assert "12 juin 2025 à 10:00" in main
    for title in ("Comptes annuels", "Administrateurs", "Comité", "Statuts"):
        assert title in main
    assert "<form" not in page
    assert "<a " not in main
    assert "csrf" not in page
    for other in ("Name7", "Votre vote", "Le vote anticipé est ouvert"):
        assert other not in main, other


def test_it_knows_whose_it_is_and_until_when(world: World) -> None:
    told = given(world)
    assert told["owner"] == owner(world.member(1).look("/assembly").text) != given(world, 2)["owner"]
    assert told["page"] == "/assembly/kept"
    assert told["until"] == 1_750_219_200_000, "six in the morning after the assembly, in Brussels"
    assert owner(world.person("chair").look("/chair/").text) == "", "a member's pass goes when staff sign in"
    for address in told["files"]:
        assert world.member(1).look(address).status_code == 200, address


def test_the_files_of_the_worker_are_all_that_the_kept_page_asks_for(world: World) -> None:
    page = world.member(1).look("/assembly/kept").text
    asked = set(re.findall(r'(?:src|href)="(/static/[^"]*)"', page))
    assert asked <= set(given(world)["files"])


def test_who_signs_out_is_forgotten_and_whose_sign_in_lapses_is_not(world: World) -> None:
    client = world.app.test_client()
    assert "data-forget" not in client.get("/").text, "a sign-in that has lapsed is as if there had been none"
    member = world.member(1)
    assert answer_of(member.send("/sign-out", {})) == "ok"
    assert "data-forget" in member.look("/").text


def test_the_application_has_the_name_and_icon(world: World) -> None:
    member = world.member(1)
    page = member.look("/assembly").text
    assert 'rel="manifest" href="/assembly/manifest.webmanifest"' in page
    manifest = member.look("/assembly/manifest.webmanifest?lang=de")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json["lang"] == "de"
    assert manifest.json["start_url"] == "/assembly"
    for icon in manifest.json["icons"]:
        side = int(icon["sizes"].partition("x")[0])
        assert Image.open(io.BytesIO(member.look(icon["src"]).data)).size == (side, side)
    assert answer_of(member.look("/assembly/icon-193.png")) == "not_found"


def test_the_notice_says_what_a_phone_keeps(world: World) -> None:
    assert "geen stembiljet, geen keuze" in world.member(1).look("/privacy").text
