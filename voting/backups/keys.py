"""Keys for backups, in the format of age-keygen."""

import os
from pathlib import Path


def new_backup_key(path: Path) -> str:
    """Make a key pair of age in a new file that only its owner can read; returns the public key. Raises
    FileExistsError."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public
