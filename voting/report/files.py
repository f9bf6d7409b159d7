"""The kinds of file in which a document can be had."""

from voting.report.docx_file import document_docx
from voting.report.pdf import document_pdf

DOCUMENTS = {"docx": document_docx, "pdf": document_pdf}
"""By the ending of the file's name, what sets a document so: the bytes of the file."""
