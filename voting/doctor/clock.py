"""The clock: against the database's, and against a time server that somebody names."""

import socket
import struct
import time
from datetime import datetime

from sqlalchemy import text

from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "clock"
TIMEOUT = 4.0
SINCE_1900 = 2_208_988_800
"""Seconds from the beginning of NTP's time to that of Unix."""
OFF, FAR_OFF = 1.0, 30.0
"""Seconds by which clocks differ: to be looked at; wrong, since windows of votes open and close by them."""
REMEDY = "Let each machine keep its time by NTP (chrony or systemd-timesyncd), and see that it does."


def check_clock(patient: Patient) -> list[Finding]:
    """How far the clock of this machine is from that of the database, and from the time server's."""
    found = list[Finding]()
    if patient.engine.dialect.name == "postgresql":
        with patient.engine.connect() as connection:
            before = system_clock()
            theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            middle = before + (system_clock() - before) / 2
        found.append(of_difference((theirs - middle).total_seconds(), "that of the database"))
    if patient.time_server:
        try:
            found.append(of_difference(offset_from(patient.time_server), patient.time_server))
        except (OSError, ValueError) as error:
            sentence = f"The time server {patient.time_server} gives no time ({type(error).__name__})."
            remedy = "Name another, or let this machine reach port 123 (UDP) of it."
            found.append(doubtful(SUBJECT, "time_server_silent", sentence, remedy))
    return found or [
        well(SUBJECT, "The clock is that of the database; with --time-server it is held to another.")
    ]


def of_difference(seconds: float, whose: str) -> Finding:
    """What a difference to somebody's clock comes to."""
    sentence = f"The clock of this machine and {whose} differ by {abs(seconds):.1f} seconds."
    if abs(seconds) > FAR_OFF:
        return ill(SUBJECT, "clock_wrong", sentence, REMEDY)
    return doubtful(SUBJECT, "clock_off", sentence, REMEDY) if abs(seconds) > OFF else well(SUBJECT, sentence)


def offset_from(server: str) -> float:
    """By how many seconds the clock of a server (``host`` or ``host:port``) is ahead of ours, by one question
    of SNTP (RFC 4330). Raises OSError where no answer comes, ValueError where it is none."""
    host, _colon, port = server.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(TIMEOUT)
        asking.connect((host, int(port or 123)))
        sent = time.time()
        whole, part = divmod(sent, 1)
        stamp = struct.pack(">II", int(whole) + SINCE_1900, int(part * 2**32))
        asking.send(b"\x23" + bytes(39) + stamp)
        answer = asking.recv(128)
        received = time.time()
    if len(answer) < 48 or answer[0] & 7 != 4 or answer[24:32] != stamp or answer[1] == 0:
        raise ValueError("no answer of a time server that has the time")
    taken_in, given_out = (_moment(answer[at : at + 8]) for at in (32, 40))
    return ((taken_in - sent) + (given_out - received)) / 2


def _moment(stamp: bytes) -> float:
    seconds, part = struct.unpack(">II", stamp)
    return float(seconds - SINCE_1900) + float(part) / 2**32
