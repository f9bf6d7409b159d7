"""A security key made of software: it signs what a page asks, as a browser and a device do together."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "https://vote.example"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def asked_on(page: str) -> dict[str, Any]:
    """What a page asks of a passkey."""
    found = re.search(r'data-passkey="([^"]+)"', page)
    assert found, page
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


@dataclass
class SecurityKey:
    """A device with one passkey, which says how often it has signed."""

    count: int = 0
    origin: str = ORIGIN
    host: str = "vote.example"
    flags: int = PRESENT | VERIFIED
    identity: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    secret: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, asked: dict[str, Any]) -> str:
        """The answer to who asks for a new passkey."""
        numbers = self.secret.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + cbor2.dumps(public)
        told = self._data(self.flags | ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", asked)
        return self._answer({"attestationObject": base64(attestation), "clientDataJSON": base64(client)})

    def show(self, asked: dict[str, Any]) -> str:
        """The answer to who asks for the passkey."""
        assert base64(self.identity) in {known["id"] for known in asked["allowCredentials"]}
        self.count += 1
        told, client = self._data(self.flags), self._client("webauthn.get", asked)
        signature = self.secret.sign(told + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        response = {"authenticatorData": base64(told), "clientDataJSON": base64(client)}
        return self._answer(response | {"signature": base64(signature)})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        challenge = base64(urlsafe_b64decode(asked["challenge"] + "=="))
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        identity = base64(self.identity)
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": response})
