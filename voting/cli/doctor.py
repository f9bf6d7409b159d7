"""The command that says what is unsafe or wrong in this installation."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from voting import create_app
from voting.doctor.examination import Patient, examine
from voting.doctor.finding import Finding, Grade, ill, worst
from voting.doctor.subjects import SUBJECTS
from voting.extensions import db

SIGNS = {Grade.OK: "ok   ", Grade.LOOK: "look ", Grade.WRONG: "WRONG"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--time-server", default="", metavar="HOST", help="Hold the clock to this server's (SNTP).")
@click.option("--name-server", default="", metavar="ADDRESS", help="Ask this name server, not the system's.")
@click.option("--letter-to", default="", metavar="ADDRESS", help="Send a test letter there.")
def doctor(as_json: bool, time_server: str, name_server: str, letter_to: str) -> None:
    """Say what is unsafe or wrong in this installation, with a remedy each. Nothing is changed.

    Ends with 0 where all is well, with 1 where somebody should look, and with 2 where something is wrong.
    """
    findings = _findings(time_server, name_server, letter_to)
    grade = worst(findings)
    if as_json:
        told = [asdict(one) | {"grade": one.grade.name.lower()} for one in findings]
        click.echo(json.dumps({"status": grade.name.lower(), "findings": told}, indent=1, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(f"{SIGNS[one.grade]}  {one.subject}: {one.sentence}")
            if one.remedy:
                click.echo(f"       -> {one.remedy}")
    raise SystemExit(int(grade))


def _findings(time_server: str, name_server: str, letter_to: str) -> list[Finding]:
    try:
        app = create_app()
    except ValueError as error:
        return [
            ill("settings", "settings_wrong", f"{error}.", "Correct the setting: README.md has them all.")
        ]
    with app.app_context():
        patient = Patient(
            settings=dict(current_app.config),
            instance=Path(current_app.instance_path),
            engine=db.engine,
            environment={"WORKERS": os.environ.get("WORKERS", ""), "HOST": os.environ.get("HOST", "")},
            time_server=time_server,
            name_server=name_server,
            letter_to=letter_to,
        )
    return examine(patient, SUBJECTS)
