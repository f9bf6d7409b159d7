"""When the last backup was made, as ``voting backup`` leaves it in the installation's folder."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "backups"
LAST = "last-backup.json"
OLD, TOO_OLD = timedelta(hours=26), timedelta(days=7)
BEING_MADE = "backup-being-made"
LONGEST = timedelta(hours=6)
"""For so long a backup may be in the making."""
REMEDY = "Let “voting backup” run each night, and each hour while people vote; keep what it makes elsewhere."


def check_backups(patient: Patient) -> list[Finding]:
    """How old the last backup is, and whether one that was cut off has left its copy behind."""
    now = system_clock()
    return [of_backup(last_backup(patient.instance / LAST), now), *left_behind(patient.instance, now)]


def last_backup(path: Path) -> datetime | None:
    """When it was made; None where no backup has been seen, or the file does not say when."""
    try:
        at = datetime.fromisoformat(json.loads(path.read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at if at.tzinfo else None


def left_behind(instance: Path, now: datetime) -> list[Finding]:
    """A copy of the database that nobody encrypts any more, if there is one."""
    try:
        since = datetime.fromtimestamp((instance / BEING_MADE).stat().st_mtime, UTC)
    except OSError:
        return []
    if now - since < LONGEST:
        return []
    sentence = f"A backup was cut off and left a copy of the database in clear in {instance / BEING_MADE}."
    return [doubtful(SUBJECT, "backup_cut_off", sentence, "Run “voting backup” again, which removes it.")]


def of_backup(at: datetime | None, now: datetime) -> Finding:
    """What a last backup of this moment comes to."""
    if at is None:
        return doubtful(SUBJECT, "no_backup", "No backup of this installation has been seen.", REMEDY)
    hours = (now - at) / timedelta(hours=1)
    sentence = f"The last backup is {hours:.0f} hours old."
    if now - at > TOO_OLD:
        return ill(SUBJECT, "backup_too_old", sentence, REMEDY)
    return doubtful(SUBJECT, "backup_old", sentence, REMEDY) if now - at > OLD else well(SUBJECT, sentence)
