"""Passkeys (WebAuthn): a device signs what the server asks, once its owner has touched it and shown who they
are.

Nothing is stored between asking and the answer: what the server asks is made from the sign-in and the moment
under the installation's key. An answer counts once, since the sign-in ends that it was asked of
(``voting.accounts.sign_ins.begin_confirmed``).
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import update
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.accounts.factors.models import FactorKind, SecondFactor
from voting.accounts.factors.stored import add_factor, factors_of, lock_for_adding
from voting.accounts.sign_ins import SignedIn
from voting.audit.chain import record
from voting.errors import Code, Refused

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

ASKED_FOR = timedelta(minutes=15)
"""For how long what was asked can be answered."""
LONGEST_ANSWER = 16 * 1024


@dataclass(frozen=True, slots=True)
class Site:
    """For which site passkeys are: its name in the network, and the beginning of its addresses."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the server asks at a moment of who is signed in, and on which site."""

    site: Site
    challenge: bytes


def site_at(address: str) -> Site | None:
    """The site whose pages begin with this address; None where browsers know no passkeys: at a bare network
    address, and without TLS elsewhere than on the machine itself."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
        return Site(host, f"{parts.scheme}://{parts.netloc}") if host and safe else None
    return None


def asked_at(key: bytes, site: Site, who: SignedIn, moment: datetime, *, now: datetime) -> Challenge:
    """What was asked of somebody at a ``moment``. Raises Refused(form_expired) where that is too long ago."""
    if not timedelta(0) <= now - moment <= ASKED_FOR:
        raise Refused(Code.FORM_EXPIRED)
    return Challenge(
        site, bytes.fromhex(keyed_hash(key, "passkey", f"{who.sign_in_id} {moment.isoformat()}"))
    )


def options_to_add(asked: Challenge, who: SignedIn, house: str, known: list[SecondFactor]) -> str:
    """What a browser needs to make a passkey, as JSON; no device that is ``known`` makes another."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

    options = generate_registration_options(
        rp_id=asked.site.host,
        rp_name=house,
        user_id=f"account {who.account_id}".encode(),
        user_name=who.name or str(who.account_id),
        challenge=asked.challenge,
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


def options_to_show(asked: Challenge, known: list[SecondFactor]) -> str:
    """What a browser needs to show one of the passkeys, as JSON; "" where none is among the factors."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    allowed = _descriptors(known)
    if not allowed:
        return ""
    options = generate_authentication_options(
        rp_id=asked.site.host,
        challenge=asked.challenge,
        allow_credentials=allowed,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def add_passkey(
    session: Session,
    key: bytes,
    who: SignedIn,
    asked: Challenge,
    salt: str,
    name: str,
    answer: str,
    *,
    now: datetime,
) -> bool:
    """Add a passkey that has answered; returns whether recovery codes were given, those of the ``salt``.

    Raises Refused: confirm_again; passkey_wrong; text_too_long.
    """
    from webauthn import verify_registration_response

    lock_for_adding(session, who, now)
    try:
        made = verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=asked.challenge,
            expected_rp_id=asked.site.host,
            expected_origin=asked.site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever a library makes of what a stranger sends
        raise Refused(Code.PASSKEY_WRONG) from error
    added = SecondFactor(
        account_id=who.account_id,
        kind=FactorKind.PASSKEY.value,
        name=name,
        passkey_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )
    return add_factor(session, key, added, salt, now=now)


def show_passkey(session: Session, who: SignedIn, asked: Challenge, answer: str, *, now: datetime) -> None:
    """Show a second factor by the answer of a passkey, whose count of signatures must have gone up.

    Raises Refused(passkey_wrong).
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json

    try:
        credential = parse_authentication_credential_json(answer[:LONGEST_ANSWER])
        known = {factor.passkey_id: factor for factor in factors_of(session, who.account_id)}
        factor = known[credential.raw_id]
        shown = verify_authentication_response(
            credential=credential,
            expected_challenge=asked.challenge,
            expected_rp_id=asked.site.host,
            expected_origin=asked.site.origin,
            credential_public_key=factor.public_key or b"",
            credential_current_sign_count=factor.sign_count or 0,
            require_user_verification=True,
        )
    except Exception as error:  # the same
        raise Refused(Code.PASSKEY_WRONG) from error
    counted = (
        update(SecondFactor)
        .where(
            SecondFactor.id == factor.id,
            SecondFactor.removed_at.is_(None),
            SecondFactor.sign_count == factor.sign_count,
        )
        .values(sign_count=shown.new_sign_count, used_at=now)
        .returning(SecondFactor.id)
    )
    if session.scalar(counted) is None:
        raise Refused(Code.PASSKEY_WRONG)
    told = {"account": who.account_id, "kind": FactorKind.PASSKEY.value}
    record(session, now=now, actor=f"account {who.account_id}", action="factor.shown", **told)


def _descriptors(factors: list[SecondFactor]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [
        PublicKeyCredentialDescriptor(id=factor.passkey_id)
        for factor in factors
        if factor.passkey_id is not None
    ]
