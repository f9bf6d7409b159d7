"""A provider that answers as a test wants: right, unless it is told to lie."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.provider.real import CLIENT, SECRET


class LyingProvider:
    """Answers on a port of this machine. A test changes what it says: ``document``, ``keys``, ``claims``,
    ``sign``, ``userinfo``; or ``status``, that of all that it says; or ``elsewhere``, where to ask
    instead."""

    def __init__(self, port: int, now: Callable[[], datetime]) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = ECKey.generate_key("P-256", {"kid": "first"})
        self.keys = [self.key]
        self.sign: Callable[[dict[str, Any]], str] = signed_by(self.key)
        self.document: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["none", "HS256", "ES256"],
        }
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.status = 200
        self.elsewhere = ""
        self.asked: list[str] = []
        self.sent: dict[str, str] = {}
        self._now = now

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name it."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_NAME": "Provider",
        }

    def says(self, address: str, **claims: object) -> None:
        """Answer the question that a browser has carried to this ``address`` with these claims beside the
        right ones; one that is None is left out."""
        question = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        at = int(self._now().timestamp())
        right = {"iss": self.issuer, "aud": CLIENT, "sub": "somebody", "iat": at, "exp": at + 300}
        told = right | {"nonce": question["nonce"]} | claims
        self.claims = {name: value for name, value in told.items() if value is not None}
        self.asked.clear()

    def answer(self, path: str, sent: dict[str, str]) -> object:
        """What it says at an address."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return self.document
        if path == "/keys":
            return KeySet(self.keys).as_dict(private=False)
        if path == "/userinfo":
            return self.userinfo
        self.sent = sent
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self.claims)}


def signed_by(key: ECKey, kid: str = "first") -> Callable[[dict[str, Any]], str]:
    """What signs claims with a key."""
    return lambda claims: jwt.encode({"alg": "ES256", "kid": kid}, claims, key, ["ES256"])


def with_secret(secret: bytes) -> Callable[[dict[str, Any]], str]:
    """What signs claims by a secret that two share: our libraries do not, where it is not fit for that."""

    def sign(claims: dict[str, Any]) -> str:
        signed = _joined(*(json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "first"}, claims)))
        return f"{signed}.{_joined(hmac.digest(secret, signed.encode(), 'sha256'))}"

    return sign


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says itself that it is not signed."""
    return _joined(*(json.dumps(part).encode() for part in ({"alg": "none"}, claims)), b"")


def _joined(*parts: bytes) -> str:
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@contextmanager
def lying_provider(now: Callable[[], datetime]) -> Iterator[LyingProvider]:
    """Run one whose moment is that of ``now``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.provider = LyingProvider(server.server_port, now)  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.provider  # type: ignore[attr-defined]
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say({name: values[0] for name, values in parse_qs(body).items()})

    def log_message(self, *_: object) -> None:
        """Nothing is written of it."""

    def _say(self, sent: dict[str, str]) -> None:
        provider: LyingProvider = self.server.provider  # type: ignore[attr-defined]
        content = json.dumps(provider.answer(self.path, sent)).encode()
        self.send_response(307 if provider.elsewhere else provider.status)
        self.send_header("Content-Type", "application/json")
        if provider.elsewhere:
            self.send_header("Location", provider.elsewhere)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
