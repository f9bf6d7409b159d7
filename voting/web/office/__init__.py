"""The secretary's room, by subject; each file joins its routes to the one blueprint."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from voting.web.office import (  # noqa: E402 - they need the blueprint
    audit,  # noqa: F401
    cooperative,  # noqa: F401
    demonstration,
    overview,  # noqa: F401
    retention,  # noqa: F401
)
from voting.web.office.assembly import (  # noqa: E402
    afterwards,  # noqa: F401 - it needs the letters on paper
    assemblies,  # noqa: F401
    assembly_copy,  # noqa: F401
    bringing_in,  # noqa: F401
    convening,  # noqa: F401
    documents,  # noqa: F401
    draft_pictures,  # noqa: F401
    following,  # noqa: F401
    keyholders,  # noqa: F401
    preparation,  # noqa: F401
    preparation_order,  # noqa: F401
    roll,  # noqa: F401
    written,  # noqa: F401
)
from voting.web.office.day import displays, staff  # noqa: E402, F401
from voting.web.office.invitations import later, others, paper, sending, texts  # noqa: E402, F401
from voting.web.office.register import (  # noqa: E402
    duplicates,  # noqa: F401
    faults,  # noqa: F401
    figures,  # noqa: F401
    import_columns,  # noqa: F401
    import_examples,  # noqa: F401
    imports,  # noqa: F401
    looks,  # noqa: F401
    member,  # noqa: F401
    search,  # noqa: F401
)
from voting.web.office.report import (  # noqa: E402, F401
    after,
    facts,
    figure,
    mandates,
    pictures,
    reports,
    sealed_boxes,
    shape,
    signing,
)
from voting.web.office.report import texts as report_texts  # noqa: E402, F401
from voting.wording import delivered  # noqa: E402
from voting.wording import register as register_words  # noqa: E402

blueprint.add_app_template_filter(register_words.in_register_words)
blueprint.add_app_template_filter(delivered.form_in_words)
blueprint.add_app_template_filter(delivered.columns_in_words)
blueprint.app_context_processor(
    lambda: {
        "in_demonstration": demonstration.in_demonstration,
        "fields": register_words.FIELDS,
        "column_words": register_words.COLUMNS,
        "column_notes": register_words.COLUMN_NOTES,
        "kinds": register_words.KINDS,
        "states": register_words.STATES,
        "movement_words": register_words.MOVEMENTS,
    }
)
