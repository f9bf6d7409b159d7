"""The definition of an assembly: what is taken, and every fault with its exact place and code."""

import gzip
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.world import ASSEMBLY
from voting.ballot.definition import read_definition
from voting.errors import InvalidFile
from voting.files import unpack

MINIMAL = """
date = 2026-05-30
record_date = 2026-05-30
title = "Algemene vergadering"

[[resolutions]]
number = "1"
kind = "motion"
title = "Jaarrekening"
method = "for_against_abstain"
"""


def faults(text: str | bytes) -> list[tuple[str, str]]:
    """The place and code of every fault in a definition, in order of place; none where it can be read."""
    try:
        read_definition(text if isinstance(text, bytes) else text.encode())
    except InvalidFile as invalid:
        return sorted((fault.column, fault.code) for fault in invalid.faults)
    return []


def changed(before: str, after: str, times: int = 1) -> str:
    """The definition of the tests' world with one passage changed."""
    assert before in ASSEMBLY
    return ASSEMBLY.replace(before, after, times)


def without(beginning: str) -> str:
    """The same without the first line that begins so."""
    (line, *_) = [line for line in ASSEMBLY.splitlines() if line.startswith(beginning)]
    return changed(line + "\n", "")


def test_an_assembly_is_read_as_it_is_written() -> None:
    assembly, resolutions = read_definition(ASSEMBLY.encode())
    assert (assembly.kind, assembly.date, assembly.record_date) == (
        "ordinary",
        date(2025, 6, 17),
        date(2025, 6, 2),
    )
    assert assembly.advance_opens == datetime(2025, 6, 10, 7, 0, tzinfo=UTC)
    assert assembly.advance_closes == datetime(2025, 6, 16, 16, 0, tzinfo=UTC)
    assert [(venue.code, venue.name["fr"]) for venue in assembly.venues] == [
        ("BRU", "Bruxelles"),
        ("LIE", "Liège"),
    ]
    assert [item.number for item in resolutions] == ["1", "2", "3", "4"]
    assert [option["code"] for option in resolutions[1].options] == ["c1", "c2", "c3"]
    assert [option.get("outgoing", False) for option in resolutions[1].options] == [True, False, False]


def test_what_need_not_be_said_has_a_default() -> None:
    assembly, (resolution,) = read_definition(MINIMAL.encode())
    assert (assembly.kind, assembly.timezone, assembly.proxies_per_holder) == (
        "ordinary",
        "Europe/Brussels",
        1,
    )
    assert (assembly.advance_opens, assembly.advance_closes, assembly.venues) == (None, None, ())
    assert (resolution.secret, resolution.advance, resolution.quorum) == (True, True, None)
    assert assembly.title == dict.fromkeys(("nl", "fr", "en", "de"), "Algemene vergadering")


@pytest.mark.parametrize(
    ("timezone", "opens"),
    [("Europe/London", 8), ("Atlantic/Azores", 9), ("Asia/Kolkata", 3.5), ("Europe/Helsinki", 6), ("UTC", 9)],
)
def test_windows_are_local_times(timezone: str, opens: float) -> None:
    assembly, _ = read_definition(changed("Europe/Brussels", timezone).encode())
    assert assembly.advance_opens
    assert assembly.advance_opens.hour + assembly.advance_opens.minute / 60 == opens


