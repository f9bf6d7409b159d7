"""What a backup says of itself. Pure: values in, values out."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from voting.backups import BackupRefused

FORMAT = 1
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""The name of the database in the archive, by the kind of it."""
MANIFEST = "manifest.json"
NO_BACKUP = "This file is encrypted to your key, but it is no backup of this software."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and until when.

    ``schema`` is its last migration; ``head`` the number and hash of the last entry of the log, and
    ``signed_head`` the last line of ``voting audit heads``, or "". ``counts`` are rows by table, and
    ``last_vote`` the moment of the last vote, in ISO 8601, or "". ``sha256`` is of the database's file, and
    ``log_key`` the public key of the log, in hexadecimal.
    """

    made_at: datetime
    version: str
    kind: str
    schema: str
    head: tuple[int, str]
    signed_head: str
    counts: Mapping[str, int]
    last_vote: str
    log_key: str
    sha256: str

    def as_json(self) -> bytes:
        """The manifest as it lies in the archive."""
        values = asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest in an archive. Raises BackupRefused."""
    try:
        values = json.loads(content)
        if values.pop("format") != FORMAT:
            raise BackupRefused("This backup was made by another version of the software: use that one.")
        seq, entry_hash = values.pop("head")
        made_at = datetime.fromisoformat(values.pop("made_at"))
        found = Manifest(made_at=made_at, head=(int(seq), str(entry_hash)), **values)
        is_known = found.kind in DATABASE
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupRefused(NO_BACKUP) from error
    if not is_known:
        raise BackupRefused(f"This backup is of a database that is not known here: {found.kind}.")
    return found
