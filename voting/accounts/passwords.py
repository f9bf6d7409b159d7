"""Passwords that people choose: kept as Argon2id, at the parameters that OWASP asks for.

OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB of memory, 2 iterations and one lane.
Hashes made with lesser parameters are made anew when their owner next signs in.
"""

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voting.aside import Queue, aside
from voting.folding import letters

SHORTEST, LONGEST = 12, 200
DIFFERENT_CHARACTERS = 5

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$Dgpc46AAvznZHLLzYA/KYQ$5EPoeaKp4FZ6jbK43EzepXUzXn9OzCSLuw477Chr3IY"
)
"""What a password is compared with where none is stored, so that the answer takes as long. It stands here
since making it takes longer than most of what a process loads."""

LETTERS_FOR = str.maketrans("@4310$5!7", "aaeiossit")
"""The letters for which people type digits and signs."""
CHECKS = Queue(at_once=2, turns=8, long=1_000)
"""Where passwords wait to be compared: each takes some 20 ms of a processor and 19 MiB."""


def is_acceptable(password: str, *about: str) -> bool:
    """Whether a password is long enough and not made of one's own number or name (``about``) alone.

    No rule about kinds of characters (NIST SP 800-63B, 5.1.1.2).
    """
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < DIFFERENT_CHARACTERS:
        return False
    return len(_without(password, about)) >= SHORTEST // 2


def is_common(password: str, *about: str) -> bool:
    """Whether a password is one of the 30,000 that most people use, or one of them with something around it:
    digits, signs, the words that it is ``about``, itself once more, signs for letters.

    Such lists go round, and whoever guesses begins with them (NIST SP 800-63B, 5.1.1.2).
    """
    for text in (_normal(password).casefold(), _without(password, about)):
        for core in (text, re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)):
            for once in (core, _once(core)):
                if {once, once.translate(LETTERS_FOR)} & _common():
                    return True
    return False


def hash_password(password: str) -> str:
    """The hash under which a password is kept."""
    return aside(HASHER.hash, _normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password is the one whose hash is ``stored``. Where that is None, False after the same
    time."""
    return CHECKS.do(_agree, stored or NOBODYS_HASH, _normal(password)) and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _without(password: str, about: tuple[str, ...]) -> str:
    """What is left of a password, in small letters, without the words that it is about."""
    rest = _normal(password).casefold()
    spelled = {spelling for word in about for spelling in (_normal(word).casefold(), letters(word))}
    for word in sorted(spelled, key=len, reverse=True):
        rest = rest.replace(word, "") if word else rest
    return rest


def _once(text: str) -> str:
    """What a text repeats, the last time perhaps in part: ``1234`` for ``12341234123``."""
    for size in range(1, len(text)):
        if (text[:size] * len(text))[: len(text)] == text:
            return text[:size]
    return text


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _agree(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The password with each character in one Unicode form (NFC), whatever the keyboard sent, and no longer
    than anybody types."""
    return unicodedata.normalize("NFC", password[: 4 * LONGEST])
