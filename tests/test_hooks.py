"""What git looks at before a commit: the project's own checks, by the tools that it pins."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.checkout import ROOT, copy_checkout

ENTRIES = {
    hook["id"]: hook["entry"]
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
}
DUTCH = "voting/translations/nl/LC_MESSAGES/messages.po"


def test_every_check_of_the_project_is_a_hook() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe is not None
    checks = re.findall(r"@\$\(BIN\)/(\S+(?: (?:check|format))?)", recipe[1])
    assert len(checks) >= 4
    entries = " ".join(ENTRIES.values())
    assert [check for check in checks if f".venv/bin/{check}" not in entries] == []
    assert "check-scripts" in recipe[0]
    assert "check-scripts" in entries


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the project in a repository of its own, everything about to be committed."""
    copy = copy_checkout(tmp_path / "checkout")
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    return copy


def failing(repository: Path, *hooks: str) -> set[str]:
    """Which of these hooks do not let what is there now be committed."""
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    ended = {
        hook: subprocess.run(
            [".venv/bin/pre-commit", "run", "--all-files", hook],
            cwd=repository,
            env=os.environ | {"PRE_COMMIT_HOME": str(repository.parent / "kept")},
            check=False,
        ).returncode
        for hook in hooks
    }
    return {hook for hook, code in ended.items() if code != 0}


def test_a_hook_stops_what_its_check_would_find(repository: Path) -> None:
    hooks = ("ruff-check", "ruff-format", "catalogues")
    assert failing(repository, *hooks) == set()
    (repository / "voting" / "unused.py").write_text("import os\nx = 'single quotes'\n")
    catalogue = repository / DUTCH
    before = catalogue.read_text()
    catalogue.write_text(before.replace('msgstr "Aanmelden"', 'msgstr "Veranderd"'))
    assert catalogue.read_text() != before
    assert failing(repository, *hooks) == set(hooks)
