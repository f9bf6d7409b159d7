"""Closing an envelope around a choice, and opening it: keys and texts in, bytes out.

Each resolution has a key of its own for its envelopes; it is kept encrypted to the ballot key of the
installation, which no database holds, and dropped once they have been opened. All envelopes of a resolution
have the same length, whatever was chosen. AES-GCM (NIST SP 800-38D) with random nonces, of which 2^32 under
one key are safe.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting.ballot.methods import Contest, longest_choice

NONCE = 12
"""Bytes."""
FILLING = b"\0"
"""What a choice is filled up with; none has it."""


class WrongKey(Exception):
    """Something was encrypted to another key, or is damaged."""


def ballot_key_from(secret: str) -> bytes:
    """The ballot key of an installation with this secret: 32 bytes."""
    return HKDF(SHA256(), 32, salt=None, info=b"envelopes of ballots").derive(secret.encode())


def new_envelope_key(ballot_key: bytes) -> bytes:
    """A new key for the envelopes of one resolution, encrypted to the ballot key."""
    return encrypted_with(AESGCM(ballot_key), AESGCM.generate_key(256), b"envelope key")


def envelope_cipher(ballot_key: bytes, envelope_key: bytes) -> AESGCM:
    """What closes and opens the envelopes of a resolution. Raises WrongKey."""
    return AESGCM(decrypted_with(AESGCM(ballot_key), envelope_key, b"envelope key"))


def envelope_marker(ballot_key: bytes, envelope_key: bytes) -> bytes:
    """The key of the marks by which sealed ballots in the envelopes of a resolution are found again: who has
    not the key of the envelopes cannot tell what they mark. Raises WrongKey."""
    opened = decrypted_with(AESGCM(ballot_key), envelope_key, b"envelope key")
    return HKDF(SHA256(), 32, salt=None, info=b"marks of sealed ballots").derive(opened)


def into_envelope(cipher: AESGCM, contest: Contest, key: bytes, choice: str, category: str | None) -> bytes:
    """An envelope under this key of its own, with a canonical choice and the category that goes with it."""
    content = f"{category or ' '}{choice}".encode()
    return encrypted_with(cipher, content.ljust(1 + longest_choice(contest), FILLING), key)


def out_of_envelope(cipher: AESGCM, key: bytes, envelope: bytes) -> tuple[str, str | None]:
    """The choice and the category in an envelope. Raises WrongKey."""
    content = decrypted_with(cipher, envelope, key).rstrip(FILLING).decode()
    return content[1:], content[0].strip() or None


def encrypted_with(cipher: AESGCM, content: bytes, bound_to: bytes) -> bytes:
    """The content, which can be read only by the same cipher with what it is ``bound_to``."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, content, bound_to)


def decrypted_with(cipher: AESGCM, encrypted: bytes, bound_to: bytes) -> bytes:
    """What was encrypted by ``encrypted_with``. Raises WrongKey."""
    try:
        return cipher.decrypt(encrypted[:NONCE], encrypted[NONCE:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error
