"""Servers that a doctor asks, as they are when something is wrong with them; and certificates for them."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def certificate(folder: Path, name: str = "localhost", days: int = 90) -> Path:
    """A file with a key and the certificate that it has signed itself, for so many days from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=365))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / f"{name}-{days}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path


@contextmanager
def answering(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on this machine that does this with each connection; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_handle, args=(handle, connection), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _handle(handle: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            handle(connection)
        except OSError:
            return


def speaking_tls(path: Path) -> Callable[[socket.socket], None]:
    """What greets by TLS with this key and certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    return handle


def saying(head: str) -> Callable[[socket.socket], None]:
    """What answers each request of HTTP with this head, and nothing more."""

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\nContent-Length: 0\r\n\r\n")

    return handle


@contextmanager
def told_by_datagram(answer: Callable[[bytes], bytes | None]) -> Iterator[str]:
    """A server that answers datagrams on this machine; where it is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    asked, whose = listening.recvfrom(4096)
                except OSError:
                    return
                if not asked:
                    return
                if said := answer(asked):
                    listening.sendto(said, whose)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        host, port = listening.getsockname()
        yield f"{host}:{port}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", (host, port))
        thread.join()


def time_of(ahead: float, stratum: int = 2) -> Callable[[bytes], bytes]:
    """What a time server says whose clock is so many seconds ahead."""

    def answer(asked: bytes) -> bytes:
        whole, part = divmod(time.time() + ahead, 1)
        stamp = struct.pack(">II", int(whole) + 2_208_988_800, int(part * 2**32))
        return bytes([0x24, stratum]) + bytes(22) + asked[40:48] + stamp + stamp

    return answer


def names_of(texts: dict[str, list[str]]) -> Callable[[bytes], bytes]:
    """What a name server says that knows these texts, and no other names."""

    def answer(asked: bytes) -> bytes:
        question = dns.message.from_wire(asked)
        name = question.question[0].name
        said = dns.message.make_response(question)
        found = texts.get(name.to_text(omit_final_dot=True))
        if found is None:
            said.set_rcode(dns.rcode.NXDOMAIN)
        else:
            quoted = [" ".join(f'"{part}"' for part in (text[:200], text[200:]) if part) for text in found]
            said.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
        return said.to_wire()

    return answer
