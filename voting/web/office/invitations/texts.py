"""The texts of an assembly's letters: changed, and looked at before they are sent."""

from flask import make_response, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.installation import now
from voting.invitations.stored_texts import is_changed, restore_text, store_text
from voting.invitations.stored_texts import letter_text as text_of
from voting.invitations.texts import LONGEST_BODY, LONGEST_SUBJECT, NEEDED, PLACEHOLDERS, TextOf, check_text
from voting.languages import LANGUAGES
from voting.letters.filling import filled
from voting.letters.sample import sample_values
from voting.stamp import stamp
from voting.web.form import flag, refused_form, text, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.person import person
from voting.wording.faults import fault_sentence
from voting.wording.refusals import refusal_sentence


@blueprint.get("/invitations/texts/<letter>/<language>")
def letter_text(letter: str, language: str) -> str:
    """The page with a letter's text in one language, and how it looks to an invented member."""
    which = _which(letter, language)
    return _page(which, language, *text_of(db.session(), person().assembly_id, which, language))


@blueprint.post("/invitations/texts/<letter>/<language>")
def change_text(letter: str, language: str) -> Response:
    """Store a text, or show it with its faults. The button ``look`` only shows it; ``restore`` goes back to
    the house's text."""
    which = _which(letter, language)
    subject, body = text("subject"), text("body") + "\n"
    if flag("look"):
        return make_response(_page(which, language, subject, body))
    target = person().assembly_id, which, language
    try:
        with writing(db.session()) as session:
            if flag("restore"):
                restore_text(session, *target, was(), now=now(), actor=person().actor)
            else:
                store_text(session, *target, subject, body, was(), now=now(), actor=person().actor)
    except InvalidFile as invalid:
        return refused_form(_page(which, language, subject, body), invalid.code)
    except Refused as refused:
        if refused.code is not Code.CHANGED_MEANWHILE:
            raise
        return refused_form(_page(which, language, subject, body, refusal_sentence(refused)), refused.code)
    return redirect(url_for("office.letter_text", letter=letter, language=language, kept="yes"), 303)


def _which(letter: str, language: str) -> TextOf:
    if letter not in list(TextOf) or language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return TextOf(letter)


def _page(letter: TextOf, language: str, subject: str, body: str, *refusal: str) -> str:
    assembly = this_assembly()
    values = sample_values(db.session(), assembly, letter, language)
    preview_subject, preview_body = filled(subject, body, values)
    return render_template(
        "office/invitations/letter_text.html",
        letter=letter.value,
        letters=list(TextOf),
        text_language=language,
        subject=subject,
        body=body,
        faults=[*refusal, *(fault_sentence(fault) for fault in check_text(letter, subject, body))],
        was=was() or stamp(text_of(db.session(), assembly.id, letter, language)),
        preview_subject=preview_subject,
        preview_body=preview_body,
        changed=is_changed(db.session(), assembly.id, letter, language),
        placeholders=PLACEHOLDERS,
        needed=NEEDED[letter],
        longest_subject=LONGEST_SUBJECT,
        longest_body=LONGEST_BODY,
    )
