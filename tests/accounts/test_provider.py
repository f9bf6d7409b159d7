"""What of a provider's claims is believed, and which settings name one."""

import pytest

from voting.accounts.provider import Identity, Provider, is_safe, provider_from, what_is_told

SETTINGS = {
    "OIDC_ISSUER": "https://provider.example",
    "OIDC_CLIENT_ID": "the-votes",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_NAME": "Provider",
}


def provider(**settings: str) -> Provider:
    found = provider_from(SETTINGS | settings)
    assert found is not None
    return found


def test_settings_name_one_whole_or_none() -> None:
    assert provider_from({}) is None
    assert provider_from(dict.fromkeys(SETTINGS, " ")) is None
    assert provider() == Provider(
        issuer="https://provider.example",
        client_id="the-votes",
        client_secret="a secret",
        name="Provider",
        member_claim="member_number",
        staff_claim="email",
        scope="openid email",
        several_factors=frozenset(),
    )
    for missing in SETTINGS:
        with pytest.raises(ValueError, match=missing):
            provider_from(SETTINGS | {missing: ""})
    with pytest.raises(ValueError, match="OIDC_ISSUER, OIDC_CLIENT_ID"):
        provider_from({"OIDC_SCOPE": "openid"})
    with pytest.raises(ValueError, match="https://"):
        provider_from(SETTINGS | {"OIDC_ISSUER": "http://provider.example"})


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        *(("https://a.example/x", True), ("http://127.0.0.1:80", True), ("http://localhost", True)),
        *(("http://[::1]:8", True), ("http://a.example", False), ("http://127.0.0.1.example", False)),
        *(("javascript:alert(1)", False), ("https://", False), ("https://[", False), ("", False)),
        *((None, False), (1, False), ("//a.example", False), ("ftp://localhost", False)),
    ],
)
def test_an_address_is_over_tls_or_on_this_machine(address: object, safe: bool) -> None:
    assert is_safe(address) is safe


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        *(("17", "17"), (" 17 ", "17"), (17, "17"), ("A-17", "A-17"), ("9" * 20, "9" * 20)),
        *(("", None), (" ", None), (None, None), (True, None), (1.5, None), (["17"], None), ({}, None)),
        *(("9" * 21, None), (10**20, None), (-(10**20), None), (10**20 - 1, "9" * 20), ("1\0", None)),
    ],
)
def test_the_number_of_a_member_is_a_text_or_a_whole_number(claim: object, number: str | None) -> None:
    assert what_is_told(provider(), {"member_number": claim}).member == number
    named = provider(OIDC_MEMBER_CLAIM="no")
    assert what_is_told(named, {"no": claim, "member_number": "1"}).member == number


@pytest.mark.parametrize("confirmed", [False, None, "true", 1, "false"])
def test_an_address_counts_where_the_provider_has_confirmed_it(confirmed: object) -> None:
    claims = {"email": "An@Example.org", "sub": "An@5"}
    assert what_is_told(provider(), claims | {"email_verified": confirmed}).staff is None
    assert what_is_told(provider(), claims | {"email_verified": True}).staff == "an@example.org"
    by_sub = provider(OIDC_STAFF_CLAIM="sub")
    assert what_is_told(by_sub, claims).staff == "an@5"
    assert what_is_told(by_sub, {"sub": "An5"}).staff == "An5"
    assert what_is_told(by_sub, {"sub": "x" * 201}).staff is None


@pytest.mark.parametrize(
    ("claims", "several"),
    [
        *(({"acr": "high"}, True), ({"amr": ["pwd", "otp"]}, True), ({"acr": "low"}, False)),
        *(({"amr": ["pwd"]}, False), ({"amr": "otp"}, False), ({"acr": ["high"]}, False), ({}, False)),
    ],
)
def test_several_factors_are_those_that_the_settings_name(claims: dict[str, object], several: bool) -> None:
    assert what_is_told(provider(OIDC_SECOND_FACTOR="high  otp"), claims) == Identity(None, None, several)
    assert not what_is_told(provider(), claims).several_factors
