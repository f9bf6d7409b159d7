"""Real proxies in front of the application, by the very files of ``docs/operations``: of these only names,
ports, paths and a few numbers are another."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.debian import program
from tests.waiting import until

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations"
AWAY = ROOT / "voting" / "static"
HOST = "localhost"
MANY = "worker_rlimit_nofile 65536;\nevents { worker_connections 20000; }"
"""As docs/operations/proxy.md has it in /etc/nginx/nginx.conf."""


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """A text with each of these changed; fails where one is not there."""
    for before, after in changes.items():
        assert before in text, f"{before} is not in the recipe"
        text = text.replace(before, after)
    return text


def nginx_site(port: int, served: int, folder: Path, pem: Path, under: str = "") -> str:
    """The recipe for nginx, for this machine: TLS at a port in front of what is served at another, under a
    path where one is given."""
    text = replaced(
        (OPERATIONS / "nginx.conf").read_text(),
        {
            "coop.example;": f"{HOST};",
            "127.0.0.1:8000": f"127.0.0.1:{served}",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "    listen [::]:80;\n": "",
            "/etc/letsencrypt/live/coop.example/fullchain.pem": str(pem),
            "/etc/letsencrypt/live/coop.example/privkey.pem": str(pem),
            "/var/log/nginx/voting.log": str(folder / "voting.log"),
            "/var/www/voting": str(AWAY),
        },
    )
    path = {"location / {": f"location {under}/ {{", "~ ^/(office": f"~ ^{under}/(office"}
    return replaced(text, path) if under else text


@contextmanager
def nginx(site: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Debian's nginx with a site; ready when it begins, gone when it ends."""
    command = program("nginx", "nginx-light")
    configuration = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration.write_text(
        f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n{MANY}\n{_user()}"
        f"http {{\ndefault_type text/html;\naccess_log {folder}/access.log;\n{temporary}{site}\n}}\n"
    )
    error_log = ["-e", str(folder / "error.log")]
    ended = subprocess.run(
        [command, "-t", "-c", configuration, *error_log], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    yield from _running(
        [command, "-c", str(configuration), *error_log], re.findall(r"listen \S+?:(\d+)", site)
    )


def caddy_site(port: int, served: int, folder: Path, pem: Path, under: str = "") -> str:
    """The same for Caddy, with a certificate of one's own as the recipe says."""
    below = f"{under}/* " if under else ""
    changes = {
        "{\n\t# No log of requests": f"{{\n\tadmin off\n\thttp_port {free_port()}\n\thttps_port {port}\n\t"
        f"storage file_system {folder}\n\tskip_install_trust\n\t# No log of requests",
        "\ncoop.example {": f"\nhttps://{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {pem} {pem}",
        "reverse_proxy 127.0.0.1:8000 {": f"reverse_proxy {below}127.0.0.1:{served} {{",
        "/var/www/voting": str(AWAY),
    }
    path = {f" /{room}/*": f" {under}/{room}/*" for room in ("office", "desk", "events")}
    text = (OPERATIONS / "Caddyfile").read_text()
    return replaced(text, changes | (path if under else {}))


@contextmanager
def caddy(site: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Debian's Caddy with a site."""
    command = program("caddy", "caddy")
    configuration = folder / "Caddyfile"
    configuration.write_text(site)
    run = [command, "run", "--config", str(configuration), "--adapter", "caddyfile"]
    ports = re.findall(r"https_port (\d+)", site)
    with (folder / "voting.log").open("wb") as log:
        yield from _running(run, ports, log=log.fileno(), home=folder)


def _running(
    command: list[str], ports: list[str], log: int = subprocess.DEVNULL, home: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | ({"HOME": str(home), "XDG_DATA_HOME": str(home)} if home else {})
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    try:
        for port in ports:
            until(lambda port=port: process.poll() is not None or _answers(int(port)))  # type: ignore[misc]
        assert process.poll() is None, f"{command[0]} has ended"
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _user() -> str:
    """Who the processes of nginx are: root, where this is root, or it could not read the test's files."""
    return "user root;\n" if os.geteuid() == 0 else ""
