"""The three ways to install, each followed word by word from its page on a machine that is thrown away.

What is replaced in the commands: the address from which a checkout is cloned, and where it lies, by this
project; the database by a file, since nobody else is reached from the machine. ``systemctl`` is a stand-in.
"""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations import service_manager
from tests.operations.machine import Machine
from tests.operations.pages import ROOT, commands, filled_in
from tests.waiting import until

SIGN_IN = "http://127.0.0.1:8000/"
HEALTH = f"{SIGN_IN}healthz"
IN_POSTGRESQL = "DATABASE_URL='postgresql://voting:PASSWORD@127.0.0.1/voting'\nWORKERS='2'\n"
IN_A_FILE = "DATABASE_URL='sqlite:////var/lib/voting/voting.sqlite3'\n"
UNITS = ROOT / "voting" / "systemd"

full = pytest.mark.full


def repository(checkout: Path) -> str:
    """A repository of what is checked out; its address."""
    for command in (
        "init --quiet",
        "add --all",
        "-c user.name=A -c user.email=a@b commit --quiet --message=x",
    ):
        subprocess.run(["git", *command.split()], cwd=checkout, check=True)
    return f"file://{checkout}"


def is_well(machine: Machine) -> bool:
    """Whether the server answers, and that it is well."""
    said = machine.start(f"curl --silent --fail {HEALTH}").communicate()[0]
    return bool(said) and json.loads(said)["status"] == "ok"


@full
def test_a_checkout_is_served_by_make(machine: Machine, checkout: Path) -> None:
    page = commands("checkout.md")
    serve, look, other = page["Install and serve"]
    clone = filled_in(serve, {"https://git.example.org/voting.git": repository(checkout)})
    installing = clone.replace("make serve", "make install")
    assert installing != clone
    machine.run(f"git config --global safe.directory '*'\n{installing}", alone=False)
    first = machine.start("cd /srv/voting\nmake serve")
    try:
        until(lambda: is_well(machine))
        machine.run(look)
        assert "with the word" in machine.run(other)
        assert pinned(machine, "/srv/voting/.venv", checkout / "constraints.txt")
    finally:
        machine.run("pkill --full gunicorn")
    assert "with the word" in first.communicate()[0]


@full
def test_a_wheel_is_served_by_systemd(machine: Machine, checkout: Path) -> None:
    page = commands("wheel.md")
    for heading in ("Build", "Install", "Settings", "Units"):
        [block] = page[heading]
        block = block.replace("/srv/checkout", str(checkout))
        block = block.replace(IN_POSTGRESQL, IN_A_FILE)
        machine.run(block, alone=False)
    assert pinned(machine, "/opt/voting", checkout / "constraints.txt")
    verify = "systemd-analyze verify /etc/systemd/system/voting*.{service,socket,timer}"
    assert "voting" not in machine.run(f"! command -v systemd-analyze > /dev/null || {verify}")
    manager = manage_services(machine)
    machine.run(page["Begin"][0])
    assert is_well(machine)
    whose = machine.run(
        "ps -o user= -C gunicorn; stat -c %U:%a /var/lib/voting/voting.sqlite3 /etc/voting/settings"
    )
    assert set(whose.split()) == {"voting", "voting:600", "root:600"}
    for verb in ("restart", "reload"):
        machine.run(
            f"for i in $(seq 30); do curl --fail --silent --output /dev/null {SIGN_IN}; done & asking=$!\n"
            f"systemctl {verb} voting; wait $asking"
        )
        until(lambda: is_well(machine))
    enable_backups(machine, page["Begin"][1])
    machine.run("pkill --oldest --signal KILL gunicorn")
    until(lambda: is_well(machine))
    [upgrade] = page["Upgrade"]
    machine.run(with_network(upgrade), alone=False)
    assert is_well(machine)
    machine.run("echo \"HTTPS='yes'\" >> /etc/voting/settings; systemctl restart voting || true")
    until(lambda: "HTTPS must be 1 or 0" in (machine.files / "root/log").read_text())
    manager.kill()


def enable_backups(machine: Machine, enable: str) -> None:
    """Make a key, as the page of backups says, and let the timer make a backup."""
    key = machine.run("voting backup-key /var/lib/voting/key").split()[-1]
    machine.run(f"echo \"BACKUP_TO='{key}'\" >> /etc/voting/settings\n{enable}")
    assert ".age" in machine.run("ls /var/lib/voting/backups")


def with_network(block: str) -> str:
    """Commands of which those that install see the network, and the others the machine's own."""
    return "".join(
        f"{line}\n" if "pip install" in line else f"nsenter --net=/run/own-network {line}\n"
        for line in block.splitlines()
    )


def manage_services(machine: Machine) -> "subprocess.Popen[str]":
    """Let something stand in for systemd on a machine; what it and its services say is in /root/log."""
    there = machine.files / "root" / "service_manager.py"
    shutil.copy(str(service_manager.__file__), there)
    client = machine.files / "usr/local/sbin/systemctl"
    client.write_text('#!/bin/sh\nexec python3 /root/service_manager.py "$@"\n')
    client.chmod(0o755)
    machine.run("touch /run/own-network; mount --bind /proc/self/ns/net /run/own-network")
    manager = machine.start("exec python3 /root/service_manager.py > /root/log 2>&1")
    until((machine.files / "run/service-manager").exists)
    return manager


