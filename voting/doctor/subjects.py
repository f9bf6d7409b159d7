"""All that is looked at, in the order in which it is told."""

from voting.doctor.backups_age import check_backups
from voting.doctor.clock import check_clock
from voting.doctor.databases import check_database
from voting.doctor.disk import check_disk
from voting.doctor.earnest import check_earnest
from voting.doctor.examination import Check
from voting.doctor.keys import check_keys
from voting.doctor.letters_way import check_mail
from voting.doctor.log_heads import check_log
from voting.doctor.mail_records import check_mail_records
from voting.doctor.proxies import check_proxies
from voting.doctor.schemas import check_schema
from voting.doctor.tls import check_tls
from voting.doctor.versions import check_versions
from voting.doctor.workers import check_workers
from voting.doctor.zones import check_zones

SUBJECTS: dict[str, Check] = {
    "keys": check_keys,
    "earnest": check_earnest,
    "database": check_database,
    "migrations": check_schema,
    "disk": check_disk,
    "backups": check_backups,
    "log": check_log,
    "clock": check_clock,
    "zones": check_zones,
    "workers": check_workers,
    "versions": check_versions,
    "tls": check_tls,
    "proxies": check_proxies,
    "mail": check_mail,
    "mail records": check_mail_records,
}
