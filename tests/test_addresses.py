"""Rules that share what they have compiled are addresses of their own all the same."""

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from tests.addresses import SharedRule


def addresses(converter: type[IntegerConverter | UnicodeConverter], **defaults: object) -> Map:
    """A map with one rule, whose value is read and written by this converter."""
    rule = SharedRule("/members/<value:number>", endpoint="member", defaults=defaults)
    return Map([rule], converters={"value": converter})


def test_the_same_rule_is_compiled_once() -> None:
    one, other = (next(addresses(IntegerConverter).iter_rules()) for _ in range(2))
    assert one._build.__func__ is other._build.__func__  # type: ignore[attr-defined]


def test_each_map_writes_and_reads_by_its_own_converters() -> None:
    numbers = addresses(IntegerConverter).bind("localhost")
    words = addresses(UnicodeConverter).bind("localhost")
    assert numbers.build("member", {"number": "007", "page": 2}) == "/members/7?page=2"
    assert words.build("member", {"number": "007", "page": 2}) == "/members/007?page=2"
    assert words.match("/members/x") == ("member", {"number": "x"})
    with pytest.raises(NotFound):
        numbers.match("/members/x")


def test_defaults_are_not_shared() -> None:
    for number in (1, 2):
        assert (
            addresses(IntegerConverter, number=number).bind("localhost").build("member")
            == f"/members/{number}"
        )
