"""The special report at the end of a rehearsal, downloaded from the office's own pages."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Account, Role
from voting.assembly.models import Assembly
from voting.cooperative.stored import change_cooperative, cooperative_stamp, the_cooperative
from voting.database import writing
from voting.demo.content import COOPERATIVE, logo
from voting.demo.report_year import load_report_year
from voting.extensions import db
from voting.languages import LANGUAGES
from voting.rehearsal.browser import Browser, answer_of
from voting.rehearsal.play import Stage
from voting.rehearsal.stage import ACTOR

FORMS = ("pdf", "docx", "html")
"""The forms in which there is one report for each language; the data of all are the same."""
FILES = 1 + len(FORMS) * len(LANGUAGES)
"""How many files a report has."""


class NoReport(Exception):
    """The report was not given out; the text is the code of the answer."""


def write_report(
    stage: Stage,
    folder: Path,
    progress: Callable[[int], object],
    sign_in: Callable[[Flask, str], Browser] = Browser,
    forms: Sequence[str] = FORMS,
) -> None:
    """Enter the year of the demonstration's secretary for the assembly that was played, and write its special
    report into a folder: its data, and in each language these forms. The clock is set to the January after.

    Raises NoReport.
    """
    year, code = _enter_year(stage)
    secretary = sign_in(stage.app, code)
    wanted = {f"special-report-{year}.json": f"/office/report/{year}/file.json"} | {
        f"special-report-{year}-{language}.{form}": f"/office/report/{year}/file.{form}?in={language}"
        for language in LANGUAGES
        for form in forms
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in wanted.items():
        (folder / name).write_bytes(_given_out(secretary.look(address)))
        progress(1)


def _enter_year(stage: Stage) -> tuple[int, str]:
    """The year, and the code of the secretary whose account has entered it."""
    with stage.app.app_context(), writing(db.session()) as session:
        year = session.get_one(Assembly, stage.assembly_id).date.year
        stage.hands.moment = now = datetime(year + 1, 1, 31, 9, tzinfo=UTC)
        code = issue_to_staff(
            session,
            stage.key,
            stage.assembly_id,
            "secretary",
            "nl",
            [(Role.SECRETARY, None)],
            now=now,
            actor=ACTOR,
        )
        secretary = session.scalars(select(Account.id).where(Account.own_name == "secretary")).one()
        seen = cooperative_stamp(the_cooperative(session))
        change_cooperative(session, COOPERATIVE, logo(), seen, now=now, actor=ACTOR)
        load_report_year(session, year, held_here=True, now=now, account_id=secretary)
    return year, code


def _given_out(answer: TestResponse) -> bytes:
    if answer.status_code != 200:
        raise NoReport(answer_of(answer))
    return bytes(answer.data)
