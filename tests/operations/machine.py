"""A machine that is thrown away: this one, in which whatever is written goes to memory and is gone
afterwards, with processes and a network of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import until

SET_UP = """
set -e
mount -t tmpfs none {folder}
mkdir {folder}/written {folder}/work {folder}/root
mount -t overlay overlay -o lowerdir=/,upperdir={folder}/written,workdir={folder}/work {folder}/root
mount -t proc proc {folder}/root/proc
mount --rbind /dev {folder}/root/dev
mount -t tmpfs none {folder}/root/run
ip link set lo up
touch {folder}/root/run/is-up
exec chroot {folder}/root sleep infinity
"""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Machine:
    """A running one: the number of its first process, and where its files are seen from here."""

    first: int

    @property
    def files(self) -> Path:
        """The root of its files."""
        return Path(f"/proc/{self.first}/root")

    def start(self, command: str, *, alone: bool = True) -> subprocess.Popen[str]:
        """Start what somebody types at it as root; its network leads nowhere, unless it is not ``alone``."""
        return subprocess.Popen(
            [
                *("nsenter", f"--target={self.first}", "--mount", "--pid", f"--root=/proc/{self.first}/root"),
                *(["--net"] if alone else []),
                *("--wdns=/root", "bash", "-e", "-u", "-o", "pipefail", "-c", command),
            ],
            env=_clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str, *, alone: bool = True, status: int = 0) -> str:
        """The same, until it has ended; what it says. Fails where it does not end with this status."""
        process = self.start(command, alone=alone)
        said, _ = process.communicate(timeout=1_800)
        assert process.returncode == status, f"{command}\nended with {process.returncode}:\n{said}"
        return said


def _clean_environment() -> dict[str, str]:
    """That of a new machine, but for where packages are found."""
    pip = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_CERT"))}
    return pip | {"PATH": PATH, "HOME": "/root", "LC_ALL": "C.UTF-8"}


@contextmanager
def thrown_away(folder: Path) -> Iterator[Machine]:
    """A machine for as long as the block. Skips the test where this is not root, or cannot make one."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("nsenter")):
        pytest.skip("a machine of its own needs root, unshare and nsenter")
    folder.mkdir(parents=True)
    process = subprocess.Popen(
        [
            *("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation=private"),
            *("bash", "-c", SET_UP.format(folder=folder)),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        first = until(lambda: process.poll() is not None or _first_of(process))
        if first is True:
            assert process.stderr is not None
            pytest.skip(f"no machine can be made here: {process.stderr.read()}")
        yield Machine(int(first))
    finally:
        process.kill()
        process.wait()


def _first_of(process: "subprocess.Popen[str]") -> int | None:
    """The number of the machine's first process, once it is up."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    if children and Path(f"/proc/{children[0]}/root/run/is-up").exists():
        return int(children[0])
    return None
