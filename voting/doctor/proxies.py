"""The proxy in front: whether it says who asks, whether anybody else may say so, and whether it keeps streams
back."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well
from voting.doctor.question import signed_question

SUBJECT = "proxies"
TIMEOUT = 4.0
PRETENDED = "203.0.113.77"
"""An address that nobody has (RFC 5737), as which the doctor pretends to ask."""
SOON = 1.5
"""Seconds within which the first event of a stream is there."""
PAGE = "docs/operations/proxy.md"


def check_proxies(patient: Patient) -> list[Finding]:
    """Ask the installation at its own address for what it sees of who asks, and for a stream."""
    address, secret = patient.settings["ADDRESS"], str(patient.settings["SECRET_KEY"])
    https = bool(patient.settings["SESSION_COOKIE_SECURE"])
    asked = f"{address}/doctor/{signed_question(secret)}"
    try:
        answer = requests.get(
            asked, headers={"X-Forwarded-For": PRETENDED}, timeout=TIMEOUT, allow_redirects=False
        )
    except (requests.RequestException, OSError) as error:
        sentence = f"{address} cannot be asked ({type(error).__name__})."
        return [doubtful(SUBJECT, "not_served", sentence, "Start the server and the proxy, then ask again.")]
    if answer.status_code != 200 or answer.headers.get("Content-Type") != "application/json":
        sentence = f"{address} is answered by something else than this installation ({answer.status_code})."
        remedy = f"See that ADDRESS, with its path, leads through the proxy to this server ({PAGE})."
        return [ill(SUBJECT, "answered_by_another", sentence, remedy)]
    found = of_request(answer.json(), https, urlsplit(address).netloc)
    try:
        found += of_stream(seconds_to_first_event(f"{asked}/stream"))
    except (requests.RequestException, OSError):
        sentence = "A stream breaks off before its first event."
        found.append(ill(SUBJECT, "streams_broken", sentence, f"See the part on streams in {PAGE}."))
    return found or [
        well(SUBJECT, "The proxy says who asks, believes nobody else, and passes streams on at once.")
    ]


def of_request(seen: Mapping[str, Any], https: bool, host: str) -> list[Finding]:
    """What is wrong where the application has ``seen`` this of a request to its own address."""
    found = list[Finding]()
    if seen["client"] == PRETENDED:
        sentence = "Whoever asks can say which address they have, and so get around the limits on guessing."
        remedy = f"Let the proxy set X-Forwarded-For to the address it sees, whatever it was sent ({PAGE})."
        found.append(ill(SUBJECT, "forwarded_believed", sentence, remedy))
    if https and not seen["told_by_proxy"]:
        sentence = "All requests seem to come from one address: who guesses keeps everybody out."
        remedy = f"Let the proxy send X-Forwarded-For; on another machine, name it in PROXIES, too ({PAGE})."
        found.append(ill(SUBJECT, "client_unknown", sentence, remedy))
    if https and seen["scheme"] != "https":
        sentence = "The application is not told that it was asked by TLS."
        found.append(
            ill(SUBJECT, "scheme_unknown", sentence, f"Let the proxy send X-Forwarded-Proto ({PAGE}).")
        )
    if seen["host"] != host:
        sentence = f"The application is told that it was asked as {seen['host']}, not as {host}."
        remedy = f"Let the proxy pass on the name that was asked for (Host, X-Forwarded-Host; {PAGE})."
        found.append(doubtful(SUBJECT, "host_unknown", sentence, remedy))
    return found


def of_stream(seconds: float) -> list[Finding]:
    """What is wrong where the first event of a stream takes so long."""
    if seconds <= SOON:
        return []
    sentence = f"The proxy keeps streams back: a first event came after {seconds:.1f} seconds."
    remedy = f"Switch its buffers off for them, and compression, too ({PAGE})."
    return [ill(SUBJECT, "streams_buffered", sentence, remedy)]


def seconds_to_first_event(address: str) -> float:
    """How long it takes until something of a stream has come. Raises what ``requests`` raises."""
    begun = time.monotonic()
    with requests.get(address, stream=True, timeout=TIMEOUT, allow_redirects=False) as answer:
        answer.raise_for_status()
        next(answer.iter_content(1), b"")
        return time.monotonic() - begun
