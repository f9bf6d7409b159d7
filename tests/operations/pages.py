"""Pages for operators, followed word by word: their commands as they stand, on a machine that is thrown away.

What is not as it stands is what every operator replaces, too: see ``filled_in``.
"""

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "operations"
_HEADING = re.compile(r"^## (.*)\n", re.MULTILINE)
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: str) -> dict[str, list[str]]:
    """The blocks of commands (```` ```sh ````) of a page, by the heading that they stand under."""
    _, *parts = _HEADING.split((PAGES / page).read_text())
    found = {heading: _COMMANDS.findall(text) for heading, text in zip(parts[::2], parts[1::2], strict=True)}
    return {heading: blocks for heading, blocks in found.items() if blocks}


def filled_in(commands: str, replaced: Mapping[str, str]) -> str:
    """Commands in which what stands for something of the operator's is replaced: each must be there."""
    for placeholder, own in replaced.items():
        assert placeholder in commands, placeholder
        commands = commands.replace(placeholder, own)
    return commands
