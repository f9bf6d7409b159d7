"""What members ask of a sealed vote besides casting it: the receipt once more, whether they took part, and
what a sealed vote is."""

from flask import current_app, jsonify, render_template
from werkzeug.wrappers import Response

from voting.auditing.sealed_files import files_of_round
from voting.ballot.sealed_closing import own_line
from voting.ballot.sealed_votes import receipt_for
from voting.box.progress import ceremony_progress
from voting.box.sealed_page import PAGE_SHA256
from voting.extensions import db
from voting.web.ballot_bytes import bytes_of
from voting.web.errors import wants_json
from voting.web.form import text
from voting.web.member import blueprint
from voting.web.person import member_number, person
from voting.web.shared import shown_resolution, shown_resolutions
from voting.wording.sealed import in_groups


@blueprint.post("/resolutions/<int:resolution_id>/receipt")
def box_receipt(resolution_id: int) -> Response:
    """The signature of the box under a sealed ballot that lies in it, by its leaf; whoever asks."""
    leaf = bytes_of(text("leaf"))
    signature = receipt_for(db.session(), shown_resolution(resolution_id).id, leaf)
    return jsonify(leaf=leaf.hex(), signature=signature.hex())


@blueprint.get("/resolutions/<int:resolution_id>/took-part")
def took_part(resolution_id: int) -> Response | str:
    """One's own line of who took part in a closed sealed vote: how, and what shows that it is in the
    statement of the box; a page for whoever does not ask for JSON."""
    resolution, number = shown_resolution(resolution_id), member_number()
    line = own_line(db.session(), resolution.id, number)
    if not wants_json():
        return render_template("member/took_part.html", resolution=resolution, how=line.how, number=number)
    return jsonify(
        number=number,
        how=line.how,
        salt=line.salt.hex(),
        index=line.index,
        size=line.size,
        path=[each.hex() for each in line.path],
    )


@blueprint.get("/resolutions/<int:resolution_id>/sealed-files")
def sealed_files(resolution_id: int) -> Response:
    """What sealed.html needs to check tests and receipts of a vote."""
    resolution = shown_resolution(resolution_id)
    response = Response(files_of_round(db.session(), resolution.id), mimetype="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename=sealed-vote-{resolution.id}.zip"
    return response


@blueprint.get("/assembly/sealed-votes")
def about_sealed_votes() -> str:
    """What a sealed vote is, what it promises and what not, and where what checks it is to be found."""
    progress = ceremony_progress(db.session(), person().assembly_id)
    return render_template(
        "member/about_sealed_votes.html",
        names=", ".join(progress.names) if progress else "",
        digits=in_groups(progress.digits) if progress else "",
        page_sha256=in_groups(PAGE_SHA256),
        page_address=current_app.config["SEALED_PAGE"],
        sealed=[each for each in shown_resolutions() if each.sealed],
    )
