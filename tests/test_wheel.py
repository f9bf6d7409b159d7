"""A wheel of the project has all that is in the package, and serves it from an environment of its own."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.checkout import copy_checkout, files_below
from tests.gate.served import Visitor, serve
from tests.world import KEY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the project, by the setuptools that pyproject.toml names."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--check-build-dependencies"]
    checkout = copy_checkout(folder / "checkout")
    _pip(sys.executable, *command, "--wheel-dir", str(folder), str(checkout))
    return next(folder.glob("voting-*.whl"))


@pytest.fixture
def python(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Python of an environment in which the wheel is installed; what it needs comes from this one."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    venv.create(tmp_path / "environment", symlinks=True)
    found = tmp_path / "environment" / "bin" / "python"
    _pip(sys.executable, "--python", str(found), "install", "--quiet", "--no-deps", str(wheel))
    site = subprocess.run(
        [found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    Path(site, "needed.pth").write_text(sysconfig.get_path("purelib"))  # whose own .pth files are not read
    return found


def _pip(*arguments: str) -> None:
    python, *rest = arguments
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", *rest], check=True)


def test_everything_in_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("voting/")}
    assert packed == set(files_below("voting"))


def test_an_installed_wheel_serves(python: Path, tmp_path: Path) -> None:
    site, today = tmp_path / "site", datetime.now(UTC).date()
    site.mkdir()

    def run(*command: str) -> str:
        environment = {"SECRET_KEY": KEY, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            command, cwd=site, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()

    assert run(str(python), "-c", "import voting; print(voting.__file__)").startswith(str(tmp_path))
    voting = str(python.parent / "voting")
    run(voting, "migrate")
    database = site / "instance" / "voting.sqlite3"
    assert database.exists()
    code = run(voting, "new-assembly", str(today), "--secretary", "Ann", "--language", "fr")
    with serve(
        f"sqlite:///{database}", site / "instance", workers=1, python=str(python), directory=site
    ) as served:
        nobody = Visitor(served.port, "2222-2222")
        page = nobody.look("/?lang=fr").text
        assert "Se connecter" in page
        style = re.findall(r'href="(/static/style\.css[^"]*)"', page)
        assert b"font-face" in nobody.fetch(style[0])
        assert nobody.look("/healthz").status == 200
        secretary = Visitor(served.port, code)
        assert secretary.signed_in.code == "ok"
        assert secretary.fetch(f"/office/report/{today.year}/file.pdf").startswith(b"%PDF")
