"""What a provider answers is believed only where all of it is as it must be, and nothing else lets in."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.accounts.factors.app import require_second_factor
from tests.accounts.passwords import send
from tests.log_lines import log_lines
from tests.provider.lying import LyingProvider, lying_provider, signed_by, unsigned, with_secret
from tests.provider.real import CLIENT, SECRET
from tests.world import World
from voting.accounts.models import Account, SignIn
from voting.accounts.staff import staff_of
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.web import openid


@pytest.fixture
def provider(world: World) -> Iterator[LyingProvider]:
    """A provider that the world's settings name."""
    with lying_provider(world.clock) as lying:
        world.app.config.update(lying.settings)
        openid.init_app(world.app)
        yield lying


def go(client: FlaskClient, as_whom: str = "member") -> str:
    """Go to the provider; returns the address."""
    response = client.get(f"/sign-in/with/{as_whom}")
    assert response.status_code == 303, response.text
    return response.location


def come_back(client: FlaskClient, address: str, **answer: str) -> TestResponse:
    """Come back from an address of the provider, with what it answers."""
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get("/sign-in/with/back", query_string={"code": "c", "state": state} | answer)


def sign_ins(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignIn)) or 0


def member_page(client: FlaskClient) -> str:
    return answer_of(client.get("/assembly"))


