"""How an assembly is followed: which addresses a player may have, and what a page's policy lets in."""

import pytest

from voting.assembly.following import LONGEST_HELP, Following, read_following, site_of
from voting.definition import DefinitionTable
from voting.errors import Fault

PLAYER = "https://player.example/embed/1"


def read(**values: object) -> tuple[Following, list[tuple[str, str]]]:
    faults: list[Fault] = []
    table = DefinitionTable(values, "", faults)
    found = read_following(table)
    table.finish()
    return found, [(fault.column, fault.code) for fault in faults]


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.Player.example/embed/a-B_c?d=e;f&g=(1)#h", "https://www.player.example"),
        ("https://player.example", "https://player.example"),
        ("https://player.example?v=1", "https://player.example"),
        ("https://a1.xn--mnchen-3ya.example:8443/x", "https://a1.xn--mnchen-3ya.example:8443"),
        ("http://player.example/1", ""),
        ("https://player.example/a b", ""),
        ("https://player.example; script-src *", ""),
        ("https://player.example:443a/", ""),
        ("https://me@player.example/", ""),
        ("https://*.example/", ""),
        ("https://player/", ""),
        ("https://-a.example/", ""),
        ("https://127.0.0.1/", ""),
        ("https://player.example/\n", ""),
        ("https://player.example/é", ""),
        ("//player.example/", ""),
        ("javascript:alert(1)//https://player.example/", ""),
        ("https://player.example/" + "x" * 1900, "https://player.example"),
        ("https://player.example/" + "x" * 1901, ""),
        ("", ""),
    ],
)
def test_the_site_of_a_player(address: str, site: str) -> None:
    assert site_of(address) == site


def test_an_address_and_a_line_for_help_in_each_language() -> None:
    assert read() == (Following({}, {}), [])
    found, faults = read(stream={"nl": PLAYER, "fr": PLAYER + "2"}, help="02 000 00 00")
    assert not faults
    assert found.stream == {"nl": PLAYER, "fr": PLAYER + "2"}
    assert found.help["de"] == "02 000 00 00"
    assert read(help="x" * LONGEST_HELP)[1] == []


def test_every_fault_is_told_with_its_language() -> None:
    _found, faults = read(
        stream={"nl": "http://player.example/", "fr": PLAYER, "it": PLAYER}, help={"fr": "x" * 501, "de": " "}
    )
    assert sorted(faults) == [
        ("help.de", "value_missing"),
        ("help.fr", "too_long"),
        ("stream.it", "language_unknown"),
        ("stream.nl", "stream_invalid"),
    ]
