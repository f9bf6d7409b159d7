"""Pure: signatures by keyholders and by the box, Ed25519 (RFC 8032) as OpenSSL checks it, and what is signed.

All verifiers must take the same signatures: without the cofactor, S below the order, everything written in
its one way, and neither key nor commitment of small order: under such a key one signature fits many texts
(Chalkias, Garillot, Nikolaenko 2020).
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voting.sealed.group import EDWARDS_D, PRIME
from voting.sealed.wire import sealed_hash

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_EIGHTH = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL = frozenset({0, 1, PRIME - 1, _EIGHTH, PRIME - _EIGHTH})
"""Y of the eight points of small order."""


def is_signature_key(key: bytes) -> bool:
    """Whether 32 bytes may stand as a key: a point (RFC 8032, 5.1.3) that is not of small order."""
    y = int.from_bytes(key, "little") & (1 << 255) - 1
    square = (y * y - 1) * (EDWARDS_D * y * y + 1)
    is_point = len(key) == KEY_BYTES and y < PRIME and pow(square, (PRIME - 1) // 2, PRIME) == 1
    return is_point and y not in _SMALL


def is_signed_with(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature under a message is that of a public key, all in bytes."""
    if not is_signature_key(key) or len(signature) != SIGNATURE_BYTES or not is_signature_key(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def context_message(ctx: bytes) -> bytes:
    """What a keyholder signs before a round opens."""
    return sealed_hash("context", ctx)


def receipt_message(ctx: bytes, leaf: bytes) -> bytes:
    """What the box signs once a ballot lies in it."""
    return sealed_hash("receipt", ctx, leaf)
