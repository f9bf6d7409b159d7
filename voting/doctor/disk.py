"""The disk under the installation: room left, and how long it takes until something is truly on it."""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "disk"
SCARCE, NONE_LEFT = 2 * 1024**3, 256 * 1024**2
"""Bytes that are free: few; as good as none."""
SLOW, VERY_SLOW = 0.02, 0.1
"""Seconds of one write: each commit waits as long."""
WRITES, WITHIN = 50, 4.0
"""How many writes are measured, and how many seconds that may take."""


def check_disk(patient: Patient) -> list[Finding]:
    """Room and pace of the disk with the database, or where that is elsewhere, with the installation."""
    folder = (patient.database_file or patient.instance / "any").parent
    return [of_room(shutil.disk_usage(folder).free), of_pace(write_pace(folder))]


def of_room(free: int) -> Finding:
    """What so many free bytes come to."""
    room = f"{free / 1024**3:.1f} GiB of the disk are free."
    remedy = "Make room, or move the installation to a larger disk: a full disk takes no vote."
    if free < NONE_LEFT:
        return ill(SUBJECT, "disk_full", room, remedy)
    return doubtful(SUBJECT, "disk_scarce", room, remedy) if free < SCARCE else well(SUBJECT, room)


def of_pace(seconds: float) -> Finding:
    """What so many seconds for a write come to."""
    pace = f"A write is on the disk after {1000 * seconds:.1f} ms (median)."
    remedy = "Use a local disk with a safe cache, and no share on the network: each commit waits for it."
    if seconds > VERY_SLOW:
        return ill(SUBJECT, "disk_very_slow", pace, remedy)
    return doubtful(SUBJECT, "disk_slow", pace, remedy) if seconds > SLOW else well(SUBJECT, pace)


def write_pace(folder: Path) -> float:
    """The median of the seconds that a small write takes until it is on the disk under a folder."""
    took = list[float]()
    until = time.monotonic() + WITHIN
    with tempfile.TemporaryFile(dir=folder) as file:
        while len(took) < WRITES and (not took or time.monotonic() < until):
            begun = time.monotonic()
            os.write(file.fileno(), bytes(4096))
            os.fsync(file.fileno())
            took.append(time.monotonic() - begun)
    return statistics.median(took)
