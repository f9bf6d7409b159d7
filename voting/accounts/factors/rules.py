"""Who needs a second factor, for how long having shown it holds, and the codes of an app. Pure.

The codes are those of RFC 6238 as every app knows them: six digits, a step of 30 seconds, SHA-1. One step
before and one after are accepted, for clocks that differ.
"""

import hmac
from base64 import b32encode
from datetime import datetime, timedelta

from voting.accounts.codes import keyed_hash
from voting.accounts.models import Role
from voting.accounts.rules import Grant

NEEDED_BY = frozenset({Role.CHAIR, Role.SECRETARY, Role.ADMINISTRATOR, Role.TELLER})
"""The roles that open only to who has shown a second factor: they run the assembly, or count."""
FRESH = timedelta(minutes=30)
"""For what cannot be undone, or gives away power, a second factor must have been shown within this time."""
STEP = 30
"""Seconds for which an app shows a code."""
DIGITS = 6
SECRET_BYTES = 20
"""As long as the hash of the code (RFC 4226, section 4)."""


def opened_to(held: frozenset[Grant], confirmed: bool) -> frozenset[Grant]:
    """Those of the roles held that are open to somebody, who has shown a second factor or has not."""
    return frozenset(grant for grant in held if confirmed or grant.role not in NEEDED_BY)


def is_fresh(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor was shown so lately that nobody need be asked again."""
    return confirmed_at is not None and now - confirmed_at < FRESH


def app_secret(key: bytes, account_id: int, salt: str) -> str:
    """The secret of an app, in base32, which a random ``salt`` stands for under the installation's key:
    nobody without the key can compute it."""
    return b32encode(bytes.fromhex(keyed_hash(key, "app", f"{account_id} {salt}"))[:SECRET_BYTES]).decode()


def is_app_code(typed: str) -> bool:
    """Whether what somebody typed looks like the code of an app: else it is a recovery code."""
    bare = bare_code(typed)
    return len(bare) == DIGITS and bare.isascii() and bare.isdigit()


def bare_code(typed: str) -> str:
    """A typed code without the spaces that apps show in it."""
    return "".join(typed.split())


def step_of(secret: str, typed: str, last_step: int | None, now: datetime) -> int | None:
    """The step of time of which a typed code is; None where it is of none that counts now, or not later than
    the last that counted."""
    from pyotp import TOTP

    app, code, this_step = TOTP(secret, interval=STEP), bare_code(typed), int(now.timestamp()) // STEP
    for step in (this_step - 1, this_step, this_step + 1):
        right = hmac.compare_digest(app.generate_otp(step).encode(), code.encode())
        if right and (last_step is None or step > last_step):
            return step
    return None
