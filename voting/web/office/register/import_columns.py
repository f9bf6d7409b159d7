"""What the columns of a register file are: what was recognised is shown, and the rest is chosen."""

from flask import render_template
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.cooperative.stored import details_of, the_cooperative
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.languages import LANGUAGES
from voting.register.columns import COLUMNS
from voting.register.csv_file import Choices
from voting.register.dates import DateOrder
from voting.register.delivery import TO_BE_CHOSEN, can_be_chosen, read_delivery
from voting.register.findings import Findings, Seen, read_choices, read_findings
from voting.register.headings import folded
from voting.register.models import Upload
from voting.register.uploads import choose_columns, known_headings, look_at, uploaded_content
from voting.register.values import ANSWERS
from voting.web.form import choice, flag, sent, text
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.register.imports import shown
from voting.web.person import person
from voting.wording.delivered import unsaid_in_words
from voting.wording.fault_groups import grouped
from voting.wording.register import answers_in_words

OF_COLUMNS = TO_BE_CHOSEN | {"headings_alike", "heading_twice"}


@blueprint.get("/register/imports/<int:upload_id>/columns")
def import_columns(upload_id: int) -> str:
    """How a file was recognised, with a choice for each column."""
    upload, findings = _waiting(upload_id)
    seen = findings.seen
    faults = [fault for fault in findings.faults if fault.code in OF_COLUMNS]
    choices = read_choices(upload.choices)
    keep_look("preview", f"{upload_id} columns", upload.rows)
    return render_template(
        "office/register/columns.html",
        upload=db.session.get_one(Upload, upload_id),
        seen=seen,
        columns=COLUMNS,
        choosable=[can_be_chosen(heading) for heading in seen.headings],
        order=sorted(range(len(seen.headings)), key=lambda index: bool(seen.fields[index])),
        problems=[group.sentence for group in grouped(faults)],
        dates=choices.dates,
        answers={name: answers_in_words(name) for name in seen.asked},
        for_all={"language": _first_language()} | dict(choices.for_all),
        points=choices.points,
        unsaid=unsaid_in_words(seen, {}),
    )


@blueprint.post("/register/imports/<int:upload_id>/columns")
@long_work
def choose_import_columns(upload_id: int) -> Response:
    """Read a file as somebody has chosen, and remember what they said of its headings."""
    upload, findings = _waiting(upload_id)
    said = _said(findings.seen)
    before = read_choices(upload.choices)
    dates = dict(before.dates)
    for asked in findings.seen.questions:
        if sent(f"dates-{asked.field}"):
            dates[asked.field] = choice(f"dates-{asked.field}", DateOrder)
    for_all = dict(before.for_all)
    for name, possible in ANSWERS.items():
        if answer := text(f"all-{name}"):
            if answer not in possible:
                raise Refused(Code.BAD_REQUEST)
            for_all[name] = answer
    points = flag("points") if sent("points") else before.points
    choices = Choices(known_headings(db.session()) | dict(before.fields) | said, dates, for_all, points)
    name = upload.name
    delivery = aside(read_delivery, uploaded_content(upload), choices)
    seen = look_at(db.session(), delivery)
    with writing(db.session()) as session:
        choose_columns(session, upload_id, said, delivery, choices, seen, now=now(), actor=person().actor)
    return shown(upload_id, name, delivery)


def _first_language() -> str:
    """The first language in which the cooperative has a name."""
    names = details_of(the_cooperative(db.session())).name
    return next((code for code in LANGUAGES if code in names), LANGUAGES[0])


def _waiting(upload_id: int) -> tuple[Upload, Findings]:
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    if upload.findings is None:
        raise Refused(Code.WRONG_STATE)
    return upload, read_findings(upload.findings)


def _said(seen: Seen) -> dict[str, str]:
    """What the form says of each heading: the field that it fills, or "". Raises Refused(bad_request)."""
    said: dict[str, str] = {}
    for index, heading in enumerate(seen.headings):
        name = text(f"column-{index}")
        if name and name not in COLUMNS:
            raise Refused(Code.BAD_REQUEST)
        if can_be_chosen(heading) and sent(f"column-{index}"):
            said[folded(heading)] = name
    return said
