"""The codes people sign in with, and their keyed hashes. Pure, apart from the system's randomness.

A code is 16 characters of an alphabet without look-alikes (no 0 O, 1 I L, U), shown in groups of four:
79 bits, so a fast keyed hash is enough (NIST SP 800-63B, 5.1.2: look-up secrets of at least 64 bits).
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16


def new_code() -> str:
    """A fresh code, as it is shown: ``XXXX-XXXX-XXXX-XXXX``."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def derived_code(key: bytes, salt: str) -> str:
    """The code that a random ``salt`` stands for under the installation's key: always the same, and nobody
    without the key can compute it.

    So a letter can be printed or sent at any time, though the database has no code, and nothing from which
    one could be made without the key. SHA-256 is so much longer than a code that every character is equally
    likely.
    """
    number = int(keyed_hash(key, "derived-code", salt), 16)
    characters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return _grouped("".join(characters))


def derived_codes(key: bytes, salt: str, count: int) -> list[str]:
    """So many codes, each another, that one random ``salt`` stands for."""
    return [derived_code(key, f"{salt} {number}") for number in range(count)]


def derived_tokens(key: bytes, salt: str, count: int) -> list[str]:
    """So many tokens of 256 bits, for machines: each of 43 letters, digits, - and _, that one random ``salt``
    stands for."""
    drawn = (keyed_hash(key, "derived-token", f"{salt} {number}") for number in range(count))
    return [urlsafe_b64encode(bytes.fromhex(each)).decode().rstrip("=") for each in drawn]


def first_word(key: bytes) -> str:
    """The word that the first page of an empty installation asks for: whoever can read the installation's
    key, and nobody else, knows it."""
    return derived_code(key, "first page")


def is_first_word(key: bytes, typed: str) -> bool:
    """Whether somebody has typed that word."""
    return hmac.compare_digest(normalise(typed), normalise(first_word(key)))


def normalise(code: str) -> str:
    """A typed code in the form that is hashed: upper case, without any character that is not
    in the alphabet."""
    return "".join(character for character in code.upper() if character in ALPHABET)


def keyed_hash(key: bytes, purpose: str, secret: str) -> str:
    """HMAC-SHA-256 of a secret under the installation's key, in hexadecimal; ``purpose`` keeps uses apart."""
    return hmac.new(key, f"{purpose}:{secret}".encode(), hashlib.sha256).hexdigest()


def code_hash(key: bytes, code: str) -> str:
    """The hash under which a code is stored and looked up."""
    return keyed_hash(key, "credential", normalise(code))


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + 4] for start in range(0, LENGTH, 4))
