"""What a link brings: taken out of the address before anything is shown, kept for a quarter of an hour in one
browser, and gone once it has served."""

import re
from collections.abc import Callable

import pytest

from tests.accounts.letters import letters_to, link_in
from tests.accounts.passwords import GOOD, send
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key
from voting.rehearsal.browser import answer_of
from voting.tablets.enrolment import add_tablet
from voting.web.brought import LASTS


def invitation(world: World) -> str:
    return f"/in/{world.codes['1']}"


def password_letter(world: World) -> str:
    send(world.app.test_client(), "/password/forgotten", {"number": "1"})
    [letter] = letters_to(world, "lid1@example.org")
    return link_in(letter)


def tablet_code(world: World) -> str:
    with world.app.app_context(), writing(db.session()) as session:
        made = add_tablet(
            session, installation_key(), world.assembly_id, "BRU", "1", now=world.clock(), account_id=1
        )
    return f"/tablet/new/{made}"


LINKS = pytest.mark.parametrize("link", [invitation, password_letter, tablet_code])


@LINKS
def test_a_secret_leaves_the_address_before_the_page_is_shown(
    world: World, link: Callable[[World], str]
) -> None:
    path, client = link(world), world.app.test_client()
    base, secret = path.rsplit("/", 1)
    moved = client.get(f"{path}?lang=fr")
    assert (moved.status_code, moved.location) == (303, f"{base}/")
    for _ in range(2):
        page = client.get(f"{base}/")
        assert page.status_code == 200
        assert 'lang="fr"' in page.text
        assert secret not in "".join(re.findall(r'(?:href|action|src)="([^"]*)"', page.text))
    other = world.app.test_client().get(f"{base}/", follow_redirects=True)
    assert secret not in other.text, "it was brought in another browser"


@LINKS
def test_what_was_brought_is_forgotten_after_a_while(world: World, link: Callable[[World], str]) -> None:
    path, client = link(world), world.app.test_client()
    base, secret = path.rsplit("/", 1)
    client.get(path)
    world.clock.moment += LASTS
    page = client.get(f"{base}/", follow_redirects=True)
    assert secret not in page.text
    assert page.status_code == (410 if "password" in base else 200)


def test_what_has_served_is_gone(world: World) -> None:
    client, code = world.app.test_client(), world.codes["1"]
    client.get(f"/in/{code}")
    assert answer_of(send(client, "/sign-in", {"code": code})) == "ok"
    send(client, "/sign-out", {})
    assert code not in client.get("/in/", follow_redirects=True).text
    path = password_letter(world)
    client.get(path)
    assert answer_of(send(client, "/password/new/", {"password": GOOD})) == "ok"
    assert client.get("/password/new/").status_code == 410


def test_a_secret_longer_than_any_is_none(world: World) -> None:
    client = world.app.test_client()
    answer = client.get("/in/" + "A" * 5_000, follow_redirects=True)
    assert answer.status_code == 200
    assert "A" * 101 not in answer.text
