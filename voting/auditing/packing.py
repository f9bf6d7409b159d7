"""Packing a bundle: the same content gives the same bytes, whoever packs it and when."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.audit.chain import canonical
from voting.audit.heads import public_key_of

FORMAT = "voting-bundle-1"
SIGNED_AS = "bundle of an assembly\n"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"


def packed(content: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """A ZIP of JSON files, by name, with a manifest of their SHA-256 and a signature under the manifest."""
    files = {name: canonical(value).encode() for name, value in content.items()}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = canonical({"format": FORMAT, "files": hashes}).encode()
    signature = key.sign(SIGNED_AS.encode() + manifest).hex()
    signed = canonical({"public_key": public_key_of(key), "signature": signature}).encode()
    return zipped(files | {MANIFEST: manifest, SIGNATURE: signed})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in the order of their names, uncompressed, without dates."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return written.getvalue()
