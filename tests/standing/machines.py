"""Machines that are network namespaces: each with an address on one bridge, and processes of its own."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PREFIX = "standing-"
LINK = "st-"
BRIDGE = "standing0"
HERE = "10.77.0.1"
"""The address of this machine itself, on which people sit."""
PLACE = Path("/dev/shm/standing")
"""Where all of them keep their files."""


def run(*command: str, check: bool = True) -> str:
    """What a command prints."""
    done = subprocess.run(command, check=check, capture_output=True, text=True)
    return done.stdout


@dataclass
class Machine:
    """One machine, and its processes by name."""

    name: str
    address: str
    size: int = 0
    """Mebibytes of a disk of its own; 0: it has a folder."""
    running: dict[str, psutil.Popen] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return PLACE / self.name

    @property
    def space(self) -> str:
        """The name of its network namespace."""
        return PREFIX + self.name

    def put_up(self) -> None:
        """Give it a place on the bridge, and its disk."""
        end = LINK + self.name
        run("ip", "netns", "add", self.space)
        run("ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", self.space)
        run("ip", "link", "set", end, "master", BRIDGE, "up")
        for command in ("addr add 127.0.0.1/8 dev lo", f"addr add {self.address}/24 dev eth0"):
            run("ip", "-n", self.space, *command.split(), check=False)
        for device in ("lo", "eth0"):
            run("ip", "-n", self.space, "link", "set", device, "up")
        self.folder.mkdir()
        if self.size:
            run("mount", "-t", "tmpfs", "-o", f"size={self.size}m", "tmpfs", str(self.folder))
        self.folder.chmod(0o755)

    def start(
        self,
        name: str,
        *command: str,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
        directory: Path = PLACE,
    ) -> None:
        """Start a process; its output is kept beside the folders of the machines."""
        as_user: Sequence[str] = ()
        if user is not None:
            as_user = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups")
        with (PLACE / f"{self.name}-{name}.log").open("ab") as log:
            self.running[name] = psutil.Popen(
                ["ip", "netns", "exec", self.space, *as_user, *command],
                cwd=directory,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End everything on it at once, as where its power is gone."""
        self._signal(signal.SIGKILL)
        for process in self.running.values():
            process.wait()
        self.running.clear()

    def pause(self) -> None:
        """Let everything on it stand still."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for process in run("ip", "netns", "pids", self.space, check=False).split():
            with suppress(ProcessLookupError):
                os.kill(int(process), number)

    def deaf_to(self, *others: "Machine") -> None:
        """From now on nothing that is sent to these arrives."""
        for other in others:
            run("ip", "-n", self.space, "route", "replace", "blackhole", f"{other.address}/32")

    def hear(self, *others: "Machine") -> None:
        """It arrives again."""
        for other in others:
            run("ip", "-n", self.space, "route", "del", "blackhole", f"{other.address}/32")

    def fill(self) -> None:
        """Fill its disk to the last byte."""
        with (self.folder / "filler").open("wb", buffering=0) as file:
            try:
                while file.write(bytes(1 << 20)):
                    pass
            except OSError:
                return

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink()


def put_up_bridge() -> None:
    """What all machines hang on. People come from this machine itself."""
    PLACE.mkdir(mode=0o755)
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "addr", "add", f"{HERE}/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")


def clean() -> None:
    """Take away whatever is left of a proof: processes, disks, namespaces, files."""
    spaces = json.loads(run("ip", "-j", "netns", "list", check=False) or "[]")
    for space in (each["name"] for each in spaces if each["name"].startswith(PREFIX)):
        Machine(space.removeprefix(PREFIX), "").kill()
        run("ip", "netns", "del", space, check=False)
    links = json.loads(run("ip", "-j", "link", "show"))  # else they go a moment after their other ends
    for link in (each["ifname"] for each in links if each["ifname"].startswith(LINK)):
        run("ip", "link", "del", link, check=False)
    run("ip", "link", "del", BRIDGE, check=False)
    for folder in PLACE.glob("*/"):
        run("umount", "--lazy", str(folder), check=False)
    shutil.rmtree(PLACE, ignore_errors=True)
