"""The keys of an installation on paper, and back from it."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from voting.backups import BackupRefused, private
from voting.backups.key_lines import key_lines
from voting.qr import qr_svg
from voting.report.typeset import typeset

PURPOSES = {
    "SECRET_KEY": "From this key follow the codes that people sign in with, their admission passes, and the "
    "links of displays and tablets. Who has it and the database can make the code of every member.",
    "BALLOT_KEY": "This key opens the envelopes in which choices wait until a vote is closed. Who has it and "
    "a copy of the database from while the vote was open knows who voted what: keep it where no backup lies.",
    "LOG_KEY": "With this key the heads of the log are signed. Who has it can sign a log that was written "
    "anew.",
    "BACKUP": "This key opens the backups. It must not be on the server. Who has it and a backup reads the "
    "register, and who has voted.",
}
BACK = (
    "To give it back: type the lines above, or what the QR code says, into a file on the server, and run: "
    "voting restore-keys FILE. A line that is mistyped is told."
)
BACK_BACKUP = (
    "To give it back: type the line, or what the QR code says, into a file, for: "
    "voting restore --identity FILE"
)


def write_key_sheet(path: Path, keys: Mapping[str, bytes], backup_key: str, *, now: datetime) -> None:
    """Write a PDF with a page for each of these keys by their names, and for a private key of age, into a new
    file that only its owner can read. Raises FileExistsError."""
    pages: list[dict[str, Any]] = [
        {"name": name, "purpose": PURPOSES[name], "lines": key_lines(name, value), "back": BACK}
        for name, value in keys.items()
    ]
    if backup_key:
        told = {"name": "Key of the backups", "purpose": PURPOSES["BACKUP"]}
        pages.append({**told, "lines": [backup_key], "back": BACK_BACKUP})
    for page in pages:
        page["qr"] = qr_svg("\n".join(page["lines"])).decode()
    made = f"Printed {now.astimezone(UTC):%Y-%m-%d}. Keep it in a safe; destroy it when the key is replaced."
    content = typeset("key_sheet", {"title": "Keys of the voting system", "keys": pages, "made": made})
    with open(path, "xb", opener=private) as file:
        file.write(content)


def log_key_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the log's private key."""
    return key.private_bytes_raw()


def put_back(keys: Mapping[str, bytes], instance: Path, log_path: Path) -> list[Path]:
    """Write keys that were read from paper to where the installation looks for them; returns the files that
    are new. Raises BackupRefused, with nothing written, where another key lies there."""
    contents = {
        instance / "secret-key": keys.get("SECRET_KEY"),
        instance / "ballot-key": keys.get("BALLOT_KEY"),
    }
    if "LOG_KEY" in keys:
        key = Ed25519PrivateKey.from_private_bytes(keys["LOG_KEY"])
        contents[log_path] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    wanted = {path: content for path, content in contents.items() if content is not None}
    for path, content in wanted.items():
        if path.exists() and path.read_bytes().strip() != content.strip():
            raise BackupRefused(f"{path} has another key. Nothing was written: move it away, or leave it.")
    new = [path for path in wanted if not path.exists()]
    for path in new:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(wanted[path])
    return new