@pytest.mark.parametrize("limit", [0, 1, 3, 1000])
def test_a_limit_of_proxies(limit: int) -> None:
    assembly, _ = read_definition(changed("proxies_per_holder = 1", f"proxies_per_holder = {limit}").encode())
    assert assembly.proxies_per_holder == limit


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf" + MINIMAL.encode(), MINIMAL.replace("\n", "\r\n").encode()]
)
def test_it_may_be_written_on_any_machine(content: bytes) -> None:
    assert read_definition(content) == read_definition(MINIMAL.encode())
    assert read_definition(unpack(gzip.compress(content))) == read_definition(content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (without("date"), [("date", "value_missing")]),
        (without("record_date"), [("record_date", "value_missing")]),
        (without("title"), [("title", "value_missing")]),
        (changed("kind = ", "soort = "), [("soort", "key_unknown")]),
        (changed('"ordinary"', '"yearly"'), [("kind", "not_one_of")]),
        (changed('"ordinary"', "3"), [("kind", "wrong_type")]),
        (changed("date = 2025-06-17", 'date = "17/06/2025"'), [("date", "wrong_type")]),
        (changed("date = 2025-06-17", "date = 2025-06-17T10:00:00"), [("date", "wrong_type")]),
        (changed("date = 2025-06-17", "date = 0225-06-17"), [("date", "out_of_bounds")]),
        (
            changed("record_date = 2025-06-02", "record_date = 2025-06-18"),
            [("record_date", "record_date_late")],
        ),
        ("online_discussion = false\n" + ASSEMBLY, [("online_discussion", "online_silent")]),
        ("online_discussion = 0\n" + ASSEMBLY, [("online_discussion", "wrong_type")]),
        (changed("Europe/Brussels", "Europe/Brussel"), [("timezone", "timezone_unknown")]),
        (changed('"Europe/Brussels"', "1"), [("timezone", "wrong_type")]),
        (
            changed("proxies_per_holder = 1", "proxies_per_holder = -1"),
            [("proxies_per_holder", "out_of_bounds")],
        ),
        (
            changed("proxies_per_holder = 1", "proxies_per_holder = 1.5"),
            [("proxies_per_holder", "wrong_type")],
        ),
        (
            changed("proxies_per_holder = 1", "proxies_per_holder = true"),
            [("proxies_per_holder", "wrong_type")],
        ),
        (
            changed("opens = ", "open = "),
            [("advance_voting.open", "key_unknown"), ("advance_voting.opens", "value_missing")],
        ),
        (
            changed("closes = 2025-06-16T18:00:00", "closes = 2025-06-10T09:00:00"),
            [("advance_voting.closes", "closes_before_opens")],
        ),
        (
            changed("closes = 2025-06-16T18:00:00", "closes = 2025-06-16"),
            [("advance_voting.closes", "wrong_type")],
        ),
        (changed("09:00:00", "09:00:00+02:00"), [("advance_voting.opens", "offset_not_wanted")]),
        (
            changed("opens = 2025-06-10T09:00:00", "opens = 2025-03-30T02:30:00"),
            [("advance_voting.opens", "time_does_not_exist")],
        ),
        (
            changed("opens = 2025-06-10T09:00:00", "opens = 2024-10-27T02:30:00"),
            [("advance_voting.opens", "time_twice")],
        ),
        (
            changed("closes = 2025-06-16T18:00:00", "closes = 0001-01-01T00:00:00"),
            [("advance_voting.closes", "out_of_bounds")],
        ),
        (
            changed(
                next(line for line in ASSEMBLY.splitlines() if line.startswith("advance_voting")),
                "advance_voting = true",
            ),
            [("advance_voting", "wrong_type")],
        ),
        (changed('code = "LIE"', 'code = "BRU"'), [("venues[2].code", "code_twice")]),
        (changed('code = "LIE"', 'code = "Lie ge"'), [("venues[2].code", "code_invalid")]),
        (changed('code = "LIE"', 'code = "Online"'), [("venues[2].code", "code_invalid")]),
        (changed('code = "LIE"', 'code = "../etc"'), [("venues[2].code", "code_invalid")]),
        (changed('code = "LIE"', f'code = "{"L" * 21}"'), [("venues[2].code", "code_invalid")]),
        (changed('code = "LIE"', ""), [("venues[2].code", "value_missing")]),
        (
            ASSEMBLY.replace('code = "LIE"', "").replace('code = "BRU"', ""),
            [("venues[1].code", "value_missing"), ("venues[2].code", "value_missing")],
        ),
        (
            changed('{ nl = "Luik", fr = "Liège" }', '{ nl = "Luik", it = "Liegi" }'),
            [("venues[2].name.it", "language_unknown")],
        ),
        (
            changed('{ nl = "Luik", fr = "Liège" }', '{ nl = "Luik", fr = "" }'),
            [("venues[2].name.fr", "value_missing")],
        ),
        (changed('{ nl = "Luik", fr = "Liège" }', "4000"), [("venues[2].name", "not_languages")]),
        (changed('code = "LIE"', 'code = "LIE"\nseats = 200'), [("venues[2].seats", "key_unknown")]),
        (MINIMAL.split("[[")[0], [("resolutions", "too_few")]),
        (MINIMAL.split("[[")[0] + "resolutions = 3", [("resolutions", "wrong_type")]),
        (MINIMAL.replace("[[resolutions]]", "[resolutions]"), [("resolutions", "wrong_type")]),
        (changed('number = "2"', 'number = "1"'), [("resolutions[2].number", "code_twice")]),
        (changed('number = "2"', "number = 2"), [("resolutions[2].number", "wrong_type")]),
        (changed('number = "2"', 'number = "2 bis"'), [("resolutions[2].number", "code_invalid")]),
        (
            changed('method = "per_candidate"', 'method = "acclamation"'),
            [("resolutions[2].method", "not_one_of")],
        ),
        (
            changed('method = "per_candidate"', 'method = "for_against_abstain"'),
            [("resolutions[2].method", "method_of_other_kind")],
        ),
        (
            changed('method = "for_against_abstain"', 'method = "per_candidate"'),
            [("resolutions[1].method", "method_of_other_kind")],
        ),
        (changed("seats = 2", "seats = 0"), [("resolutions[2].seats", "out_of_bounds")]),
        (changed("seats = 2\n", ""), [("resolutions[2].seats", "value_missing")]),
        (changed("term_years = 4", "term_years = 0"), [("resolutions[2].term_years", "out_of_bounds")]),
        (changed('code = "c2"', 'code = "c1"'), [("resolutions[2].candidates[2].code", "code_twice")]),
        (changed('code = "c2"', 'code = "c=2"'), [("resolutions[2].candidates[2].code", "code_invalid")]),
        (changed('code = "e2"', 'code = "blank"'), [("resolutions[3].candidates[2].code", "code_invalid")]),
        (changed(', name = "Bob"', ""), [("resolutions[2].candidates[2].name", "value_missing")]),
        (
            changed("outgoing = true", 'outgoing = "yes"'),
            [("resolutions[2].candidates[1].outgoing", "wrong_type")],
        ),
        (
            changed("outgoing = true", "outgoin = true"),
            [("resolutions[2].candidates[1].outgoin", "key_unknown")],
        ),
        (changed('majority = "3/4"', 'majority = "5/4"'), [("resolutions[4].majority", "majority_invalid")]),
        (changed('quorum = "1/2"', 'quorum = "half"'), [("resolutions[4].quorum", "quorum_invalid")]),
        (changed("advance = false", 'advance = "no"'), [("resolutions[4].advance", "wrong_type")]),
        (changed('quorum = "1/2"', 'quorom = "1/2"'), [("resolutions[4].quorom", "key_unknown")]),
        (
            changed('method = "for_against_abstain"', 'method = "for_against_abstain"\nballot = "public"'),
            [("resolutions[1].ballot", "not_one_of")],
        ),
    ],
)
def test_each_fault_is_named_with_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(text) == expected


