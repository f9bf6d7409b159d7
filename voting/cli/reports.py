"""The command that prints the yearly special report."""

import json
from pathlib import Path

import click
from flask import render_template, url_for
from flask_babel import force_locale

from voting import create_app
from voting.cli.opening import NEW_FILE, database
from voting.languages import LANGUAGES
from voting.report.content import report_content
from voting.report.files import DOCUMENTS
from voting.report.pictures import logo_picture, pictures_within
from voting.report.schemes import scheme_of
from voting.report.sign import changed_since, signed_reports
from voting.wording.report.lacks import lacks_in_words
from voting.wording.report.page import page_values, report_json
from voting.wording.report.writing import Writing


@click.command()
@click.argument("year", type=click.IntRange(1900, 9998))
@click.option("--lang", type=click.Choice(LANGUAGES), default="nl")
@click.option("--format", "form", type=click.Choice(["json", "html", "docx", "pdf"]), default="json")
@click.option("--out", type=NEW_FILE, help="File to write; docx and pdf need one.")
def report(year: int, lang: str, form: str, out: Path | None) -> None:
    """Print the yearly special report. Ends with 1 where its figures contradict each other.

    What it lacks in its language is said on the standard error output.
    """
    if out is None and form in DOCUMENTS:
        raise click.UsageError(f"Say with --out where to write the {form}.")
    with database() as session:
        content = report_content(session, year)
        signed = signed_reports(session, year)
        pictures = pictures_within(session, content["pictures"])
        logo = logo_picture(session)
    known = scheme_of(content["scheme"]).languages
    if lang not in known:
        raise click.UsageError(f"The scheme of this report is written in {', '.join(known)}.")
    changed = changed_since(signed[0].content, content) if signed else {}
    with create_app().test_request_context(), force_locale(lang):
        values = page_values(Writing(content, changed, pictures=pictures, logo=logo))
        for sentence in (*values["faults"], *lacks_in_words(content).get(lang, ())):
            click.echo(sentence, err=True)
        if form in DOCUMENTS:
            written = DOCUMENTS[form](values["document"])
        elif form == "json":
            as_json = report_json(
                content,
                signed,
                lambda place: url_for("office.figure", year=year, of=place),
                changed,
            )
            written = json.dumps(as_json, indent=1).encode()
        else:
            written = render_template("office/report/report_file.html", **values).encode()
    if out is None:
        click.echo(written.decode())
    else:
        out.write_bytes(written)
    raise SystemExit(1 if values["faults"] else 0)
