"""What stands in for systemd on a machine whose first process it is not: it starts, stops and starts again
what unit files say, by their own lines. Runs by itself, with nothing but Python.

It knows the lines that our units need, and no sandbox: that these are well-formed is for ``systemd-analyze``.

    python3 service_manager.py            stays, and does what it is asked to
    python3 service_manager.py VERB UNIT… asks it, as ``systemctl`` would
"""

import contextlib
import os
import pwd
import resource
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

UNITS = Path("/etc/systemd/system")
CONTROL = "/run/service-manager"


def lines(unit: str) -> dict[str, list[str]]:
    """All lines of a unit and what is added to it, by name."""
    folders = [f"{unit}.d"]
    if "-" in unit:
        folders.append(f"{unit.partition('-')[0]}-.{unit.rpartition('.')[2]}.d")
    added = [file for folder in folders for file in sorted((UNITS / folder).glob("*.conf"))]
    found: dict[str, list[str]] = {}
    for file in (UNITS / unit, *added):
        for line in file.read_text().splitlines():
            if "=" in line and not line.startswith("#"):
                name, _, value = line.partition("=")
                found.setdefault(name, []).append(value)
    return found


class Service:
    """One service: what its unit says, and its process."""

    def __init__(self, unit: str, listening: dict[str, socket.socket]) -> None:
        self.unit, self.listening = unit, listening
        self.process: subprocess.Popen[bytes] | None = None
        self.wanted = False

    def start(self) -> int:
        """Start it, and wait until it says that it is ready, or has ended where it is of one shot."""
        self.wanted, said = True, lines(self.unit)
        self._run(said)
        if said["Type"] == ["oneshot"]:
            return self.process.wait()
        threading.Thread(target=self._keep, args=(said,), daemon=True).start()
        return 0

    def _run(self, said: dict[str, list[str]]) -> None:
        who = pwd.getpwnam(said["User"][0])
        environment = {"PATH": os.environ["PATH"], "HOME": who.pw_dir, "NOTIFY_SOCKET": f"/run/{self.unit}"}
        for file in said["EnvironmentFile"]:
            for line in shlex.split(Path(file).read_text(), comments=True):
                name, _, value = line.partition("=")
                environment[name] = value
        environment |= dict(each.split("=", 1) for each in said["Environment"])
        command = shlex.split(said["ExecStart"][0])
        sockets = [self.listening[unit] for unit in said.get("Requires", [])]
        if sockets:
            environment["LISTEN_FDS"] = str(len(sockets))
            command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *command]

        def become() -> None:
            for number, each in enumerate(sockets, 3):
                os.dup2(each.fileno(), number)
            if "LimitNOFILE" in said:
                most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
                wanted = min(int(said["LimitNOFILE"][0]), most)
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
            os.umask(int(said["UMask"][0], 8))
            os.initgroups(who.pw_name, who.pw_gid)
            os.setgid(who.pw_gid)
            os.setuid(who.pw_uid)

        for before in said.get("ExecStartPre", []):
            subprocess.run(shlex.split(before), env=environment, preexec_fn=become, check=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            with contextlib.suppress(FileNotFoundError):
                Path(environment["NOTIFY_SOCKET"]).unlink()
            told.bind(environment["NOTIFY_SOCKET"])
            Path(environment["NOTIFY_SOCKET"]).chmod(0o666)
            told.settimeout(0.1)
            self.process = subprocess.Popen(
                command,
                env=environment,
                cwd=said["WorkingDirectory"][0],
                preexec_fn=become,
                close_fds=not sockets,
                start_new_session=True,
            )
            while said["Type"] == ["notify"] and self.process.poll() is None:
                with contextlib.suppress(TimeoutError):
                    if b"READY=1" in told.recv(4096):
                        return

    def _keep(self, said: dict[str, list[str]]) -> None:
        """Start it again, whenever it ends without being told to."""
        while self.wanted:
            status = self.process.wait()
            if not self.wanted or str(status) in said.get("RestartPreventExitStatus", []):
                return
            time.sleep(float(said["RestartSec"][0]))
            if self.wanted:
                self._run(said)

    def stop(self) -> int:
        """Tell its first process to end, and wait."""
        self.wanted = False
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(float(lines(self.unit)["TimeoutStopSec"][0]))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return 1
        return 0

    def reload(self) -> int:
        """Do what its unit says of a reload."""
        [command] = lines(self.unit)["ExecReload"]
        return subprocess.call(shlex.split(command.replace("$MAINPID", str(self.process.pid))))


class Manager:
    """All units that have been started."""

    def __init__(self) -> None:
        self.listening: dict[str, socket.socket] = {}
        self.services: dict[str, Service] = {}

    def do(self, verb: str, units: list[str]) -> int:
        """What ``systemctl`` would be asked for; 0 where it went well."""
        return max([getattr(self, f"do_{verb}")(self._full(unit)) for unit in units], default=0)

    def do_start(self, unit: str) -> int:
        """A socket listens; a service is started; that of a timer runs once, at once."""
        if unit.endswith(".socket"):
            said = lines(unit)
            host, _, port = said["ListenStream"][0].rpartition(":")
            listening = socket.create_server((host, int(port)), backlog=int(said["Backlog"][0]))
            self.listening[unit] = listening
            return 0
        return self._service(unit.replace(".timer", ".service")).start()

    def do_stop(self, unit: str) -> int:
        """The opposite."""
        if unit.endswith(".socket"):
            self.listening.pop(unit).close()
            return 0
        return self._service(unit).stop()

    def do_restart(self, unit: str) -> int:
        """Stop and start."""
        return self.do_stop(unit) or self.do_start(unit)

    def do_reload(self, unit: str) -> int:
        """As the service itself does it."""
        return self._service(unit).reload()

    def _service(self, unit: str) -> Service:
        return self.services.setdefault(unit, Service(unit, self.listening))

    @staticmethod
    def _full(unit: str) -> str:
        return unit if "." in unit else f"{unit}.service"


def stay() -> None:
    """Do what is asked, one after the other."""
    manager = Manager()
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(CONTROL)
        control.listen()
        while True:
            asking, _ = control.accept()
            with asking, asking.makefile("rw") as file:
                verb, *units = file.readline().split()
                try:
                    status = manager.do(verb, units)
                except Exception as error:
                    print(repr(error), file=sys.stderr, flush=True)
                    status = 1
                file.write(f"{status}\n")


def ask(words: list[str]) -> int:
    """Ask the one that stays; the status."""
    verb, *units = [word for word in words if not word.startswith("--")]
    if verb == "daemon-reload":
        return 0
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(CONTROL)
        with control.makefile("rw") as file:
            file.write(f"{'start' if verb == 'enable' else verb} {' '.join(units)}\n")
            file.flush()
            return int(file.readline())


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(ask(sys.argv[1:]))
    stay()
