"""Programs that some tests need beside a browser and a database: a proxy, a pooler, a cluster's keeper."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

LOCK = Path(tempfile.gettempdir()) / "voting-tests-apt.lock"


def program(name: str, package: str) -> str:
    """The path of a program, installed from Debian's ``package`` where it is not there and this is root.

    Skips the test where there is no way to it.
    """
    if (found := _found(name)) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with LOCK.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if (found := _found(name)) is None:
                _apt("install", "-y", "--no-install-recommends", package)
            if (found := _found(name)) is None:
                _apt("update")
                _apt("install", "-y", "--no-install-recommends", package)
                found = _found(name)
    if found is None:
        pytest.skip(f"{name} is not there, and cannot be installed here")
    return found


def _found(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _apt(*arguments: str) -> None:
    """Run apt-get; where it fails, that is seen by what is not there afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "-qq", *arguments], check=False, env=environment, **quiet)
