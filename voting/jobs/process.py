"""The process that does what was asked for, beside the server."""

import signal
from functools import cache
from pathlib import Path

from voting.companion import Companion


@cache
def jobs_process(instance: Path) -> Companion:
    """The one of an installation, the same each time the server's configuration is read."""
    return Companion(instance, "jobs", ("do-jobs",), "does long work", signal.SIGHUP)
