"""The command ``voting`` as a terminal runs it, on an installation of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from voting.cli import main


@dataclass(frozen=True, slots=True)
class Terminal:
    """Somewhere to run commands: an installation with its own database, secret and directory."""

    url: str
    instance: Path

    @property
    def settings(self) -> dict[str, str]:
        """What names the installation in the environment."""
        return {"DATABASE_URL": self.url, "INSTANCE": str(self.instance), "LC_ALL": "C.UTF-8"}

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that works for it."""
        return os.environ | self.settings

    def run(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``voting`` with these arguments, and return what it printed and how it ended."""
        return subprocess.run(
            [sys.executable, "-m", "voting.cli", *map(str, arguments)],
            env=self.environment | environment,
            cwd=self.instance,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def run_here(self, *arguments: object) -> Result:
        """The same within this process, which is faster: for what does not depend on the process."""
        return CliRunner(env=self.settings).invoke(main, list(map(str, arguments)))
