"""Codes and links that the office gives are shown once: opened again, the page shows none and gives none."""

import re

from sqlalchemy import func, select

from tests.web.cards import codes_on, led_to
from tests.world import World
from voting.accounts.models import Credential
from voting.accounts.staff import MOST, staff_of
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

CARDS = "/office/staff/cards"
LINK = re.compile(r"/display/([A-Z0-9-]{19})/")


def codes_given(world: World) -> int:
    """How many codes were ever given."""
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Credential)) or 0


def test_the_cards_of_the_staff_are_shown_once(world: World) -> None:
    secretary = world.person("secretary")
    given = codes_given(world)
    answer = secretary.send("/office/staff", {"people": "An; teller\nBo; chair", "role": "teller"})
    page = led_to(secretary, answer)
    codes = codes_on(page)
    assert (len(codes), codes_given(world)) == (2, given + 2)
    assert 'class="languages"' not in page, "another language would be another load"
    assert page.index(">An<") < page.index(codes[0]) < page.index(">Bo<") < page.index(codes[1])
    assert not any(code in str(answer.headers) for code in codes)
    for address in (answer.location, CARDS):
        again = secretary.look(f"{address.partition('?')[0]}?lang=en").text
        assert codes_on(again) == []
        assert "give that person a new code" in again
    assert codes_given(world) == given + 2
    assert [answer_of(Browser(world.app, code).signed_in) for code in codes] == ["ok", "ok"]


def test_the_longest_list_of_staff_is_shown_whole(world: World) -> None:
    secretary = world.person("secretary")
    people = "\n".join(f"Person {number}; teller" for number in range(MOST))
    answer = secretary.send("/office/staff", {"people": people})
    [kept] = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("once-")]
    assert f"Path={CARDS};" in kept
    assert len(kept) < 1000
    assert len(set(codes_on(led_to(secretary, answer)))) == MOST


def test_a_card_is_for_whoever_made_it_and_for_a_code_that_is_valid(world: World) -> None:
    secretary = world.person("secretary")
    with world.app.app_context():
        account = next(
            item.account_id for item in staff_of(db.session(), world.assembly_id) if item.name == "steward"
        )
    secretary.look("/office/staff")
    answer = secretary.send(f"/office/staff/{account}/code", {})
    [kept] = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("once-")]
    name, _, value = kept.partition(";")[0].partition("=")
    administrator = world.person("administrator")
    administrator._client.set_cookie(name, value, path=CARDS)
    assert codes_on(administrator.look(CARDS).text) == []
    assert answer_of(secretary.send(f"/office/staff/{account}/revoke", {})) == "ok"
    assert codes_on(led_to(secretary, answer)) == []


def test_the_link_of_a_display_is_shown_once(world: World) -> None:
    secretary = world.person("secretary")
    given = codes_given(world)
    answer = secretary.send("/office/displays", {"venue": "LIE", "language": "nl", "delay": "0"})
    [code] = set(LINK.findall(led_to(secretary, answer)))
    assert code not in str(answer.headers)
    again = secretary.look(f"{answer.location}&lang=en").text
    assert LINK.findall(again) == []
    assert "The new link was shown once." in again
    assert "was shown once" not in secretary.look("/office/displays?lang=en").text
    assert codes_given(world) == given + 1
    assert world.app.test_client().get(f"/display/{code}/state").status_code == 200
