"""Whatever is done to the bytes of a bundle, it is refused in sentences; nothing in it goes unread.

Not one bit of a sound bundle can be turned so that it is still found sound: neither in what stands around its
files, nor in a file whose checksum is put right.
"""

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.damage import damaged, odd_instead
from tests.sealed.bundles import REMEMBERED, USUAL, Files, packed_files, usual_files, written
from voting.verify_sealed import (
    MOST_JSON,
    NAMES,
    BundleFiles,
    FromElsewhere,
    UnsoundBundle,
    check_sealed_bundle,
)

JSON_NAMES = [name for name in NAMES if name.endswith(".json")]


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, function in REMEMBERED.items():
        monkeypatch.setattr(f"voting.verify_sealed.{name}", function)


def refused(data: bytes) -> list[str]:
    found, faults = check_sealed_bundle(io.BytesIO(data), FromElsewhere())
    assert all(isinstance(sentence, str) for sentence in (*found, *faults))
    assert all(len(fault) > 10 for fault in faults)
    return faults


def is_packed(data: bytes) -> bool:
    try:
        BundleFiles(io.BytesIO(data))
    except UnsoundBundle:
        return False
    return True


def turned(data: bytes, place: int, bits: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :]


# Around the files


def frame_of(data: bytes, files: Files) -> Iterator[int]:
    """The places of the bytes that are in none of the files."""
    inside = set[int]()
    for content in files.values():
        begin = data.index(content)
        inside.update(range(begin, begin + len(content)))
    yield from (place for place in range(len(data)) if place not in inside)


def test_each_bit_around_the_files_is_looked_at(pytestconfig: pytest.Config) -> None:
    """In full, also each bit of the files themselves, by their checksums."""
    files = usual_files()
    data = packed_files(files)
    assert is_packed(data)
    frame = list(frame_of(data, files))
    assert 500 < len(frame) < 700
    places = range(len(data)) if pytestconfig.getoption("full") else frame
    bits = [1 << bit for bit in range(8)]
    assert [(place, bit) for place in places for bit in bits if is_packed(turned(data, place, bit))] == []


def test_a_bundle_ends_where_it_ends() -> None:
    data = packed_files(usual_files())
    assert not any(is_packed(data[:length]) for length in range(0, len(data), 97))
    assert not any(is_packed(data[:length]) for length in range(len(data) - 300, len(data)))
    assert not is_packed(data + b"\0")
    assert not is_packed(b"\0" + data)


# In the files


def test_a_bit_that_is_turned_in_any_file_is_found(pytestconfig: pytest.Config) -> None:
    """Although the checksums are put right: what has no sentence of its own is under a signature."""
    sound = {method: usual_files(method) for method in USUAL}

    @given(
        st.sampled_from(sorted(USUAL)), st.sampled_from(NAMES), st.integers(0, 10**6 - 1), st.integers(0, 7)
    )
    @settings(max_examples=1_000 if pytestconfig.getoption("full") else 50, deadline=None)
    def holds(method: str, name: str, share: int, bit: int) -> None:
        files = dict(sound[method])
        content = files[name]
        files[name] = turned(content, share * len(content) // 10**6, 1 << bit)
        assert refused(packed_files(files))

    holds()


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_each_byte_of_each_file_is_found(name: str) -> None:
    """One bit of each byte of a whole bundle, one after the other."""
    sound = usual_files()
    for place in range(len(sound[name])):
        assert refused(packed_files({**sound, name: turned(sound[name], place, 1 << place % 8)})), place


def test_a_value_that_is_odd_is_found(pytestconfig: pytest.Config) -> None:
    """Or one that is missing, or there twice, at whatever depth of a JSON file."""
    sound = usual_files()
    values = {name: json.loads(sound[name]) for name in JSON_NAMES}

    @given(
        st.sampled_from(JSON_NAMES).flatmap(
            lambda name: st.tuples(st.just(name), odd_instead([values[name]]))
        )
    )
    @settings(max_examples=1_000 if pytestconfig.getoption("full") else 50, deadline=None)
    def holds(drawn: tuple[str, Any]) -> None:
        name, odd = drawn
        content = json.dumps(odd, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert content == sound[name] or refused(packed_files({**sound, name: content}))

    holds()


def test_damage_of_any_kind_is_found(pytestconfig: pytest.Config) -> None:
    """Of a file, and of the bundle as a whole."""
    sound = usual_files()
    data = packed_files(sound)

    @given(st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), damaged([sound[name]]))))
    @settings(max_examples=1_000 if pytestconfig.getoption("full") else 40, deadline=None)
    def files_hold(drawn: tuple[str, bytes]) -> None:
        name, content = drawn
        assert content == sound[name] or refused(packed_files({**sound, name: content}))

    @given(damaged([data]))
    @settings(max_examples=1_000 if pytestconfig.getoption("full") else 100, deadline=None)
    def bundle_holds(content: bytes) -> None:
        assert content == data or refused(content)

    files_hold()
    bundle_holds()


# JSON that is none, or is meant to be too much


