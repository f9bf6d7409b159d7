"""What was seen in a register file is kept so that a page unpacks the lines that it shows, and no others."""

import gzip
import json
from dataclasses import replace
from datetime import date

import pytest

from tests.register.files import file, line
from tests.world import row
from voting.register.compare import compare
from voting.register.csv_file import Choices
from voting.register.delivery import read_delivery
from voting.register.findings import FRAME, Preview, findings_of, read_findings
from voting.register.registered import MEMBER_FIELDS, Registered

FIRST = 100_001
KNOWN, NEW, LEFT = 2 * FRAME + 3, FRAME, FRAME + 1
MISSING = [str(number) for number in range(1, FRAME + 2)]
NUMBERS = [str(number) for number in range(FIRST, FIRST + KNOWN)]


def a_line(place: int) -> str:
    end = {"Uitgetreden_op": "01/06/2020", "Reden_uittreding": "ontslag"} if place < LEFT else {}
    return line(FIRST + place, E_mail="" if place else "an@example.org", **end)


REGISTER = Registered(
    "f",
    {
        number: tuple(getattr(row(int(number)), name) for name in MEMBER_FIELDS)
        for number in (*MISSING, *NUMBERS)
    },
    {number: {("joined", date(2016, 6, 1)): place} for place, number in enumerate(NUMBERS)},
    {(number, "name") for number in NUMBERS},
)
DELIVERY = read_delivery(file(*map(a_line, range(KNOWN + NEW))), Choices())
SUMMARY = compare(REGISTER, DELIVERY.rows)
PAGES = [slice(0, 50), slice(FRAME - 7, FRAME + 7), slice(2 * FRAME, 3 * FRAME), slice(9**9, 9**9 + 1)]


@pytest.fixture(scope="module")
def preview() -> Preview:
    found = read_findings(findings_of(DELIVERY, REGISTER)).preview
    assert found is not None
    return found


def test_lines_are_those_of_the_comparison(preview: Preview) -> None:
    assert preview.numbers == {
        "added": NEW,
        "changed": len(SUMMARY.changes),
        "left": LEFT,
        "conflicts": KNOWN,
        "agreed": 0,
        "missing": len(MISSING),
    }
    assert (preview.unchanged, preview.emptied["email"]) == (SUMMARY.unchanged, KNOWN - 1)
    for lines in (*PAGES, slice(None)):
        assert preview.changes("changed", lines) == SUMMARY.changes[lines]
        assert preview.changes("conflicts", lines) == SUMMARY.conflicts[lines]
        assert preview.changes("agreed", lines) == []
        assert preview.members("left", lines) == SUMMARY.left[lines]
        assert preview.members("missing", lines) == SUMMARY.missing[lines]
        assert [number for number, _ in preview.added(lines)] == SUMMARY.added[lines]


def test_a_page_unpacks_its_own_lines_alone(preview: Preview) -> None:
    ends = preview.ends["changed"]
    spoiled = bytearray(preview.frames)
    spoiled[ends[0] : ends[1]] = bytes(ends[1] - ends[0])
    halved = replace(preview, frames=bytes(spoiled))
    assert halved.changes("changed", PAGES[0]) == SUMMARY.changes[PAGES[0]]
    with pytest.raises(gzip.BadGzipFile):
        halved.changes("changed", PAGES[1])


def test_what_an_earlier_version_has_packed_is_looked_at_again() -> None:
    packed = findings_of(DELIVERY, None)
    kept = json.loads(gzip.decompress(packed)) | {"preview": {"fingerprint": "f", "summary": {}, "names": {}}}
    found = read_findings(gzip.compress(json.dumps(kept).encode()))
    assert found == read_findings(packed)
    assert found.preview is None
