"""What a backup says of itself, read back."""

import json
from datetime import UTC, datetime

import pytest

from voting.backups import BackupRefused
from voting.backups.manifest import Manifest, read_manifest

MOMENT = datetime(2026, 6, 16, 9, 15, tzinfo=UTC)
MADE = Manifest(
    *(MOMENT, "0.1.0", "sqlite", "2026_12_10_proxy_salt", (7, "a" * 64)),
    *("", {"participation": 3}, "2026-06-16", "b" * 64, "c" * 64),
)


def test_it_is_read_as_it_was_written() -> None:
    assert read_manifest(MADE.as_json()) == MADE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, "another version"),
        ({"kind": "oracle"}, "not known here: oracle"),
        ({"made_at": "yesterday"}, "no backup of this software"),
        ({"head": 7}, "no backup of this software"),
        ({"kind": ["sqlite"]}, "no backup of this software"),
        ({"more": 1}, "no backup of this software"),
    ],
)
def test_what_it_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BackupRefused, match=said):
        read_manifest(json.dumps(json.loads(MADE.as_json()) | change).encode())


def test_and_so_is_what_is_none() -> None:
    for content in (b"", b"[]", b"{}", b"\xff", b"[" * 100_000):
        with pytest.raises(BackupRefused, match="no backup of this software"):
            read_manifest(content)
