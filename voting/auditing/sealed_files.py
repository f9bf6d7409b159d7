"""The files of a sealed round before it is announced: with them sealed.html checks tests and receipts."""

from sqlalchemy.orm import Session

from voting.auditing.zip_parts import stored_file, zip_parts
from voting.ballot.sealed_rounds import sealed_round, signatures_of
from voting.box.models import MadeKeys, Signed
from voting.sealed.documents import document_bytes


def files_of_round(session: Session, resolution_id: int) -> bytes:
    """A ZIP of context, keys and the keyholders' signatures under the context. Raises Refused(not_found)
    where there is no sealed round."""
    of_round = sealed_round(session, resolution_id)
    signed = signatures_of(session, resolution_id, Signed.CONTEXT)
    told = {"context_signatures": {str(keyholder): each.hex() for keyholder, each in signed.items()}}
    files = [
        stored_file("context.json", of_round.context),
        stored_file("keys.json", bytes(session.get_one(MadeKeys, of_round.keyset_id).content)),
        stored_file("signatures.json", document_bytes(told)),
    ]
    return b"".join(zip_parts(files))
