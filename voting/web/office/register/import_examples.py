"""A template of a register file, and an example with invented members."""

from datetime import date

from flask_babel import gettext
from werkzeug.wrappers import Response

from voting.register.columns import FIELDS
from voting.register.compare import detail_as_text
from voting.register.models import MovementKind, PersonKind
from voting.spreadsheet import Value, as_csv, as_xlsx
from voting.web.office import blueprint
from voting.web.office.register.search import XLSX
from voting.wording.register import COLUMNS, KINDS, MOVEMENTS

ROWS: tuple[dict[str, Value], ...] = (
    {
        **{"number": "100001", "category": "A", "kind": PersonKind.NATURAL, "name": "Peeters"},
        **{"first_name": "An", "email": "an.peeters@example.org", "language": "nl", "postcode": "1000"},
        **{"street": "Wetstraat 16", "box": "3", "shares": 4},
        **{"municipality": "Brussel", "joined_on": date(2016, 6, 1), "birth_date": date(1980, 3, 31)},
    },
    {
        **{"number": "100002", "category": "C", "kind": PersonKind.LEGAL, "name": "Boulangerie Lefèvre SRL"},
        **{"representative": "Éloïse Lefèvre", "email": "info@example.org", "language": "fr"},
        **{"street": "Rue Saint-Gilles 7", "shares": 20},
        **{"postcode": "4000", "municipality": "Liège", "joined_on": date(2019, 11, 15)},
        **{"mandate": "administratrice", "mandate_until": date(2027, 6, 30)},
    },
    {
        **{"number": "100003", "category": "B", "kind": PersonKind.NATURAL, "name": "Müller"},
        **{"first_name": "Jörg", "language": "de", "street": "Hauptstraße 1"},
        **{"postcode": "52062", "municipality": "Aachen", "country": "Deutschland", "shares": 1},
        **{"joined_on": date(2018, 2, 20), "left_on": date(2024, 12, 31), "left_as": MovementKind.RESIGNED},
    },
)


@blueprint.get("/register/imports/<any(template, example):which>.<any(csv, xlsx):file_type>")
def import_example(which: str, file_type: str) -> Response:
    """A file with all headings and no line (template), or with a few (example), in the reader's language."""
    header = [str(COLUMNS[name]) for name in FIELDS]
    words = KINDS | MOVEMENTS
    rows: list[list[Value]] = []
    for row in ROWS if which == "example" else ():
        values = map(row.get, FIELDS)
        rows.append([str(words.get(value, value)) if isinstance(value, str) else value for value in values])
    if file_type == "xlsx":
        content = as_xlsx({gettext("Register"): (header, rows)})
    else:
        content = as_csv(header, [[detail_as_text(value) for value in row] for row in rows])
    media_type = XLSX if file_type == "xlsx" else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="register-{which}.{file_type}"'}
    return Response(content, content_type=media_type, headers=headers)
