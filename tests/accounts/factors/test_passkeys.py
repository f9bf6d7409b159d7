"""Passkeys: set up and shown; and every answer that must not count."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.accounts.factors.app import CODES, require_second_factor
from tests.accounts.factors.key import ORIGIN, PRESENT, VERIFIED, SecurityKey, asked_on
from tests.world import World
from voting.accounts.factors.models import SecondFactor
from voting.accounts.factors.passkeys import ASKED_FOR, Site, site_at
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

CONFIRM, ADD = "/account/second/confirm", "/account/second/app"


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://vote.example", Site("vote.example", "https://vote.example")),
        ("https://vote.example:8443/x", Site("vote.example", "https://vote.example:8443")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://vote.example", None),
        ("http://127.0.0.1:8000", None),
        ("https://[::1]", None),
        ("", None),
    ],
)
def test_for_which_sites_there_are_passkeys(address: str, site: Site | None) -> None:
    assert site_at(address) == site


@pytest.fixture
def chair(world: World) -> Browser:
    require_second_factor(world.app)
    world.app.config["ADDRESS"] = ORIGIN
    return Browser(world.app, world.staff["chair"])


def set_up_key(browser: Browser, key: SecurityKey) -> TestResponse:
    asked = asked_on(browser.look(ADD).text)
    return send(browser, "/account/second/passkey", key.make(asked))


def send(browser: Browser, path: str, answer: str, **fields: str) -> TestResponse:
    """Send the form of a passkey on the page that is open."""
    own = {name: browser.field(name, "") for name in ("moment", "salt", "back")}
    return browser.send(path, own | {"name": "My key", "answer": answer} | fields)


def show_key(browser: Browser, key: SecurityKey) -> TestResponse:
    return send(browser, f"{CONFIRM[:-8]}/passkey/confirm", key.show(asked_on(browser.look(CONFIRM).text)))


def test_from_setting_up_a_passkey_to_confirming_by_it(world: World, chair: Browser) -> None:
    key = SecurityKey()
    answer = set_up_key(chair, key)
    assert len(CODES.findall(chair.look(answer.headers["Location"]).text)) == 10
    assert answer_of(chair.look("/chair/")) == "ok"
    world.clock.moment += timedelta(hours=1)
    again = Browser(world.app, world.staff["chair"])
    assert answer_of(again.look("/chair/")) == "second_factor_needed"
    assert answer_of(show_key(again, key)) == "ok"
    assert answer_of(again.look("/chair/")) == "ok"
    with world.app.app_context():
        stored = db.session.scalars(select(SecondFactor)).one()
        assert (stored.sign_count, stored.name, stored.passkey_id) == (1, "My key", key.identity)


def other_origin(key: SecurityKey) -> None:
    key.origin = "https://vote.example.evil"


def other_host(key: SecurityKey) -> None:
    key.host = "evil"


def without_verification(key: SecurityKey) -> None:
    key.flags = PRESENT


def without_touch(key: SecurityKey) -> None:
    key.flags = VERIFIED


def counts_back(key: SecurityKey) -> None:
    key.count -= 1


def other_key(key: SecurityKey) -> None:
    key.secret = SecurityKey().secret


BENT: tuple[Callable[[SecurityKey], None], ...] = (
    *(other_origin, other_host, without_verification, without_touch, counts_back, other_key),
)


@pytest.mark.parametrize("bend", BENT, ids=lambda bend: bend.__name__)
def test_an_answer_that_is_bent_does_not_count(
    world: World, chair: Browser, bend: Callable[[SecurityKey], None]
) -> None:
    key = SecurityKey()
    assert answer_of(set_up_key(chair, key)) == "ok"
    assert answer_of(show_key(chair, key)) == "ok"
    thief = Browser(world.app, world.staff["chair"])
    bend(key)
    answer = show_key(thief, key)
    assert (answer_of(answer), answer.status_code) == ("passkey_wrong", 401)
    assert answer_of(thief.look("/chair/")) == "second_factor_needed"


@pytest.mark.parametrize("bend", [other_origin, other_host, without_verification, without_touch])
def test_no_passkey_is_set_up_by_an_answer_that_is_bent(
    world: World, chair: Browser, bend: Callable[[SecurityKey], None]
) -> None:
    key = SecurityKey()
    bend(key)
    assert answer_of(set_up_key(chair, key)) == "passkey_wrong"
    assert answer_of(chair.look("/chair/")) == "second_factor_needed"


def test_an_answer_counts_once_and_on_one_device(world: World, chair: Browser) -> None:
    key = SecurityKey()
    assert answer_of(set_up_key(chair, key)) == "ok"
    owner, thief = (Browser(world.app, world.staff["chair"]) for _ in range(2))
    stolen = owner._client.get_cookie("voting")
    assert stolen
    answer = key.show(asked_on(owner.look(CONFIRM).text))
    moment = owner.field("moment", "")
    thief.look(CONFIRM)
    path = "/account/second/passkey/confirm"
    assert answer_of(send(thief, path, answer, moment=moment)) == "passkey_wrong"
    assert answer_of(send(owner, path, answer)) == "ok"
    thief._client.set_cookie("voting", stolen.value)
    assert answer_of(send(thief, path, answer, moment=moment)) in ("sign_in_needed", "form_expired")
    assert answer_of(send(owner, path, answer, moment=moment)) == "passkey_wrong"


@pytest.mark.parametrize("late", [ASKED_FOR + timedelta(seconds=2), -timedelta(minutes=1)])
def test_what_was_asked_at_another_time_is_not_answered(
    world: World, chair: Browser, late: timedelta
) -> None:
    key = SecurityKey()
    assert answer_of(set_up_key(chair, key)) == "ok"
    thief = Browser(world.app, world.staff["chair"])
    answer = key.show(asked_on(thief.look(CONFIRM).text))
    moment: datetime = world.clock.moment
    world.clock.moment = moment + late
    assert answer_of(send(thief, "/account/second/passkey/confirm", answer)) == "form_expired"


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "1", '{"id": 1}', "x" * 100_000, "\x00", '{"rawId": "é"}']
)
def test_no_answer_is_a_fault_of_ours(world: World, chair: Browser, answer: str) -> None:
    key = SecurityKey()
    chair.look(ADD)
    assert answer_of(send(chair, "/account/second/passkey", answer)) == "passkey_wrong"
    assert answer_of(set_up_key(chair, key)) == "ok"
    chair.look(CONFIRM)
    assert answer_of(send(chair, "/account/second/passkey/confirm", answer)) == "passkey_wrong"


def test_a_passkey_of_somebody_else_is_nobodys_here(world: World, chair: Browser) -> None:
    key, own = SecurityKey(), SecurityKey()
    assert answer_of(set_up_key(chair, key)) == "ok"
    teller = Browser(world.app, world.staff["teller"])
    assert answer_of(set_up_key(teller, own)) == "ok"
    asked = asked_on(teller.look(CONFIRM).text)
    own.identity, own.secret = key.identity, key.secret
    asked["allowCredentials"].append({"id": asked_on(chair.look(CONFIRM).text)["allowCredentials"][0]["id"]})
    assert answer_of(send(teller, "/account/second/passkey/confirm", own.show(asked))) == "passkey_wrong"
