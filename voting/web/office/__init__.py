"""The secretary's room: the register, the assembly, reports, the audit log; each file joins its routes."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from voting.web.office import (  # noqa: E402 - they need the blueprint
    assemblies,  # noqa: F401
    assembly,  # noqa: F401
    audit,  # noqa: F401
    displays,  # noqa: F401
    documents,  # noqa: F401
    draft_pictures,  # noqa: F401
    duplicates,  # noqa: F401
    figure,  # noqa: F401
    imports,  # noqa: F401
    invitations,  # noqa: F401
    letter_texts,  # noqa: F401
    looks,  # noqa: F401
    mandates,  # noqa: F401
    member,  # noqa: F401
    minutes,  # noqa: F401
    overview,  # noqa: F401
    paper_letters,  # noqa: F401
    preparation,  # noqa: F401
    register,  # noqa: F401
    register_figures,  # noqa: F401
    register_words,  # noqa: F401
    report,  # noqa: F401
    report_texts,  # noqa: F401
    retention,  # noqa: F401
    roll,  # noqa: F401
    staff,  # noqa: F401
)
