"""What keyholders' pages and whoever checks a box ask for: /keys and /box (docs/sealed.md).

A keyholder's page runs from disk and shows itself by a bearer token. So these routes answer any origin, read
no cookie and need no form's token: a browser adds nothing of its own to such a request that could be misused.
"""

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from voting.accounts.attempts import count_attempt, of_address
from voting.auditing.sealed_bundle import sealed_bundle
from voting.ballot.models import Resolution, State
from voting.ballot.sealed_advance import some_in_advance
from voting.ballot.sealed_duties import rounds_of_keyholder
from voting.ballot.sealed_opening import (
    checked_by,
    count_opened_box,
    shares_of,
    sign_statement,
    take_shares,
    tell_checked,
    tell_false_share,
    true_shares_of,
)
from voting.ballot.sealed_rounds import sealed_round, sign_context, signatures_of
from voting.box.ballots import ballots_of_box
from voting.box.keysets import (
    ALL,
    KnownKeyholder,
    ceremony_words,
    keyholder_of,
    latest_keyset,
    say_commitment,
    say_hello,
    say_on_channel,
    say_ready,
)
from voting.box.models import BoxStatement, CeremonyWord, Keyset, MadeKeys, SealedVote, Signed
from voting.box.trees import tree_of_ballots
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import csrf, db
from voting.installation import installation_key, now
from voting.sealed.tree import HASH_BYTES
from voting.web.ballot_bytes import bytes_of
from voting.web.form import in_address

blueprint = Blueprint("keyholders", __name__)
csrf.exempt(blueprint)
PREFIXES = ("/keys/", "/box/")
BEARER = "Bearer "


@blueprint.after_app_request
def answer_any_origin(response: Response) -> Response:
    """Let a page from disk read what these routes answer."""
    if request.path.startswith(PREFIXES):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Expose-Headers"] = "Refusal, Retry-After"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/keys/ceremony")
def ceremony() -> Response:
    """The session, who one is in it, and what all have said so far that is for all or for oneself; whether a
    later attempt has taken its place."""
    who = _keyholder()
    keyset = db.session.get_one(Keyset, who.keyset_id)
    said = {kind: ceremony_words(db.session(), keyset.id, kind) for kind in CeremonyWord}
    told: dict[str, Any] = {
        kind.value: {str(speaker): content.hex() for (speaker, to), content in words.items() if to == ALL}
        for kind, words in said.items()
        if kind is not CeremonyWord.CHANNEL
    }
    told["channel"] = {
        str(speaker): content.hex()
        for (speaker, to), content in said[CeremonyWord.CHANNEL].items()
        if to == who.number
    }
    made = db.session.get(MadeKeys, keyset.id)
    latest = latest_keyset(db.session(), keyset.assembly_id)
    return jsonify(
        replaced=latest is not keyset,
        session=keyset.session.hex(),
        number=who.number,
        keys=made.content.hex() if made else None,
        **told,
    )


@blueprint.post("/keys/hello")
def hello() -> Response:
    """Take the commitment to a hello, or the hello itself."""
    sent, who = _sent(), _keyholder()
    with writing(db.session()) as session:
        if "commitment" in sent:
            say_commitment(session, who, bytes_of(sent["commitment"]), now=now())
        else:
            say_hello(session, who, bytes_of(sent.get("hello")), now=now())
    return jsonify(taken=True)


@blueprint.post("/keys/channel")
def channel() -> Response:
    """Hand on what one keyholder has for another."""
    sent, who = _sent(), _keyholder()
    receiver = sent.get("to")
    if type(receiver) is not int:
        raise Refused(Code.BAD_REQUEST)
    with writing(db.session()) as session:
        say_on_channel(session, who, receiver, bytes_of(sent.get("message")), now=now())
    return jsonify(taken=True)


@blueprint.post("/keys/ready")
def ready() -> Response:
    """Take the signature of a keyholder who is ready."""
    sent, who = _sent(), _keyholder()
    with writing(db.session()) as session:
        say_ready(session, who, bytes_of(sent.get("signature")), now=now())
    return jsonify(taken=True)


@blueprint.get("/keys/rounds")
def rounds() -> Response:
    """The rounds that are sealed under the keys of this keyholder, and how far each is."""
    return jsonify(rounds=[asdict(each) for each in rounds_of_keyholder(db.session(), _keyholder(), now())])


@blueprint.post("/keys/<int:resolution_id>/checked")
def checked(resolution_id: int) -> Response:
    """Take from a keyholder's page that it has found all ballots of a closed box sound."""
    who = _keyholder()
    with writing(db.session()) as session:
        tell_checked(session, who, resolution_id, now=now())
    return jsonify(taken=True)


@blueprint.post("/keys/<int:resolution_id>/context")
def signed_context(resolution_id: int) -> Response:
    """Take a keyholder's signature under the context of a round."""
    sent, who = _sent(), _keyholder()
    with writing(db.session()) as session:
        sign_context(session, who, resolution_id, bytes_of(sent.get("signature")), now=now())
    return jsonify(taken=True)


@blueprint.post("/keys/<int:resolution_id>/statement")
def signed_statement(resolution_id: int) -> Response:
    """Take a keyholder's signature under the statement of a box; ``voices`` where three have read its digits
    to each other."""
    sent, who = _sent(), _keyholder()
    signature, voices = bytes_of(sent.get("signature")), sent.get("voices") is True
    with writing(db.session()) as session:
        sign_statement(session, who, resolution_id, signature, voices=voices, now=now())
    return jsonify(taken=True)


