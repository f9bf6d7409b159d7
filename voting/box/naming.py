"""Pure: what five keyholders may be called, and the tokens of their cards."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from voting.errors import Fault
from voting.sealed.documents import KEYHOLDERS

LONGEST_KEYHOLDER_NAME = 200


def keyholder_faults(names: Sequence[str]) -> list[Fault]:
    """Everything that is wrong with the names, each fault in the field ``keyholder.1`` … of its name."""
    faults = []
    for number, name in enumerate(names, 1):
        field = f"keyholder.{number}"
        if not name:
            faults.append(Fault(0, field, "value_missing"))
        elif len(name) > LONGEST_KEYHOLDER_NAME:
            faults.append(Fault(0, field, "too_long", {"longest": LONGEST_KEYHOLDER_NAME}))
        elif not name.isprintable():
            faults.append(Fault(0, field, "not_text"))
        elif name in names[: number - 1]:
            faults.append(Fault(0, field, "code_twice", {"value": name}))
    return faults


def keyholder_tokens(key: bytes, salt: str) -> list[str]:
    """The tokens of the five, 256 bits each in 43 letters and digits, that one random ``salt`` stands for as
    long as their cards have not been shown."""
    drawn = (
        hmac.new(key, f"keyholder:{salt} {at}".encode(), hashlib.sha256).digest() for at in range(KEYHOLDERS)
    )
    return [urlsafe_b64encode(each).decode().rstrip("=") for each in drawn]
