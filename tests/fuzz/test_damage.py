"""Whatever is done to sound content, each reader gives a value, or refuses as we refuse: no other error."""

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.fuzz.damage import damaged
from tests.fuzz.readers import BOUNCE, FILES, READERS, RECORDED, REGISTER, WORKBOOK, Reader, zipped_alone
from voting import recount
from voting.ballot.ranked.file_faults import InvalidRankedFile
from voting.errors import InvalidFile
from voting.files import HARMLESS, MEGABYTE

MOST = 6 * HARMLESS
"""What a small hostile file may take of memory at most: what it may unpack to, some times over."""


def read_or_refused(reader: Reader, content: bytes) -> None:
    try:
        reader.read(content)
    except reader.refusals:
        return


@pytest.mark.parametrize("name", READERS)
def test_damage_is_read_or_refused(name: str, pytestconfig: pytest.Config) -> None:
    reader = READERS[name]
    times = 5_000 if pytestconfig.getoption("full") else 60 if reader.slow else 150

    @given(damaged(reader.sound))
    @settings(max_examples=times)
    def holds(content: bytes) -> None:
        read_or_refused(reader, content)

    for content in reader.sound:
        reader.read(content)
    holds()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("majority", "1٣/2٣"),
        ("quorum", "1٣ members"),
        ("quorum", "1/2٣"),
        ("limit of seats", "at most 1٣ of men"),
    ],
)
def test_a_rule_has_no_digits_that_only_some_can_read(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        READERS[name].read(text.encode())


@pytest.mark.parametrize("content", [b",", b'",\n"', b"\n , \n,,"])
def test_rows_of_nothing_are_an_empty_file(content: bytes) -> None:
    with pytest.raises(InvalidRankedFile) as refused:
        FILES["ranked ballots"].read(content)
    assert [fault.code for fault in refused.value.faults] == ["empty_file"]


def test_an_archive_whose_bits_were_turned_is_damaged() -> None:
    archive = bytearray(zipped_alone("register.csv", REGISTER))
    archive[archive.index(b"register.csv") + len("register.csv")] ^= 0xFF
    with pytest.raises(InvalidFile) as refused:
        FILES["register as a workbook"].read(bytes(archive))
    assert [fault.code for fault in refused.value.faults] == ["workbook_damaged"]


@pytest.mark.parametrize(
    ("written", "odd"),
    [
        (b"=?utf-8?b?w6k=?=", b"=?utf-8?b?w6k=?=\xff"),
        (b"=?utf-8?b?w6k=?=", b"\xed\xa0\x80"),
        (b'"Li, Wei"', b'"Li, Wei\xc3'),
        (b"Tue, 17 Jun 2025", b"Tue, 17 Jun " + b"9" * 30),
        (b"+0200", b"+" + b"9" * 30),
    ],
)
def test_a_letter_that_came_back_is_known_by_its_number_alone(written: bytes, odd: bytes) -> None:
    (bounce,) = FILES["letters that came back"].read(BOUNCE.replace(written, odd))
    assert bounce.mail_id == 12


def test_a_day_with_a_field_that_has_no_end_is_refused() -> None:
    with pytest.raises(InvalidFile) as refused:
        FILES["day that was recorded"].read(RECORDED + b'"' + b"x" * 200_000)
    assert [fault.code for fault in refused.value.faults] == ["not_csv"]


def test_a_count_that_is_nested_without_end_is_no_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "count.json").write_text("[" * 100_000)
    assert recount.main([str(tmp_path / "count.json")]) == 2
    assert "cannot be read as an export" in capsys.readouterr().err


def swollen_workbook() -> bytes:
    """A workbook with a part that says it is empty, and unpacks to much."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            more = b" " * (200 * MEGABYTE) if name.endswith("sheet1.xml") else b""
            target.writestr(name, source.read(name) + more)
    return written.getvalue()


LAUGHS = '<!ENTITY e0 "haha">' + "".join(
    f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10)
)
"""An entity that is four thousand million characters long."""


def workbook_with(entities: str, shown: str) -> bytes:
    """A workbook whose sheet declares entities and shows one of them in the place of a heading."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name.endswith("sheet1.xml"):
                content = content.replace("?>", f"?><!DOCTYPE worksheet [{entities}]>", 1)
                content = content.replace("Lidnummer", shown, 1)
            target.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("entities", "shown"),
    [(LAUGHS, "&e9;"), (f'<!ENTITY e SYSTEM "{Path(__file__).as_uri()}">', "&e;")],
    ids=["swells", "opens a file"],
)
def test_a_workbook_opens_nothing_and_swells_to_nothing(entities: str, shown: str) -> None:
    """Entities of XML: what they name is not read, and what they would become is never made."""
    reader, content = FILES["register as a workbook"], workbook_with(entities, shown)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidFile) as refused:
            reader.read(content)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()
    assert [fault.code for fault in refused.value.faults] == ["workbook_damaged"]


HOSTILE = {
    "brackets": b"x = " + b"[" * 50_000,
    "quotation marks": b'"' * 150_000,
    "separators": b";" * 150_000,
    "lines": b"\n" * 50_000,
    "digits": b"9" * 150_000,
    "NUL": b"\0" * 150_000,
    "a packed gigabyte": gzip.compress(b"\0" * (64 * MEGABYTE)) * 2,
    "a workbook": swollen_workbook(),
    "headers": b"A: b\n" * 20_000,
    "parts": b'Content-Type: multipart/report; boundary="b"\n\n' + b"--b\n" * 5_000,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_small_file_takes_no_more_than_some_megabytes(name: str, hostile: str) -> None:
    content = HOSTILE[hostile]
    assert len(content) < MEGABYTE
    tracemalloc.start()
    try:
        read_or_refused(FILES[name], content)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()
