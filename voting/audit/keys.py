"""The key by which heads of the log are signed: Ed25519, in a PEM file of its own."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from voting.config import kept_in


def read_log_key(path: Path) -> Ed25519PrivateKey:
    """The key in a file; made the first time. Raises ValueError where the file has another content."""
    key = load_pem_private_key(kept_in(path, _new_key).encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} has no Ed25519 key")
    return key


def _new_key() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
