"""The secrets of the installation: strong enough, and read by its own user alone."""

import stat
from pathlib import Path

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "keys"
LEAST_LENGTH = 32
"""Characters of a secret; one that is made here has 64."""
LEAST_VARIETY = 10
"""Different characters of a secret."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def is_weak(secret: str) -> bool:
    """Whether a secret could be guessed."""
    return len(secret) < LEAST_LENGTH or len(set(secret)) < LEAST_VARIETY


def check_keys(patient: Patient) -> list[Finding]:
    """Strength of the keys, who can read their files, and on which medium the log's lies."""
    settings = patient.settings
    found = [
        ill(SUBJECT, "key_weak", f"{name} is short or of few characters, so that codes could be guessed.",
            f"Before codes are issued set {name} to what “openssl rand -hex 32” prints.")
        for name in ("SECRET_KEY", "BALLOT_KEY")
        if settings[name] and is_weak(str(settings[name]))
    ]  # fmt: skip
    log_key = Path(settings["LOG_KEY"])
    secret = patient.instance / "secret-key"
    paths = [
        secret,
        log_key,
        *(Path(settings[name]) for name in ("APPLE_PASS", "GOOGLE_PASS") if settings[name]),
    ]
    found += [_read_by_others(path) for path in paths if path.exists() and path.stat().st_mode & OTHERS]
    found += _folder(patient.instance)
    beside = patient.database_file or patient.instance
    if log_key.exists() and beside.exists() and log_key.stat().st_dev == beside.stat().st_dev:
        where = "the database" if patient.database_file else "the installation's folder"
        sentence = f"The key that signs the log lies on the same medium as {where}."
        remedy = "Move it to a medium that who holds the database cannot read, and set LOG_KEY to its path."
        found.append(doubtful(SUBJECT, "log_key_beside_database", sentence, remedy))
    return found or [well(SUBJECT, "The keys are strong, and nobody else can read them.")]


def _read_by_others(path: Path) -> Finding:
    sentence = f"{path} can be read or changed by other users of this machine."
    return ill(
        SUBJECT, "key_readable", sentence, f"chmod 600 {path}; if others use this machine, take a new key."
    )


def _folder(instance: Path) -> list[Finding]:
    if not instance.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return []
    sentence = f"Other users of this machine can put files into {instance}."
    return [ill(SUBJECT, "folder_writable", sentence, f"chmod 700 {instance}")]
