"""A ZIP that is made part by part has the bytes of the one that is packed at once."""

import pytest

from voting.auditing.packing import zipped
from voting.auditing.zip_parts import StoredFile, stored_file, zip_length, zip_parts

FILES = {"ballots.bin": b"1234567" * 999, "count.json": b"{}", "empty": b""}


@pytest.mark.parametrize("names", [[], ["count.json"], list(FILES)])
def test_it_is_as_python_packs_it(names: list[str]) -> None:
    files = {name: FILES[name] for name in names}
    parts = [stored_file(name, content) for name, content in files.items()]
    packed = b"".join(zip_parts(parts))
    assert packed == zipped(files)
    assert zip_length(parts) == len(packed)


def test_a_file_may_come_in_parts() -> None:
    whole = stored_file("ballots.bin", FILES["ballots.bin"])
    some = [FILES["ballots.bin"][at : at + 100] for at in range(0, whole.size, 100)]
    in_parts = StoredFile(whole.name, whole.size, whole.crc, some)
    assert b"".join(zip_parts([in_parts])) == zipped({"ballots.bin": FILES["ballots.bin"]})
