"""The documents for the members: PDF files that lie beside an assembly's definition."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.assembly.definition import DocumentDefinition
from voting.assembly.models import Document
from voting.database import lock_table
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.stamp import require_same

LARGEST = 20 * 1024 * 1024
"""The most bytes that a document may have."""
PDF = b"%PDF-"

Beside = Callable[[str], bytes | None]
"""Gives the content of a file that lies beside the definition, by its name; None where there
is no such file."""


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The PDF of one document in one language, found fit to be shown."""

    position: int
    title: dict[str, str]
    language: str
    content: bytes


def read_documents(documents: Sequence[DocumentDefinition], beside: Beside) -> list[DocumentFile]:
    """The files of all the documents. Raises InvalidFile with each that is missing, is no PDF, or is too
    large."""
    files: list[DocumentFile] = []
    faults: list[Fault] = []
    for position, document in enumerate(documents, 1):
        for language, name in document.files.items():
            content = beside(name)
            if content is None or not content.startswith(PDF) or len(content) > LARGEST:
                code = "file_missing" if content is None else "not_pdf"
                place = f"documents[{position}].files.{language}"
                faults.append(Fault(0, place, code, {"value": name, "megabytes": LARGEST // 1024**2}))
            else:
                files.append(DocumentFile(position, document.title, language, content))
    if faults:
        raise InvalidFile(faults)
    return files


def remove_document_files(session: Session, assembly_id: int, position: int, was: str) -> list[str]:
    """Take a document away, of whose hashes ``was`` is the stamp; returns the hashes of its files.

    Raises Refused: not_found, changed_meanwhile.
    """
    query = select(Document).where(Document.assembly_id == assembly_id, Document.position == position)
    files = list(session.scalars(query.with_for_update()))
    if not files:
        raise Refused(Code.NOT_FOUND)
    require_same(hashes_of(files), was)
    for file in files:
        session.delete(file)
    session.flush()
    return hashes_of(files)


def hashes_of(files: Sequence[Document]) -> list[str]:
    """The SHA-256 of each file of a document, in one order whatever theirs."""
    return sorted(file.sha256 for file in files)


def store_documents(session: Session, assembly_id: int, files: Sequence[DocumentFile]) -> None:
    """Keep the files in the database, after the documents that the assembly has, within the caller's
    transaction."""
    lock_table(session, Document)
    last = session.scalar(select(func.max(Document.position)).where(Document.assembly_id == assembly_id)) or 0
    for file in files:
        session.add(
            Document(
                assembly_id=assembly_id,
                position=last + file.position,
                title=file.title,
                language=file.language,
                sha256=hashlib.sha256(file.content).hexdigest(),
                size=len(file.content),
                content=file.content,
            )
        )
    session.flush()


def copy_documents(session: Session, source: int, target: int) -> None:
    """Copy the documents of the assembly ``source`` to ``target``."""
    query = select(Document).where(Document.assembly_id == source).order_by(Document.position, Document.id)
    files = [
        DocumentFile(file.position, file.title, file.language, file.content)
        for file in session.scalars(query)
    ]
    store_documents(session, target, files)


def documents_of(session: Session, assembly_id: int) -> list[list[Document]]:
    """An assembly's documents in order; each is the list of its files, one for each language it has, without
    their contents."""
    found: dict[int, list[Document]] = {}
    query = select(Document).where(Document.assembly_id == assembly_id)
    for document in session.scalars(query.order_by(Document.position, Document.id)):
        found.setdefault(document.position, []).append(document)
    return list(found.values())
