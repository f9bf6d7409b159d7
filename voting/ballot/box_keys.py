"""What the box of a sealed round signs with, and what the salts of who took part are made from.

Both are kept encrypted to the ballot key of the installation, as keys of envelopes are (:mod:`sealing
<voting.ballot.sealing>`), so that no copy of the database alone signs for the box, or tells who took part.
"""

import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting.ballot.sealing import decrypted_with, encrypted_with

_BOUND_TO = b"secret of a box"
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class BoxKeys:
    """The secrets of one box: a key for signatures, and 32 bytes for salts."""

    signing: Ed25519PrivateKey
    salts: bytes

    @property
    def public(self) -> bytes:
        """The key that the context tells: 32 bytes."""
        return self.signing.public_key().public_bytes_raw()

    def salt_of(self, ctx: bytes, number: str) -> bytes:
        """The member's own salt of who took part; 16 bytes."""
        return hmac.digest(self.salts, ctx + number.encode(), "sha256")[:SALT_BYTES]


def new_box_secret(ballot_key: bytes) -> bytes:
    """New secrets of a box, encrypted to the ballot key."""
    return encrypted_with(AESGCM(ballot_key), secrets.token_bytes(64), _BOUND_TO)


def box_keys_from(ballot_key: bytes, content: bytes) -> BoxKeys:
    """The secrets of a box. Raises WrongKey."""
    opened = decrypted_with(AESGCM(ballot_key), content, _BOUND_TO)
    return BoxKeys(Ed25519PrivateKey.from_private_bytes(opened[:32]), opened[32:])