@blueprint.post("/keys/<int:resolution_id>/share")
def share(resolution_id: int) -> Response:
    """Take the shares of a keyholder; with the third the box is counted. A false one is refused, and
    logged."""
    sent, who = _sent(), _keyholder()
    given = sent.get("shares")
    if not isinstance(given, list):
        raise Refused(Code.BAD_REQUEST)
    shares = [bytes_of(each) for each in given]
    try:
        true = true_shares_of(db.session(), who, resolution_id, shares)
    except Refused as refused:
        if refused.code is Code.SHARE_WRONG:
            with writing(db.session()) as session:
                tell_false_share(session, who, resolution_id, now=now())
        raise
    with writing(db.session()) as session:
        take_shares(session, who, resolution_id, true, now=now())
    return jsonify(taken=True, opened=count_opened_box(db.session(), resolution_id, now=now()))


@blueprint.get("/keys/<int:resolution_id>/ballots")
def ballots(resolution_id: int) -> Response:
    """Ballots of a closed box in the order of their leaves, those behind the leaf ``after``: for keyholders.
    Before the vote is opened, those that came in advance, once nobody can vote in advance any more."""
    who = _keyholder()
    of_round = sealed_round(db.session(), resolution_id)
    if who.keyset_id != of_round.keyset_id:
        raise Refused(Code.KEYHOLDER_UNKNOWN)
    after = bytes_of(in_address("after")) if in_address("after") else b""
    if db.session.get_one(Resolution, resolution_id).state == State.DRAFT:
        found = some_in_advance(db.session(), resolution_id, after, now())
    else:
        _statement(resolution_id)
        found = [ballot for _, ballot in ballots_of_box(db.session(), resolution_id, after)]
    return Response(b"".join(found), mimetype="application/octet-stream")


@blueprint.get("/box/<int:resolution_id>/context")
def context(resolution_id: int) -> Response:
    """The context of a round, its keys, and who has signed it: all as the bytes that were signed."""
    of_round = sealed_round(db.session(), resolution_id)
    keys = db.session.get_one(MadeKeys, of_round.keyset_id).content
    signed = signatures_of(db.session(), resolution_id, Signed.CONTEXT)
    return jsonify(context=of_round.context.hex(), keys=keys.hex(), context_signatures=_in_hex(signed))


@blueprint.get("/box/<int:resolution_id>/statement")
def statement(resolution_id: int) -> Response:
    """What a closed box told of itself, and who has signed that so far; who has looked at it, and who
    has sent shares."""
    told = _statement(resolution_id)
    return jsonify(
        ballots=told.ballots,
        by=told.by,
        paper=told.paper,
        root=told.root.hex(),
        took_part=told.took_part.hex(),
        statement=told.content.hex(),
        box_signature=told.signature.hex(),
        checked=checked_by(db.session(), resolution_id),
        signatures=_in_hex(signatures_of(db.session(), resolution_id, Signed.STATEMENT)),
        three_voices=sorted(signatures_of(db.session(), resolution_id, Signed.VOICES)),
        shares=sorted(shares_of(db.session(), resolution_id)),
    )


@blueprint.get("/box/<int:resolution_id>/bundle")
def bundle(resolution_id: int) -> Response:
    """The bundle of an announced resolution, which is sent as it is read."""
    packed = sealed_bundle(db.session(), resolution_id, to_auditors=False)
    response = Response(packed.parts, mimetype="application/zip")
    response.content_length = packed.length
    return response


@blueprint.get("/box/<int:resolution_id>/proof/<leaf>")
def proof(resolution_id: int, leaf: str) -> Response:
    """What shows that a ballot lies in a closed box: its place, and what gives the root of the statement."""
    told, wanted = _statement(resolution_id), bytes_of(leaf)
    if len(wanted) != HASH_BYTES or db.session.get(SealedVote, (resolution_id, wanted)) is None:
        raise Refused(Code.NOT_FOUND)
    tree = tree_of_ballots(db.session(), resolution_id)
    index = tree.place_of(wanted)
    if index is None:
        raise Refused(Code.NOT_FOUND)
    path = [each.hex() for each in tree.path(index)]
    return jsonify(index=index, size=tree.size, path=path, root=told.root.hex())


def _statement(resolution_id: int) -> BoxStatement:
    resolution = db.session.get(Resolution, resolution_id)
    found = db.session.get(BoxStatement, resolution_id)
    if resolution is None or found is None:
        raise Refused(Code.NOT_FOUND)
    if State(resolution.state) is State.ANNULLED:
        raise Refused(Code.WRONG_STATE)
    return found


def _keyholder() -> KnownKeyholder:
    """Who speaks. A token that is none is counted for the address that it comes from. Raises Refused:
    keyholder_unknown, too_many_attempts."""
    given = request.headers.get("Authorization", "")
    try:
        return keyholder_of(db.session(), given.removeprefix(BEARER) if given.startswith(BEARER) else "")
    except Refused:
        with writing(db.session()) as session:
            count_attempt(session, of_address(installation_key(), request.remote_addr or ""), now=now())
        raise


def _sent() -> dict[str, Any]:
    """The JSON object that was sent. Raises Refused(bad_request)."""
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Refused(Code.BAD_REQUEST) from None
    if not isinstance(sent, dict):
        raise Refused(Code.BAD_REQUEST)
    return sent


def _in_hex(signatures: dict[int, bytes]) -> dict[str, str]:
    return {str(keyholder): signature.hex() for keyholder, signature in signatures.items()}
