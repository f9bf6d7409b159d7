"""The file of a backup: packed and encrypted to keys of age as it is written, and opened with one of them."""

import gzip
import io
import os
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from voting.backups import BackupRefused, private
from voting.backups.manifest import DATABASE, MANIFEST, NO_BACKUP

PREFIX = b"age-encryption.org/v1"
FAST = 1
"""The level of gzip: a backup must not take the processor from those who vote."""


class _Telling:
    """A file that remembers why it could not be written: age says so in other words."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._file.write(content)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


def read_recipients(texts: Sequence[str]) -> list[Any]:
    """The public keys in these texts, ``age1…`` or of SSH. Raises BackupRefused where one is none, or
    there is none at all."""
    import pyrage

    if not texts:
        raise BackupRefused(
            "Say to whose key the backup is encrypted: --to age1…, or the setting BACKUP_TO. "
            "“voting backup-key FILE” makes such a key; the file must not stay on this machine."
        )
    found = []
    for each in texts:
        kind = pyrage.ssh if each.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(each))
        except pyrage.RecipientError as error:
            raise BackupRefused(f"“{each}” is no public key of age: it begins with age1.") from error
    return found


def read_identities(path: Path) -> list[Any]:
    """The private keys in a file, as age-keygen writes it. Raises BackupRefused where it has none."""
    import pyrage

    lines = [line.strip() for line in path.read_text(errors="replace").splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError as error:
        raise BackupRefused(f"{path} is no key of age: its line begins with AGE-SECRET-KEY-1.") from error
    if not found:
        raise BackupRefused(f"{path} has no key of age: a line that begins with AGE-SECRET-KEY-1.")
    return found


def seal(parts: Mapping[str, bytes | Path], out: BinaryIO, recipients: Sequence[Any]) -> None:
    """Pack these parts by their names, contents or files, and write them encrypted. Raises OSError where what
    is written or read cannot be."""
    import pyrage

    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            with (
                os.fdopen(writing, "wb") as pipe,
                gzip.GzipFile("", "wb", FAST, pipe) as packed,
                tarfile.open(fileobj=packed, mode="w|") as archive,
            ):
                for name, part in parts.items():
                    _add(archive, name, part)
        except BaseException as error:
            failed.append(error)

    told, packing = _Telling(out), Thread(target=pack)
    packing.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            pyrage.encrypt_io(pipe, told, recipients)
    except pyrage.EncryptError:
        if told.error is None:
            raise
    finally:
        packing.join()
    for error in (told.error, *failed):
        if error is not None:
            raise error


def unseal(path: Path, identities: Sequence[Any], folder: Path) -> Path:
    """Decrypt and unpack a backup into an empty folder of ours, and return that of its database; beside it
    lies the manifest. Raises BackupRefused where the file is none, is damaged, is cut off, or is encrypted to
    another key."""
    import pyrage

    packed = folder / "packed"
    with path.open("rb") as file, open(packed, "xb", opener=private) as out:
        if file.read(len(PREFIX)) != PREFIX:
            raise BackupRefused(f"{path} is no backup: it does not begin as what “voting backup” writes.")
        file.seek(0)
        told = _Telling(out)
        try:
            pyrage.decrypt_io(file, told, identities)
        except (pyrage.DecryptError, OSError) as error:
            if told.error is not None:
                raise told.error from None
            raise BackupRefused(_why_closed(path, str(error))) from error
    found = None
    try:
        with tarfile.open(packed, "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if member.name not in (MANIFEST, *DATABASE.values()) or content is None:
                    raise BackupRefused(f"In {path} is something that no backup has: {member.name!r}.")
                with open(folder / member.name, "xb", opener=private) as out:
                    while part := content.read(1 << 20):
                        out.write(part)
                found = folder / member.name if member.name != MANIFEST else found
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise BackupRefused(NO_BACKUP) from error
    packed.unlink()
    if found is None or not (folder / MANIFEST).exists():
        raise BackupRefused(NO_BACKUP)
    return found


def _why_closed(path: Path, said: str) -> str:
    if "matching" in said:
        return f"{path} is encrypted to another key than this one: take the key that BACKUP_TO belongs to."
    return (
        f"{path} is damaged or cut off ({said}). Nothing of it is used: take another copy, or an older one."
    )


def _add(archive: tarfile.TarFile, name: str, part: bytes | Path) -> None:
    told = tarfile.TarInfo(name)
    told.mode = 0o600
    with io.BytesIO(part) if isinstance(part, bytes) else part.open("rb") as content:
        told.size = content.seek(0, os.SEEK_END)
        content.seek(0)
        archive.addfile(told, content)
