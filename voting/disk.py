"""Whether the disk that a folder is on has room, and takes what is written."""

import os
import shutil
import tempfile
from enum import StrEnum
from pathlib import Path

FLOOR = 64 * 1024**2
"""Bytes that must be free: below them nothing more is begun."""
LOW = 1024**3
"""Bytes below which somebody has to make room: a day of votes and letters needs less."""
TRIED = 64 * 1024
"""Bytes that are written to see whether they can be."""


class DiskRoom(StrEnum):
    """How a disk stands, by the code of the fault where it is one."""

    ENOUGH = "enough"
    LOW = "disk_low"
    FULL = "disk_full"


def free_bytes(folder: Path) -> int:
    """The bytes that are free on the disk of a folder. Raises OSError where there is no such folder."""
    return shutil.disk_usage(folder).free


def room_in(folder: Path) -> DiskRoom:
    """How the disk of a folder stands: it is full where less than ``FLOOR`` is free, or nothing can be
    written in fact, as on one that is mounted for reading alone."""
    try:
        free = free_bytes(folder)
        _try_to_write(folder)
    except OSError:
        return DiskRoom.FULL
    if free < FLOOR:
        return DiskRoom.FULL
    return DiskRoom.LOW if free < LOW else DiskRoom.ENOUGH


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:  # without a name: it goes with its process
        file.write(bytes(TRIED))
        file.flush()
        os.fsync(file.fileno())
