"""The machines of docs/operations/high-availability.md, set up with the very files that stand there."""

import re
import secrets
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tests.debian import program
from tests.gate.warm import ROOT
from tests.standing.machines import PLACE, Machine, put_up_bridge
from tests.waiting import until
from tests.world import KEY

RECIPE = ROOT / "docs" / "operations" / "ha"
POSTGRESQL = "/usr/lib/postgresql/15/bin"
FLOOR = 60
"""Mebibytes that must be left on the disk of a primary."""


class Site:
    """Two machines of the database, two of the application, and the proxy, with the third member of etcd."""

    def __init__(self) -> None:
        self.proxy = Machine("proxy", "10.77.0.10")
        self.databases = [Machine("db1", "10.77.0.11", size=900), Machine("db2", "10.77.0.12", size=900)]
        self.applications = [Machine("app1", "10.77.0.21"), Machine("app2", "10.77.0.22")]
        self.secrets = {f"SECRET-{number}": secrets.token_hex(12) for number in (1, 2, 3)}

    @property
    def machines(self) -> list[Machine]:
        """All of them."""
        return [self.proxy, *self.databases, *self.applications]

    @property
    def database_url(self) -> str:
        """The address of the pair, as an operator writes it."""
        hosts = ",".join(f"{machine.address}:5432" for machine in self.databases)
        password = self.secrets["SECRET-1"]
        return f"postgresql://postgres:{password}@{hosts}/voting?target_session_attrs=read-write"

    def put_up(self) -> None:
        """Start everything, one after the other; the database is empty then."""
        put_up_bridge()
        for machine in self.machines:
            machine.put_up()
        for machine in (self.proxy, *self.databases):
            self._start_etcd(machine)
        for machine in self.databases:
            self.start_database(machine)
        until(lambda: self.primary() and len(self.members()) == len(self.databases), every=0.5)
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE voting")
        until(self.is_synchronous, every=0.5)

    def start_applications(self) -> None:
        """Serve, once the database has what is needed."""
        for machine in self.applications:
            self.start_application(machine)
        folder = self.proxy.folder
        swapped = {
            "/var/log/nginx/error.log": f"{PLACE}/nginx-error.log",
            "/run/nginx.pid": f"{folder}/nginx.pid",
            "/var/lib/nginx": str(folder),
            "worker_rlimit_nofile 40000": "worker_rlimit_nofile 20000",
        }
        path = self._file("nginx.conf", self.proxy, swapped)
        self.proxy.start("nginx", program("nginx", "nginx"), "-c", str(path), "-g", "daemon off;")

    def start_machine(self, machine: Machine) -> None:
        """Turn a machine on again that was killed."""
        if machine in self.databases:
            self._start_etcd(machine, "existing")
            self.start_database(machine)
        else:
            self.start_application(machine)

    def start_database(self, machine: Machine) -> None:
        """Start Patroni, which starts PostgreSQL, and what guards the disk."""
        data, runs = machine.folder / "data", PLACE / f"{machine.name}-run"
        runs.mkdir(exist_ok=True)
        if not data.exists():
            data.mkdir(mode=0o700)
        for folder in (data, runs):
            _give_to_postgres(folder)
        swapped = {
            "/var/lib/postgresql/15/voting\n": f"{data}\n",
            "/var/lib/postgresql/voting.pgpass": f"{runs}/pgpass",
            "/var/run/postgresql": str(runs),
            **self.secrets,
        }
        path = self._file("patroni.yml", machine, swapped)
        _give_to_postgres(path)
        machine.start("patroni", program("patroni", "patroni"), str(path), user="postgres", environment=PLAIN)
        guard = str(RECIPE / "guard-disk.sh")
        machine.start("guard", "sh", guard, machine.name, machine.address, str(machine.folder), str(FLOOR))

    def start_application(self, machine: Machine) -> None:
        """Start the application as ``make serve`` does."""
        environment = {
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": KEY,
            "SECOND_FACTOR": "off",
            "INSTANCE": str(machine.folder),
            "HOST": machine.address,
            "PORT": "8000",
            "WORKERS": "1",
            "ADDRESS": f"http://{self.proxy.address}",
        }
        serve = ("gunicorn", "--config", "python:voting.gunicorn_conf", "voting.wsgi:app")
        machine.start("app", sys.executable, "-m", *serve, environment=environment, directory=ROOT)

    def connect(self, database: str = "voting") -> psycopg.Connection[tuple[object, ...]]:
        """A connection to whichever machine can be written to."""
        url = self.database_url.replace("/voting?", f"/{database}?")
        return psycopg.connect(url, autocommit=True, connect_timeout=3)

    def primary(self) -> Machine | None:
        """The machine that can be written to, if any can."""
        try:
            with self.connect("postgres") as connection:
                host = connection.info.host
        except psycopg.Error:
            return None
        return next(machine for machine in self.databases if machine.address == host)

    def the_primary(self) -> Machine:
        """The same, once there is one."""
        return until(self.primary, every=0.2) or self.databases[0]

    def members(self) -> list[Machine]:
        """The machines whose PostgreSQL answers."""
        found = []
        for machine in self.databases:
            url = f"postgresql://postgres:{self.secrets['SECRET-1']}@{machine.address}/postgres"
            try:
                psycopg.connect(url, connect_timeout=2).close()
            except psycopg.Error:
                continue
            found.append(machine)
        return found

    def is_synchronous(self) -> bool:
        """Whether the standby has all that is acknowledged from now on."""
        try:
            with self.connect("postgres") as connection:
                states = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall()
        except psycopg.Error:
            return False
        return ("sync",) in states

    def _start_etcd(self, machine: Machine, state: str = "new") -> None:
        folder = PLACE / f"{machine.name}-etcd"
        swapped = {"/var/lib/etcd/voting": str(folder), "state: new": f"state: {state}"}
        path = self._file("etcd.yml", machine, swapped)
        machine.start("etcd", program("etcd", "etcd-server"), "--config-file", str(path))

    def _file(self, name: str, machine: Machine, swapped: Mapping[str, str]) -> Path:
        """A file of the recipe, as it is on one machine: with its name and address, and other folders."""
        text = (RECIPE / name).read_text()
        text = re.sub(r"\bNAME\b", machine.name, re.sub(r"\bADDRESS\b", machine.address, text))
        for old, new in swapped.items():
            text = text.replace(old, new)
        path = PLACE / f"{machine.name}-{name}"
        path.write_text(text)
        return path


PLAIN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": "", "VIRTUAL_ENV": "", "LC_ALL": "C.UTF-8"}
"""The environment of what Debian has installed."""


def _give_to_postgres(path: Path) -> None:
    shutil.chown(path, "postgres", "postgres")
    path.chmod(0o700 if path.is_dir() else 0o600)
