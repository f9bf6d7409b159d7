"""A pass for Apple's Wallet: a ``.pkpass``, a ZIP of the pass, pictures, their hashes, and a signature."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509 import Certificate, NameOID, load_pem_x509_certificates
from cryptography.x509.oid import ObjectIdentifier

MEDIA_TYPE = "application/vnd.apple.pkpass"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever signs passes: a key, its certificate, and the certificates between that one and Apple's own."""

    key: RSAPrivateKey
    certificate: Certificate
    between: tuple[Certificate, ...]

    @property
    def pass_type(self) -> str:
        """The identifier of the type of pass, which Apple has put into the certificate."""
        return self._named(NameOID.USER_ID)

    @property
    def team(self) -> str:
        """The identifier of the team, likewise."""
        return self._named(NameOID.ORGANIZATIONAL_UNIT_NAME)

    def _named(self, name: ObjectIdentifier) -> str:
        return str(self.certificate.subject.get_attributes_for_oid(name)[0].value)


def signer_from(path: Path) -> Signer:
    """The signer whose key and certificates lie in one PEM file, its own certificate first. Raises OSError;
    ValueError where the file holds something else."""
    pem = path.read_bytes()
    key = load_pem_private_key(pem, None)
    certificate, *between = load_pem_x509_certificates(pem)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key of a pass is an RSA key")
    return Signer(key, certificate, tuple(between))


def apple_pass(signer: Signer, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The file of a pass with this ``content`` (the keys of ``pass.json`` but for those that say whose it is)
    and these PNG ``pictures`` by name."""
    own = {"formatVersion": 1, "passTypeIdentifier": signer.pass_type, "teamIdentifier": signer.team}
    files = {"pass.json": json.dumps({**content, **own}).encode(), **pictures}
    manifest = json.dumps({name: _sha1(file) for name, file in files.items()}).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in {**files, "manifest.json": manifest, "signature": _sign(signer, manifest)}.items():
            archive.writestr(name, file)
    return packed.getvalue()


def _sha1(file: bytes) -> str:
    return hashlib.sha1(
        file, usedforsecurity=False
    ).hexdigest()  # the format asks for it; what is signed is SHA-256


def _sign(signer: Signer, manifest: bytes) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(manifest)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    for certificate in signer.between:
        builder = builder.add_certificate(certificate)
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