OF_THE_ENVIRONMENT = {"pip", "setuptools", "voting"}
"""What is in an environment from its beginning, and ourselves."""


def pinned(machine: Machine, environment: str, constraints: Path) -> bool:
    """Whether all that is installed in an environment has the version that the constraints say."""
    lines = [line.split("==") for line in constraints.read_text().split() if "==" in line]
    wanted = {plain(name): version for name, version in lines}
    listed = json.loads(machine.run(f"{environment}/bin/python -m pip list --format json", alone=False))
    found = {plain(each["name"]): each["version"] for each in listed}
    found = {name: version for name, version in found.items() if name not in OF_THE_ENVIRONMENT}
    other = {name: version for name, version in found.items() if wanted.get(name) != version}
    assert other == {}
    return len(found) > 40


def plain(name: str) -> str:
    """The name of a package, however it is written."""
    return re.sub(r"[-_.]+", "-", name).lower()


@full
def test_a_container_is_built_by_its_steps_and_serves(machine: Machine, checkout: Path) -> None:
    """No engine is needed: the machine is the base, each stage writes to it, and its command is run there."""
    steps = containerfile()
    said: dict[str, str] = {}
    variables: dict[str, str] = {}
    stages = 0
    for step, text in steps:
        if step == "FROM":
            assert re.fullmatch(r"docker\.io/library/python:3\.11[\w.-]*( AS \w+)?", text), "pinned by a tag"
            stages += 1
        elif step == "COPY" and not text.startswith("--from"):
            *sources, _ = text.split()
            target = machine.files / said["WORKDIR"].lstrip("/")
            target.mkdir(parents=True, exist_ok=True)
            for source in sources:
                subprocess.run(["cp", "-r", source, target], cwd=checkout, check=True)
        elif step == "RUN":
            machine.run(f"cd {said.get('WORKDIR', '/')}; {text}", alone=False)
        elif step == "ENV":
            variables |= dict(each.split("=", 1) for each in shlex.split(text))
        else:
            said[step] = text
    assert stages == 2
    assert pinned(machine, "/opt/voting", checkout / "constraints.txt")
    environment = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    user = said["USER"]
    as_user = (
        f"cd {said['WORKDIR']}; exec setpriv --reuid={user} --regid={user} --init-groups env -i {environment}"
    )
    page = (ROOT / "docs/operations/container.md").read_text()
    for command in re.findall(r"voting:/var/lib/voting voting (voting [\w-]+)$", page, re.MULTILINE):
        told = machine.run(f"{as_user} {command}")
    assert "with the word" in told
    server = machine.start(f"{as_user} {shlex.join(json.loads(said['CMD']))}")
    until(lambda: is_well(machine))
    check = said["HEALTHCHECK"].partition(" CMD ")[2]
    machine.run(f"{as_user} {check}")
    machine.run(f"pkill --oldest --signal {said['STOPSIGNAL']} gunicorn")
    server.communicate()
    assert server.returncode == 0
    machine.run(f"{as_user} {check}", status=1)


def containerfile() -> list[tuple[str, str]]:
    """The steps of the Containerfile."""
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_an_image_has_no_secret_and_no_rights() -> None:
    steps = containerfile()
    assert [text for step, text in steps if step == "USER"] == ["voting"]
    assert not re.search(r"SECRET|PASSWORD|KEY", " ".join(text for _, text in steps))
    assert not any(step in ("ADD", "ARG") for step, _ in steps)
    installs = [text for step, text in steps if step == "RUN" and "pip install" in text]
    assert installs
    assert all("--constraint constraints.txt" in text for text in installs)
    allowed = [line for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")]
    copied = [text.split()[:-1] for step, text in steps if step == "COPY" and "--from" not in text]
    assert {name for names in copied for name in names} == {line[1:] for line in allowed}


def test_each_unit_is_started_by_the_page_and_told_of_where_it_fails() -> None:
    begin = "".join(commands("wheel.md")["Begin"])
    page = (ROOT / "docs/operations/wheel.md").read_text()
    for unit in UNITS.iterdir():
        if unit.suffix in (".socket", ".timer"):
            assert unit.name in begin
            assert f"| `{unit.name}` |" in page
        elif unit.suffix == ".service" and "@" not in unit.name:
            assert "\nExecStart=/opt/voting/bin/" in unit.read_text()
            assert "\nOnFailure=voting-alarm@%n.service\n" in unit.read_text()


@full
@pytest.mark.parametrize("unit", ["voting.service", "voting-forget.service", "voting-verify.service"])
def test_systemd_itself_finds_the_units_confined(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze")
    for file in UNITS.iterdir():
        shutil.copy(file, tmp_path)
    for folder in ("voting.service.d", "voting-.service.d"):
        (tmp_path / folder).mkdir()
        shutil.copy(UNITS / "confined.conf", tmp_path / folder)
    environment = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(tmp_path / unit)]
    looked = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stdout[-300:]
