"""Another service that says who somebody is (a provider of OpenID Connect), and what is believed of what it
says. Pure: values in, values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

REQUIRED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
OPTIONAL = ("OIDC_MEMBER_CLAIM", "OIDC_STAFF_CLAIM", "OIDC_SCOPE", "OIDC_SECOND_FACTOR")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_NUMBER = 20
LONGEST_NAME_ELSEWHERE = 200
"""The most characters of what a provider calls somebody on the staff."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider, as the settings of the installation name it.

    ``name`` is what people call it. ``member_claim`` is the claim with the number of a member,
    ``staff_claim`` that by which somebody on the staff is known, ``scope`` what is asked for, so that it
    tells both. ``several_factors`` are those values of ``acr`` and ``amr`` that say that more than one factor
    was asked for.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    member_claim: str
    staff_claim: str
    scope: str
    several_factors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider has told of somebody: the number of the member that they are, what it calls them as one
    of the staff, and whether it has asked them for several factors."""

    member: str | None
    staff: str | None
    several_factors: bool


def provider_from(settings: Mapping[str, Any]) -> Provider | None:
    """The provider that the settings name; None where they name none.

    Raises ValueError, with a sentence for whoever installs it, where they name one in part, or one that
    cannot be reached safely.
    """
    values = {name: str(settings.get(name) or "").strip() for name in (*REQUIRED, *OPTIONAL)}
    if not any(values.values()):
        return None
    missing = [name for name in REQUIRED if not values[name]]
    if missing:
        raise ValueError(f"Sign-in by another service needs these settings as well: {', '.join(missing)}")
    if not is_safe(values["OIDC_ISSUER"]):
        raise ValueError("OIDC_ISSUER must begin with https:// (http:// is for this machine alone)")
    return Provider(
        issuer=values["OIDC_ISSUER"],
        client_id=values["OIDC_CLIENT_ID"],
        client_secret=values["OIDC_CLIENT_SECRET"],
        name=values["OIDC_NAME"],
        member_claim=values["OIDC_MEMBER_CLAIM"] or "member_number",
        staff_claim=values["OIDC_STAFF_CLAIM"] or "email",
        scope=values["OIDC_SCOPE"] or "openid email",
        several_factors=frozenset(values["OIDC_SECOND_FACTOR"].split()),
    )


def is_safe(address: object) -> bool:
    """Whether an address is one over TLS, or on this machine."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def what_is_told(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    """What the claims of a provider, once they are known to be its own, say of somebody."""
    confirmed = provider.staff_claim != "email" or claims.get("email_verified") is True
    return Identity(
        member=_text(claims.get(provider.member_claim), LONGEST_NUMBER),
        staff=name_elsewhere(_text(claims.get(provider.staff_claim), LONGEST_NAME_ELSEWHERE))
        if confirmed
        else None,
        several_factors=bool(provider.several_factors & _ways(claims)),
    )


def name_elsewhere(told: str | None) -> str | None:
    """What a provider calls somebody, as it is kept and compared: an e-mail address whatever its capitals."""
    return told.casefold() if told and "@" in told else told


def _ways(claims: Mapping[str, Any]) -> set[str]:
    """The values of ``acr`` and ``amr``: how somebody has shown the provider who they are."""
    amr = claims.get("amr")
    ways = [claims.get("acr"), *(amr if isinstance(amr, list) else [])]
    return {way for way in ways if isinstance(way, str)}


def _text(claim: object, longest: int) -> str | None:
    """A claim that is a text or a whole number, as text; None for all else, and for what is too long."""
    if isinstance(claim, bool) or not isinstance(claim, str | int):
        return None
    text = str(claim).strip() if not isinstance(claim, int) or abs(claim) < 10**longest else ""
    return text if text and len(text) <= longest and "\0" not in text else None
