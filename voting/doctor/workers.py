"""How the server is set to run: processes, and who can reach its port past the proxy."""

import os

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well
from voting.doctor.tls import is_this_machine

SUBJECT = "workers"


def check_workers(patient: Patient) -> list[Finding]:
    """The settings ``WORKERS`` and ``HOST``."""
    told, host = patient.environment.get("WORKERS") or "1", patient.environment.get("HOST") or "127.0.0.1"
    on_sqlite = patient.engine.dialect.name == "sqlite"
    return of_server(told, host, on_sqlite, cores=os.cpu_count() or 1)


def of_server(workers: str, host: str, on_sqlite: bool, *, cores: int) -> list[Finding]:
    """What is wrong with a server of so many workers, which listens at this host."""
    if not workers.isdecimal() or int(workers) < 1:
        return [ill(SUBJECT, "workers_unclear", "WORKERS is no number of processes.", "Set it to 1 or more.")]
    found, number = list[Finding](), int(workers)
    if number > 1 and on_sqlite:
        sentence = "Several workers write one SQLite file: screens miss what the other one has done."
        found.append(ill(SUBJECT, "workers_on_sqlite", sentence, "Set WORKERS=1, or use PostgreSQL."))
    elif number > 2 * cores:
        sentence = f"{number} workers share {cores} cores, and each takes memory and connections."
        found.append(doubtful(SUBJECT, "workers_many", sentence, f"Set WORKERS to {cores}."))
    if not is_this_machine(host):
        sentence = f"The server listens at {host}: whoever reaches its port goes past the proxy."
        remedy = "Leave HOST at 127.0.0.1, or let a firewall admit the proxy alone."
        found.append(doubtful(SUBJECT, "port_open", sentence, remedy))
    return found or [
        well(SUBJECT, f"{number} worker{'s' if number > 1 else ''}, reached by this machine alone.")
    ]
