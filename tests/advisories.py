"""Looks whether a flaw is known of any package that constraints.txt or package-lock.json names:
``python -m tests.advisories``, or ``make advisories``.

Ends with 0 where all were looked at and none has one, 1 where one has, and 2 where not all could be looked
at: pip-audit itself says "no known vulnerabilities" where it has reached nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = ("pip-audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--format", "json")
SCRIPTS = ("npm", "audit", "--json", "--package-lock-only")
SOUND, FLAWED, NOT_LOOKED = 0, 1, 2


def of_python(report: Any) -> tuple[int, list[str]]:
    """What a report of pip-audit says: the status, and a sentence for each flaw or failure."""
    packages = report.get("dependencies", [])
    flaws = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {flaw['fix_versions']}"
        for each in packages
        for flaw in each.get("vulns", [])
    ]
    left = [each["name"] for each in packages if "skip_reason" in each]
    said = [f"not looked at: {len(left)} of {len(packages)} Python packages ({', '.join(left[:5])} ...)"]
    return _verdict(flaws, said if left or not packages else [])


def of_scripts(report: Any) -> tuple[int, list[str]]:
    """The same of npm."""
    if "vulnerabilities" not in report:
        return NOT_LOOKED, [f"not looked at: npm packages ({report.get('message', 'no answer')})"]
    return _verdict(
        [f"{name}: {each['severity']}" for name, each in sorted(report["vulnerabilities"].items())], []
    )


def _verdict(flaws: list[str], not_looked: list[str]) -> tuple[int, list[str]]:
    return FLAWED if flaws else NOT_LOOKED if not_looked else SOUND, flaws + not_looked


def _report(*command: str) -> Any:
    found = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    try:
        report = json.loads(found.stdout)
    except ValueError:
        report = {"message": found.stderr.strip()[-200:]}
    return report if isinstance(report, dict) else {}


def main() -> int:
    """Look, and say what was found."""
    looks = [of_python(_report(*PYTHON)), of_scripts(_report(*SCRIPTS))]
    for _, sentences in looks:
        for sentence in sentences:
            print(sentence)
    statuses = {status for status, _ in looks}
    status = next(each for each in (FLAWED, NOT_LOOKED, SOUND) if each in statuses)
    print({SOUND: "no flaw is known", FLAWED: "FLAWS ARE KNOWN", NOT_LOOKED: "COULD NOT LOOK"}[status])
    return status


if __name__ == "__main__":
    sys.exit(main())