def test_a_right_answer_signs_in_the_member_of_its_claim(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()
    client.get("/?lang=fr")
    with client.session_transaction() as kept:
        kept["planted"] = "by whoever had the browser before"
    address = go(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{provider.issuer}/auth?")
    assert asked["redirect_uri"] == f"{world.app.config['ADDRESS']}/sign-in/with/back"
    assert (asked["code_challenge_method"], asked["prompt"]) == ("S256", "login")
    provider.says(address, member_number=1)
    response = come_back(client, address)
    assert (response.status_code, response.location) == (303, "/home")
    with client.session_transaction() as kept:
        assert "planted" not in kept
        assert openid.ASKED not in kept
        assert kept["language"] == "fr"
    digest = sha256(provider.sent["code_verifier"].encode()).digest()
    assert urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
    assert provider.sent["redirect_uri"] == asked["redirect_uri"]
    assert ">First1 Name1</a>" in client.get("/account/").text


Lie = Callable[[LyingProvider], None]


def claiming(**claims: object) -> Lie:
    """Claims that are not the right ones."""
    return lambda provider: provider.claims.update(claims)


def without(name: str) -> Lie:
    """A claim that is left out."""
    return lambda provider: provider.claims.pop(name) and None


def signing(how: Callable[[LyingProvider], Callable[[dict[str, Any]], str]]) -> Lie:
    """Another signature."""
    return lambda provider: setattr(provider, "sign", how(provider))


def public_key_as_secret(provider: LyingProvider) -> Callable[[dict[str, Any]], str]:
    """What everybody can read, taken for a secret that two share."""
    return with_secret(provider.key.as_pem(private=False))


LIES: dict[str, Lie] = {
    "the nonce of another question": claiming(nonce="another"),
    "no nonce": without("nonce"),
    "of another issuer": claiming(iss="https://provider.example"),
    "without issuer": without("iss"),
    "for another client": claiming(aud="another"),
    "for another client, as if it were ours": claiming(aud="another", azp=CLIENT),
    "for several clients": claiming(aud=[CLIENT, "another"]),
    "without audience": without("aud"),
    "too old": lambda provider: provider.claims.update(exp=provider.claims["iat"] - 61),
    "without end": without("exp"),
    "of tomorrow": lambda provider: provider.claims.update(iat=provider.claims["iat"] + 86_400),
    "of nobody": without("sub"),
    "about another access token": claiming(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "an end that is no moment": claiming(exp="never"),
    "signed by another": signing(lambda _: signed_by(ECKey.generate_key("P-256"))),
    "signed by another, with a name of its own": signing(
        lambda _: signed_by(ECKey.generate_key("P-256"), kid="another")
    ),
    "not signed": signing(lambda _: unsigned),
    "signed with our secret": signing(lambda _: with_secret(SECRET.encode())),
    "signed with the public key": signing(public_key_as_secret),
    "changed after it was signed": signing(
        lambda provider: lambda claims: signed_by(provider.key)(claims)[:-8] + "AAAAAAAA"
    ),
    "no token at all": signing(lambda _: lambda _: "x"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_with_one_fault_lets_nobody_in(world: World, provider: LyingProvider, lie: str) -> None:
    client, before, right = world.app.test_client(), sign_ins(world), provider.sign
    address = go(client)
    provider.says(address, member_number="1")
    LIES[lie](provider)
    refused = come_back(client, address)
    assert (answer_of(refused), refused.status_code) == ("provider_unsure", 401), lie
    assert "/token" in provider.asked
    assert sign_ins(world) == before
    assert member_page(client) == "sign_in_needed"
    provider.sign = right
    address = go(client)
    provider.says(address, member_number="1")
    assert answer_of(come_back(client, address)) == "ok", "nothing else was wrong"


def test_an_answer_counts_once_and_in_the_browser_that_asked(world: World, provider: LyingProvider) -> None:
    mine, other, third = (world.app.test_client() for _ in range(3))
    address = go(mine)
    go(other)
    provider.says(address, member_number="1")
    for client in (other, third):
        assert answer_of(come_back(client, address)) == "provider_unsure"
    for state in ("", "0" * 64, "é"):
        assert answer_of(come_back(mine, address, state=state)) == "provider_unsure"
    assert provider.asked == [], "the provider was asked about what is not ours"
    assert answer_of(come_back(mine, address)) == "ok"
    provider.asked.clear()
    assert answer_of(come_back(mine, address)) == "provider_unsure"
    assert provider.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "access_denied", "code": ""},
        {"error": "access_denied"},
        {"code": ""},
        {"iss": "https://provider.example"},
    ],
)
def test_what_is_no_answer_of_this_provider_is_not_followed(
    world: World, provider: LyingProvider, answer: dict[str, str]
) -> None:
    client = world.app.test_client()
    address = go(client)
    provider.says(address, member_number="1")
    assert answer_of(come_back(client, address, **answer)) == "provider_unsure"
    assert "/token" not in provider.asked


def test_a_provider_that_names_itself_in_its_answers_must(world: World, provider: LyingProvider) -> None:
    provider.document["authorization_response_iss_parameter_supported"] = True
    client = world.app.test_client()
    for named, expected in (({}, "provider_unsure"), ({"iss": provider.issuer}, "ok")):
        address = go(client)
        provider.says(address, member_number="1")
        assert answer_of(come_back(client, address, **named)) == expected


def test_who_comes_back_too_late_asks_again(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()
    address = go(client)
    world.clock.moment += openid.ANSWER_WITHIN + timedelta(seconds=1)
    provider.says(address, member_number="1")
    assert answer_of(come_back(client, address)) == "provider_unsure"
    assert provider.asked == []


@pytest.mark.parametrize(
    "told",
    [{}, {"member_number": ""}, {"member_number": "999"}, {"member_number": True}, {"member_number": "42"}],
)
def test_who_is_no_member_gets_nothing(
    world: World, provider: LyingProvider, told: dict[str, object]
) -> None:
    client, before = world.app.test_client(), sign_ins(world)
    address = go(client)
    provider.userinfo = {"sub": "somebody"}
    provider.says(address, **told)
    refused = come_back(client, address)
    assert (answer_of(refused), refused.status_code) == ("member_not_told", 401)
    assert 'name="code"' in refused.text, "the code from the invitation can be typed at once"
    assert sign_ins(world) == before


def test_a_member_who_joined_after_the_roll_was_made_may_look(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()
    address = go(client)
    provider.says(address, member_number="41")
    assert answer_of(come_back(client, address)) == "ok"
    assert member_page(client) == "ok"


def test_claims_may_stand_where_the_provider_tells_of_its_users(
    world: World, provider: LyingProvider
) -> None:
    client = world.app.test_client()
    for sub, expected in (("another", "provider_unsure"), ("somebody", "ok")):
        provider.userinfo = {"sub": sub, "member_number": "1"}
        address = go(client)
        provider.says(address)
        assert answer_of(come_back(client, address)) == expected


def test_a_provider_that_is_silent_leaves_the_other_ways(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()

    def is_silent() -> None:
        refused = client.get("/sign-in/with/member")
        assert (answer_of(refused), refused.status_code) == ("provider_silent", 503)
        assert 'name="code"' in refused.text

    right = dict(provider.document)
    provider.status = 500
    is_silent()
    provider.status = 200
    for wrong in (
        {"issuer": "https://provider.example"},
        {"token_endpoint": "http://provider.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ):
        provider.document = right | wrong
        is_silent()
    provider.document = right
    address = go(client)
    provider.says(address, member_number="1")
    provider.status = 503
    assert answer_of(come_back(client, address)) == "provider_silent"
    provider.status = 200
    with lying_provider(world.clock) as gone:
        world.app.config.update(gone.settings)
    openid.init_app(world.app)
    is_silent()
    assert answer_of(send(client, "/sign-in", {"code": world.codes["1"]})) == "ok"


def test_no_redirect_of_a_provider_is_followed(world: World, provider: LyingProvider) -> None:
    """Neither with a question, nor with our secret and the code, to wherever it points."""
    client = world.app.test_client()
    with lying_provider(world.clock) as other:
        provider.elsewhere = f"{other.issuer}/token"
        assert answer_of(client.get("/sign-in/with/member")) == "provider_silent"
        provider.elsewhere = ""
        address = go(client)
        provider.says(address, member_number="1")
        other.says(address, member_number="1")
        provider.elsewhere = f"{other.issuer}/token"
        assert answer_of(come_back(client, address)) == "provider_silent"
        assert "/token" in provider.asked
        assert other.asked == []


def test_a_provider_may_change_its_keys(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()
    for kid in ("first", "second"):
        provider.key = ECKey.generate_key("P-256", {"kid": kid})
        provider.keys, provider.sign = [provider.key], signed_by(provider.key, kid=kid)
        address = go(client)
        provider.says(address, member_number="1")
        assert answer_of(come_back(client, address)) == "ok"
        assert "/keys" in provider.asked
        world.clock.moment += timedelta(minutes=2)


def test_staff_come_in_by_the_address_that_the_office_has_entered(
    world: World, provider: LyingProvider
) -> None:
    secretary, client = world.person("secretary"), world.app.test_client()
    with world.app.app_context():
        [chair] = [item for item in staff_of(db.session(), world.assembly_id) if item.name == "chair"]
    own = f"/office/staff/{chair.account_id}/known-as"

    def enter(name: str) -> str:
        secretary.look("/office/staff")
        return answer_of(secretary.send(own, {"known_as": name}))

    def come(as_whom: str = "staff", **claims: object) -> str:
        address = go(client, as_whom)
        provider.userinfo = {"sub": "somebody"}
        provider.says(address, **claims)
        return answer_of(come_back(client, address))

    confirmed = {"email": "Chair@Example.org", "email_verified": True}
    assert come(**confirmed) == "staff_not_told"
    assert enter(" chair@example.org ") == "ok"
    assert come(**(confirmed | {"email_verified": False})) == "staff_not_told"
    assert come(**(confirmed | {"email_verified": "true"})) == "staff_not_told"
    assert come(email="other@example.org", email_verified=True) == "staff_not_told"
    assert come("member", **confirmed) == "member_not_told"
    assert come(**confirmed) == "ok"
    assert answer_of(client.get("/chair/")) == "ok"
    assert enter("new@example.org") == "ok"
    assert answer_of(client.get("/chair/")) == "sign_in_needed", "what the old address has opened has ended"
    assert come(email="new@example.org", email_verified=True) == "ok"
    secretary.look("/office/staff")
    assert answer_of(secretary.send(f"/office/staff/{chair.account_id}/revoke", {})) == "ok"
    assert answer_of(client.get("/chair/")) == "sign_in_needed"
    assert come(email="new@example.org", email_verified=True) == "staff_not_told"


def test_staff_have_shown_a_second_factor_where_the_provider_has_asked_for_one(
    world: World, provider: LyingProvider
) -> None:
    world.app.config["OIDC_SECOND_FACTOR"] = "high otp"
    openid.init_app(world.app)
    require_second_factor(world.app)
    with world.app.app_context(), writing(db.session()) as session:
        chair = session.scalars(select(Account).where(Account.own_name == "chair")).one()
        chair.known_as = "chair@example.org"
    for ways, expected in (
        ({}, "second_factor_needed"),
        ({"amr": ["pwd"], "acr": "low"}, "second_factor_needed"),
        ({"amr": ["pwd", "otp"]}, "ok"),
        ({"acr": "high"}, "ok"),
    ):
        client = world.app.test_client()
        address = go(client, "staff")
        provider.says(address, email="chair@example.org", email_verified=True, **ways)
        assert answer_of(come_back(client, address)) == "ok"
        assert answer_of(client.get("/chair/")) == expected
    client = world.app.test_client()
    address = go(client, "staff")
    known = {"sub": "somebody", "email": "chair@example.org", "email_verified": True}
    provider.userinfo = known | {"amr": ["otp"], "acr": "high"}
    provider.says(address)
    assert answer_of(come_back(client, address)) == "ok"
    assert answer_of(client.get("/chair/")) == "second_factor_needed", "that is for the token to say"


def test_nothing_that_is_told_is_logged(world: World, provider: LyingProvider) -> None:
    client = world.app.test_client()
    with log_lines(everything=True) as log:
        for number, nonce in (("1", None), ("424242", None), ("1", "another")):
            address = go(client)
            wrong = {"nonce": nonce} if nonce else {}
            provider.says(address, member_number=number, **wrong)
            come_back(client, address, code="the-code")
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert "is not believed" in log.text
    for secret in ("424242", "the-code", state, provider.sent["code_verifier"], SECRET, "somebody"):
        assert secret not in log.text


def test_without_a_provider_there_is_no_such_page(world: World) -> None:
    client = world.app.test_client()
    assert "/sign-in/with/" not in client.get("/").text
    for path in ("/sign-in/with/member", "/sign-in/with/staff", "/sign-in/with/back?state=x&code=y"):
        assert answer_of(client.get(path)) == "not_found"
