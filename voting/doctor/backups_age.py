"""When the last backup was made, as ``voting backup`` leaves it in the installation's folder."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "backups"
LAST = "last-backup.json"
OLD, TOO_OLD = timedelta(hours=26), timedelta(days=7)
REMEDY = "Let “voting backup” run each night, and each hour while people vote; keep what it makes elsewhere."


def check_backups(patient: Patient) -> list[Finding]:
    """How old the last backup is."""
    return [of_backup(last_backup(patient.instance / LAST), system_clock())]


def last_backup(path: Path) -> datetime | None:
    """When it was made; None where no backup has been seen, or the file does not say when."""
    try:
        at = datetime.fromisoformat(json.loads(path.read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at if at.tzinfo else None


def of_backup(at: datetime | None, now: datetime) -> Finding:
    """What a last backup of this moment comes to."""
    if at is None:
        return doubtful(SUBJECT, "no_backup", "No backup of this installation has been seen.", REMEDY)
    hours = (now - at) / timedelta(hours=1)
    sentence = f"The last backup is {hours:.0f} hours old."
    if now - at > TOO_OLD:
        return ill(SUBJECT, "backup_too_old", sentence, REMEDY)
    return doubtful(SUBJECT, "backup_old", sentence, REMEDY) if now - at > OLD else well(SUBJECT, sentence)
