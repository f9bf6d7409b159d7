"""A pass for Google Wallet: an address with a signed description of it, which Google keeps once opened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt

SAVE = "https://pay.google.com/gp/v/save/"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The account that signs: the ``issuer`` that Google has given the cooperative, and its address and
    key."""

    issuer: str
    email: str
    key: str


def service_account_from(path: Path, issuer: str) -> ServiceAccount:
    """The service account whose key file (JSON) Google has made. Raises OSError; ValueError or KeyError where
    the file holds something else."""
    told = json.loads(path.read_text())
    return ServiceAccount(issuer, told["client_email"], told["private_key"])


def google_pass(
    account: ServiceAccount, kind: str, name: str, content: Mapping[str, Any], *, site: str, now: datetime
) -> str:
    """The address at which a pass with this ``content`` (the keys of a generic object) is saved. ``kind`` and
    ``name`` identify its class and itself with the issuer; ``site`` is where it is offered."""
    of_class = f"{account.issuer}.{kind}"
    claims = {
        "iss": account.email,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(now.timestamp()),
        "origins": [site],
        "payload": {
            "genericClasses": [{"id": of_class}],
            "genericObjects": [{"id": f"{account.issuer}.{name}", "classId": of_class, **content}],
        },
    }
    return SAVE + jwt.encode(claims, account.key, algorithm="RS256")