def test_all_faults_at_once() -> None:
    text = ASSEMBLY
    for before, after in (
        ("date = 2025-06-17", 'date = "morgen"'),
        ("Europe/Brussels", "Europe/Atlantis"),
        ("proxies_per_holder = 1", "proxies_per_holder = 2000"),
        ('code = "LIE"', 'code = "BRU"'),
        ("seats = 2", "seats = -2"),
        ('code = "e3"', 'code = "e1"'),
        ('majority = "3/4"', 'majority = "most"'),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    assert faults(text) == [
        ("date", "wrong_type"),
        ("proxies_per_holder", "out_of_bounds"),
        ("resolutions[2].seats", "out_of_bounds"),
        ("resolutions[3].candidates[3].code", "code_twice"),
        ("resolutions[4].majority", "majority_invalid"),
        ("timezone", "timezone_unknown"),
        ("venues[2].code", "code_twice"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'date = "unclosed',
        "date = 2025-02-30",
        "x = 1\nx = 2",
        "[[resolutions]\n",
        f"x = {'9' * 5_000}",
        f"x = {'[' * 50_000}",
    ],
)
def test_what_is_no_toml(text: str) -> None:
    assert faults(text) == [("", "not_toml")]


def test_what_is_not_utf8_is_named_with_line_and_byte() -> None:
    for bom in (b"", b"\xef\xbb\xbf"):
        with pytest.raises(InvalidFile) as refused:
            read_definition(bom + MINIMAL.encode().replace(b"Algemene", b"Algem\xe8ne"))
        (fault,) = refused.value.faults
        assert (fault.line, fault.code, fault.values["byte"]) == (4, "not_utf8", "0xE8")


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert faults(content)


VALUES = [
    *('""', '"x"', "0", "-1", "true", "1.5", "nan", "[]", "{}", "[{}]", "[1]", "10:00:00", "2025-01-01"),
    *("0001-01-01", "9999-12-31", "2025-01-01T10:00:00", "0001-01-01T00:30:00", "9999-12-31T23:59:59Z"),
    *("{ nl = 1 }", '{ nl = "x" }', '"\\u0000"', "99999999999999999999999"),
]
PLACES = Counter(line.partition("=")[0] for line in ASSEMBLY.splitlines() if line[:1].isalpha())


@given(st.lists(st.tuples(st.sampled_from(sorted(PLACES)), st.sampled_from(VALUES)), min_size=1, max_size=4))
@example([("date ", "9999-12-31"), ("record_date ", "9999-12-31")])
@example([("advance_voting ", "{ opens = 0001-01-01T00:30:00, closes = 9999-12-31T23:59:59 }")])
@settings(max_examples=300)
def test_any_value_anywhere_is_read_or_refused(changes: list[tuple[str, str]]) -> None:
    lines = ASSEMBLY.replace("candidates = [\n", "candidates = [").replace(" },\n", " },").splitlines()
    for key, value in changes:
        index = next((number for number, line in enumerate(lines) if line.startswith(key + "=")), None)
        if index is not None:
            lines[index] = f"{key}= {value}"
    assert isinstance(faults("\n".join(lines)), list)
