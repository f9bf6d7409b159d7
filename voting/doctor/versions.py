"""What is installed, against what this version was tried with."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, well

SUBJECT = "versions"


def check_versions(_patient: Patient) -> list[Finding]:
    """The packages that the application needs, by what its own says of them."""
    needed = [Requirement(one) for one in requires("voting") or []]
    asked = {one.name: str(one.specifier) for one in needed if one.marker is None}
    return of_versions(asked, {name: _installed(name) for name in asked}, platform.python_version())


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def of_versions(asked: Mapping[str, str], installed: Mapping[str, str], python: str) -> list[Finding]:
    """What differs between the versions that are asked for (``==1.2.3``) and those that are there."""
    other = [
        f"{name} {installed[name] or 'missing'} instead of {wanted.removeprefix('==')}"
        for name, wanted in asked.items()
        if wanted.removeprefix("==") != installed[name]
    ]
    if not other:
        return [well(SUBJECT, f"Python {python}; all {len(asked)} packages are those it was tried with.")]
    sentence = f"It was tried with other packages: {'; '.join(other)}."
    remedy = "Install again with constraints.txt, in a virtual environment of its own."
    return [doubtful(SUBJECT, "packages_differ", sentence, remedy)]