HOSTILE_JSON = {
    "nothing": b"",
    "no JSON": b"sound",
    "no text": b"\xff\xfe{}",
    "another kind": b"[]",
    "a number": b"1",
    "nothing at all": b"null",
    "nested without end": b"[" * 100_000,
    "nested and closed": b"[" * 900 + b"]" * 900,
    "objects nested": b'{"a":' * 40_000,
    "a number of many digits": b"9" * 100_000,
    "no number": b"NaN",
    "beyond numbers": b"1e999",
    "half a letter": b'"\\ud800"',
    "an escape sequence": b'{"\\u001b[2J":1}',
    "long": b'"' + b"x" * (MOST_JSON - 2) + b'"',
    "longer than any": b" " * (MOST_JSON + 1),
}


@pytest.mark.parametrize("name", JSON_NAMES)
def test_json_that_is_none_is_refused(name: str) -> None:
    for what, content in HOSTILE_JSON.items():
        [fault] = refused(packed_files({**usual_files(), name: content}))
        assert name in fault, what


@pytest.mark.parametrize("name", JSON_NAMES)
def test_json_has_one_notation(name: str) -> None:
    """By another, two bundles of one content would have two hashes."""
    content = usual_files()[name]
    values = json.loads(content)
    first = min(values)
    others = [
        content + b"\n",
        json.dumps(values, sort_keys=True).encode(),
        json.dumps(dict(reversed(values.items())), separators=(",", ":"), ensure_ascii=False).encode(),
        content.replace(b"{", b'{"%s":1,' % first.encode(), 1),
        b"\xef\xbb\xbf" + content,
    ]
    for other in others:
        [fault] = refused(packed_files({**usual_files(), name: other}))
        assert name in fault


def test_what_a_bundle_says_moves_no_terminal() -> None:
    """Neither in what is found nor in a fault."""
    session = {
        "assembly": 7,
        "attempt": "00" * 16,
        "format": "voting-sealed-1",
        "keyholders": ["\x1b[2J"] * 5,
    }
    keys = json.loads(usual_files()["keys.json"])
    for names in (["\x1b[2J", *"BCDE"], ["\x9b1A", "\u202e", *"CDE"]):
        keys["session"] = written({**session, "keyholders": names, "n": 5, "quorum": 4, "t": 3}).hex()
        [fault] = refused(packed_files({**usual_files(), "keys.json": written(keys)}))
        assert fault.isprintable()


# Files that are none


@pytest.mark.parametrize("missing", NAMES)
def test_a_file_that_is_missing(missing: str) -> None:
    files = usual_files()
    del files[missing]
    [fault] = refused(packed_files(files))
    assert fault.startswith("this is no bundle")
    [fault] = refused(packed_files({**files, f"x{missing}": b""}))
    assert fault.startswith("this is no bundle")


def zipped_otherwise(files: Files, **how: Any) -> bytes:
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w", how.get("method", zipfile.ZIP_STORED)) as archive:
        archive.comment = how.get("comment", b"")
        for name in sorted(files, reverse=how.get("reverse", False)):
            entry = zipfile.ZipInfo(how.get("folder", "") + name, how.get("date", (1980, 1, 1, 0, 0, 0)))
            entry.create_system = 3
            archive.writestr(entry, files[name], how.get("method"))
    return written_to.getvalue()


def test_files_that_are_packed_otherwise() -> None:
    """What is packed so could hold what nobody reads, or swell to anything."""
    files = usual_files()
    assert zipped_otherwise(files) == packed_files(files)
    others = (
        {"method": zipfile.ZIP_DEFLATED},
        {"method": zipfile.ZIP_BZIP2},
        {"comment": b"a comment"},
        {"reverse": True},
        {"folder": "bundle/"},
        {"date": (2026, 1, 1, 0, 0, 0)},
    )
    for other in others:
        assert refused(zipped_otherwise(files, **other))[0].startswith("this is no bundle")
    assert refused(packed_files({**files, "more.txt": b"more"}))[0].startswith("this is no bundle")
    for data in (b"", b"PK", b"\0" * 1000, b"PK\5\6" + bytes(18), json.dumps({}).encode()):
        assert refused(data)[0].startswith("this is no bundle")


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    """Of what swells nothing is unpacked; what says that it is large, and is, takes no memory."""
    files = usual_files()
    swelling = zipped_otherwise({**files, "ballots.bin": bytes(64 * 2**20)}, method=zipfile.ZIP_DEFLATED)
    large_json = packed_files({**files, "count.json": b" " * 2**22})
    says_so = bytearray(packed_files(files))
    says_so[18:26] = struct.pack("<2I", 2**32 - 1, 2**32 - 1)
    zeros = tmp_path / "zeros.zip"
    zeros.write_bytes(packed_files({**files, "ballots.bin": bytes(452 * 100_000)}))
    tracemalloc.start()
    try:
        for data in (swelling, large_json, bytes(says_so)):
            assert len(refused(data)) == 1
        with zeros.open("rb") as file:
            faults = check_sealed_bundle(file, FromElsewhere())[1]
        assert tracemalloc.get_traced_memory()[1] < 12 * 2**20
    finally:
        tracemalloc.stop()
    assert "after these 100 faults were not looked at" in faults[-2]
    assert refused(large_json) == ["count.json is larger than any that is sound"]
