"""Copies of the project as git has it, for tests that build it or change it."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def files_below(folder: str = ".") -> list[str]:
    """The paths, from the root, of the files in a folder of the project; what git ignores is left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for path in listed.split("\0") if (ROOT / path).is_file())


def copy_checkout(target: Path) -> Path:
    """Copy the project's files to a new directory, and return it."""
    for path in files_below():
        if not path.startswith(("tests/", "docs/")):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / path)
    return target
