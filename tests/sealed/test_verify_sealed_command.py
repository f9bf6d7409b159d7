"""The verifier as a stranger runs it: one file, a Python, a bundle, and what they know from elsewhere."""

import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner

from tests.sealed.bundles import (
    in_order,
    leaf_hash_of,
    packed_files,
    usual_ceremony,
    usual_files,
    usual_round,
)
from voting import PACKAGE
from voting.cli import main as voting_main
from voting.verify_sealed import digits, leaf_code, main

MOTION = "for_against_abstain"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(packed_files(usual_files()))
    return path


def test_it_is_checked_by_one_file_and_nothing_else(bundle: Path) -> None:
    """By a Python that sees no package, in a terminal that has no letters beyond ASCII."""
    copy(PACKAGE / "verify_sealed.py", bundle.parent)
    run = [sys.executable, "-I", "-S", bundle.parent / "verify_sealed.py"]
    there = {"cwd": bundle.parent, "capture_output": True, "text": True, "check": False}
    done = subprocess.run([*run, bundle], env={"PYTHONIOENCODING": "ascii"}, **there)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sound\nresolution 3, round 1, of assembly 7")
    assert "motion: 6 for, 3 against, 2 abstained" in done.stdout
    data = bytearray(bundle.read_bytes())
    data[100] ^= 1
    bundle.write_bytes(data)
    done = subprocess.run([*run, bundle], **there)
    assert (done.returncode, done.stdout, done.stderr) == (1, "FAULT  ballots.bin is damaged\n", "")
    assert subprocess.run(run, **there).returncode == 2
    source = (bundle.parent / "verify_sealed.py").read_text()
    imported = {
        line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names)


def test_what_is_known_from_elsewhere(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held, ballots, _ = usual_round(MOTION)
    box = digits(held.statement(held.opening(in_order(ballots))["statement"]))
    keys = digits(usual_ceremony().keys.transcript)
    receipt = held.receipt("4", ballots[4])
    (bundle.parent / "receipt").write_bytes(receipt)
    code = leaf_code(leaf_hash_of(ballots[7]))
    known = ["--digits", box, "--keys-digits", keys, "--leaf", code, "--member", "4"]
    for given in (str(bundle.parent / "receipt"), receipt.hex()):
        assert main([str(bundle), *known, "--receipt", given]) == 0
        said = capsys.readouterr().out
        assert said.count("as you know them") == 2
        assert f"the ballot {code} is in the box" in said
        assert f"its ballot {leaf_code(leaf_hash_of(ballots[4]))} is in it" in said
        assert "that ballot is one of member 4" in said
    assert main([str(bundle), "--leaf", "0" * 20, "--digits", "9" * 20]) == 1
    faults = capsys.readouterr().out.splitlines()
    assert len(faults) == 2
    assert faults[0].startswith("FAULT  the digits of the box are ")
    assert faults[1] == "FAULT  the ballot 00000000000000000000 is NOT in the box"


@pytest.mark.parametrize(
    "options",
    [
        ["--digits", "12345"],
        ["--keys-digits", "x" * 20],
        ["--leaf", "0123"],
        ["--leaf", "U" * 20],
        ["--receipt", "0a" * 143],
        ["--receipt", "missing"],
    ],
)
def test_what_cannot_be_known_ends_with_2(
    bundle: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle), *options]) == 2
    assert capsys.readouterr().err.startswith("it cannot be read: ")


def test_no_such_file_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "missing.zip")]) == 2
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_what_is_no_bundle_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.zip"
    for content in (b"", b"PK\3\4", b"\xff" * 1000):
        path.write_bytes(content)
        assert main([str(path)]) == 1
        assert capsys.readouterr().out.startswith("FAULT  this is no bundle: ballots.bin")


def test_the_command_of_the_product_is_the_same(bundle: Path) -> None:
    _, ballots, _ = usual_round(MOTION)
    for leaf, code in ((leaf_hash_of(ballots[0]).hex(), 0), ("00" * 32, 1)):
        done = CliRunner().invoke(voting_main, ["verify-sealed", str(bundle), "--leaf", leaf])
        assert done.exit_code == code
        assert f"the ballot {leaf} is " in done.output
