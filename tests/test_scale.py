"""docs/scale.md says what the figures say, and which files ask for more of a database than plain SQL."""

import re
from pathlib import Path

import pytest

from docs.scale import size_table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "scale.md").read_text()

ASKED = {
    "triggers": r"CREATE (OR REPLACE )?(CONSTRAINT )?TRIGGER",
    "constraint triggers at the end of the transaction": r"INITIALLY DEFERRED",
    "share locks on rows": r"with_for_update\(\s*read=",
    "key-share locks on rows": r"key_share=True",
    "rows that others hold are passed over": r"skip_locked=True",
    "advisory locks": r"pg_advisory_xact_lock",
    "LISTEN and NOTIFY": r"pg_notify|LISTEN \{",
    "whole tables locked": r"LOCK TABLE",
    "temporary tables": r"\"TEMPORARY\"",
    "COPY": r"COPY \{\}",
    "isolation": r"isolation_level(?!=None)",
    "a snapshot for pg_dump": r"pg_export_snapshot",
}


def asking(pattern: str) -> list[str]:
    """The files of the house that have it; those of migrations as their folder."""
    found = set[str]()
    for path in (ROOT / "voting").rglob("*.py"):
        if re.search(pattern, path.read_text()):
            name = path.relative_to(ROOT).as_posix()
            found.add("voting/migrations/" if name.startswith("voting/migrations/") else name)
    return sorted(found)


@pytest.mark.parametrize("asked", ASKED)
def test_the_page_names_each_file_that_asks_for_it(asked: str) -> None:
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {asked} |")]
    assert re.findall(r"`(voting/[^`]+)`", line) == asking(ASKED[asked])


def test_the_page_has_the_table_that_is_printed() -> None:
    assert size_table() in PAGE
