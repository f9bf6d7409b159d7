"""Backups: taken while votes are cast, encrypted to a key that no server has, restored in an empty place.

A backup is a file in the format of age (https://age-encryption.org/v1). In it is a tar archive, compressed
by gzip, with ``manifest.json`` and the database: ``database.sqlite3``, or ``database.dump`` of pg_dump. So it
can be opened without this software, by ``age --decrypt`` and ``tar``. No key of the installation is in it.
"""

import os


class BackupRefused(Exception):
    """A backup was not made, or not restored, and nothing is half done: the text is a sentence that says why
    and what to do."""


def private(path: str, flags: int) -> int:
    """Open a file, for ``open``, as one that only its owner can read."""
    return os.open(path, flags, 0o600)
