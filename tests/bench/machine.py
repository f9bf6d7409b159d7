"""On which machine, and of which state of the code, figures are."""

import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from tests.gate.warm import ROOT

COMMITS = 100


def machine() -> dict[str, str | float]:
    """Flat facts about the machine: processor, memory, how long its disk takes for a durable write, and how
    busy it is already."""
    return {
        "machine_processor": _processor(),
        "machine_cores": os.cpu_count() or 0,
        "machine_memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "machine_disk_sync_ms": round(_sync_ms(), 3),
        "machine_load_before": os.getloadavg()[0],
        "machine_system": platform.platform(),
        "python": platform.python_version(),
        "commit": _commit(),
        "measured_on": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _sync_ms() -> float:
    with tempfile.TemporaryFile() as file:
        begun = time.perf_counter()
        for _ in range(COMMITS):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return 1000 * (time.perf_counter() - begun) / COMMITS


def _commit() -> str:
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
