"""Whether the database is of this version."""

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, ill, well
from voting.schema import Schema, SchemaRefused, missing_columns, require_schema

SUBJECT = "migrations"


def check_schema(patient: Patient) -> list[Finding]:
    """Whether migrations are pending, the database is newer than the software, or columns are missing."""
    with patient.engine.connect() as connection:
        try:
            require_schema(connection)
        except SchemaRefused as refused:
            sentence, _stop, remedy = str(refused).partition(". ")
            return [ill(SUBJECT, refused.code, f"{sentence}.", remedy)]
        missing = missing_columns(connection)
    if missing:
        remedy = "Restore the backup from before somebody changed it, or add them by hand."
        return [ill(SUBJECT, "columns_missing", f"The database lacks {', '.join(missing)}.", remedy)]
    return [well(SUBJECT, f"The database is of this version ({Schema.CURRENT}).")]
