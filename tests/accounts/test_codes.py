"""The codes people sign in with: hard to guess, easy to type."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from voting.accounts.codes import (
    ALPHABET,
    LENGTH,
    code_hash,
    derived_code,
    derived_tokens,
    keyed_hash,
    new_code,
    normalise,
)

LOOK_ALIKES = "01OILU"


def test_a_code_has_four_groups_of_four_without_look_alikes() -> None:
    assert not set(ALPHABET) & set(LOOK_ALIKES)
    assert len(set(ALPHABET)) == len(ALPHABET)
    for _ in range(200):
        code = new_code()
        assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}", code)
        assert len(normalise(code)) == LENGTH


def test_a_code_cannot_be_guessed() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) >= 64  # NIST SP 800-63B, 5.1.2
    codes = {new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    used = [set(column) for column in zip(*(normalise(code) for code in codes), strict=True)]
    assert all(characters == set(ALPHABET) for characters in used)


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH), st.sampled_from([" ", "-", ".", "  ", "\t", "–"]))
def test_however_it_is_typed_it_is_the_same(characters: str, between: str) -> None:
    groups = [characters[start : start + 4] for start in range(0, LENGTH, 4)]
    assert normalise(between.join(groups)) == characters
    assert normalise(f" {between.join(groups).lower()}\n") == characters


@given(st.text())
def test_anything_typed_is_reduced_to_the_alphabet(typed: str) -> None:
    assert set(normalise(typed)) <= set(ALPHABET)
    assert normalise(normalise(typed)) == normalise(typed)


def test_the_hash_depends_on_key_purpose_and_code() -> None:
    code = new_code()
    assert code_hash(b"key", code) == code_hash(b"key", code.lower().replace("-", " "))
    hashes = {
        code_hash(b"key", code),
        code_hash(b"other", code),
        code_hash(b"key", new_code()),
        keyed_hash(b"key", "pass", normalise(code)),
    }
    assert len(hashes) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes)
    assert normalise(code) not in "".join(hashes).upper()


def test_the_code_in_a_letter_is_the_same_whenever_the_letter_is_made() -> None:
    """Also after an upgrade: what has been printed lets its reader in."""
    assert derived_code(b"key", "salt") == "3QA5-7W47-GG34-YT5J"
    assert len({derived_code(b"key", "salt"), derived_code(b"other", "salt"), derived_code(b"key", "")}) == 3
    for salt in map(str, range(200)):
        assert len(normalise(derived_code(b"key", salt))) == LENGTH


def test_tokens_follow_from_key_and_salt_alone_and_each_is_another() -> None:
    tokens = derived_tokens(b"key", "salt", 5)
    assert tokens == derived_tokens(b"key", "salt", 5)
    assert len({*tokens, *derived_tokens(b"other", "salt", 5), *derived_tokens(b"key", "another", 5)}) == 15
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
