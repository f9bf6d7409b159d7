"""A real service of time stamps (RFC 3161) for tests: ``openssl ts`` behind HTTP."""

import datetime as dt
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SETTINGS = """
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
signer_cert = {folder}/service.pem
signer_key = {folder}/service.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
crypto_device = builtin
ess_cert_id_alg = sha256
"""


class StampService:
    """A service whose certificate was issued by an authority of its own, that of ``roots``. ``answers`` can
    be taken away, and what it answers instead be set (``instead``)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.roots = folder, folder / "roots.pem"
        self.answers, self.asked = True, 0
        self.instead: bytes | None = None
        self.url = ""
        authority = ec.generate_private_key(ec.SECP256R1())
        own = ec.generate_private_key(ec.SECP256R1())
        self.roots.write_bytes(_certificate("Authority", authority, authority, "Authority", issues=True))
        (folder / "service.pem").write_bytes(_certificate("Service", own, authority, "Authority"))
        key = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "service.key").write_bytes(key)
        (folder / "serial").write_text("01\n")
        (folder / "openssl.cnf").write_text(SETTINGS.format(folder=folder))

    def answer_to(self, query: bytes) -> bytes:
        """What it answers to a request."""
        self.asked += 1
        if self.instead is not None:
            return self.instead
        (self.folder / "query.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query.tsq"]
        subprocess.run([*command, "-out", "answer.tsr"], cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()


@contextmanager
def stamp_service() -> Iterator[StampService]:
    """Such a service, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        service = StampService(Path(folder))

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                if not service.answers or self.headers["Content-Type"] != "application/timestamp-query":
                    self.send_error(503)
                    return
                answer = service.answer_to(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        service.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield service
        server.shutdown()
        server.server_close()


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer: str,
    *,
    issues: bool = False,
) -> bytes:
    today = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issues, path_length=None), critical=True)
    )
    if not issues:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)
