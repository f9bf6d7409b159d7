"""What the papers name exists: files, functions and tables in them, targets of make, other papers."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = [
    *(ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md")),
    *(ROOT / "docs" / name for name in ("secrecy.md", "standards.md", "sign-in-elsewhere.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
BEGINNINGS = ("voting", "tests", "docs")


def quoted(paper: Path) -> list[str]:
    """What stands between backquotes."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", paper.read_text(), flags=re.M | re.S))


def named_files() -> list[tuple[str, str]]:
    """Each paper with each path that it names; a part in capitals stands for something to be named."""
    found = {
        (str(paper.relative_to(ROOT)), item)
        for paper in PAPERS
        for item in quoted(paper)
        if re.fullmatch(rf"({'|'.join(BEGINNINGS)})(/[\w.*-]+)+/?", item) and not re.search(r"/[A-Z]+-", item)
    }
    return sorted(found)


def named_things() -> list[tuple[str, str]]:
    """Each file with what is named in it: file · name(), name of file, or file (NAME)."""
    text = "\n".join(paper.read_text() for paper in PAPERS)
    file = r"`(voting/[\w./]+\.py)`"
    pairs = re.findall(rf"{file} · `(\w+)\(\)`", text) + re.findall(rf"{file} \(`([A-Z]\w+)`\)", text)
    pairs += [(path, name) for name, path in re.findall(rf"`(\w+)(?:\(\))?` (?:of|in) {file}", text)]
    return sorted(set(pairs))


def test_there_is_something_to_look_at() -> None:
    assert len(named_files()) > 60
    assert len(named_things()) > 12


@pytest.mark.parametrize(("paper", "path"), named_files())
def test_a_file_exists(paper: str, path: str) -> None:
    assert list(ROOT.glob(path)) if "*" in path else (ROOT / path).exists(), f"{paper}: {path}"


@pytest.mark.parametrize(("path", "name"), named_things())
def test_a_thing_is_in_its_file(path: str, name: str) -> None:
    assert re.search(rf"^ *(def|class) {name}\b|^{name}\b", (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_link_leads_somewhere(paper: Path) -> None:
    linked = re.findall(r"\]\((?!http)([^)#:]+)(?:#[^)]*)?\)", paper.read_text())
    assert [link for link in linked if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_target_of_make_exists(paper: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    written = "\n".join(re.findall(r"`[^`]+`|^make .*$", paper.read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)(?=[`\s])", written))
    missing = [name for name in sorted(named) if not re.search(rf"^{name}:", makefile, re.MULTILINE)]
    assert missing == []
