"""What the README names exists: paths, commands, their options, settings and targets of make."""

import re
import shlex
from pathlib import Path

import click
import pytest

from voting.cli import main

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXT = README.read_text()
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
PROSE = re.sub(r"^```\w*\n.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)
QUOTED = re.findall(r"`([^`\n]+)`", PROSE)
MADE_BY_RUNNING = ("instance/", ".venv/", "build/")


def written_commands() -> list[str]:
    """Every ``voting ...`` of the README, in prose and in blocks."""
    lines = [line for block in BLOCKS for line in block.replace("\\\n", " ").splitlines()]
    found = [item for item in QUOTED if re.match(r"voting [a-z]", item)]
    for item in lines:
        match = re.search(r"(?:^|/bin/|\$ )(voting [a-z].*)$", item.strip())
        if match:
            found.append(match[1])
    return sorted(set(found))


def paths() -> list[str]:
    """Every path of the README: what is quoted and has a slash or an ending, and what is linked."""
    quoted = [item for item in QUOTED if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", item)]
    looks = [item for item in quoted if "/" in item or re.search(r"\.(py|md|toml|gz|txt|csv|ini)$", item)]
    linked = re.findall(r"\]\(([^)#:]+)\)", PROSE)
    return sorted({*looks, *linked} - {item for item in looks if item.startswith(MADE_BY_RUNNING)})


def test_there_is_something_to_look_at() -> None:
    assert len(written_commands()) >= 8
    assert len(paths()) >= 10


@pytest.mark.parametrize("path", paths())
def test_a_path_exists(path: str) -> None:
    beginnings = [ROOT, ROOT / "voting" / "web", *(folder for folder in (ROOT / "voting").iterdir())]
    assert any((beginning / path).exists() for beginning in beginnings), path


@pytest.mark.parametrize("written", written_commands())
def test_a_command_exists_with_its_options(written: str) -> None:
    words = shlex.split(written)[1:]
    command: click.Command = main
    context = click.Context(main)
    while words and isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found is not None, written
        command = found
        words = words[1:]
    assert not isinstance(command, click.Group), written
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known | {"--help"}
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    given, follows_an_option = 0, False
    for word in words:
        given += not word.startswith("-") and not follows_an_option
        follows_an_option = word.startswith("-")
    assert given == len(arguments), written


def test_every_command_is_in_the_readme_and_has_help() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.help, name
        assert f"voting {name}" in TEXT or name == "demo", name


TARGETS = {match for item in [*QUOTED, *BLOCKS] for match in re.findall(r"\bmake ([a-z-]+)", item)}


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_target_of_make_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_settings_are_those_that_are_read() -> None:
    sources = [*(ROOT / "voting").rglob("*.py"), ROOT / "tests" / "postgres.py"]
    read = {
        name
        for path in sources
        for name in re.findall(r"environ(?:ment, |, |\.get\(|\[)[\"'](\w+)[\"']", path.read_text())
    }
    table = TEXT.partition("## Settings")[2].partition("\n## ")[0]
    written = set(re.findall(r"`([A-Z_]{4,})`", table))
    assert written == read
