"""What is said of known flaws: none only where all were looked at."""

from typing import Any

import pytest

from tests.advisories import FLAWED, NOT_LOOKED, SOUND, of_python, of_scripts

FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "description": "", "aliases": []}


@pytest.mark.parametrize(
    ("report", "status"),
    [
        ({"dependencies": [{"name": "a", "version": "1.0", "vulns": []}]}, SOUND),
        ({"dependencies": [{"name": "a", "version": "1.0", "vulns": [FLAW]}]}, FLAWED),
        ({"dependencies": [{"name": "a", "skip_reason": "not found on PyPI"}]}, NOT_LOOKED),
        (
            {
                "dependencies": [
                    {"name": "a", "version": "1.0", "vulns": [FLAW]},
                    {"name": "b", "skip_reason": "not found on PyPI"},
                ]
            },
            FLAWED,
        ),
        ({"dependencies": []}, NOT_LOOKED),
        ({"message": "no network"}, NOT_LOOKED),
    ],
)
def test_python_packages(report: dict[str, Any], status: int) -> None:
    found, sentences = of_python(report)
    assert (found, bool(sentences)) == (status, status != SOUND)


@pytest.mark.parametrize(
    ("report", "status"),
    [
        ({"vulnerabilities": {}}, SOUND),
        ({"vulnerabilities": {"a": {"severity": "high"}}}, FLAWED),
        ({"message": "405 Method Not Allowed"}, NOT_LOOKED),
        ({}, NOT_LOOKED),
    ],
)
def test_npm_packages(report: dict[str, Any], status: int) -> None:
    assert of_scripts(report)[0] == status
