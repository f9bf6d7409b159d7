"""TLS at the address that members have: whose certificate it is, who vouches for it, and until when."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "tls"
TIMEOUT = 4.0
ENDS_SOON = timedelta(days=30)
EXPIRED, OTHER_NAME = 10, 62
"""Codes of OpenSSL for a certificate that has ended, and for one of another name."""


class Unvouched(NamedTuple):
    """Why a certificate is not believed: OpenSSL's code and its words."""

    code: int
    reason: str


def is_this_machine(host: str) -> bool:
    """Whether a host's name or address is that of the machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_tls(patient: Patient) -> list[Finding]:
    """Whether the settings agree about TLS, and what the address answers to somebody who is strict."""
    address, https = urlsplit(patient.settings["ADDRESS"]), bool(patient.settings["SESSION_COOKIE_SECURE"])
    if found := disagreement(address, https):
        return [found]
    if address.scheme == "http":
        return [well(SUBJECT, "This address is of the machine itself, and needs no TLS.")]
    try:
        ends = certificate_end(address.hostname or "", address.port or 443)
    except OSError as error:
        sentence = f"Nothing answers at {address.netloc} ({type(error).__name__})."
        remedy = "Start the proxy, and see that the name leads to it and the port is open."
        return [ill(SUBJECT, "address_unreachable", sentence, remedy)]
    found_here = [_of_certificate(ends, system_clock())]
    if (address.port or 443) == 443 and leaves_open(address.hostname or "", 80):
        sentence = f"http://{address.hostname} answers without leading on to TLS."
        remedy = "Let the proxy answer every request on port 80 with a redirect (301) to https."
        found_here.append(ill(SUBJECT, "no_redirect", sentence, remedy))
    return found_here


def disagreement(address: SplitResult, https: bool) -> Finding | None:
    """Where ``ADDRESS`` and ``HTTPS`` do not go together, or there is no TLS where it is needed."""
    if https != (address.scheme == "https"):
        sentence = f"ADDRESS begins with {address.scheme}, and HTTPS is {'1' if https else 'off'}."
        remedy = "Behind TLS set HTTPS=1 and let ADDRESS begin with https; elsewhere neither."
        return ill(SUBJECT, "https_inconsistent", sentence, remedy)
    if address.scheme == "http" and not is_this_machine(address.hostname or ""):
        sentence = "Codes and votes go over the network in the clear: ADDRESS has no TLS."
        remedy = (
            "Put a proxy with TLS in front (docs/operations/proxy.md), set HTTPS=1, and ADDRESS to https."
        )
        return ill(SUBJECT, "no_tls", sentence, remedy)
    return None


def _of_certificate(ends: datetime | Unvouched, now: datetime) -> Finding:
    if isinstance(ends, Unvouched):
        code = {EXPIRED: "certificate_over", OTHER_NAME: "certificate_of_another"}.get(
            ends.code, "certificate_unknown"
        )
        sentence = f"Browsers refuse the certificate: {ends.reason}."
        remedy = "Give the proxy a certificate of this name, in date, with the whole chain of who signed it."
        return ill(SUBJECT, code, sentence, remedy)
    if ends - now < ENDS_SOON:
        remedy = "Renew it, and see why that has not happened by itself."
        return doubtful(SUBJECT, "certificate_ends", f"The certificate ends on {ends:%Y-%m-%d}.", remedy)
    return well(SUBJECT, f"The certificate is believed, and lasts until {ends:%Y-%m-%d}.")


def certificate_end(host: str, port: int) -> datetime | Unvouched:
    """Until when the certificate at this place lasts, or why it is not believed. Raises OSError where nothing
    answers."""
    context = ssl.create_default_context()
    with socket.create_connection((host, port), TIMEOUT) as connection:
        try:
            with context.wrap_socket(connection, server_hostname=host) as secured:
                ends = str((secured.getpeercert() or {})["notAfter"])
        except ssl.SSLCertVerificationError as error:
            return Unvouched(error.verify_code, error.verify_message)
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)


def leaves_open(host: str, port: int) -> bool:
    """Whether somebody who asks there without TLS is answered by anything but a way to it. Nobody there is
    fine."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        to = answer.getheader("Location", "")
        return not (300 <= answer.status < 400 and to.startswith("https://"))
    except OSError:
        return False
    finally:
        connection.close()
